import type { Progress } from '../src/cli/progress.js'

/** Progress nobody watches. */
export const silentProgress: Progress = { report: () => undefined, end: () => undefined }
