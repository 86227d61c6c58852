import { constants, crc32, deflateRawSync } from 'node:zlib'
import { pdfOf, pngClaiming, streamOf } from '../../src/bench/scan/hostile-parts.js'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** A PDF whose pages show the given images, drawn over the whole page. */
export function pdfOfImages(images: readonly { widthPx: number; heightPx: number; bits: number; pixels: Buffer }[]): Buffer {
  const pages = images.map((_, i) => `${3 + i * 3} 0 R`)
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.join(' ')}] /Count ${images.length} /MediaBox [0 0 595 842] >>`,
    ...images.flatMap(({ widthPx, heightPx, bits, pixels }, i) => [
      `<< /Type /Page /Parent 2 0 R /Contents ${4 + i * 3} 0 R /Resources << /XObject << /I ${5 + i * 3} 0 R >> >> >>`,
      streamOf('', latin1('595 0 0 842 0 0 cm /I Do')),
      streamOf(`/Type /XObject /Subtype /Image /Width ${widthPx} /Height ${heightPx} /ColorSpace ${bits === 24 ? '/DeviceRGB /BitsPerComponent 8' : `/DeviceGray /BitsPerComponent ${bits}`}`, pixels),
    ]),
  ])
}

/** Zlib data that unpacks to `megabytes` of one byte, without ever having held them. */
export function zlibBomb(megabytes: number, byte: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(1_048_576, byte), { finishFlush: constants.Z_FULL_FLUSH })
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: megabytes }, () => block), Buffer.from([0x03, 0x00, 0, 0, 0, 0])])
}

/** A PDF of one A4 page with these entries, whose content is drawn with the resources given; more objects follow from number 4. */
export function pdfOfPage(page: string, ...more: readonly (string | Buffer)[]): Buffer {
  return pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', `<< /Type /Page /Parent 2 0 R ${page.includes('/MediaBox') ? '' : '/MediaBox [0 0 595 842] '}${page} >>`, ...more])
}

/** A stream object as it is. */
export function plainStream(dictionary: string, content: Buffer | string): Buffer {
  const body = typeof content === 'string' ? latin1(content) : content
  return Buffer.concat([latin1(`<< ${dictionary} /Length ${body.length} >>\nstream\n`), body, latin1('\nendstream')])
}

/** A JPEG that claims a size, with a comment of so many bytes in pieces before it, and no picture. */
export function jpegClaiming(widthPx: number, heightPx: number, ballastBytes = 0): Buffer {
  const segment = (marker: number, body: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(body.length + 2, 2)
    return Buffer.concat([head, body])
  }
  const frame = Buffer.alloc(15)
  frame[0] = 8
  frame.writeUInt16BE(heightPx, 1)
  frame.writeUInt16BE(widthPx, 3)
  frame.set([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0], 5)
  const exif = Array.from({ length: Math.ceil(ballastBytes / 65_000) }, () => segment(0xe1, Buffer.concat([latin1('Exif\0\0MM\0*\0\0\0\x08\xff\xff'), Buffer.alloc(64_980, 0xff)])))
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...exif, segment(0xc0, frame), segment(0xda, Buffer.from([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])), Buffer.from([0xff, 0xd9])])
}

/** A PNG of one white pixel with a chunk of packed text or colour profile before the picture. */
export function pngWithBomb(type: 'zTXt' | 'iCCP', megabytes: number): Buffer {
  const png = pngClaiming(1, 1)
  const body = Buffer.concat([latin1(type), latin1('x\0\0'), zlibBomb(megabytes, 0)])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(body.length - 4, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([png.subarray(0, 33), frame.subarray(0, 4), body, frame.subarray(4), png.subarray(33)])
}
