import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { isPdf } from '../../templates/is-pdf.js'
import type { Fonts } from '../../templates/fonts.js'
import { layOut } from '../../templates/layout/lay-out.js'
import { markDeviations } from '../../templates/mark-deviations.js'
import { isCustomerPdf } from '../../templates/own/customer-pdf.js'
import type { Picture } from '../../templates/picture.js'
import { type PrintedDecision, withDecision } from '../../templates/print-decision.js'
import { writePdf, type PdfMeta } from '../../templates/pdf/write-pdf.js'
import type { Rectangle } from '../../templates/stamp.js'
import { writeWord } from '../../templates/write-word.js'
import { codedPages, stampAt, stampsOfExemplars, type CodedPage, type Sheet } from './coded-pages.js'
import { compiledTemplate, type TemplateFile } from './compiled-template.js'
import { DEVIATION_MARK, EXAMPLE_MARK, UNREVIEWED_MARK } from './paper-marks.js'

/** Everything one version is made from; the same job gives the same bytes. Crosses to a worker thread as it is. */
export interface RenderJob {
  readonly template: TemplateFile
  /** The template it deviates from by two persons' word, so that every deviation is shown; null where it says what its kind's template says, or need not. */
  readonly deviatesFrom: TemplateFile | null
  readonly context: FillContext
  /** The customer's logotype, checked; null when there is none or the template does not ask for it. */
  readonly logotype: Picture | null
  /** The version's code without hyphens. */
  readonly code: string
  readonly exemplars: number
  readonly draft: boolean
  readonly key: { readonly id: string; readonly bytes: Uint8Array }
  readonly issuedAt: string
  /** The board's decision, for the blank cells of the approval table; null leaves them for the pen. */
  readonly decision: PrintedDecision | null
}

export interface SignatureBoxPlace extends Rectangle {
  readonly id: string
  readonly party: string
  readonly role: string
  readonly page: number
  readonly initials?: true | undefined
}

export interface RenderedVersion {
  /** Null for a third party's PDF form, which nobody negotiates in Word, and for a customer's own PDF. */
  readonly docx: Uint8Array | null
  /** One PDF an exemplar, in their order; a draft has one. */
  readonly pdfs: readonly Uint8Array[]
  readonly pages: readonly CodedPage[]
  readonly signatureBoxes: readonly SignatureBoxPlace[]
}

/** What every page of the document is marked with. */
function marksOf({ context, deviatesFrom }: RenderJob): string[] {
  return [
    ...(context.dokument.stadium === 'utkast' ? ['UTKAST – Får ej undertecknas'] : []),
    ...(context.dokument.exempel ? [EXAMPLE_MARK] : []),
    ...(context.dokument.ogranskad ? [UNREVIEWED_MARK] : []),
    ...(deviatesFrom === null ? [] : [DEVIATION_MARK]),
  ]
}

/** Fills, lays out and writes one version: DOCX to negotiate, a PDF per exemplar to sign; a PDF form or a customer's PDF gives the PDFs alone, and only for them the PDF library is loaded. @throws Failure `facts-missing`, `text-unprintable`, `text-too-long`, `template-invalid` */
export async function renderVersion(job: RenderJob, fonts: Fonts): Promise<RenderedVersion> {
  const meta: PdfMeta = { title: job.context.dokument.titel, subject: job.context.kund.namn, issuedAt: job.issuedAt, marks: marksOf(job), draft: job.draft }
  if (isCustomerPdf(job.template.bytes)) return (await import('./render-customer-pdf.js')).renderCustomerPdf(job, fonts, meta)
  if (isPdf(job.template.bytes)) return (await import('./render-form.js')).renderForm(job, fonts, meta)
  const template = compiledTemplate(job.template)
  const undecided = fillTemplate(template, job.context, job.draft ? 'show' : 'refuse', job.logotype)
  const filled = printedDocument(job, job.decision === null ? undecided : withDecision(undecided, job.decision))
  const layout = layOut(filled, fonts)
  const stamps = stampsOfExemplars(job, layout.pageCount)
  const pdfs: Uint8Array[] = []
  for (const ofPages of stamps.values()) pdfs.push(await writePdf(layout, fonts, (page) => stampAt(ofPages, page), meta))
  const sheets = layout.pages.map(({ widthPt, heightPt }): Sheet => ({ widthPt, heightPt, codePlaces: layout.codePlaces }))
  return { docx: writeWord(template, filled, { draft: job.draft, code: job.context.dokument.kod, headingPages: layout.outline.map(({ page }) => page), also: job.deviatesFrom === null ? [] : [DEVIATION_MARK] }, layout.columns), pdfs, pages: codedPages(sheets, stamps), signatureBoxes: layout.signatureBoxes }
}

function printedDocument({ deviatesFrom, context, logotype }: RenderJob, filled: FilledDocument): FilledDocument {
  return deviatesFrom === null ? filled : markDeviations(filled, fillTemplate(compiledTemplate(deviatesFrom), context, 'show', logotype))
}
