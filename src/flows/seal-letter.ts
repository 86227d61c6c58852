import type { LetterMember, ReviewLetter } from '../../signing/letter.js'
import { limitToDivideFor } from '../../signing/outbox.js'
import { membersInParts, predictedMailBytes, type MailLimit } from '../../signing/letter-parts.js'
import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Kept } from '../archive/archive.js'
import { requireReadyKeys } from '../mail/encrypt-letter.js'
import { fingerprintOf } from '../mail/key-description.js'
import type { Mailer } from '../mail/smtp.js'
import { eventsOf } from '../storage/events.js'
import { insertLetterFiles } from '../storage/letter-files.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, replaceLetterParts } from '../storage/letter-parts.js'
import { letterOf, moveLetter, resealLetter } from '../storage/letters.js'
import { pinInEffect } from '../storage/pins.js'
import type { Db, Transaction } from '../storage/store.js'
import { buildLetter } from './build-letter.js'
import { refuseForeignReceipt } from './foreign-receipts.js'
import { EXAMPLE_MARK } from '../rendering/paper-marks.js'
import { configuredParties } from './party.js'
import type { SealedKeys } from './sealed-with.js'
import { pastAttempts } from './letter-attempts.js'
import { recordLetterEvent } from './record-letter-event.js'

/**
 * Builds a due letter, encrypts it once and queues it with its ciphertext and Message-ID, in numbered parts where it is too large for one mail; from then on every attempt sends these bytes.
 * A queued letter is built anew only when the mail server turns out to take less and nothing of it can have arrived (`mustBeDivided`).
 * @throws Failure `key-unpinned`, `recipient-unusable`, `keys-missing`, `keys-locked`, `letter-incomplete`, `letter-state`, `letter-too-large`, `archive-missing`, `archive-damaged`
 */
export async function sealLetter(app: App, mailer: Pick<Mailer, 'sizeLimit'>, row: Letter, worker: string): Promise<void> {
  const { svr, driftleverantor } = await configuredParties(app)
  if (!sameAddress(row.recipient, driftleverantor.granskningsadress)) throw new Failure('letter-state', `Granskningsadressen har ändrats från ${row.recipient} till ${driftleverantor.granskningsadress} sedan brevet blev klart. Ta tillbaka en av bekräftelserna med ”withdraw” och bekräfta på nytt, så görs ett brev till den nya adressen. Inget har skickats.`)
  const pin = await pinInEffect(app.store.read, row.recipient)
  if (pin === null) throw new Failure('key-unpinned', `Ingen nyckel är fäst vid ${row.recipient}. Två personer behöver fästa den med ”keys pin FINGERAVTRYCK --address ${row.recipient} --by NAMN”; återuppta sedan brevet. Inget har skickats.`)
  if (!isExample([svr, driftleverantor])) await refuseMarkedPapers(app, row)
  const keyRing = await app.keyRing()
  const [{ sender, archive }, recipient] = [await keyRing.sealingKeys(), await keyRing.recipient(pin.fingerprint)]
  const sealing = { sender, recipient, archive, exception: pin.exception, date: app.now(), from: { name: svr.namn, address: svr.avsandaradress }, to: { name: driftleverantor.namn, address: row.recipient } }
  // Before the mail server is asked how much it takes: nobody is called for a letter that cannot be sealed.
  await requireReadyKeys(sealing)
  if (row.state === 'due') await refuseForeignReceipt(app, row)
  const letter = await buildLetter(app, row, svr)

  const parts = membersInParts(letter.members, await mailLimit(app, mailer, letter, limitToDivideFor(await pastAttempts(app.store.read, row.id))))
  const sealed: SealedPart[] = []
  for (const [index, members] of parts.entries()) {
    const part = parts.length === 1 ? {} : { part: { number: index + 1, of: parts.length } }
    const messageId = `<${Buffer.from(app.random(16)).toString('hex')}@${svr.avsandaradress.split('@')[1] ?? 'anslut.invalid'}>`
    const kept = await app.sealer.seal({
      ...sealing, letter: { ...letter, ...part, members }, messageId, date: app.now(), boundarySeed: parts.length === 1 ? row.id : `${row.id}/${index + 1}`,
    })
    sealed.push({ members, messageId, ...kept })
  }
  await app.store.write((tx) => queueSealed(tx, app, { row, letter, sealed, worker, keys: { sender: fingerprintOf(sender), recipient: fingerprintOf(recipient), archive: fingerprintOf(archive) } }))
}

interface SealedPart extends Kept {
  readonly members: readonly LetterMember[]
  readonly messageId: string
}

