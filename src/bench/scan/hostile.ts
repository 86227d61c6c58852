import { PDFDocument, StandardFonts } from 'pdf-lib'
import { pdfOf, pngClaiming, streamOf, tiffOfPages } from './hostile-parts.js'

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
    { name: '20000-sidor.tiff', bytes: tiffOfPages(20_000) },
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

function imageBomb(side: number): Buffer {
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>',
    '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>', streamOf('', latin1('595 0 0 842 0 0 cm /I Do')),
    streamOf(`/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 1`, Buffer.alloc((side / 8) * side)),
  ])
}

function endlessDrawing(): Buffer {
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${'3 0 R '.repeat(50)}] /Count 50 /MediaBox [0 0 595 842] >>`,
    '<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>', streamOf('', latin1('0 0 m 595 842 l 0 842 l 595 0 l 10 w S\n'.repeat(400_000))),
  ])
}

async function encrypted(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  pdf.addPage().drawText('hemligt', { font: await pdf.embedFont(StandardFonts.Helvetica) })
  pdf.encrypt({ userPassword: 'hemligt', ownerPassword: 'hemligare', permissions: {} })
  return pdf.save({ useObjectStreams: false })
}
