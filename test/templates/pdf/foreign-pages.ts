import { degrees, PDFDocument, PDFName, rgb, StandardFonts, type PDFObject, type PDFPage } from 'pdf-lib'

/** One page of a made-up foreign document. */
export interface ForeignSheet {
  readonly size: readonly [number, number]
  readonly turned?: 0 | 90 | 180 | 270
  /** Left, low, width, height of what is seen. */
  readonly crop?: readonly [number, number, number, number]
}

export const A4: readonly [number, number] = [595.28, 841.89]

async function drawn(page: PDFPage, number: number): Promise<void> {
  const font = await page.doc.embedFont(StandardFonts.Helvetica)
  const { x, y, width, height } = page.getCropBox()
  page.drawRectangle({ x: x + 2, y: y + 2, width: width - 4, height: height - 4, borderWidth: 1, borderColor: rgb(0, 0, 0) })
  for (let line = 0; line < 20; line += 1) page.drawText(`Sida ${number}, rad ${line + 1} i leverantörens avtal`, { x: x + 30, y: y + height - 40 - line * 14, size: 10, font })
}

/** A PDF as somebody else's program makes it: frames to the edge of the page, text in a font of its own, no stamps. */
export async function foreignPdf(sheets: readonly ForeignSheet[] = [{ size: A4 }], change: (pdf: PDFDocument) => Promise<void> | void = () => undefined): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  for (const [index, { size, turned, crop }] of sheets.entries()) {
    const page = pdf.addPage([...size])
    if (crop !== undefined) page.setCropBox(...crop)
    if (turned !== undefined) page.setRotation(degrees(turned))
    await drawn(page, index + 1)
  }
  await change(pdf)
  return pdf.save()
}

type Entries = { [key: string]: string | number | number[] | Entries | Entries[] | PDFObject }

/** Puts something in the catalog. */
export function inCatalog(key: string, entries: Entries): (pdf: PDFDocument) => void {
  return (pdf) => pdf.catalog.set(PDFName.of(key), pdf.context.obj(entries))
}

/** Puts something on the first page. */
export function onPage(key: string, entries: Entries | Entries[] | number | number[]): (pdf: PDFDocument) => void {
  return (pdf) => pdf.getPage(0).node.set(PDFName.of(key), written(pdf, entries))
}

function written({ context }: PDFDocument, entries: Entries | Entries[] | number | number[]): PDFObject {
  if (typeof entries === 'number') return context.obj(entries)
  return Array.isArray(entries) ? context.obj(entries) : context.obj(entries)
}
