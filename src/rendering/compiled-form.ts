import { compileForm, type CompiledForm } from '../../templates/form/read-form.js'
import { RecentTexts } from '../../templates/recent-texts.js'
import type { TemplateFile } from './compiled-template.js'
import { MOST_TEMPLATES } from './most-templates.js'

const compiled = new RecentTexts<Promise<CompiledForm>>(MOST_TEMPLATES)

/** A PDF form, compiled unless it was so lately. @throws Failure `template-invalid` */
export function compiledForm({ sha256, bytes }: TemplateFile): Promise<CompiledForm> {
  return compiled.get(sha256) ?? compiled.set(sha256, compileForm(bytes))
}
