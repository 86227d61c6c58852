import { PDFDocument, StandardFonts } from 'pdf-lib'
import { stampsOf } from '../../signing/page-code.js'
import type { Stamp } from '../../templates/stamp.js'

/** The key of every page printed in these tests. */
export const TEST_KEY = new Uint8Array(32).fill(7)
export const keyOf = (keyId: string): Uint8Array | null => (keyId === 'K7' ? TEST_KEY : null)

const QR_PT = (15 / 25.4) * 72
const MARGIN_PT = 34

/** A plain printed document: some text and the two codes on each page, as the stamps say. */
export async function printedPdf(pages: readonly { stamp: Stamp | null; text: string }[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (const { stamp, text } of pages) {
    const page = pdf.addPage([595.28, 841.89])
    for (let line = 0; line < (text === '' ? 0 : 30); line += 1) page.drawText(`${text} ${line} lorem ipsum dolor sit amet consectetur`, { x: 70, y: 700 - line * 18, size: 11, font })
    if (stamp === null) continue
    const module = QR_PT / stamp.qr.size
    for (const [x, y] of [[595.28 - MARGIN_PT - QR_PT, 841.89 - MARGIN_PT - QR_PT], [MARGIN_PT, MARGIN_PT]] as const) {
      stamp.qr.modules.forEach((dark, i) => {
        const row = Math.floor(i / stamp.qr.size)
        if (dark) page.drawRectangle({ x: x + (i % stamp.qr.size) * module, y: y + (stamp.qr.size - 1 - row) * module, width: module, height: module })
      })
    }
  }
  return pdf.save()
}

/** A document of `pageCount` pages, one exemplar of two. */
export function printedDocument(code: string, pageCount: number, exemplar = 1): Promise<Uint8Array> {
  const stampFor = stampsOf({ keyId: 'K7', key: TEST_KEY, code, exemplar, exemplars: 2, draft: false })
  return printedPdf(Array.from({ length: pageCount }, (_, i) => ({ stamp: stampFor(i + 1, pageCount), text: `Sida ${i + 1}` })))
}
