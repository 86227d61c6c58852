import { expect, test } from 'vitest'
import { lintWordFile } from '../../../templates/lint-word-file.js'
import { writeLintComments } from '../../../templates/write-lint-comments.js'
import { partOf, tampered, templateOf, withDocument } from './template-of.js'

const MARKUP = 'Bra {{kund.namn}}.\n\nFel {{kund.nanm}} och {{kund.gnl}}.\n\n| A | B |\n|--|--|\n| x | {{kund.ogrnr}} |\n\n{{#if kund.gln}}\n\nUtan slut'

function commented(docx: Uint8Array): Uint8Array {
  return writeLintComments(docx, lintWordFile(docx, null))
}

/** Every comment's text with the words of the paragraph it stands at. */
function remarks(docx: Uint8Array): [string, string][] {
  const document = partOf(docx, 'word/document.xml')
  const textOf = (xml: string): string => [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)/g)].map((match) => match[1] ?? '').join('')
  return [...partOf(docx, 'word/comments.xml').matchAll(/<w:comment [^>]*w:id="(\d+)"[^>]*>(.*?)<\/w:comment>/gs)].map(([, id, inner = '']) => {
    const range = new RegExp(`<w:commentRangeStart w:id="${id}"/>(.*?)<w:commentRangeEnd w:id="${id}"/>.*?<w:commentReference w:id="${id}"/>`, 's').exec(document)
    return [textOf(range?.[1] ?? ''), textOf(inner)]
  })
}

test('every fault is a comment at its paragraph, and the words are untouched', async () => {
  const docx = await templateOf(MARKUP)
  const copy = commented(docx)
  expect(remarks(copy)).toEqual([
    ['{{#if kund.gln}}', expect.stringContaining('saknar sitt slut')],
    ['Fel {{kund.nanm}} och {{kund.gnl}}.', expect.stringContaining('menade du kund.namn?')],
    ['Fel {{kund.nanm}} och {{kund.gnl}}.', expect.stringContaining('menade du kund.gln?')],
    ['A', expect.stringContaining('menade du kund.orgnr?')],
  ].map(([at, message]) => [at === 'A' ? 'x' : at, message]))
  expect(lintWordFile(copy, null).faults).toEqual(lintWordFile(docx, null).faults)
  expect(partOf(copy, 'word/document.xml').replaceAll(/<w:comment[^>]*\/>|<w:r><w:commentReference[^>]*\/><\/w:r>/g, '').replaceAll('<w:r></w:r>', '')).toBe(partOf(docx, 'word/document.xml'))
})

test('the comments part is found by Word: relationship and content type are there once, however often the file is checked', async () => {
  const copy = commented(commented(await templateOf(MARKUP)))
  expect(partOf(copy, 'word/_rels/document.xml.rels').match(/relationships\/comments"/g)).toHaveLength(1)
  expect(partOf(copy, '[Content_Types].xml').match(/\/word\/comments\.xml/g)).toHaveLength(1)
})

test('a second check replaces the comments of the first and leaves those people have written', async () => {
  const own = '<w:comment w:id="9" w:author="Eva Ek"><w:p><w:r><w:t>Kolla med juristen</w:t></w:r></w:p></w:comment>'
  const once = tampered(commented(await templateOf(MARKUP)), {
    'word/comments.xml': (xml) => xml.replace('</w:comments>', `${own}</w:comments>`),
    'word/document.xml': (xml) => xml.replace('<w:t xml:space="preserve">Bra', '<w:t xml:space="preserve">Bra').replace('</w:pPr>', '</w:pPr><w:commentRangeStart w:id="9"/>').replace('</w:p>', '<w:commentRangeEnd w:id="9"/><w:r><w:commentReference w:id="9"/></w:r></w:p>'),
  })
  const mended = withDocument(once, '{{kund.nanm}} och {{kund.gnl}}', '{{kund.namn}} och {{kund.gln}}')
  const twice = commented(mended)
  expect(remarks(twice).map(([at, message]) => [at, message.slice(0, 18)])).toEqual([
    ['Bra {{kund.namn}}.', 'Kolla med juristen'],
    ['{{#if kund.gln}}', '{{#if}} saknar sit'],
    ['x', '{{kund.ogrnr}} är '],
  ])
  expect(partOf(twice, 'word/document.xml').match(/commentReference/g)).toHaveLength(3)
})

test('what is wrong in the header stands at the first paragraph, with its place', async () => {
  const docx = tampered(await templateOf('Text'), { 'word/header1.xml': (xml) => xml.replace('kund.namn', 'kund.nanm') })
  expect(remarks(commented(docx))).toEqual([['Text', expect.stringMatching(/^Sidhuvud, stycke 2: \{\{kund\.nanm\}\}/)]])
})

test('a file without faults comes back with no comment', async () => {
  const docx = await templateOf('Text')
  expect(remarks(commented(docx))).toEqual([])
})
