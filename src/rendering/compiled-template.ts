import { compileTemplate, type CompiledTemplate } from '../../templates/compile-template.js'

/** A Word template and its hash, by which it is known once compiled. */
export interface TemplateFile {
  readonly sha256: string
  readonly bytes: Uint8Array
}

const compiled = new Map<string, { readonly file: TemplateFile; readonly template: CompiledTemplate }>()

/** A template compiled once per process. @throws Failure `template-invalid` */
export function compiledTemplate(file: TemplateFile): CompiledTemplate {
  const known = compiled.get(file.sha256)
  if (known !== undefined) return known.template
  const template = compileTemplate(file.bytes)
  compiled.set(file.sha256, { file, template })
  return template
}

/** The file of a template this process has compiled, or null; so that the archive need not be read again for every document. */
export function knownTemplate(sha256: string): TemplateFile | null {
  return compiled.get(sha256)?.file ?? null
}
