import { compileForm, type CompiledForm } from '../../templates/form/read-form.js'
import type { TemplateFile } from './compiled-template.js'

const compiled = new Map<string, Promise<CompiledForm>>()

/** A PDF form compiled once per process. @throws Failure `template-invalid` */
export function compiledForm(template: TemplateFile): Promise<CompiledForm> {
  const known = compiled.get(template.sha256)
  if (known !== undefined) return known
  const fresh = compileForm(template.bytes)
  compiled.set(template.sha256, fresh)
  return fresh
}
