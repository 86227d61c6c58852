import { track } from '../../contracts/tracking.js'
import { asFarAsKnown, asNotice, isNamedByEnvelope, mailsAnswered, type ReturnedMail } from '../../signing/answer.js'
import { mayHaveArrived } from '../../signing/outbox.js'
import { addressKey } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { headerAlone } from '../mail/header-alone.js'
import { beginningOf } from '../mail/mail-beginning.js'
import { plainAnswer, type OpenedAnswer } from '../mail/open-answer.js'
import { isMailSystem, readAnswer } from '../mail/read-answer.js'
import { addressesWritten } from '../storage/addresses-written.js'
import { answersNamed, insertAnswer, type Answer } from '../storage/answers.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, markLetterPart, nextLetterPart } from '../storage/letter-parts.js'
import { letterOf, moveLetter, restateStopped } from '../storage/letters.js'
import { ordinaryLettersWhere } from '../storage/ordinary-letters.js'
import { pinInEffect } from '../storage/pins.js'
import type { Transaction } from '../storage/store.js'
import { historyOf } from './history.js'
import { keepAutocryptHint } from './import-keys.js'
import { letterMarks, type MarkedMail } from './letter-marks.js'
import { pastAttempts } from './letter-attempts.js'
import { recordLetterEvent } from './record-letter-event.js'
import { receiptOfArrival, settleDoubt } from './settle-doubt.js'
import { moment } from './swedish-moment.js'

/** What became of a mail that came back. */
export interface ReceivedAnswer {
  readonly answer: Answer
  /** False when the same bytes had been received before: then nothing was done. */
  readonly isNew: boolean
}

/**
 * Takes in a mail that came back: keeps its bytes, finds the letter it is about, and records what a delivery report says. A reply confirms nothing by itself: a person says what it means.
 * Of a mail of `wholeBytes`, larger than what is given, only what its beginning says for certain counts.
 * Null when it is about no letter, from nobody we write to and from no mail system, and `keep` is `if-ours`: other people's mail is none of ours.
 * @throws Failure `answer-unreadable`, `letter-state` of a report about a letter that is just being sent
 */
export async function receiveAnswer(app: App, bytes: Uint8Array, keep: 'always' | 'if-ours', wholeBytes = bytes.byteLength): Promise<ReceivedAnswer | null> {
  const read = await readAnswer(bytes)
  const named = mailsAnswered(read, await letterMarks(app.store.read))
  const { known, letter, part } = aboutLetter(named.length === 0 ? await aboutReminder(app, read) : read, named)
  const isCut = wholeBytes > bytes.byteLength
  const byEnvelope = named.some(({ id }) => isNamedByEnvelope(read, id))
  const mail = ofHandingOn(whileSent(isCut ? ofBeginning(known, wholeBytes) : known, letter, app.now()), letter)
  if (letter === null && keep === 'if-ours' && !(await mayConcernUs(app, known))) return null
  const { signature, words } = mail.kind === 'reply' ? signedWords(await openedAnswer(app, bytes, letter, mail.from)) : { signature: 'none' as const, words: null }
  const { sha256 } = await app.archive.keep(bytes)
  const receipt = letter !== null && mail.kind === 'delivered' ? await receiptOfArrival(app, letter, deliveredBy(mail, sha256), part ?? 'letter') : null
  const isNew = await app.store.write(async (tx) => {
    const told = byEnvelope || letter === null ? mail : await notAgainstDelivery(app, tx, mail, letter, part)
    const { kind, from, subject, recipient } = told
    const diagnostic = [told.diagnostic, words].filter((each) => each !== null).join('; ') || null
    const added = await insertAnswer(tx, { sha256, letter: letter?.id ?? null, part, receivedAt: app.now().toISOString(), kind, from, subject, recipient, diagnostic, signature, byEnvelope })
    if (added && letter !== null) await applyAnswer(tx, app, letter.id, told, { sha256, signature, receipt, part })
    return added
  })
  if (isNew && letter !== null && mail.kind === 'reply') await keepAutocryptHint(app, beginningOf(bytes), letter.recipient)
  const [answer] = await answersNamed(app.store.read, sha256)
  if (answer === undefined) throw new Error(`answer ${sha256} is gone`)
  return { answer, isNew }
}

/** Once a report with the letter's own ENVID has said that it is delivered, one without, which anybody may have written, does not take that back: a person reads it. */
async function notAgainstDelivery(app: App, tx: Transaction, mail: ReturnedMail, letter: Letter, part: number | null): Promise<ReturnedMail> {
  if (mail.kind !== 'bounced') return mail
  const { versions, events, kinds } = await historyOf(app, tx, letter.orgnr)
  const isDelivered = part === null ? track(versions, events, kinds).letters.get(letter.id)?.stage === 'delivered' : (await letterParts(tx, letter.id)).some((each) => each.part === part && each.deliveredAt !== null)
  return isDelivered ? asNotice(mail, 'men en postserver har redan meddelat att det är levererat, och den här saknar brevets eget märke (ENVID), så vem som helst kan ha skrivit den') : mail
}

