import { type PDFPage, PDFDocument, type PDFFont, rgb, StandardFonts } from 'pdf-lib'

/** How a customer's PDF is set: its paper, what stands on every page, and what is done to a page besides. */
export interface OwnPdfLook {
  readonly widthPt?: number
  readonly heightPt?: number
  readonly header?: (page: number) => string
  readonly onPage?: (page: PDFPage, made: { readonly index: number; readonly font: PDFFont }) => void
  readonly onDocument?: (document: PDFDocument) => Promise<void> | void
}

const SIZE_PT = 10
const MARGIN_PT = 60

/** A PDF as a word processor of the customer's would save it: these paragraphs, broken into lines and pages; a form feed begins a page. */
export async function ownPdf(paragraphs: readonly string[], look: OwnPdfLook = {}): Promise<Uint8Array> {
  const { widthPt = 595, heightPt = 842, header } = look
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  let page: PDFPage | null = null
  let yPt = 0
  const write = (text: string): void => {
    if (page === null || yPt < MARGIN_PT) {
      page = document.addPage([widthPt, heightPt])
      yPt = heightPt - MARGIN_PT - 20
      if (header !== undefined) page.drawText(header(document.getPageCount()), { x: MARGIN_PT, y: heightPt - 40, size: 8, font })
    }
    page.drawText(text, { x: MARGIN_PT, y: yPt, size: SIZE_PT, font, color: rgb(0, 0, 0) })
    yPt -= SIZE_PT * 1.3
  }
  for (const paragraph of paragraphs) {
    if (paragraph === '\f') {
      page = null
      continue
    }
    for (const line of linesOf(paragraph, font, widthPt - 2 * MARGIN_PT)) write(line)
    yPt -= SIZE_PT * 0.6
  }
  for (const [index, one] of document.getPages().entries()) look.onPage?.(one, { index, font })
  await look.onDocument?.(document)
  return document.save()
}

function linesOf(paragraph: string, font: PDFFont, widthPt: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (font.widthOfTextAtSize(longer, SIZE_PT) > widthPt && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
