import { crc32, deflateSync } from 'node:zlib'
import { PDFDocument, StandardFonts } from 'pdf-lib'

/** A file made to do harm, and what it is. */
export interface HostileFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

/** One of each kind that a scanner's folder may be fed: bombs, loops, cut off, encrypted, of two formats at once, far too many pages or pixels. `good` is an honest scan. */
export async function hostileFiles(good: Uint8Array): Promise<HostileFile[]> {
  return [
    { name: '60000x60000.png', bytes: pngClaiming(60_000, 60_000) },
    { name: '20000-sidor.tiff', bytes: tiffOfPages(20_000, 0) },
    { name: 'tiff-i-ring.tiff', bytes: tiffOfPages(3, 8) },
    { name: '20000-sidor.pdf', bytes: pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Count 20000 /Kids [${'3 0 R '.repeat(20_000)}] >>`, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>']) },
    { name: 'sidträd-i-ring.pdf', bytes: pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>']) },
    { name: 'bildbomb.pdf', bytes: imageBomb(30_000) },
    { name: 'ritar-utan-slut.pdf', bytes: endlessDrawing() },
    { name: 'avhuggen.pdf', bytes: good.slice(0, Math.floor(good.length * 0.6)) },
    { name: 'lösenord.pdf', bytes: await encrypted() },
    { name: 'två-format.pdf', bytes: Buffer.concat([latin1('<html><script>alert(1)</script></html>\n'), good]) },
    { name: 'skräp.pdf', bytes: Buffer.concat([latin1('%PDF-1.7\n'), Buffer.alloc(200_000, 'stream endobj << /Type /Page >> ')]) },
    { name: 'tom.pdf', bytes: new Uint8Array() },
  ]
}

function pdfOf(objects: readonly (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [latin1('%PDF-1.7\n')]
  let length = 9
  const offsets = objects.map((body, index) => {
    const part = Buffer.concat([latin1(`${index + 1} 0 obj\n`), typeof body === 'string' ? latin1(body) : body, latin1('\nendobj\n')])
    const at = length
    parts.push(part)
    length += part.length
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  parts.push(latin1(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`))
  return Buffer.concat(parts)
}

function stream(dictionary: string, content: Buffer): Buffer {
  const packed = deflateSync(content)
  return Buffer.concat([latin1(`<< ${dictionary} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`), packed, latin1('\nendstream')])
}

function imageBomb(side: number): Buffer {
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>',
    '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>', stream('', latin1('595 0 0 842 0 0 cm /I Do')),
    stream(`/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 1`, Buffer.alloc((side / 8) * side)),
  ])
}

function endlessDrawing(): Buffer {
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${'3 0 R '.repeat(50)}] /Count 50 /MediaBox [0 0 595 842] >>`,
    '<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>', stream('', latin1('0 0 m 595 842 l 0 842 l 595 0 l 10 w S\n'.repeat(400_000))),
  ])
}

async function encrypted(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  pdf.addPage().drawText('hemligt', { font: await pdf.embedFont(StandardFonts.Helvetica) })
  pdf.encrypt({ userPassword: 'hemligt', ownerPassword: 'hemligare', permissions: {} })
  return pdf.save({ useObjectStreams: false })
}

function pngClaiming(widthPx: number, heightPx: number): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(body.length, 0)
    frame.writeUInt32BE(crc32(Buffer.concat([latin1(type), body])), 4)
    return Buffer.concat([frame.subarray(0, 4), latin1(type), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))])
}

/** Pages of one pixel; `last` is where the chain goes after them: 0 ends it, 8 turns back to the first. */
function tiffOfPages(pageCount: number, last: 0 | 8): Buffer {
  const entries = [[256, 1], [257, 1], [258, 8], [259, 1], [262, 1], [273, 4], [277, 1], [278, 1], [279, 1]] as const
  const size = 2 + entries.length * 12 + 4
  const file = Buffer.alloc(8 + pageCount * size)
  file.write('II*\0', 'latin1')
  file.writeUInt32LE(8, 4)
  for (let page = 0; page < pageCount; page += 1) {
    const at = 8 + page * size
    file.writeUInt16LE(entries.length, at)
    entries.forEach(([tag, value], index) => {
      const entry = at + 2 + index * 12
      file.writeUInt16LE(tag, entry)
      file.writeUInt16LE(4, entry + 2)
      file.writeUInt32LE(1, entry + 4)
      file.writeUInt32LE(value, entry + 8)
    })
    file.writeUInt32LE(page === pageCount - 1 ? last : at + size, at + size - 4)
  }
  return file
}
