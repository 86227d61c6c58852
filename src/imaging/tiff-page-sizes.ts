import type { FileHandle } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'
import { tiffDots, tiffFields } from './tiff-dots.js'

/** How many pixels a page says it has, and why they cannot be in the file, in Swedish; null where it does not say. */
export type PageSize = { readonly widthPx: number; readonly heightPx: number; readonly fault: string | null } | null

const [WIDTH_TAG, HEIGHT_TAG] = [256, 257]
const ENTRY_BYTES = 12
/** Its entries lie in the order of their numbers, and those of the picture come before everybody's own. */
const ENTRIES_LOOKED_AT = 64

/**
 * The pages that a TIFF chains together, by their sizes. Found here because libtiff takes quadratic time over a chain of thousands, a tenth of a second to open each page of it, and a quarter to draw a huge one whose dots are not there: as if it were blank.
 * @throws Failure `scan-unreadable` when the chain is broken or turns back on itself, `scan-too-large` beyond `maxPages`
 */
export async function tiffPageSizes(file: FileHandle, maxPages: number): Promise<PageSize[]> {
  const read = async (at: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    if (bytesRead < length) throw broken()
    return buffer
  }
  const { size: fileBytes } = await file.stat()
  let claimedBytes = 0
  const head = await read(0, 8)
  const littleEndian = head[0] === 0x49
  const u16 = (buffer: Buffer) => (littleEndian ? buffer.readUInt16LE(0) : buffer.readUInt16BE(0))
  const u32 = (buffer: Buffer) => (littleEndian ? buffer.readUInt32LE(0) : buffer.readUInt32BE(0))
  const seen = new Set<number>()
  const sizes: PageSize[] = []
  for (let at = u32(head.subarray(4)); at !== 0; ) {
    if (seen.has(at)) throw broken()
    seen.add(at)
    if (seen.size > maxPages) throw tooManyPages(maxPages)
    const entries = u16(await read(at, 2))
    const first = await read(at + 2, Math.min(entries, ENTRIES_LOOKED_AT) * ENTRY_BYTES)
    const fields = tiffFields(first, { littleEndian, read })
    const [[widthPx], [heightPx]] = [await fields(WIDTH_TAG), await fields(HEIGHT_TAG)]
    if (widthPx === undefined || heightPx === undefined) sizes.push(null)
    else {
      const dots = await tiffDots(fields, { widthPx, heightPx })
      claimedBytes += dots.bytes
      // Pages that share their dots are drawn from nothing of their own: thousands of them fit in a small file.
      sizes.push({ widthPx, heightPx, fault: dots.endsAt > fileBytes || dots.isTooFew || claimedBytes > fileBytes ? 'Sidans bildpunkter finns inte i filen: den är trasig eller avhuggen.' : null })
    }
    at = u32(await read(at + 2 + entries * ENTRY_BYTES, 4))
  }
  if (sizes.length === 0) throw broken()
  return sizes
}

/** `scan-too-large`, for a file with more pages than are taken at once. */
export function tooManyPages(maxPages: number): Failure {
  return new Failure('scan-too-large', `Filen har fler än ${maxPages} sidor. Dela upp den i mindre filer och ladda upp dem var för sig.`)
}

function broken(): Failure {
  return new Failure('scan-unreadable', 'TIFF-filen är trasig eller avhuggen och går inte att läsa. Hämta filen från kopiatorn igen, eller skanna om.')
}
