const FRAME_WITH_PATH = /^\s+at (?:.*[( ])?(?:file:|\/|[A-Za-z]:\\)/
/** A package that is installed has its own code there too. */
const LIBRARY = /node_modules[\\/](?!anslut[\\/]dist)/

/** Whether a library threw it, as the PDF library throws whatever comes of reading a damaged file; what our own code throws is a bug, or a Failure that says more. */
export function isOutOfLibrary(error: unknown): boolean {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return LIBRARY.test(stack.split('\n').find((line) => FRAME_WITH_PATH.test(line)) ?? '')
}
