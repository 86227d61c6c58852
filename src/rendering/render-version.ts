import type { FillContext } from '../../templates/context.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { fillForm } from '../../templates/form/fill-form.js'
import { isPdf } from '../../templates/form/is-pdf.js'
import { stampForm } from '../../templates/form/stamp-form.js'
import type { Fonts } from '../../templates/fonts.js'
import { layOut } from '../../templates/layout/lay-out.js'
import type { PlacedPage } from '../../templates/pdf/place-page.js'
import type { Picture } from '../../templates/picture.js'
import { writePdf, type PdfMeta } from '../../templates/pdf/write-pdf.js'
import type { Corner, Rectangle, Stamp } from '../../templates/stamp.js'
import { writeWord } from '../../templates/write-word.js'
import { stampsOf } from '../../signing/page-code.js'
import { compiledForm } from './compiled-form.js'
import { compiledTemplate, type TemplateFile } from './compiled-template.js'
import { EXAMPLE_MARK, UNREVIEWED_MARK } from './paper-marks.js'

/** Everything one version is made from; the same job gives the same bytes. Crosses to a worker thread as it is. */
export interface RenderJob {
  readonly template: TemplateFile
  readonly context: FillContext
  /** The customer's logotype, checked; null when there is none or the template does not ask for it. */
  readonly logotype: Picture | null
  /** The version's code without hyphens. */
  readonly code: string
  readonly exemplars: number
  readonly draft: boolean
  readonly key: { readonly id: string; readonly bytes: Uint8Array }
  readonly issuedAt: string
}

export interface SignatureBoxPlace extends Rectangle {
  readonly id: string
  readonly party: string
  readonly role: string
  readonly page: number
}

/** One page of a version with the codes of every exemplar, as `manifest.json` says it. */
export interface CodedPage {
  readonly page: number
  readonly widthPt: number
  readonly heightPt: number
  readonly codes: readonly { readonly exemplar: number; readonly corner: Corner; readonly text: string; readonly xPt: number; readonly yPt: number; readonly sizePt: number }[]
}

export interface RenderedVersion {
  /** Null for a third party's PDF form, which nobody negotiates in Word. */
  readonly docx: Uint8Array | null
  /** One PDF an exemplar, in their order; a draft has one. */
  readonly pdfs: readonly Uint8Array[]
  readonly pages: readonly CodedPage[]
  readonly signatureBoxes: readonly SignatureBoxPlace[]
}

/** What every page of the document is marked with. */
function marksOf(context: FillContext): string[] {
  return [
    ...(context.dokument.stadium === 'utkast' ? ['UTKAST – Får ej undertecknas'] : []),
    ...(context.dokument.exempel ? [EXAMPLE_MARK] : []),
    ...(context.dokument.ogranskad ? [UNREVIEWED_MARK] : []),
  ]
}

/** Fills, lays out and writes one version: DOCX to negotiate, a PDF per exemplar to sign; a PDF form gives the PDFs alone. @throws Failure `facts-missing`, `text-unprintable`, `text-too-long`, `template-invalid` */
export async function renderVersion(job: RenderJob, fonts: Fonts): Promise<RenderedVersion> {
  const meta: PdfMeta = { title: job.context.dokument.titel, subject: job.context.kund.namn, issuedAt: job.issuedAt, marks: marksOf(job.context), draft: job.draft }
  if (isPdf(job.template.bytes)) return renderForm(job, fonts, meta)
  const template = compiledTemplate(job.template)
  const filled = fillTemplate(template, job.context, job.draft ? 'show' : 'refuse', job.logotype)
  const layout = layOut(filled, fonts)
  const stamps = stampsOfExemplars(job, layout.pageCount)
  const pdfs: Uint8Array[] = []
  for (const ofPages of stamps.values()) pdfs.push(await writePdf(layout, fonts, (page) => stampAt(ofPages, page), meta))
  const sheets = layout.pages.map(({ widthPt, heightPt }): Sheet => ({ widthPt, heightPt, codePlaces: layout.codePlaces }))
  return { docx: writeWord(template, filled, { draft: job.draft, code: job.context.dokument.kod, headingPages: layout.outline.map(({ page }) => page) }), pdfs, pages: codedPages(sheets, stamps), signatureBoxes: layout.signatureBoxes }
}

async function renderForm(job: RenderJob, fonts: Fonts, meta: PdfMeta): Promise<RenderedVersion> {
  const form = await compiledForm(job.template)
  const stamps = stampsOfExemplars(job, form.pageSha256s.length)
  const filled = fillForm(form, job.context, job.draft ? 'show' : 'refuse')
  const { pdfs, pages, signatureBoxes } = await stampForm(filled, [...stamps.values()].map((ofPages) => (page: number) => stampAt(ofPages, page)), fonts, meta)
  return { docx: null, pdfs, pages: codedPages(pages, stamps), signatureBoxes }
}

/** Every page's stamp by exemplar, made once: both the PDF and the manifest say it. */
function stampsOfExemplars({ key, code, exemplars, draft }: RenderJob, pageCount: number): Map<number, Stamp[]> {
  const ordinals = draft ? [0] : Array.from({ length: exemplars }, (_, index) => index + 1)
  return new Map(ordinals.map((exemplar) => {
    const stampFor = stampsOf({ keyId: key.id, key: key.bytes, code, exemplar, exemplars, draft })
    return [exemplar, Array.from({ length: pageCount }, (_, index) => stampFor(index + 1, pageCount))]
  }))
}

function stampAt(ofPages: readonly Stamp[], page: number): Stamp {
  const stamp = ofPages[page - 1]
  if (stamp === undefined) throw new Error(`there is no page ${page} among ${ofPages.length}`)
  return stamp
}

/** A printed page's size and where its codes stand. */
type Sheet = Pick<PlacedPage, 'widthPt' | 'heightPt' | 'codePlaces'>

function codedPages(sheets: readonly Sheet[], stamps: ReadonlyMap<number, readonly Stamp[]>): CodedPage[] {
  return sheets.map(({ widthPt, heightPt, codePlaces }, index) => ({
    page: index + 1,
    widthPt,
    heightPt,
    codes: [...stamps].flatMap(([exemplar, ofPages]) => codePlaces.map((place) => ({ exemplar, corner: place.corner, text: stampAt(ofPages, index + 1).text, xPt: place.xPt, yPt: place.yPt, sizePt: place.sizePt }))),
  }))
}
