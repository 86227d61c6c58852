import { fillForm } from '../../templates/form/fill-form.js'
import { stampForm } from '../../templates/form/stamp-form.js'
import type { Fonts } from '../../templates/fonts.js'
import type { PdfMeta } from '../../templates/pdf/write-pdf.js'
import { codedPages, stampAt, stampsOfExemplars } from './coded-pages.js'
import { compiledForm } from './compiled-form.js'
import type { RenderedVersion, RenderJob } from './render-version.js'

/** A third party's PDF form filled and stamped, a file an exemplar. @throws Failure `facts-missing`, `text-too-long`, `template-invalid` */
export async function renderForm(job: RenderJob, fonts: Fonts, meta: PdfMeta): Promise<RenderedVersion> {
  const form = await compiledForm(job.template)
  const stamps = stampsOfExemplars(job, form.pageSha256s.length)
  const filled = fillForm(form, job.context, job.draft ? 'show' : 'refuse')
  const { pdfs, pages, signatureBoxes } = await stampForm(filled, [...stamps.values()].map((ofPages) => (page: number) => stampAt(ofPages, page)), fonts, meta)
  return { docx: null, pdfs, pages: codedPages(pages, stamps), signatureBoxes }
}
