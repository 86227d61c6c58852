import { degrees, PDFDocument, PDFName, PDFString, rgb } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { stampsOf } from '../../../signing/page-code.js'
import { openForeignPdf } from '../../../templates/pdf/open-foreign-pdf.js'
import { placedArea, shownArea, type PageView } from '../../../templates/pdf/place-page.js'
import { stampPages, type StampedPages } from '../../../templates/pdf/stamp-pages.js'
import type { PdfMeta } from '../../../templates/pdf/write-pdf.js'
import type { StampFor } from '../../../templates/stamp.js'
import { hasPdftotext, pdfText, squashed } from '../../read-papers.js'
import { TEST_KEY } from '../../imaging/printed-page.js'
import { fileWriter, shown, testImaging } from '../../imaging/test-imaging.js'
import { FONTS } from '../load-test-fonts.js'
import { A4, foreignPdf, type ForeignSheet } from './foreign-pages.js'

const META: PdfMeta = { title: 'Leveransavtal', subject: 'Lillfors kommun', issuedAt: '2026-11-22T09:00:00Z', marks: [], draft: false }
const stampOf = (exemplar: number, draft = false): StampFor => stampsOf({ keyId: 'K7', key: TEST_KEY, code: '7K3M9QXT2B', exemplar, exemplars: 2, draft })
const stamped = (pdf: Uint8Array, meta: Partial<PdfMeta> = {}, stamps = [stampOf(1)]): Promise<StampedPages> => stampPages(pdf, stamps, FONTS, { ...META, ...meta })
const SHEETS: ForeignSheet[] = [
  { size: A4 }, { size: [841.89, 595.28] }, { size: A4, turned: 90 }, { size: A4, turned: 180 }, { size: [595.28, 842], turned: 270 },
  { size: [420, 595] }, { size: [841.89, 1190.55] }, { size: [700, 1000], crop: [50, 80, 595.28, 841.89] },
]
const imaging = testImaging()
const write = fileWriter()

