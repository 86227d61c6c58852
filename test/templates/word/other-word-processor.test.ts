import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildTemplate } from '../../../templates/build-template.js'
import { compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'

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

/** LibreOffice's reading of the file, saved in that format. */
function converted(docx: Uint8Array, format: 'pdf' | 'docx'): Uint8Array {
  const source = join(directory, 'in.docx')
  writeFileSync(source, docx)
  execFileSync('soffice', [`-env:UserInstallation=file://${directory}/profile`, '--headless', '--convert-to', format, '--outdir', join(directory, 'out'), source], { stdio: 'ignore' })
  return readFileSync(join(directory, 'out', `in.${format}`))
}

const hasLibreOffice = isInstalled('soffice')
if (!hasLibreOffice) console.warn('Hoppar över: LibreOffice saknas (apt-get install libreoffice-writer), så Word-filerna öppnas inte i ett annat program.')

const text = readFileSync(new URL('../../../templates/library/tjansteavtal/text.md', import.meta.url), 'utf8')

test.runIf(hasLibreOffice)('a template edited and saved in LibreOffice still gives the same words', async () => {
  const built = await buildTemplate({ kind: 'tjansteavtal', text })
  const words = wordsOf(fillTemplate(compileTemplate(built), exampleContext(), 'show'))
  expect(wordsOf(fillTemplate(compileTemplate(converted(built, 'docx')), exampleContext(), 'show'))).toEqual(words)
})

test.runIf(hasLibreOffice)('a filled Word file opens in LibreOffice', async () => {
  const template = compileTemplate(await buildTemplate({ kind: 'tjansteavtal', text }))
  const pdf = converted(writeWord(template, fillTemplate(template, exampleContext(), 'show'), { draft: true }), 'pdf')
  expect(new TextDecoder().decode(pdf.slice(0, 5))).toBe('%PDF-')
})
