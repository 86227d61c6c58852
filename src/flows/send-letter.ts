import { isAnswered } from '../../contracts/letter-life.js'
import { track } from '../../contracts/tracking.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Mailer } from '../mail/smtp.js'
import { beginNote, endNote, giveSpace, type NotedAttempt } from '../storage/attempt-note.js'
import { letterFilesOf } from '../storage/letter-files.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, markLetterPart, nextLetterPart } from '../storage/letter-parts.js'
import { moveLetter } from '../storage/letters.js'
import type { Transaction } from '../storage/store.js'
import { envelopeIdOf } from './letter-marks.js'
import { historyOf } from './history.js'
import { receiptFacts } from './keep-receipt.js'
import { leavingReview } from './leaving-letter.js'
import { mayBeThere } from './letter-attempts.js'
import { proveSealed } from './prove-sealed.js'
import { refuseFallenEvidence } from './refuse-fallen-evidence.js'
import { refuseLostKeys } from './refuse-lost-keys.js'
import { refuseSameInk } from './refuse-same-ink.js'
import { sealedWith } from './sealed-with.js'
import { configuredParties } from './party.js'
import { recordingOf } from './record-outcome.js'

/** Sends the kept bytes of a queued (or doubtful) letter once, after proving that they hold exactly the archived documents, and records how it went. @throws Failure `letter-state`, `letter-incomplete`, `archive-damaged`, and `disk-full` or `data-directory` when the archive could not take its receipt */
export async function sendLetter(app: App, mailer: Mailer, row: Letter, worker: string): Promise<void> {
  const mail = await mailToSend(app, row)
  if ((row.state !== 'queued' && row.state !== 'unknown') || mail === null) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} är inte köat. Inget har skickats.`)
  const keys = await sealedWith(app.store.read, row)
  await refuseOldAddress(app, row)
  const leaving = await leavingReview(app, row, keys, { ciphertext: mail.ciphertext, documents: await documentsOf(app, row, mail.part) })
  await refuseLostKeys(app, leaving)
  const opened = await proveSealed(app, leaving)
  const facts = await receiptFacts(app, row)
  await app.archive.proveWritable()
  const { dataDirectory } = app.config
  const attempt = { letter: row.id, messageId: mail.messageId, claimedAt: row.claimedAt }
  const note = await beginNote(dataDirectory, attempt)
  const begun = await begin(app, row, worker, attempt)
  if (begun === 'answered') return
  if (begun === 'moved') throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} stoppades innan det skickades.`)

  const raw = { sizeBytes: mail.bytes, pieces: () => app.archive.pieces(mail.ciphertext), opened }
  const outcome = await mailer.deliver({ from: opened.from, to: [row.recipient], raw, messageId: mail.messageId, envelopeId: mail.envelopeId, note })
  await giveSpace(dataDirectory, attempt)
  await app.store.write(await recordingOf(app, { ...row, claimedBy: worker }, outcome, async () => facts))
  await endNote(dataDirectory, attempt)
}

/** A sealed letter is addressed, and encrypted, to whoever had the address then; it goes nowhere else, and not there either once the address is another. */
async function refuseOldAddress(app: App, row: Letter): Promise<void> {
  const { granskningsadress } = (await configuredParties(app)).driftleverantor
  if (sameAddress(granskningsadress, row.recipient)) return
  const next = (await mayBeThere(app.store.read, row.id))
    ? `Det kan redan ha kommit fram: fråga ${row.recipient}. Kom det aldrig, ställ in det med ”letter cancel --never-arrived” och bekräfta handlingarna på nytt, så görs ett brev till den nya adressen. Ska det dit igen, ange den adressen på nytt bland parterna och återuppta brevet`
    : 'Ställ in brevet med ”letter cancel” och bekräfta handlingarna på nytt, så görs ett brev till den nya adressen'
  throw new Failure('letter-state', `Granskningsadressen har ändrats från ${row.recipient} till ${granskningsadress} sedan brevet förseglades. ${next}. Inget har skickats.`)
}

interface MailToSend {
  /** From 1. */
  readonly part: number
  readonly messageId: string
  readonly envelopeId: string
  readonly ciphertext: string
  readonly bytes: number
}

/** The letter's only mail, or the next of several; null when it has not been sealed, or all have gone. */
async function mailToSend(app: App, row: Letter): Promise<MailToSend | null> {
  const { messageId, ciphertextSha256, ciphertextBytes } = row
  if (messageId === null || ciphertextSha256 === null || ciphertextBytes === null) return null
  if ((await letterParts(app.store.read, row.id)).length === 0) return { part: 1, messageId, envelopeId: row.id, ciphertext: ciphertextSha256, bytes: ciphertextBytes }
  const next = await nextLetterPart(app.store.read, row.id)
  return next === null ? null : { part: next.part, messageId: next.messageId, envelopeId: envelopeIdOf(next), ciphertext: next.ciphertextSha256, bytes: next.ciphertextBytes }
}

/** Whether an answer came while a letter waited to be sent once more: then another copy would be one too many. */
async function isWithRecipient(tx: Transaction, app: App, row: Letter): Promise<boolean> {
  const { versions, events, kinds } = await historyOf(app, tx, row.orgnr)
  const letter = track(versions, events, kinds).letters.get(row.id)
  return letter !== undefined && isAnswered(letter)
}

/** Nothing has gone, and nothing is to be noted, of a letter that is not sent after all. */
async function begin(app: App, row: Letter, worker: string, attempt: NotedAttempt): Promise<'begun' | 'answered' | 'moved'> {
  let begun = false
  try {
    const became = await app.store.write(async (tx) => ((await isWithRecipient(tx, app, row)) ? settleAnswered(tx, row, worker, app.now().toISOString()) : beginSending(tx, app, row, worker)))
    begun = became === 'begun'
    return became
  } finally {
    if (!begun) await endNote(app.config.dataDirectory, attempt)
  }
}

async function settleAnswered(tx: Transaction, row: Letter, worker: string, now: string): Promise<'answered' | 'moved'> {
  if (!(await moveLetter(tx, row.id, row.state, { state: 'relayed', reason: null, nextAttemptAt: null, claimedBy: worker }))) return 'moved'
  for (const { part, relayedAt } of await letterParts(tx, row.id)) if (relayedAt === null) await markLetterPart(tx, row.id, part, { relayedAt: now, deliveredAt: null })
  return 'answered'
}

/** What the letter rests on is judged in the very transaction that lets it go: whoever takes a confirmation back before that has stopped it, and so has a scan that shows the same ink elsewhere. */
async function beginSending(tx: Transaction, app: App, row: Letter, worker: string): Promise<'begun' | 'moved'> {
  await refuseFallenEvidence(app, tx, row)
  await refuseSameInk(tx, row)
  return (await moveLetter(tx, row.id, row.state, { state: 'sending', reason: null, nextAttemptAt: null, claimedBy: worker })) ? 'begun' : 'moved'
}

/** SHA-256 of the documents of one of a letter's mails; none when one of the letter's is in no mail of it. */
async function documentsOf(app: App, { id, codes }: Letter, part: number): Promise<readonly string[]> {
  const files = await letterFilesOf(app.store.read, id)
  return files.length === codes.length ? files.filter((file) => file.part === part).map(({ sha256 }) => sha256) : []
}