describe('a foreign PDF with our stamps', () => {
  it('shows both codes of every page to a scanner, whatever size and turn its pages have', async () => {
    const { pdfs } = await stamped(await foreignPdf(SHEETS))
    const read = await imaging.readPages({ path: write('a.pdf', pdfs[0] ?? new Uint8Array()) })
    expect(shown(read)).toEqual(SHEETS.map((_, index) => `${index + 1}@0`))
    expect(read.map(({ codes }) => codes.length)).toEqual(SHEETS.map(() => 2))
  })

  it('has one file an exemplar, each with its own codes, on the same places', async () => {
    const { pdfs, pages } = await stamped(await foreignPdf([{ size: A4 }, { size: [841.89, 595.28] }]), {}, [stampOf(1), stampOf(2)])
    expect(pdfs).toHaveLength(2)
    expect(pages.map(({ widthPt, heightPt, codePlaces }) => [widthPt, heightPt, codePlaces.map(({ corner }) => corner)])).toEqual([[595.28, 841.89, ['topRight', 'bottomLeft']], [841.89, 595.28, ['topRight', 'bottomLeft']]])
    const texts = await Promise.all(pdfs.map(async (pdf, index) => (await imaging.readPages({ path: write(`${index}.pdf`, pdf) })).flatMap(({ codes }) => codes.map(({ text }) => text))))
    expect(new Set(texts.flat()).size).toBe(4)
  })

  it('is the same bytes for the same arguments', async () => {
    const pdf = await foreignPdf(SHEETS)
    const [first, again] = [await stamped(pdf), await stamped(pdf)]
    expect(Buffer.compare(first.pdfs[0] ?? new Uint8Array(), again.pdfs[0] ?? new Uint8Array())).toBe(0)
  })

  it('keeps every corner of the page clear of the codes and their letters', async () => {
    const { pages } = await stamped(await foreignPdf(SHEETS))
    for (const [index, page] of pages.entries()) {
      const { size, crop = [0, 0, ...size] } = SHEETS[index] ?? { size: A4 }
      const area = placedArea(page, { xPt: crop[0], yPt: crop[1], widthPt: crop[2], heightPt: crop[3] })
      const [top, bottom] = page.codePlaces
      expect(area.yPt).toBeGreaterThan((bottom?.yPt ?? 0) + (bottom?.sizePt ?? 0))
      expect(area.yPt + area.heightPt).toBeLessThan(top?.yPt ?? 0)
      expect(area.xPt).toBeGreaterThan(15)
      expect(area.xPt + area.widthPt).toBeLessThan(page.widthPt - 15)
    }
  })

  it('leaves a page that has room as large as it was, in the middle', async () => {
    const { pages: [page] } = await stamped(await foreignPdf([{ size: [400, 600] }]))
    expect(page?.scale).toBe(1)
    expect(placedArea(page ?? { matrix: [1, 0, 0, 1, 0, 0] }, { xPt: 0, yPt: 0, widthPt: 400, heightPt: 600 }).xPt).toBeCloseTo((595.28 - 400) / 2, 1)
  })

  it('lets white margins make room for the codes, turned or not, and covers neither what is printed nor a place to sign', async () => {
    const printed = { xPt: 57, yPt: 88, widthPt: 482, heightPt: 666 }
    const pdf = await foreignPdf([{ size: A4 }, { size: A4, turned: 180 }, { size: A4 }, { size: A4 }])
    const place = { page: 3, area: { xPt: 60, yPt: 20, widthPt: 200, heightPt: 40 } }
    const { pages } = await stampPages(pdf, [stampOf(1)], FONTS, META, { printed: [printed, printed, printed, null], places: [place] })
    expect(pages.map(({ scale }) => Math.round(scale * 100))).toEqual([100, 100, 91, 80])
    const [first, , third] = pages
    for (const [page, area] of [[first, printed], [third, place.area]] as const) {
      const placed = placedArea(page ?? { matrix: [1, 0, 0, 1, 0, 0] }, area)
      const [top, bottom] = page?.codePlaces ?? []
      expect(placed.yPt).toBeGreaterThan((bottom?.yPt ?? 0) + (bottom?.sizePt ?? 0))
      expect(placed.yPt + placed.heightPt).toBeLessThan(top?.yPt ?? 0)
    }
  })

  it('is measured where it is printed on, as it is shown: cropped, turned and lying, and a white page nowhere', async () => {
    const spot = { xPt: 110, yPt: 180, widthPt: 200, heightPt: 90 }
    const views: PageView[] = [...[0, 90, 180, 270] as const].map((turned) => ({ box: { xPt: 50, yPt: 80, widthPt: 500, heightPt: 700 }, turned }))
    const pdf = await PDFDocument.create()
    for (const { box, turned } of views) {
      const page = pdf.addPage([700, 1000])
      page.setCropBox(box.xPt, box.yPt, box.widthPt, box.heightPt)
      page.setRotation(degrees(turned))
      page.drawRectangle({ x: spot.xPt, y: spot.yPt, width: spot.widthPt, height: spot.heightPt, color: rgb(0.97, 0.97, 0.8) })
    }
    pdf.addPage([842, 595])
    const measured = (await imaging.readWritten(await pdf.save())).map(({ printed }) => printed ?? null)
    expect(measured.at(-1)).toBeNull()
    for (const [index, view] of views.entries()) {
      const [found, drawn] = [measured[index], shownArea(view, spot)]
      const beyond = found === null || found === undefined ? [] : [drawn.xPt - found.xPt, drawn.yPt - found.yPt, found.xPt + found.widthPt - drawn.xPt - drawn.widthPt, found.yPt + found.heightPt - drawn.yPt - drawn.heightPt]
      expect([view.turned, beyond.map((pt) => pt >= 0 && pt < 4)]).toEqual([view.turned, [true, true, true, true]])
    }
  })

  it.runIf(hasPdftotext)('says the words of the page, its number, its exemplar and the marks', async () => {
    const { pdfs } = await stamped(await foreignPdf([{ size: A4 }, { size: A4, turned: 90 }]), { marks: ['EXEMPEL', 'UTKAST – Får ej undertecknas'], draft: true })
    const pages = pdfText(pdfs[0] ?? new Uint8Array()).split('\f').map(squashed)
    for (const number of [1, 2]) for (const words of [`Sida ${number}, rad 20 i leverantörens avtal`, `Sida ${number} av 2`, 'Exemplar 1 av 2', '7K3M-9QXT-2B', 'EXEMPEL', 'UTKAST – Får ej undertecknas']) expect(pages[number - 1]).toContain(squashed(words))
  })

  it('states title, subject and language, and claims no standard that nobody has checked', async () => {
    const { pdfs } = await stamped(await foreignPdf())
    const parsed = await PDFDocument.load(pdfs[0] ?? new Uint8Array(), { updateMetadata: false })
    expect([parsed.getTitle(), parsed.getSubject(), parsed.getCreationDate()?.toISOString(), parsed.catalog.lookup(PDFName.of('Lang'))?.toString()]).toEqual(['Leveransavtal', 'Lillfors kommun', '2026-11-22T09:00:00.000Z', '(sv-SE)'])
    expect(Buffer.from(pdfs[0] ?? []).toString('latin1')).not.toMatch(/pdfaid|pdfuaid/)
  })

  it('takes links and everything outside its pages away', async () => {
    const pdf = await foreignPdf([{ size: A4 }], (made) => {
      const link = made.context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 100, 100], A: { S: 'URI', URI: PDFString.of('https://exempel.se') } })
      made.getPage(0).node.set(PDFName.of('Annots'), made.context.obj([link]))
    })
    expect((await openForeignPdf(pdf)).faults).toEqual([])
    const { pdfs } = await stamped(pdf)
    const text = (await PDFDocument.load(pdfs[0] ?? new Uint8Array())).context.enumerateIndirectObjects().map(([, value]) => value.toString()).join()
    expect(text).not.toMatch(/URI|Annot|AcroForm/)
  })

  it('shows what was filled into its fields', async () => {
    const pdf = await foreignPdf([{ size: A4 }], async (made) => {
      const field = made.getForm().createTextField('Namn')
      field.addToPage(made.getPage(0), { x: 100, y: 100, width: 200, height: 20 })
      field.setText('Ifyllt av kunden')
    })
    expect((await openForeignPdf(pdf)).faults).toEqual([])
    const { pdfs } = await stamped(pdf)
    expect(hasPdftotext ? pdfText(pdfs[0] ?? new Uint8Array()) : 'Ifyllt av kunden').toContain('Ifyllt av kunden')
  })
})
