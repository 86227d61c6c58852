import { crc32, deflateSync } from 'node:zlib'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

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
