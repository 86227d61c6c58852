import { randomBytes } from 'node:crypto'

/** Tells a bug that was contained on stderr, where there is no log; gives the number it is told under. */
export function reportBug(error: unknown): string {
  const id = randomBytes(4).toString('hex')
  process.stderr.write(`internt fel ${id}: en del av svaret gick inte att räkna ut, resten är gjort. Skicka raderna nedan till den som sköter programmet.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return id
}