/** That a letter was handed on says no more than that the server took it over, and many say so of every letter: nobody has to read it but where that very thing is in doubt. */
function ofHandingOn(mail: ReturnedMail, letter: Letter | null): ReturnedMail {
  return mail.handedOn === true && letter?.state === 'relayed' ? { ...mail, kind: 'auto-reply' } : mail
}

const BEING_SENT_MS = 10 * 60_000

/** A report decides where a letter goes, and so does whoever is sending it: it waits for them, and when they take so long that they may have died, a person reads it. */
function whileSent(mail: ReturnedMail, letter: Letter | null, now: Date): ReturnedMail {
  if (letter?.state !== 'sending' || mail.kind === 'reply' || mail.kind === 'auto-reply' || mail.kind === 'notice') return mail
  if (Math.abs(now.getTime() - Date.parse(letter.claimedAt ?? '')) < BEING_SENT_MS) throw beingSent(letter)
  return asNotice(mail, 'men den kom medan brevet skickades, och programmet vet inte vilken sändning den gäller')
}

function beingSent({ number, orgnr }: Letter): Failure {
  return new Failure('letter-state', `Brev ${number} för ${orgnr} skickas just nu. Läs in svaret igen om en stund.`)
}

/** What a machine writes of a reminder of ours, however it names it, is about whom the reminder went to. */
async function aboutReminder(app: App, mail: ReturnedMail): Promise<ReturnedMail> {
  const [reminder] = mail.kind === 'reply' ? [] : mailsAnswered(mail, await ordinaryLettersWhere(app.store.read, { purpose: 'reminder' }))
  return reminder === undefined ? mail : { ...mail, recipient: reminder.recipient, diagnostic: `om en påminnelse från programmet till ${reminder.recipient}${mail.diagnostic === null ? '' : `: ${mail.diagnostic}`}`.slice(0, 500) }
}

interface About {
  readonly known: ReturnedMail
  readonly letter: Letter | null
  readonly part: number | null
}

/** The mails of one letter are that letter. A reply that names several letters is kept for a person to say which; a report that does not say which mail it is about counts for none. */
function aboutLetter(read: ReturnedMail, named: readonly MarkedMail[]): About {
  const [first] = named
  if (first === undefined) return { known: read, letter: null, part: null }
  const { letter } = first
  if (named.length === 1) return { known: asFarAsKnown(read, first), letter, part: first.part }
  if (named.every((each) => each.letter.id === letter.id)) return { known: asNotice(read, 'men den säger inte vilken av brevets delar'), letter, part: null }
  const which = `nämner flera brev: ${[...new Set(named.map((each) => `brev ${each.letter.number} för ${each.letter.orgnr}`))].join(', ')}`.slice(0, 500)
  const known = asNotice(read, `men den ${which}`)
  return { known: known.kind === 'reply' ? { ...known, diagnostic: which } : known, letter: null, part: null }
}

/** Whether a mail that is about no letter we know is still for a person to see: a mail system's word that something did not arrive, whatever names several letters, and what comes from an address that letters go to, or from one that drafts go to when a person has written it. Mail servers report of every draft that it arrived; that is nothing to read. */
async function mayConcernUs(app: App, { kind, from, recipient, finalRecipient, diagnostic }: ReturnedMail): Promise<boolean> {
  if (kind === 'bounced' || (kind === 'notice' && isMailSystem(from)) || (kind === 'reply' && diagnostic !== null)) return true
  const written = await addressesWritten(app.store.read, kind === 'reply' ? ['review', 'draft'] : ['review'])
  return [from, recipient, finalRecipient].some((address) => address !== null && written.has(addressKey(address)))
}

/** What a report says comes first; what a person wrote, or a mail system in its own words, must be read as a whole, where it lies. */
function ofBeginning(mail: ReturnedMail, wholeBytes: number): ReturnedMail {
  if (mail.kind !== 'reply' && mail.kind !== 'notice') return mail
  return { ...mail, kind: 'notice', diagnostic: `ett mejl på ${Math.ceil(wholeBytes / 1_048_576)} MB, som är för stort att hämta. Läs det i brevlådan${mail.diagnostic === null ? '' : `: ${mail.diagnostic}`}`.slice(0, 500) }
}

