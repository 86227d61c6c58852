const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0] as const
const ORIENTATION = 0x0112
/** 1 is upright, 0 is written for what is not known, and readers turn by no other. */
const TURNS = { first: 2, last: 8 } as const
const APP1 = 0xe1
const START_OF_SCAN = 0xda

/** Whether a picture that was read says that it is to be turned or mirrored when it is shown (Exif 2.32, 4.6.4; PNG 3, 11.3.4.2): no reader of PDF does that, and some word processors do. */
export function exifTurns(bytes: Uint8Array, format: 'png' | 'jpeg'): boolean {
  const exif = format === 'jpeg' ? exifInJpeg(bytes) : exifInPng(bytes)
  const orientation = exif === null ? null : orientationIn(exif)
  return orientation !== null && orientation >= TURNS.first && orientation <= TURNS.last
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function exifInJpeg(bytes: Uint8Array): DataView | null {
  const view = viewOf(bytes)
  for (let at = 2; at + 4 <= bytes.length;) {
    const [marker, length] = [view.getUint8(at + 1), view.getUint16(at + 2)]
    if (marker === 0xff) at += 1
    else if (marker === START_OF_SCAN) return null
    else {
      const content = bytes.subarray(at + 4, at + 2 + length)
      if (marker === APP1 && EXIF.every((byte, index) => content[index] === byte)) return viewOf(content.subarray(EXIF.length))
      at += 2 + length
    }
  }
  return null
}

function exifInPng(bytes: Uint8Array): DataView | null {
  const view = viewOf(bytes)
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x65584966) return viewOf(bytes.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  return null
}

/** The orientation in the first directory of a TIFF structure; null where it says none, or is damaged. */
function orientationIn(tiff: DataView): number | null {
  if (tiff.byteLength < 8) return null
  const little = tiff.getUint16(0) === 0x4949
  const directory = tiff.getUint32(4, little)
  if (directory + 2 > tiff.byteLength) return null
  const count = tiff.getUint16(directory, little)
  for (let entry = directory + 2; entry + 12 <= tiff.byteLength && entry < directory + 2 + 12 * count; entry += 12) {
    if (tiff.getUint16(entry, little) === ORIENTATION) return tiff.getUint16(entry + 8, little)
  }
  return null
}
