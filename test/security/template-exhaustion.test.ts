import { expect, test } from 'vitest'
import { compileTemplate } from '../../templates/compile-template.js'
import { fillTemplate } from '../../templates/fill-template.js'
import { wordsOf } from '../../templates/words-of.js'
import { writeWord } from '../../templates/write-word.js'
import { exampleContext } from '../templates/word/example-context.js'
import { faultsOf, templateOf, withDocument } from '../templates/word/template-of.js'

const docx = await templateOf('Text {{kund.namn}}')

test('elements nested ten thousand deep are refused', () => {
  expect(faultsOf(withDocument(docx, '<w:sectPr', `${'<w:sdt>'.repeat(10_000)}${'</w:sdt>'.repeat(10_000)}<w:sectPr`))[0]?.message).toContain('nästlat för djupt')
})

test('blocks nested a thousand deep are refused', () => {
  const deep = `${'{{#if kund.namn}}'.repeat(1000)}x${'{{/if}}'.repeat(1000)}`
  expect(faultsOf(withDocument(docx, 'Text ', deep))[0]?.message).toContain('djup')
})

test('ten thousand paragraphs are read, filled and written', () => {
  const many = '<w:p><w:r><w:t>Stycke för {{kund.namn}}</w:t></w:r></w:p>'.repeat(10_000)
  const template = compileTemplate(withDocument(docx, '<w:sectPr', `${many}<w:sectPr`))
  const filled = fillTemplate(template, exampleContext(), 'refuse')
  expect(wordsOf(filled)).toHaveLength(3 + 4 * 10_000)
  expect(writeWord(template, filled, { draft: false }).length).toBeGreaterThan(1000)
})

test('a megabyte of opening braces is answered at once', () => {
  expect(faultsOf(withDocument(docx, 'Text ', '{{'.repeat(500_000)))[0]?.message).toContain('inte hel')
})

test('twenty thousand tags in one paragraph are read', () => {
  expect(faultsOf(withDocument(docx, 'Text ', '{{kund.namn}} '.repeat(20_000)))).toEqual([])
})
