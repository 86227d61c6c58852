import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { buildTemplate } from '../../../templates/build-template.js'
import { compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'

const LIBRARY = new URL('../../../templates/library/', import.meta.url)
const kinds = readdirSync(LIBRARY)
const OUT = '/tmp/word-out/'
mkdirSync(OUT, { recursive: true })

describe.each(kinds)('the library text %s', (kind) => {
  const text = readFileSync(new URL(`${kind}/text.md`, LIBRARY), 'utf8')

  test('becomes a template that is filled and written', async () => {
    const built = await buildTemplate({ kind, text })
    const again = await buildTemplate({ kind, text })
    expect(createHash('sha256').update(again).digest('hex')).toBe(createHash('sha256').update(built).digest('hex'))
    const template = compileTemplate(built)
    const filled = fillTemplate(template, exampleContext(), 'show')
    expect(wordsOf(filled).length).toBeGreaterThan(50)
    writeFileSync(`${OUT}${kind}.tpl.docx`, built)
    writeFileSync(`${OUT}${kind}.docx`, writeWord(template, filled, { draft: true }))
  })
})
