import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { isPdf } from '../../templates/is-pdf.js'
import type { Picture } from '../../templates/picture.js'
import type { Gaps } from '../../templates/word/filling.js'
import { compiledTemplate, type TemplateFile } from './compiled-template.js'

/** What an edition says when it is filled, be it a Word template or a PDF form, whose fields stand one by one; the PDF library is loaded only for a form. @throws Failure as `fillTemplate` and `fillForm` */
export async function filledEdition(template: TemplateFile, context: FillContext, gaps: Gaps, logotype: Picture | null = null): Promise<FilledDocument> {
  if (!isPdf(template.bytes)) return fillTemplate(compiledTemplate(template), context, gaps, logotype)
  const [{ compiledForm }, { fillForm }, { formDocument }] = await Promise.all([import('./compiled-form.js'), import('../../templates/form/fill-form.js'), import('../../templates/form/form-document.js')])
  return formDocument(fillForm(await compiledForm(template), context, gaps), context.dokument.titel)
}