/** Keeps the header of a mail that cannot be read, so that a person is told of it and `why`. Anybody may have sent it, and what is kept is kept for ever: the rest stays in the mailbox alone. */
export async function keepUnread(app: App, bytes: Uint8Array, why: string): Promise<ReceivedAnswer> {
  const { sha256 } = await app.archive.keep(headerAlone(bytes))
  const isNew = await app.store.write((tx) => insertAnswer(tx, { sha256, letter: null, part: null, receivedAt: app.now().toISOString(), kind: 'notice', from: '', subject: '', recipient: null, diagnostic: `ett mejl ${why}. Bara dess brevhuvud är sparat: titta efter resten i brevlådan`, signature: 'none', byEnvelope: false }))
  const [answer] = await answersNamed(app.store.read, sha256)
  if (answer === undefined) throw new Error(`answer ${sha256} is gone`)
  return { answer, isNew }
}

/** What there is to say of when an answer was signed: an old one, sent again by whoever has it, must not pass for an answer to this letter. */
function signedWords(opened: OpenedAnswer | null): { readonly signature: OpenedAnswer['signature']; readonly words: string | null } {
  if (opened === null) return { signature: 'none', words: UNOPENED }
  const { signature, signedAt, unchecked } = opened
  if (unchecked) return { signature, words: UNCHECKED }
  if (signedAt === null) return { signature, words: null }
  return { signature, words: `undertecknat ${moment(signedAt)}${signature === 'valid' ? '' : ' med mottagarens nyckel, men det är innan brevet gick: svaret kan gälla ett tidigare brev, och någon annan kan ha skickat det igen'}` }
}

const UNCHECKED = 'undertecknat med fler eller större underskrifter än någon gör, så ingen av dem är prövad. Pröva dem i ett e-postprogram'

/** What stands in place of an answer's words that would take too long to open. */
export const UNOPENED = 'det som är krypterat eller undertecknat tog för lång tid att öppna. Läs svaret i ett e-postprogram'

/** An answer's words and the worth of its signature, as far as the keys at hand open it; of one to no known letter, the signature is held against the key pinned to whom it says it is from. Null when that took too long. */
export async function openedAnswer(app: App, bytes: Uint8Array, letter: Letter | null, from: string): Promise<OpenedAnswer | null> {
  const plain = await plainAnswer(bytes)
  if (plain !== null) return plain
  const pin = await pinInEffect(app.store.read, letter?.recipient ?? from)
  return app.answerOpener.open(bytes, {
    recipient: pin === null ? null : await available(async () => (await app.keyRing()).recipient(pin.fingerprint)),
    own: await available(async () => (await app.keyRing()).senders()) ?? [],
    notBefore: letter === null ? null : await firstSent(app, letter),
  })
}

/** When the letter was first sent, or else may have been. */
async function firstSent(app: App, { id, releaseAt }: Letter): Promise<Date> {
  const [first] = await pastAttempts(app.store.read, id)
  return new Date(first?.at ?? releaseAt)
}

