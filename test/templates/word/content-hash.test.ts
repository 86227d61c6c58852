import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { contentSha256Of } from '../../../templates/content-hash.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { exampleContext } from './example-context.js'
import { templateOf, withDocument } from './template-of.js'

async function hashOf(markup: string, change: (docx: Uint8Array) => Uint8Array = (docx) => docx, document = {}): Promise<string> {
  return contentSha256Of(fillTemplate(compileTemplate(change(await templateOf(markup))), exampleContext('lillfors-kommun', document), 'refuse'))
}

const MARKUP = '## Rubrik\n\nText om {{kund.namn}}.\n\n| A | B |\n|--|--|\n| 1 | 2 |\n\n[underskrift kund]'

test('the hash stays when header facts, looks and run splits change', async () => {
  const plain = await hashOf(MARKUP)
  expect(await hashOf(MARKUP, (docx) => docx, { kod: 'XXXX-XXXX-XX', utgava: '9' })).toBe(plain)
  expect(await hashOf(MARKUP, (docx) => withDocument(docx, 'Text om', 'Te</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">xt om'))).toBe(plain)
})

test.each([
  ['a word', MARKUP.replace('Text', 'Texten')],
  ['a heading level', MARKUP.replace('## ', '### ')],
  ['where a cell ends', MARKUP.replace('| 1 | 2 |', '| 12 | |')],
  ['a place to sign', MARKUP.replace('[underskrift kund]', '[underskrift svr]')],
])('the hash changes with %s', async (_, changed) => {
  expect(await hashOf(changed)).not.toBe(await hashOf(MARKUP))
})
