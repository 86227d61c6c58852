import type { EventOf } from '../../contracts/event.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import type { Db } from '../storage/store.js'

/** The fingerprints of the three keys of a letter. */
export type SealedKeys = EventOf<'letter-queued'>['keys']

/** The fingerprints that a queued letter was sealed with, as the history says it. */
export async function sealedWith(db: Db, row: Letter): Promise<SealedKeys> {
  const queued = (await eventsOf(db, row.orgnr)).flatMap(({ event }) => (event.type === 'letter-queued' && event.letter === row.id ? [event] : [])).at(-1)
  if (queued === undefined) throw new Error(`letter ${row.id} was never queued`)
  return queued.keys
}

/** The fingerprints that an encrypted ordinary letter was sealed with, as the history says it; null of one queued before they were noted. */
export async function ordinarySealedWith(db: Db, { id, orgnr }: Pick<OrdinaryLetter, 'id' | 'orgnr'>): Promise<SealedKeys | null> {
  const events = orgnr === null ? [] : await eventsOf(db, orgnr)
  return events.flatMap(({ event }) => (event.type === 'mail-queued' && event.mail === id && event.keys !== undefined ? [event.keys] : []))[0] ?? null
}