interface Sealed {
  readonly row: Letter
  readonly letter: ReviewLetter
  readonly sealed: readonly SealedPart[]
  readonly worker: string
  readonly keys: SealedKeys
}

/** The letter's own row names its first mail; a letter that is several has a row for each besides. */
async function queueSealed(tx: Transaction, app: App, { row, letter, sealed, worker, keys }: Sealed): Promise<void> {
  const [first] = sealed
  if (first === undefined) throw new Error(`letter ${row.id} holds nothing`)
  const { messageId, sha256: ciphertextSha256 } = first
  await insertLetterFiles(tx, row.id, sealed.flatMap(({ members }, index) => members.map((member) => ({ code: member.code.replaceAll('-', ''), fileName: member.fileName, sha256: member.sha256, bytes: member.sizeBytes, pageCount: member.pageCount, part: index + 1 }))))
  await replaceLetterParts(tx, row.id, sealed.length === 1 ? [] : sealed.map((part, index) => ({ part: index + 1, messageId: part.messageId, ciphertextSha256: part.sha256, ciphertextBytes: part.bytes })))
  const queued = row.state === 'due'
    ? await moveLetter(tx, row.id, 'due', { state: 'queued', messageId, ciphertextSha256, ciphertextBytes: first.bytes, reason: null, claimedBy: worker })
    : await resealLetter(tx, row.id, worker, { messageId, ciphertextSha256, ciphertextBytes: first.bytes })
  if (!queued || (await letterOf(tx, row.id))?.number !== letter.number) throw new Failure('letter-state', `Brev ${row.number} för ${row.orgnr} ändrades medan det byggdes. Inget har skickats.`)
  await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-queued', letter: row.id, messageId, ciphertextSha256, keys, ...(sealed.length === 1 ? {} : { parts: sealed.map((part) => ({ messageId: part.messageId, ciphertextSha256: part.sha256 })) }) })
}

/** Whether a queued letter has a mail larger than its server was found to take, and nothing of it can have arrived. */
export async function mustBeDivided(db: Db, { id, state, ciphertextBytes }: Letter): Promise<boolean> {
  const limit = state === 'queued' ? limitToDivideFor(await pastAttempts(db, id)) : null
  if (limit === null) return false
  return Math.max(ciphertextBytes ?? 0, ...(await letterParts(db, id)).map((part) => part.ciphertextBytes)) > limit
}

/** Mail servers that take less than this are not worth a question for every letter. */
const SMALL_BYTES = 5_000_000

/** The lower of what the recipient is known to take and what the mail server says, or said to the latest attempt; null when nobody says, or the letter is small. */
async function mailLimit(app: App, mailer: Pick<Mailer, 'sizeLimit'>, { members }: ReviewLetter, met: number | null): Promise<MailLimit | null> {
  const known: MailLimit | null = app.config.mailMaxBytes === null ? null : { bytes: app.config.mailMaxBytes, source: 'mottagaren enligt ANSLUT_MAIL_MAX_MB' }
  const size = predictedMailBytes(members.map(({ sizeBytes }) => sizeBytes))
  const asked = met === null && size < SMALL_BYTES ? null : (await mailer.sizeLimit()) ?? met
  if (asked === null || (known !== null && known.bytes <= asked)) return known
  // A mail is predicted within one per cent, and is not to meet the same limit again.
  return { bytes: met === null ? asked : Math.floor(asked * 0.99), source: `postservern (SIZE ${asked})` }
}

function isExample(parties: readonly { readonly exempel: boolean }[]): boolean {
  return parties.some(({ exempel }) => exempel)
}

/** Papers issued while the parties were examples, or from an edition nobody had reviewed, do not go to a real supplier however well they are signed. */
async function refuseMarkedPapers(app: App, row: Letter): Promise<void> {
  for (const { code, event } of await eventsOf(app.store.read, row.orgnr)) {
    if (event.type !== 'issued' || code === null || !row.codes.includes(code) || event.marks === undefined || event.marks.length === 0) continue
    const way = `Makulera den med ”record ${spokenCode(code)} cancelled --by NAMN --reason TEXT”, utfärda den på nytt och låt den godkännas och undertecknas. Inget har skickats.`
    throw new Failure(event.marks.includes(EXAMPLE_MARK) ? 'parties-unset' : 'edition-unreleased', `${kindOf(event.kind).title} ${spokenCode(code)} är märkt ”${event.marks.join('” och ”')}” och får inte gå till en verklig leverantör. ${way}`)
  }
}
