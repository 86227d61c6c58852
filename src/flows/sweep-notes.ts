import type { App } from '../app.js'
import { noteNames, sweepNotes as sweep } from '../storage/attempt-note.js'
import { claimedLetters } from '../storage/letters.js'
import { ordinaryLettersWhere } from '../storage/ordinary-letters.js'

/** Removes notes that a process left which died right after it had recorded what they say, or before it had begun. A note is made under a claim, and is of use no longer than that. @throws Failure `disk-full`, `data-directory` */
export async function sweepNotes(app: App): Promise<void> {
  const { config: { dataDirectory }, store } = app
  // The names first: what is claimed after that has its note after that too.
  const names = await noteNames(dataDirectory)
  if (names.length === 0) return
  const claimed = [...(await claimedLetters(store.read)), ...(await ordinaryLettersWhere(store.read, { claimed: 'claimed' }))]
  await sweep(dataDirectory, names, claimed.map(({ id, claimedAt }) => ({ letter: id, claimedAt })))
}
