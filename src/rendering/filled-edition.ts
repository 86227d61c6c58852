import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { isPdf } from '../../templates/is-pdf.js'
import { isCustomerPdf } from '../../templates/own/customer-pdf.js'
import { ownDocument } from '../../templates/own/own-document.js'
import type { Picture } from '../../templates/picture.js'
import type { Gaps } from '../../templates/word/filling.js'
import { compiledCustomerPdf, filledClosing } from './compiled-customer-pdf.js'
import { compiledTemplate, type TemplateFile } from './compiled-template.js'

/** What an edition or a customer's text says when it is filled, be it a Word template, a customer's PDF or a PDF form, whose fields stand one by one; the PDF library is loaded only for a form. @throws Failure as `fillTemplate` and `fillForm` */
export async function filledEdition(template: TemplateFile, context: FillContext, gaps: Gaps, logotype: Picture | null = null): Promise<FilledDocument> {
  if (isCustomerPdf(template.bytes)) {
    const own = compiledCustomerPdf(template)
    return ownDocument(own, filledClosing(own, context, gaps))
  }
  if (!isPdf(template.bytes)) return fillTemplate(compiledTemplate(template), context, gaps, logotype)
  const [{ compiledForm }, { fillForm }, { formDocument }] = await Promise.all([import('./compiled-form.js'), import('../../templates/form/fill-form.js'), import('../../templates/form/form-document.js')])
  return formDocument(fillForm(await compiledForm(template), context, gaps), context.dokument.titel)
}
