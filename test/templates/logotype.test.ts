import { crc32 } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { readLogotype } from '../../templates/logotype.js'
import { readPicture } from '../../templates/picture.js'

const plain = (width: number, height: number, background = '#258'): Sharp => sharp({ create: { width, height, channels: 4, background } })
const said = async (bytes: Promise<Uint8Array>): Promise<string> => {
  const read = readLogotype(await bytes)
  return 'refused' in read ? read.refused : `${read.widthPx} × ${read.heightPx}`
}
const tiny = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><circle cx="40" cy="40" r="12" fill="#000"/></svg>')

/** The PNG with one more chunk after its header. */
function withChunk(png: Uint8Array, type: string, content: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([png.subarray(0, 33), length, body, sum, png.subarray(33)])
}

const exif = (orientation: number): Uint8Array => Uint8Array.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0])

describe('a logotype is refused, in words that say why and what to do,', () => {
  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['of one column', () => plain(1, 5000).png().toBuffer(), /^är 1 × 5000 bildpunkter och skulle bara bli ett streck.*beskär den\.$/],
    ['of twenty lines', () => plain(8000, 20).png().toBuffer(), /^är 8000 × 20 bildpunkter och skulle bara bli ett streck/],
    ['of a few pixels', () => plain(16, 16).png().toBuffer(), /^är bara 16 × 16 bildpunkter.*större bild/],
    ['that nobody sees', () => plain(300, 100, '#00000000').png().toBuffer(), /^syns inte på vitt papper: den är helt genomskinlig eller vit/],
    ['in white, for dark ground', () => sharp(Buffer.from(tiny.toString().replace('#000', '#fff'))).png().toBuffer(), /^syns inte på vitt papper/],
    ['all but transparent', () => plain(300, 100, 'rgba(0,0,0,0.05)').png().toBuffer(), /^syns inte på vitt papper/],
    ['that moves', async () => withChunk(await plain(300, 100).png().toBuffer(), 'acTL', new Uint8Array(8)), /^är en animering\. Spara en stillbild/],
    ['that a camera held askew', () => plain(300, 100).removeAlpha().withMetadata({ orientation: 6 }).jpeg().toBuffer(), /^ska enligt en uppgift i filen \(EXIF\) vridas.*spara den som PNG\.$/],
    ['as a PNG of that camera', async () => withChunk(await plain(300, 100).png().toBuffer(), 'eXIf', exif(3)), /^ska enligt en uppgift i filen \(EXIF\) vridas/],
    ['in the colours of print', () => plain(300, 100).removeAlpha().toColourspace('cmyk').jpeg().toBuffer(), /CMYK/],
    ['as vectors', async () => tiny, /^är varken PNG eller JPEG/],
  ])('%s', async (_, make, expected) => {
    expect(await said(make())).toMatch(expected)
  })
})

describe('a logotype is taken', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    ['long and low', () => plain(300, 16).png().toBuffer()],
    ['of a little ink on much that is transparent', () => sharp(tiny).png().toBuffer()],
    ['of 16 bits', () => plain(300, 100).toColourspace('rgb16').png().toBuffer()],
    ['that says it stands upright', () => plain(300, 100).removeAlpha().withMetadata({ orientation: 1 }).jpeg().toBuffer()],
    ['that does not know how it stands', async () => withChunk(await plain(300, 100).png().toBuffer(), 'eXIf', exif(0))],
    ['with a remark of another sort', async () => withChunk(await plain(300, 100).png().toBuffer(), 'eXIf', exif(1))],
    ['with a damaged remark', async () => withChunk(await plain(300, 100).png().toBuffer(), 'eXIf', Uint8Array.from([0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff, 0]))],
    ['with pixels in a palette', () => plain(300, 100).png({ palette: true }).toBuffer()],
  ])('%s', async (_, make) => {
    const bytes = await make()
    expect(readLogotype(bytes)).toEqual(readPicture(bytes))
    expect(readLogotype(bytes)).toHaveProperty('sha256')
  })
})
