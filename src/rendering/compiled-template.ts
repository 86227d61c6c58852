import { compileTemplate, type CompiledTemplate } from '../../templates/compile-template.js'

/** A Word template and its hash, by which it is known once compiled. */
export interface TemplateFile {
  readonly sha256: string
  readonly bytes: Uint8Array
}

const compiled = new Map<string, CompiledTemplate>()

/** A template compiled once per process. @throws Failure `template-invalid` */
export function compiledTemplate(template: TemplateFile): CompiledTemplate {
  const known = compiled.get(template.sha256)
  if (known !== undefined) return known
  const fresh = compileTemplate(template.bytes)
  compiled.set(template.sha256, fresh)
  return fresh
}
