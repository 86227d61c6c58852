import sharp from 'sharp'
import type { Run } from '../../templates/document.js'
import { readPicture, type Picture } from '../../templates/picture.js'

async function pictureOf(bytes: Promise<Buffer>): Promise<Picture> {
  const read = readPicture(await bytes)
  if ('refused' in read) throw new Error(read.refused)
  return read
}

const square = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><rect width="40" height="30" fill="#cde"/><circle cx="15" cy="15" r="12" fill="#258" fill-opacity="0.6"/></svg>')

/** A PNG of 60 × 30 pixels, some of them half transparent. */
export const DRAWING = await pictureOf(sharp(square).png().toBuffer())

/** A JPEG of 200 × 150 pixels. */
export const PHOTOGRAPH = await pictureOf(sharp({ create: { width: 200, height: 150, channels: 3, background: '#7a9a6a' } }).jpeg().toBuffer())

/** A run that shows a picture. */
export function pictureRun(picture: Picture, alt: string, widthPt: number, heightPt: number): Run {
  return { text: '', bold: false, italic: false, gap: false, picture: { picture, alt, widthPt, heightPt }, propertiesXml: '' }
}
