import { PART_BEGINS, partLine } from '../../signing/letter.js'
import { partFaults, receiptFaults, receiptsOfParts, type Receipt, type ReceiptFindings } from '../../signing/receipt.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Archive } from '../archive/archive.js'
import { boundaryOf } from '../mail/mime.js'
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
  const faults: Fault[] = [...partFaults(receipt)]
  const parts = receiptsOfParts(receipt)
  for (const [index, part] of parts.entries()) {
    const ciphertext = await keptCiphertext(archive, part.ciphertext.sha256)
    const opened = typeof ciphertext === 'string' ? null : await open(ciphertext.sha256)
    const found = [...receiptFaults(part, { ciphertext, opened, archived, recipientIds }), ...sealedAsFaults(receipt, { number: index + 1, of: parts.length }, opened)]
    faults.push(...found.map(({ path, message }) => ({ path: parts.length === 1 ? path : `del ${index + 1} av ${parts.length}, ${path}`, message })))
  }
  return faults
}

/** The boundaries of a letter's mails are made of its id, the inner one under the sender's signature; which mail of how many it is stands in its text. */
function sealedAsFaults({ letter }: Receipt, { number, of }: { readonly number: number; readonly of: number }, opened: ReceiptFindings['opened']): Fault[] {
  if (opened === null) return []
  const isOpened = 'signedBy' in opened
  const faults: Fault[] = []
  if (opened.boundary !== boundaryOf(of === 1 ? letter : `${letter}/${number}`, isOpened ? 'inner' : 'outer')) faults.push({ path: 'letter', message: `Brevet förseglades inte som ${of === 1 ? letter : `del ${number} av ${letter}`}, som kvittot säger.` })
  const said = isOpened ? opened.text.split(/\r?\n/u).filter((line) => line.startsWith(PART_BEGINS)).join() : null
  const isSaid = said === null || said === (of === 1 ? '' : partLine({ number, of }))
  return isSaid ? faults : [...faults, { path: 'parts', message: `Brevets text säger inte att det är ${of === 1 ? 'ett enda mejl' : `del ${number} av ${of}`}, som kvittot gör.` }]
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
