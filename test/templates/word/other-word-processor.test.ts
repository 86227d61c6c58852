import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildTemplate } from '../../../templates/build-template.js'
import { compileTemplate } from '../../../templates/compile-template.js'
import { editionDifference } from '../../../templates/edition-difference.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { lintWordFile } from '../../../templates/lint-word-file.js'
import { templateKindOf } from '../../../templates/template-kind.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeLintComments } from '../../../templates/write-lint-comments.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { partOf, withDocument } from './template-of.js'

const directory = mkdtempSync(join(tmpdir(), 'anslut-word-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** LibreOffice's reading of the files, saved in that format, by name. */
function converted(files: Readonly<Record<string, Uint8Array>>, format: 'pdf' | 'docx'): Record<string, Uint8Array> {
  const sources = Object.entries(files).map(([name, bytes]) => {
    const source = join(directory, `${name}.docx`)
    writeFileSync(source, bytes)
    return source
  })
  execFileSync('soffice', [`-env:UserInstallation=file://${directory}/profile`, '--headless', '--convert-to', format, '--outdir', join(directory, 'out'), ...sources], { stdio: 'ignore' })
  return Object.fromEntries(Object.keys(files).map((name) => [name, readFileSync(join(directory, 'out', `${name}.${format}`))]))
}

const hasLibreOffice = isInstalled('soffice')
if (!hasLibreOffice) console.warn('Hoppar över: LibreOffice saknas (apt-get install libreoffice-writer), så Word-filerna öppnas inte i ett annat program.')

const library = new URL('../../../templates/library/', import.meta.url)
const text = (kind: string): string => readFileSync(new URL(`${kind}/text.md`, library), 'utf8')
const built = async (kind: string): Promise<Uint8Array> => buildTemplate({ kind, text: text(kind) })

test.runIf(hasLibreOffice)('every template saved in LibreOffice still says its kind, is clean when checked, and gives the same words and numbers', async () => {
  const kinds = readdirSync(library)
  const templates = Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, await built(kind)] as const)))
  const saved = converted(templates, 'docx')
  for (const kind of kinds) {
    const [before, after] = [templates[kind] ?? new Uint8Array(), saved[kind] ?? new Uint8Array()]
    const words = (docx: Uint8Array): string => wordsOf(fillTemplate(compileTemplate(docx), exampleContext(), 'show')).join(' ')
    expect({ kind: templateKindOf(after), faults: lintWordFile(after, null).faults, words: words(after) }).toEqual({ kind, faults: [], words: words(before) })
    expect(editionDifference(compileTemplate(before), compileTemplate(after)).changes).toEqual([])
  }
}, 300_000)

test.runIf(hasLibreOffice)('a filled Word file opens in LibreOffice', async () => {
  const template = compileTemplate(await built('tjansteavtal'))
  const { filled: pdf } = converted({ filled: writeWord(template, fillTemplate(template, exampleContext(), 'show'), { draft: true }) }, 'pdf')
  expect(new TextDecoder().decode(pdf?.slice(0, 5))).toBe('%PDF-')
})

test.runIf(hasLibreOffice)('a copy with comments opens in LibreOffice, which shows them', async () => {
  const faulty = withDocument(await built('leveransavtal'), '{{kund.namn}}', '{{kund.nanm}}')
  const { commented } = converted({ commented: writeLintComments(faulty, lintWordFile(faulty, null)) }, 'docx')
  expect(partOf(commented ?? new Uint8Array(), 'word/comments.xml')).toContain('menade du kund.namn?')
})
