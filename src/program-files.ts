import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

/** The built program's directory (`dist/`), whether this file runs from it or from its source. */
export const distDirectory = existsSync(join(here, '..', 'fonts')) ? join(here, '..') : join(here, '..', 'dist')

/** The Word template shipped for a kind, built from `templates/library/<kind>/text.md`. */
export function shippedTemplate(kind: string): Uint8Array {
  return readFileSync(join(distDirectory, 'templates', 'library', kind, 'template.docx'))
}

/** The kinds that have a shipped template, in alphabetical order. */
export function shippedKinds(): string[] {
  return readdirSync(join(distDirectory, 'templates', 'library')).sort()
}

/** One shipped example party record (`fixtures/parties/<part>.json`). */
export function shippedParty(part: string): unknown {
  return JSON.parse(readFileSync(join(distDirectory, 'fixtures', 'parties', `${part}.json`), 'utf8'))
}

/** The facts of one of the fictional customers (`fixtures/facts/<slug>.json`). */
export function shippedFacts(slug: string): unknown {
  return JSON.parse(readFileSync(join(distDirectory, 'fixtures', 'facts', `${slug}.json`), 'utf8'))
}

/** Every municipality and region of Sweden (`fixtures/batch/`), as comma-separated text. */
export function shippedCustomerList(): { kommuner: string; regioner: string } {
  const read = (name: string): string => readFileSync(join(distDirectory, 'fixtures', 'batch', `${name}.csv`), 'utf8')
  return { kommuner: read('kommuner'), regioner: read('regioner') }
}

/** Passwords that guessers try first, as `readCommonPasswords` reads them. */
export function shippedCommonPasswords(): string {
  return readFileSync(join(distDirectory, 'src', 'accounts', 'common-passwords.txt'), 'utf8')
}

/** The font files every PDF is set in. */
export function shippedFonts(): { regular: Uint8Array; bold: Uint8Array; italic: Uint8Array; boldItalic: Uint8Array } {
  const read = (style: string): Uint8Array => readFileSync(join(distDirectory, 'fonts', `${style}.ttf`))
  return { regular: read('regular'), bold: read('bold'), italic: read('italic'), boldItalic: read('boldItalic') }
}

/** Where those font files lie, by the names other PDF programs have for styles. */
export function fontPaths(): { normal: string; bold: string; italics: string; bolditalics: string } {
  const path = (style: string): string => join(distDirectory, 'fonts', `${style}.ttf`)
  return { normal: path('regular'), bold: path('bold'), italics: path('italic'), bolditalics: path('boldItalic') }
}

/** The compiled entry of the imaging child process. */
export const readerPath = join(distDirectory, 'src', 'imaging', 'reader-process.js')

/** The compiled entry of the rendering worker thread. */
export const renderWorkerPath = join(distDirectory, 'src', 'rendering', 'worker.js')

/** The compiled entry of the thread that seals letters. */
export const sealerThreadPath = join(distDirectory, 'src', 'flows', 'sealer-thread.js')

/** The compiled entry of the thread that opens answers. */
export const answerThreadPath = join(distDirectory, 'src', 'flows', 'answer-thread.js')

/** What the program is made of, as CycloneDX in JSON. */
export function billOfMaterials(): Uint8Array {
  return readFileSync(join(distDirectory, 'sbom.cdx.json'))
}

/** The program's version, as package.json says it. */
export function programVersion(): string {
  const read: unknown = JSON.parse(readFileSync(join(distDirectory, 'package.json'), 'utf8'))
  return typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string' ? read.version : '0'
}
