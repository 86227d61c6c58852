import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** A PDF of these objects (number 1 is the catalog), with a true cross-reference table. */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [latin1('%PDF-1.7\n')]
  let length = 9
  const offsets = objects.map((body, i) => {
    const at = length
    const part = Buffer.concat([latin1(`${i + 1} 0 obj\n`), typeof body === 'string' ? latin1(body) : body, latin1('\nendobj\n')])
    parts.push(part)
    length += part.length
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  parts.push(latin1(`xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`))
  return Buffer.concat(parts)
}

/** A stream object, deflated. */
export function streamOf(dictionary: string, content: Buffer): Buffer {
  const packed = deflateSync(content, { level: 9 })
  return Buffer.concat([latin1(`<< ${dictionary} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`), packed, latin1('\nendstream')])
}

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

/** A PNG that claims a size and has next to no pixels. */
export function pngClaiming(widthPx: number, heightPx: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const typed = Buffer.concat([latin1(type), body])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(body.length, 0)
    frame.writeUInt32BE(crc32(typed), 4)
    return Buffer.concat([frame.subarray(0, 4), typed, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))])
}

/** A TIFF of tiny pages; `last` is where the chain goes after them: 0 ends it, 8 turns back to the first. */
export function tiffOfPages(pageCount: number, last: 0 | 8 = 0): Buffer {
  const entries = [[256, 1], [257, 1], [258, 8], [259, 1], [262, 1], [273, 4], [277, 1], [278, 1], [279, 1]] as const
  const size = 2 + entries.length * 12 + 4
  const file = Buffer.alloc(8 + pageCount * size)
  file.write('II*\0', 'latin1')
  file.writeUInt32LE(8, 4)
  for (let page = 0; page < pageCount; page += 1) {
    const at = 8 + page * size
    file.writeUInt16LE(entries.length, at)
    entries.forEach(([tag, value], i) => {
      const entry = at + 2 + i * 12
      file.writeUInt16LE(tag, entry)
      file.writeUInt16LE(4, entry + 2)
      file.writeUInt32LE(1, entry + 4)
      file.writeUInt32LE(value, entry + 8)
    })
    file.writeUInt32LE(page === pageCount - 1 ? last : at + size, at + size - 4)
  }
  return file
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
