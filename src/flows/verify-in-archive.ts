import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { mailFaults, proofsInArchive } from '../../signing/receipt-proof.js'
import { readReceipt, receiptText, type LetterHeaders, type Receipt } from '../../signing/receipt.js'
import { Failure, type Fault } from '../../templates/failure.js'
import { readArchive, type Archive } from '../archive/archive.js'
import type { KeyRing } from '../mail/key-ring.js'
import { addressIn, boundaryIn } from '../mail/mime.js'
import { openLetter } from '../mail/open-letter.js'
import { requireSealed } from '../mail/sealed.js'
import type { VerifiedReceipt } from './letters.js'
import { faultsInArchive, type Opened } from './receipt-in-archive.js'
import { archivedMailsOf, recipientKeyIds } from './receipt-witnesses.js'

/** Larger than receipts are. */
const MOST_RECEIPT_BYTES = 1 << 20

/** Where a receipt lies: its file, or its digest in an archive; `archive` is null for the archive that the file lies in. */
export interface ReceiptToVerify {
  readonly receipt: string
  readonly archive: string | null
  readonly keyRing: KeyRing
}

type Readable = Pick<Archive, 'read' | 'pieces' | 'check'>

/** Re-checks a receipt where there is an archive and no database, such as a copy on another computer: nothing is written, and what only the history could bear out is said not to be. @throws Failure `file-unreadable`, `letter-unknown` for what is no receipt, `archive-missing`, `archive-damaged`, `call-invalid` when no archive is named */
export async function verifyInArchive({ receipt: typed, archive: named, keyRing }: ReceiptToVerify): Promise<VerifiedReceipt> {
  const archive = readArchive(named ?? archiveAround(typed))
  const { receipt, faults: own } = await receiptAt(typed, archive)
  const recipientIds = await recipientKeyIds(keyRing, receipt.keys.recipient)
  const keys = await openingKeys(keyRing, receipt)
  const open = async (ciphertext: string): Promise<Opened | LetterHeaders | null> => {
    try {
      if (keys instanceof Failure) return headersIn(await requireSealed(archive.pieces(ciphertext)))
      return { ...(await openLetter(archive.pieces(ciphertext), keys.archive, keys.sender)), archiveIds: keys.archive.getKeyIDs().map((id) => id.toHex()) }
    } catch (error) {
      if (error instanceof Failure && (error.code === 'letter-unreadable' || error.code === 'letter-not-encrypted')) return null
      throw error
    }
  }
  const faults = [...own, ...(await faultsInArchive(receipt, { archive, recipientIds, open })), ...mailFaults(receipt, await archivedMailsOf(archive, receipt))]
  const { proofs, unproven } = proofsInArchive(receipt, { recipientKeyKnown: recipientIds !== null, unopened: keys instanceof Failure ? keys.message : null })
  return { receipt, faults, proofs: faults.length > 0 ? [] : proofs, unproven }
}

/** The archive directory that a file named by its digest lies in. */
function archiveAround(path: string): string {
  const [digest, shard] = [basename(path), dirname(path)]
  if (/^[0-9a-f]{64}$/.test(digest) && basename(shard) === digest.slice(0, 2)) return dirname(shard)
  throw new Failure('call-invalid', `${path} ligger inte i någon arkivkatalog. Ange med --archive den katalog där det krypterade brevet och handlingarna ligger.`)
}

async function receiptAt(typed: string, archive: Readable): Promise<{ receipt: Receipt; faults: Fault[] }> {
  const bytes = /^[0-9a-f]{64}$/.test(typed) ? await archive.read(typed) : await fileBytes(typed)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (/^[0-9a-f]{64}$/.test(basename(typed)) && basename(typed) !== sha256) throw new Failure('archive-damaged', `Kvittot ${typed} är ändrat eller skadat: dess SHA-256 är ${sha256}, inte den det heter efter. Hämta det ur säkerhetskopian.`)
  const receipt = receiptIn(bytes, typed)
  const faults: Fault[] = []
  if ((await archive.check(sha256)) !== 'whole') faults.push({ path: 'receipt', message: `Arkivet har inget helt kvitto med kontrollsumman ${sha256}: filen är ändrad sedan den arkiverades, eller hör till ett annat arkiv.` })
  if (receiptText(receipt) !== new TextDecoder().decode(bytes)) faults.push({ path: 'receipt', message: 'Kvittot är inte skrivet så som Anslut skriver kvitton. Något annat har gjort filen.' })
  return { receipt, faults }
}

function receiptIn(bytes: Uint8Array, typed: string): Receipt {
  try {
    return readReceipt(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new Failure('letter-unknown', `${typed} är inget kvitto, eller så är filen skadad. Kvittots kontrollsumma, som det heter efter i arkivet, visas av ”letter show BREV” där databasen finns.`, { cause })
  }
}

async function fileBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > MOST_RECEIPT_BYTES) throw new Failure('letter-unknown', `${path} är inget kvitto: filen är på ${size} byte, och inget kvitto är så stort.`)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Ange sökvägen till ett kvitto, eller kvittots kontrollsumma och --archive.`, { cause })
  }
}

/** Keys that are missing or stay locked leave the letter closed, which is said and is no refusal: its hashes can be checked all the same. */
async function openingKeys(keyRing: KeyRing, { keys }: Receipt): Promise<Awaited<ReturnType<KeyRing['openingKeys']>> | Failure> {
  try {
    return await keyRing.openingKeys(keys)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'keys-missing' || error.code === 'keys-locked')) return error
    throw error
  }
}

function headersIn(headers: string): LetterHeaders {
  const value = (name: string): string => new RegExp(`^${name}: (.*?)\\r?$`, 'mu').exec(headers)?.[1] ?? ''
  return { boundary: boundaryIn(headers), from: addressIn(value('From')), to: addressIn(value('To')), messageId: value('Message-ID') }
}
