import { layOut } from '../../templates/layout/lay-out.js'
import type { Fonts } from '../../templates/fonts.js'
import { bindPdfs } from '../../templates/pdf/bind-pdfs.js'
import { stampPages } from '../../templates/pdf/stamp-pages.js'
import { type PdfMeta, writePdf } from '../../templates/pdf/write-pdf.js'
import { withDecision } from '../../templates/print-decision.js'
import { codedPages, stampAt, stampsOfExemplars, type Sheet } from './coded-pages.js'
import { compiledCustomerPdf, filledClosing } from './compiled-customer-pdf.js'
import type { RenderedVersion, RenderJob } from './render-version.js'

/** A customer's own PDF under our stamps, its pages as they are, and after them a page of ours where it is approved and signed; a file an exemplar, no Word file. @throws Failure `facts-missing`, `text-unprintable` */
export async function renderCustomerPdf(job: RenderJob, fonts: Fonts, meta: PdfMeta): Promise<RenderedVersion> {
  const own = compiledCustomerPdf(job.template)
  const undecided = filledClosing(own, job.context, job.draft ? 'show' : 'refuse')
  const { initials = [] } = undecided
  const layout = layOut(job.decision === null ? undecided : withDecision(undecided, job.decision), fonts)
  const before = own.pages.length
  const total = before + layout.pageCount
  const stamps = [...stampsOfExemplars(job, total)]
  const signedOn = layout.signatureBoxes.filter((box) => box.initials !== true).map(({ page }) => before + page)
  // Whoever holds a page with places to sign of its own must see that they are not the ones.
  const marks = [...meta.marks, `Undertecknas på sida ${Math.min(...signedOn)}`]
  const theirs = await stampPages(own.pdf, stamps.map(([, ofPages]) => (page: number) => stampAt(ofPages, page)), fonts, { ...meta, marks }, { total, initials, printed: own.pages.map((page) => page.printed) })
  const pdfs: Uint8Array[] = []
  for (const [index, [, ofPages]] of stamps.entries()) {
    const ours = await writePdf(layout, fonts, (page) => stampAt(ofPages, before + page), meta, { before, total })
    const parts = [{ title: meta.title, bytes: theirs.pdfs[index] ?? new Uint8Array() }, { title: 'Godkännande och underskrifter', bytes: ours }]
    pdfs.push(await bindPdfs(parts.map((part) => ({ ...part, leadsTo: [] })), { title: meta.title, subject: meta.subject, issuedAt: meta.issuedAt }))
  }
  const sheets: Sheet[] = [...theirs.pages, ...layout.pages.map(({ widthPt, heightPt }) => ({ widthPt, heightPt, codePlaces: layout.codePlaces }))]
  return { docx: null, pdfs, pages: codedPages(sheets, new Map(stamps)), signatureBoxes: [...theirs.initialsBoxes, ...layout.signatureBoxes.map((box) => ({ ...box, page: before + box.page, id: box.initials === true ? `${box.party}-signum-${before + box.page}` : box.id }))] }
}