/** Null when a key is missing or locked: the answer is then kept unread, and nothing is claimed of its signature. */
async function available<K>(key: () => Promise<K>): Promise<K | null> {
  try {
    return await key()
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

interface Found {
  readonly sha256: string
  readonly signature: OpenedAnswer['signature']
  /** Digest of the archived receipt that a delivery report gives a doubtful letter; null otherwise. */
  readonly receipt: string | null
  /** Which mail of a letter that is several it is about; null when the letter is one. */
  readonly part: number | null
}

async function applyAnswer(tx: Transaction, app: App, id: string, mail: ReturnedMail, found: Found): Promise<void> {
  const { sha256, signature, part } = found
  const row = await existing(tx, id)
  if (mail.kind === 'reply') return recordLetterEvent(tx, app, row.orgnr, { type: 'letter-answered', letter: id, mail: sha256, from: mail.from === '' ? 'okänd avsändare' : mail.from, signature })
  if (row.state === 'sending' && mail.kind !== 'notice' && mail.kind !== 'auto-reply') throw beingSent(row)
  const { versions, events, kinds } = await historyOf(app, tx, row.orgnr)
  const stage = track(versions, events, kinds).letters.get(id)?.stage
  // What the recipient has answered by itself weighs more than what mail servers report late; but whoever had one mail of several may still miss another.
  if (stage === 'completion-requested' || stage === 'approved' || (stage === 'received' && (part === null || mail.kind !== 'bounced'))) return
  const meant = part === null ? row : await letterMeant(tx, app, row, mail, { ...found, part })
  if (meant === null) return
  if (mail.kind === 'bounced') return applyBounce(tx, app, meant, mail, found)
  if (mail.kind === 'delivered' && stage !== 'delivered') return applyDelivery(tx, app, meant, mail, found)
}

async function existing(tx: Transaction, id: string): Promise<Letter> {
  const row = await letterOf(tx, id)
  if (row === null) throw new Error(`letter ${id} is gone`)
  return row
}

/** Notes what a report says of one mail of several; gives the letter as it is then when that decides about the whole of it: one that came back stops it, and all must be delivered. */
async function letterMeant(tx: Transaction, app: App, row: Letter, mail: ReturnedMail, found: Found & { readonly part: number }): Promise<Letter | null> {
  const { part } = found
  const named = (await letterParts(tx, row.id)).find((each) => each.part === part)
  if (named === undefined) return null
  if (mail.kind === 'bounced') {
    if (named.relayedAt === null) return row.state === 'unknown' && (await nextLetterPart(tx, row.id))?.part === part ? row : null
    await markLetterPart(tx, row.id, part, { relayedAt: null, deliveredAt: null })
    if (row.state === 'queued') await holdForPart(tx, app, row, mail, part)
    return row.state === 'queued' ? null : row
  }
  if (mail.kind !== 'delivered') return null
  if (named.relayedAt !== null) await markLetterPart(tx, row.id, part, { relayedAt: named.relayedAt, deliveredAt: app.now().toISOString() })
  else if (row.state === 'queued') await leaveOutResent(tx, app, row, part)
  else if (!(await settleDoubt(tx, app, row, deliveredBy(mail, found.sha256), { arrived: part, receiptSha256: found.receipt }))) return null
  const after = await existing(tx, row.id)
  return after.state === 'relayed' && (await letterParts(tx, row.id)).every(({ deliveredAt }) => deliveredAt !== null) ? after : null
}

/** A mail that waits to be sent once more came the first time, so it does not go again. */
async function leaveOutResent(tx: Transaction, app: App, row: Letter, part: number): Promise<void> {
  const { id, receiptSha256 } = row
  if (receiptSha256 === null || !mayHaveArrived(await pastAttempts(tx, id, { part }))) return
  const at = app.now().toISOString()
  await markLetterPart(tx, id, part, { relayedAt: at, deliveredAt: at })
  if ((await nextLetterPart(tx, id)) !== null || !(await moveLetter(tx, id, 'queued', { state: 'relayed', reason: null, nextAttemptAt: null }))) return
  await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-relayed', letter: id, receiptSha256 })
}

/** Nothing goes again by itself because a mail came back while another of the same letter waited to be sent. */
async function holdForPart(tx: Transaction, app: App, row: Letter, mail: ReturnedMail, part: number): Promise<void> {
  const reason = `Del ${part} av brevet kom i retur: ${mail.diagnostic ?? 'utan förklaring'}. Ta reda på orsaken med mottagaren; återuppta sedan brevet, så går de delar som återstår.`
  if (await moveLetter(tx, row.id, 'queued', { state: 'held', reason, nextAttemptAt: null })) await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-held', letter: row.id, reason })
}

async function applyBounce(tx: Transaction, app: App, row: Letter, mail: ReturnedMail, { sha256, part }: Found): Promise<void> {
  const came = `${part === null ? 'Brevet' : `Del ${part} av brevet`} kom i retur: ${mail.diagnostic ?? 'utan förklaring'}. Ta reda på orsaken med mottagaren; återuppta sedan brevet, eller ställ in det.`
  if (row.state === 'relayed' && (await moveLetter(tx, row.id, 'relayed', { state: 'failed', reason: came, nextAttemptAt: null }))) {
    return recordLetterEvent(tx, app, row.orgnr, { type: 'letter-bounced', letter: row.id, mail: sha256, reason: came })
  }
  // Whoever held it had a reason, which still holds.
  const reason = row.state === 'held' && row.reason !== null ? `${came} Tidigare: ${row.reason}`.slice(0, 2_000) : came
  const isHeld = row.state === 'held' ? await restateStopped(tx, row.id, reason) : row.state === 'unknown' && (await moveLetter(tx, row.id, 'unknown', { state: 'held', reason, nextAttemptAt: null }))
  if (!isHeld) return
  await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-held', letter: row.id, reason })
}

/** A report settles the doubt about a letter whose sending was cut off: it has come, and must not go again. */
async function applyDelivery(tx: Transaction, app: App, row: Letter, mail: ReturnedMail, { sha256, receipt }: Found): Promise<void> {
  if (row.state === 'queued') {
    // Sent before, and about to be sent once more: it came the first time.
    if (!mayHaveArrived(await pastAttempts(tx, row.id)) || !(await moveLetter(tx, row.id, 'queued', { state: 'relayed', reason: null, nextAttemptAt: null }))) return
  } else if (row.state !== 'relayed' && !(await settleDoubt(tx, app, row, deliveredBy(mail, sha256), { arrived: 'letter', receiptSha256: receipt }))) return
  await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-delivered', letter: row.id, recipient: row.recipient, mail: sha256 })
}

function deliveredBy(mail: ReturnedMail, sha256: string) {
  return { kind: 'delivered', response: mail.diagnostic ?? 'levererat', mail: sha256 } as const
}
