import { faultInSize, type PictureRefusal } from './picture-size.js'

/** What a JPEG says of itself; the data itself goes into a document as it is. */
export interface JpegHeader {
  readonly widthPx: number
  readonly heightPx: number
  /** 1 for gray, 3 for colour. */
  readonly channels: 1 | 3
}

const DAMAGED: PictureRefusal = { refused: 'är en skadad JPEG. Öppna bilden i ett bildprogram och spara den på nytt.' }
const MARKER = { endOfImage: 0xd9, startOfScan: 0xda, fill: 0xff } as const
/** Baseline, extended and progressive, which every reader of PDF knows (ISO 32000-1, 7.4.8). */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
/** Lossless, hierarchical and arithmetic ones, which hardly anything reads. */
const STRANGE_FRAMES: ReadonlySet<number> = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])

function headerOf(frame: DataView): JpegHeader | PictureRefusal {
  if (frame.byteLength < 6) return DAMAGED
  const [heightPx, widthPx, channels] = [frame.getUint16(1), frame.getUint16(3), frame.getUint8(5)]
  const fault = faultInSize(widthPx, heightPx)
  if (fault !== null) return { refused: fault }
  if (frame.getUint8(0) !== 8 || (channels !== 1 && channels !== 3)) return { refused: 'är en JPEG i tryckfärger (CMYK) eller med fler än 8 bitar. Spara den i RGB.' }
  return { widthPx, heightPx, channels }
}

/** Bytes of padding may stand after the end; anything else is no part of the picture. */
function endsAsPicture(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 2 && bytes[end - 1] === 0) end--
  return bytes[end - 2] === MARKER.fill && bytes[end - 1] === MARKER.endOfImage
}

/** The header of a JPEG file that is whole from start to end (ISO/IEC 10918-1, annex B). */
export function readJpeg(bytes: Uint8Array): JpegHeader | PictureRefusal {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let header: JpegHeader | null = null
  let at = 2
  while (at + 4 <= bytes.length) {
    if (view.getUint8(at) !== MARKER.fill) return DAMAGED
    const marker = view.getUint8(at + 1)
    if (marker === MARKER.fill) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2)
    if (length < 2 || at + 2 + length > bytes.length) return DAMAGED
    if (STRANGE_FRAMES.has(marker)) return { refused: 'är en ovanlig sorts JPEG. Öppna bilden i ett bildprogram och spara den på nytt.' }
    if (FRAMES.has(marker)) {
      const read = headerOf(new DataView(bytes.buffer, bytes.byteOffset + at + 4, length - 2))
      if ('refused' in read || header !== null) return 'refused' in read ? read : DAMAGED
      header = read
    }
    if (marker === MARKER.startOfScan) return header === null || !endsAsPicture(bytes) ? DAMAGED : header
    at += 2 + length
  }
  return DAMAGED
}
