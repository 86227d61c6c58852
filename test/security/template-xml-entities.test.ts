import { expect, test } from 'vitest'
import { faultsOf, tampered, templateOf } from '../templates/word/template-of.js'

const docx = await templateOf('Text')
const LAUGHS = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, index) => `<!ENTITY a${index} "${`&a${index === 0 ? '' : index - 1};`.repeat(10)}">`).join('')}]>`

const PARTS = ['word/document.xml', 'word/styles.xml', 'word/numbering.xml', 'word/header1.xml', 'word/_rels/document.xml.rels', '[Content_Types].xml']

test.each(PARTS)('a DTD that reads a file is refused in %s', (name) => {
  const tainted = tampered(docx, { [name]: (xml) => xml.replace('?>', '?><!DOCTYPE x [<!ENTITY fil SYSTEM "file:///etc/passwd">]>') })
  expect(faultsOf(tainted)).toEqual([{ path: name, message: expect.stringContaining('DTD') }])
})

test('entities that grow without end are refused before they grow', () => {
  expect(faultsOf(tampered(docx, { 'word/document.xml': (xml) => xml.replace('?>', `?>${LAUGHS}`).replace('Text', '&a8;') }))).toEqual([{ path: 'word/document.xml', message: expect.stringContaining('DTD') }])
})

test.each([
  ['an entity nobody declared', (xml: string) => xml.replace('Text', '&fil;')],
  ['a tag that is never closed', (xml: string) => xml.replace('</w:body>', '')],
  ['a doubled attribute', (xml: string) => xml.replace('<w:body>', '<w:body a="1" a="2">')],
  ['a character XML does not know', (xml: string) => xml.replace('Text', 'Te\u0001xt')],
])('%s is refused', (_, change) => {
  expect(faultsOf(tampered(docx, { 'word/document.xml': change }))).toEqual([{ path: 'word/document.xml', message: expect.stringContaining('skadad') }])
})

test('another meaning for the prefix w is refused', () => {
  expect(faultsOf(tampered(docx, { 'word/document.xml': (xml) => xml.replace('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"', 'xmlns:w="urn:annat"') }))).toHaveLength(1)
})
