import { compileTemplate, type CompiledTemplate } from '../../templates/compile-template.js'
import type { FillContext } from '../../templates/context.js'
import type { FilledDocument } from '../../templates/document.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { openCustomerPdf } from '../../templates/own/customer-pdf.js'
import { unnumbered } from '../../templates/own/own-document.js'
import { RecentTexts } from '../../templates/recent-texts.js'
import type { Gaps } from '../../templates/word/filling.js'
import type { TemplateFile } from './compiled-template.js'

/** A customer's PDF, opened, with its closing compiled. */
export interface CompiledCustomerPdf extends Omit<ReturnType<typeof openCustomerPdf>, 'closing'> {
  readonly closing: CompiledTemplate
}

/** They are large, and each belongs to one customer. */
const compiled = new RecentTexts<CompiledCustomerPdf>(4)

/** A customer's PDF, opened unless it was so lately. */
export function compiledCustomerPdf({ sha256, bytes }: TemplateFile): CompiledCustomerPdf {
  const known = compiled.get(sha256)
  if (known !== undefined) return known
  const own = openCustomerPdf(bytes)
  return compiled.set(sha256, { ...own, closing: compileTemplate(own.closing) })
}

/** What the page says where it is approved and signed. */
export function filledClosing({ closing }: CompiledCustomerPdf, context: FillContext, gaps: Gaps): FilledDocument {
  return unnumbered(fillTemplate(closing, context, gaps))
}
