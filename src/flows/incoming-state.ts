import type { App } from '../app.js'
import { arrivals } from '../storage/arrivals.js'
import { faultyFiles, waitingFiles } from './incoming-files.js'
import type { IncomingState } from './scan-shapes.js'

const MOST_TOLD = 50

/** What waits in `incoming/`, what was put aside there and why, and what has been taken in from there, newest first. */
export async function incomingState(app: App): Promise<IncomingState> {
  const came = (await arrivals(app.store.read, { via: 'folder' })).toReversed().slice(0, MOST_TOLD)
  return { waiting: await waitingFiles(app), faulty: await faultyFiles(app), arrived: came.map(({ fileName, at, scan }) => ({ file: fileName, at, scan })) }
}
