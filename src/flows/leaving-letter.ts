import { mayHaveArrived } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import type { Letter } from '../storage/letter.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import type { Db } from '../storage/store.js'
import { mayBeThere } from './letter-attempts.js'
import { wordFileOf } from './open-drafts.js'
import { ordinarySealedWith, type SealedKeys } from './sealed-with.js'

/** A sealed letter about to leave, of whatever kind, and the Swedish words for what a person can do about it. */
export interface LeavingLetter {
  readonly recipient: string
  readonly keys: SealedKeys
  /** SHA-256 of the very bytes that go, in the archive. */
  readonly ciphertext: string
  /** SHA-256 of every document that it must hold, in any order; empty when they are not known, and then it never goes. */
  readonly documents: readonly string[]
  /** When a person last let it go on; null when nobody has. */
  readonly resumedAt: string | null
  /** What it is called, first in a sentence. */
  readonly name: string
  /** How a person lets it go as it is, an imperative. */
  readonly resume: string
  /** How a person has its contents sealed anew, an imperative. */
  readonly redo: string
}

/** One of a letter's mails with review documents; `mail` says which, and where its bytes and documents are. */
export async function leavingReview(app: App, row: Letter, keys: SealedKeys, mail: Pick<LeavingLetter, 'ciphertext' | 'documents'>): Promise<LeavingLetter> {
  const resumed = (await eventsOf(app.store.read, row.orgnr)).findLast(({ event }) => (event.type === 'letter-resumed' || event.type === 'letter-resent') && event.letter === row.id)
  const anew = 'bekräfta handlingarna på nytt'
  return {
    recipient: row.recipient, keys, ...mail, resumedAt: resumed?.recordedAt ?? null, name: `Brev ${row.number} för ${row.orgnr}`, resume: 'återuppta brevet',
    redo: (await mayBeThere(app.store.read, row.id)) ? `${ask(row)} ställ in det med ”letter cancel --never-arrived” och ${anew}` : `ställ in det med ”letter cancel” och ${anew}`,
  }
}

/** An encrypted ordinary letter, which holds drafts. @throws Failure `key-unpinned` when nobody noted what it was sealed with */
export async function leavingOrdinary(db: Db, letter: OrdinaryLetter): Promise<LeavingLetter> {
  const { id, recipient, rawSha256, resumedAt, attempts } = letter
  const name = `Brevet med utkast till ${recipient}`
  const redo = mayHaveArrived(attempts) ? `${ask(letter)} skicka utkasten på nytt med ”draft send --again”` : `ställ in det med ”outbox cancel ${id}” och skicka utkasten på nytt med ”draft send”`
  const keys = await ordinarySealedWith(db, letter)
  if (keys === null) throw new Failure('key-unpinned', `${name} köades utan att det skrevs upp vilka nycklar det är krypterat med, så ingen kan se om de fortfarande gäller: ${redo}. Inget har skickats.`)
  return { recipient, keys, ciphertext: rawSha256, documents: await draftDocuments(db, letter), resumedAt, name, resume: `släpp det med ”outbox release ${id}”`, redo }
}

/** The Word files of the versions it was queued with. */
async function draftDocuments(db: Db, { about }: OrdinaryLetter): Promise<readonly string[]> {
  const codes = about.split(' ')
  const files = (await Promise.all(codes.map((code) => wordFileOf(db, code.replaceAll('-', ''))))).flatMap((file) => (file === null ? [] : [file.sha256]))
  return files.length === codes.length ? files : []
}

function ask({ recipient }: { readonly recipient: string }): string {
  return `fråga ${recipient} om det redan har kommit fram; kom det aldrig,`
}
