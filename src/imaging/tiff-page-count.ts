import type { FileHandle } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'

/**
 * How many pages a TIFF chains together. Counted here because libtiff takes quadratic time over a chain of thousands.
 * @throws Failure `scan-unreadable` when the chain is broken or turns back on itself, `scan-too-large` beyond `maxPages`
 */
export async function countTiffPages(file: FileHandle, maxPages: number): Promise<number> {
  const read = async (at: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    if (bytesRead < length) throw broken()
    return buffer
  }
  const head = await read(0, 8)
  const littleEndian = head[0] === 0x49
  const u16 = (buffer: Buffer) => (littleEndian ? buffer.readUInt16LE(0) : buffer.readUInt16BE(0))
  const u32 = (buffer: Buffer) => (littleEndian ? buffer.readUInt32LE(0) : buffer.readUInt32BE(0))
  const seen = new Set<number>()
  for (let at = u32(head.subarray(4)); at !== 0; ) {
    if (seen.has(at)) throw broken()
    seen.add(at)
    if (seen.size > maxPages) throw tooManyPages(maxPages)
    const entries = u16(await read(at, 2))
    at = u32(await read(at + 2 + entries * 12, 4))
  }
  if (seen.size === 0) throw broken()
  return seen.size
}

/** `scan-too-large`, for a file with more pages than are taken at once. */
export function tooManyPages(maxPages: number): Failure {
  return new Failure('scan-too-large', `Filen har fler än ${maxPages} sidor. Dela upp den i mindre filer och ladda upp dem var för sig.`)
}

function broken(): Failure {
  return new Failure('scan-unreadable', 'TIFF-filen är trasig eller avhuggen och går inte att läsa. Hämta filen från kopiatorn igen, eller skanna om.')
}
