import { compileTemplate, type CompiledTemplate } from '../../templates/compile-template.js'
import { RecentTexts } from '../../templates/recent-texts.js'
import { MOST_TEMPLATES } from './most-templates.js'

/** A template's file and the SHA-256 (hex) it is archived under. */
export interface TemplateFile {
  readonly sha256: string
  readonly bytes: Uint8Array
}

const compiled = new RecentTexts<{ readonly file: TemplateFile; readonly template: CompiledTemplate }>(MOST_TEMPLATES)

/** A template, compiled unless it was so lately. @throws Failure `template-invalid` */
export function compiledTemplate(file: TemplateFile): CompiledTemplate {
  return (compiled.get(file.sha256) ?? compiled.set(file.sha256, { file, template: compileTemplate(file.bytes) })).template
}

/** The file of a template this process has compiled lately, or null; so that the archive need not be read again for every document. */
export function knownTemplate(sha256: string): TemplateFile | null {
  return compiled.get(sha256)?.file ?? null
}
