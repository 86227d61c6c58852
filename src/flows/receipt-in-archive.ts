import { receiptFaults, receiptsOfParts, type Receipt, type ReceiptFindings } from '../../signing/receipt.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Archive } from '../archive/archive.js'
import type { OpenedLetter } from '../mail/open-letter.js'

/** A kept letter opened, with the ids of every part of the archive key that opened it. */
export type Opened = OpenedLetter & { readonly archiveIds: readonly string[] }

/** What a receipt is held against: files, the ids of the recipient's key (null when it is not at hand), and what opens the letter with this digest. */
export interface ReceiptPlace {
  readonly archive: Pick<Archive, 'check' | 'pieces'>
  readonly recipientIds: readonly string[] | null
  readonly open: (ciphertext: string) => Promise<ReceiptFindings['opened']>
}

/** Where the archive, and the letters in it, say otherwise than a receipt; of a letter of several mails it is said in which. */
export async function faultsInArchive(receipt: Receipt, { archive, recipientIds, open }: ReceiptPlace): Promise<Fault[]> {
  const archived = new Set<string>()
  for (const { sha256 } of receipt.members) if ((await archive.check(sha256)) === 'whole') archived.add(sha256)
  const faults: Fault[] = []
  const parts = receiptsOfParts(receipt)
  for (const [index, part] of parts.entries()) {
    const ciphertext = await keptCiphertext(archive, part.ciphertext.sha256)
    const found = receiptFaults(part, { ciphertext, opened: typeof ciphertext === 'string' ? null : await open(ciphertext.sha256), archived, recipientIds })
    faults.push(...found.map(({ path, message }) => ({ path: parts.length === 1 ? path : `del ${index + 1} av ${parts.length}, ${path}`, message })))
  }
  return faults
}

async function keptCiphertext(archive: ReceiptPlace['archive'], sha256: string): Promise<ReceiptFindings['ciphertext']> {
  let sizeBytes = 0
  try {
    for await (const piece of archive.pieces(sha256)) sizeBytes += piece.byteLength
    return { sha256, sizeBytes }
  } catch (error) {
    if (error instanceof Failure && error.code === 'archive-missing') return 'missing'
    if (error instanceof Failure && error.code === 'archive-damaged') return 'damaged'
    throw error
  }
}
