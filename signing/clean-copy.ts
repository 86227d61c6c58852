/** One scanned page as an upright picture; `dpi` is how it was scanned. */
export interface PagePicture {
  readonly jpeg: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly dpi: number
}

/** A PDF holding exactly these pictures, one a page, at the size of the paper; the same pictures give the same bytes. `on` is the day it is dated (ISO 8601). */
export async function cleanCopy(pictures: readonly PagePicture[], document: { readonly title: string; readonly on: string }): Promise<Uint8Array> {
  const { PDFDocument } = await import('pdf-lib')
  const pdf = await PDFDocument.create()
  const date = new Date(`${document.on}T00:00:00Z`)
  pdf.setTitle(document.title)
  pdf.setLanguage('sv-SE')
  pdf.setProducer('Anslut')
  pdf.setCreator('Anslut')
  pdf.setCreationDate(date)
  pdf.setModificationDate(date)
  for (const { jpeg, widthPx, heightPx, dpi } of pictures) {
    const [widthPt, heightPt] = [(widthPx / dpi) * 72, (heightPx / dpi) * 72]
    pdf.addPage([widthPt, heightPt]).drawImage(await pdf.embedJpg(jpeg), { x: 0, y: 0, width: widthPt, height: heightPt })
  }
  return pdf.save({ useObjectStreams: false, objectsPerTick: Number.POSITIVE_INFINITY })
}
