import type { App } from '../app.js'

const UNDER_WAY = new WeakMap<App['store'], Map<string, Promise<void>>>()

/** Notes beside the request that a session, a token or a link is used: nobody waits for the database's write lock to read a page. What cannot be written is reported and keeps nobody from reading: a full disk would otherwise shut everybody out. `what` tells one note from another; one that is being written is not written twice. */
export function noteUse({ store, report }: Pick<App, 'store' | 'report'>, what: string, note: () => Promise<unknown>): void {
  const notes = notesOf(store)
  if (notes.has(what)) return
  notes.set(what, note().then(() => undefined, (error: unknown) => void report(error)).finally(() => notes.delete(what)))
}

/** Resolves when what is being noted now is written. */
export async function usesNoted(store: App['store']): Promise<void> {
  await Promise.all(notesOf(store).values())
}

function notesOf(store: App['store']): Map<string, Promise<void>> {
  const notes = UNDER_WAY.get(store) ?? new Map<string, Promise<void>>()
  UNDER_WAY.set(store, notes)
  return notes
}
