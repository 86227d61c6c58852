/** Keeps a reader that stops reading (`| head`) from ending the program as a bug, and says when an answer could not be written; the work itself is done by then. */
export function guardStreams({ stdout, stderr, fail }: { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream; fail: () => void }): void {
  stderr.on('error', () => undefined)
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    stderr.write(`disk-full: Svaret går inte att skriva (${error.code ?? error.message}). Kommandots arbete är gjort; frigör utrymme och kör det igen för att se svaret.\n`)
    fail()
  })
}
