import { createHash } from 'node:crypto'
import type { PictureRefusal } from './picture-size.js'
import { readJpeg } from './read-jpeg.js'
import { readPng } from './read-png.js'

/** What is said of a picture in any other format. */
export const FOREIGN_FORMAT: PictureRefusal = { refused: 'är varken PNG eller JPEG. Spara bilden i något av de formaten och infoga den på nytt.' }

/** A checked PNG or JPEG, as the file it came in. */
export interface Picture {
  readonly sha256: string
  readonly format: 'png' | 'jpeg'
  readonly widthPx: number
  readonly heightPx: number
  readonly bytes: Uint8Array
}

/** Bytes of the largest picture accepted. */
export const LARGEST_PICTURE_BYTES = 5 * 1024 * 1024
/** The picture in the bytes, told by what they hold and not by any name, read to its end so that it is known to be whole and no larger than it says. */
export function readPicture(bytes: Uint8Array): Picture | PictureRefusal {
  if (bytes.length > LARGEST_PICTURE_BYTES) return { refused: 'är större än 5 MB. Förminska eller komprimera bilden.' }
  const png = bytes[0] === 0x89 && bytes[1] === 0x50
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8
  if (!png && !jpeg) return FOREIGN_FORMAT
  const read = png ? readPng(bytes) : readJpeg(bytes)
  if ('refused' in read) return read
  return { sha256: createHash('sha256').update(bytes).digest('hex'), format: png ? 'png' : 'jpeg', widthPx: read.widthPx, heightPx: read.heightPx, bytes }
}
