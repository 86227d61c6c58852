import { readReceipt, type Receipt } from '../../signing/receipt.js'
import { proofsOf, witnessFaults, type Proof, type Unproven } from '../../signing/receipt-proof.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import { faultsInArchive, type Opened } from './receipt-in-archive.js'
import type { LetterAttempt } from '../storage/letter-attempts.js'
import { recipientKeyOf, type RecipientKey } from './recipient-key.js'
import { recipientKeyIds, witnessesOf } from './receipt-witnesses.js'
import { copySources, type CopySource } from './copy-sources.js'
import { attemptsOf } from '../storage/letter-attempts.js'
import { letterFilesOf, type LetterFile } from '../storage/letter-files.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, type LetterPart } from '../storage/letter-parts.js'
import { letters } from '../storage/letters.js'
import type { Db } from '../storage/store.js'
import { stateWords } from './letter-state-words.js'

/** A letter and the mails of it, which are none when it is a single one. */
export type ListedLetter = Letter & { readonly parts: readonly LetterPart[] }

/** The outbox in the order the letters fell due, those after a letter, or the first so many. */
export async function listedLetters(db: Db, part: { readonly after?: Pick<Letter, 'id'>; readonly most?: number } = {}): Promise<ListedLetter[]> {
  const parts = await letterParts(db, null)
  return (await letters(db, part)).map((letter) => ({ ...letter, parts: parts.filter((part) => part.letter === letter.id) }))
}

/** A letter with what it attaches and how its attempts went. */
export interface LetterDetails {
  readonly letter: Letter
  readonly files: readonly (LetterFile & { readonly sources: readonly CopySource[] })[]
  /** The mails of a letter that is several; empty when it is one. */
  readonly parts: readonly LetterPart[]
  readonly attempts: readonly LetterAttempt[]
  /** Null until it is sealed. */
  readonly recipientKey: RecipientKey | null
}

/** The letter a person names by its id, or by enough of its beginning. @throws Failure `letter-unknown` */
export async function namedLetter(db: Db, typed: string): Promise<Letter> {
  const found = (await letters(db)).filter(({ id }) => typed.length >= 4 && id.startsWith(typed.toLowerCase()))
  const [letter] = found
  if (letter === undefined || found.length > 1) throw new Failure('letter-unknown', `Inget brev heter ”${typed}”. Brevens beteckningar visas av ”letter list”.`)
  return letter
}

/** Everything kept about one letter. @throws Failure `letter-unknown` */
export async function letterDetails(app: App, typed: string): Promise<LetterDetails> {
  const letter = await namedLetter(app.store.read, typed)
  const files: LetterDetails['files'][number][] = []
  for (const file of await letterFilesOf(app.store.read, letter.id)) files.push({ ...file, sources: await copySources(app, file.code, file.sha256) })
  return { letter, files, parts: await letterParts(app.store.read, letter.id), attempts: await attemptsOf(app.store.read, letter.id), recipientKey: await recipientKeyOf(app.store.read, letter) }
}

/** What re-checking a receipt found. */
export interface VerifiedReceipt {
  readonly receipt: Receipt
  readonly faults: readonly Fault[]
  /** What each witness bears out; none beside faults. */
  readonly proofs: readonly Proof[]
  /** What could not be held against a witness that was not there. */
  readonly unproven: readonly Unproven[]
}

/** Re-checks a letter's receipt: against the kept letter and documents in the archive, the key it is encrypted to, the history and the notes of the outbox. `typed` is a letter, the SHA-256 of a receipt or the path of one in the archive. @throws Failure `letter-unknown`, `letter-state`, `archive-missing`, `archive-damaged`, `keys-missing`, `keys-locked` */
export async function verifyLetter(app: App, typed: string): Promise<VerifiedReceipt> {
  const digest = /(?:^|[/\\])([0-9a-f]{64})$/.exec(typed)?.[1]
  const sha256 = digest ?? (await receiptOfLetter(app, typed))
  const receipt = digest === undefined ? await receiptIn(app, sha256) : await receiptNamed(app, sha256)
  const recipientIds = await recipientKeyIds(await app.keyRing(), receipt.keys.recipient)
  const open = (ciphertext: string): Promise<Opened | null> => opened(app, ciphertext, receipt.keys)
  const faults = [...(await faultsInArchive(receipt, { archive: app.archive, recipientIds, open })), ...witnessFaults(receipt, await witnessesOf(app, receipt, sha256))]
  return { receipt, faults, proofs: faults.length > 0 ? [] : proofsOf(receipt, { recipientKeyKnown: recipientIds !== null }), unproven: [] }
}

/** Null when the kept bytes no longer open or their signature does not hold: that is a finding, not a refusal. */
async function opened(app: App, ciphertext: string, keys: Receipt['keys']): Promise<Opened | null> {
  const { archive, sender } = await (await app.keyRing()).openingKeys(keys)
  try {
    return { ...(await app.sealer.open({ ciphertext, key: archive, sender })), archiveIds: archive.getKeyIDs().map((id) => id.toHex()) }
  } catch (error) {
    if (error instanceof Failure && (error.code === 'letter-unreadable' || error.code === 'letter-not-encrypted')) return null
    throw error
  }
}

async function receiptIn(app: App, sha256: string): Promise<Receipt> {
  return readReceipt(new TextDecoder().decode(await app.archive.read(sha256)))
}

/** The archive keeps scans and letters beside the receipts, and a person may have copied the wrong digest. */
async function receiptNamed(app: App, sha256: string): Promise<Receipt> {
  try {
    return await receiptIn(app, sha256)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('letter-unknown', `Filen ${sha256} i arkivet är inget kvitto. Ange brevets beteckning, som ”letter list” visar, eller kvittots kontrollsumma, som ”letter show BREV” visar.`, { cause })
  }
}

async function receiptOfLetter(app: App, typed: string): Promise<string> {
  const letter = await namedLetter(app.store.read, typed)
  if (letter.receiptSha256 === null) throw new Failure('letter-state', `Brev ${letter.number} för ${letter.orgnr} ${stateWords(letter.state)} och har inget kvitto än.`)
  return letter.receiptSha256
}
