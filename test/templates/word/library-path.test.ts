import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildTemplate } from '../../../templates/build-template.js'
import { type CompiledTemplate, compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { lintTemplate } from '../../../templates/lint-template.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'

const LIBRARY = new URL('../../../templates/library/', import.meta.url)

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe.each(readdirSync(LIBRARY))('the library text %s', (kind) => {
  const text = readFileSync(new URL(`${kind}/text.md`, LIBRARY), 'utf8')
  let built: Uint8Array
  let template: CompiledTemplate
  beforeAll(async () => {
    built = await buildTemplate({ kind, text })
    template = compileTemplate(built)
  })

  test('is built to the same bytes every time', async () => {
    expect(sha256(await buildTemplate({ kind, text }))).toBe(sha256(built))
  })

  test('names no unknown fact', () => {
    expect(lintTemplate(template, kind)).toEqual([])
  })

  test('is filled and written to a Word file that says the same words, in the same order', () => {
    const filled = fillTemplate(template, exampleContext(), 'show')
    const written = writeWord(template, filled, { draft: true })
    const reread = fillTemplate(compileTemplate(written), exampleContext(), 'refuse')
    expect(wordsOf(reread)).toEqual(wordsOf(filled))
    expect(wordsOf(filled).join(' ')).not.toMatch(/\{\{|\}\}/)
    expect(sha256(writeWord(template, fillTemplate(template, exampleContext(), 'show'), { draft: true }))).toBe(sha256(written))
  })
})
