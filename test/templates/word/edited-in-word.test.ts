import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import type { FilledDocument } from '../../../templates/document.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { faultsOf, partOf, tampered, templateOf, withDocument } from './template-of.js'

function filled(docx: Uint8Array): FilledDocument {
  return fillTemplate(compileTemplate(docx), exampleContext(), 'refuse')
}

const begin = (code: string): string => `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
const END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
const entry = (text: string, before = '', after = ''): string => `<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>${before}<w:hyperlink w:anchor="_Toc1"><w:r><w:t>${text}</w:t></w:r>${begin('PAGEREF _Toc1 \\h')}<w:r><w:t>3</w:t></w:r>${END}</w:hyperlink>${after}</w:p>`

test('what Word leaves behind while somebody edits changes nothing', async () => {
  const docx = withDocument(
    await templateOf('Text om {{kund.namn}}.'),
    /<w:p><w:pPr>.*?<\/w:p>/s,
    '<w:p w14:paraId="1A2B3C4D" w:rsidR="00AA11BB"><w:pPr><w:pStyle w:val="BodyText"/><w:rPr><w:lang w:val="en-US"/></w:rPr></w:pPr><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:proofErr w:type="gramStart"/><w:r w:rsidRPr="00CC22DD"><w:rPr><w:lang w:val="sv-SE"/><w14:ligatures w14:val="none"/></w:rPr><w:lastRenderedPageBreak/><w:t xml:space="preserve">Text om {{kund</w:t></w:r><w:r><w:t>.namn}}.</w:t></w:r></w:p>',
  )
  expect(wordsOf(filled(docx)).join(' ')).toBe('Text om Lillfors kommun.')
})

test('styles are known by their name, as Swedish Word translates their ids', async () => {
  const swedish = (xml: string): string => xml.replaceAll('"Heading1"', '"Rubrik1"').replaceAll('"BodyText"', '"Brdtext"')
  const docx = tampered(await templateOf('## Rubrik\n\nText'), { 'word/document.xml': swedish, 'word/styles.xml': swedish, 'word/numbering.xml': swedish })
  expect(filled(docx).blocks.map((block) => (block.type === 'paragraph' ? [block.style, block.number] : null))).toEqual([['Heading1', '1'], ['BodyText', null]])
})

test('a style of the author\'s own counts as the known one it is based on, another is refused by its name', async () => {
  const docx = withDocument(await templateOf('Text'), '<w:pStyle w:val="BodyText"/>', '<w:pStyle w:val="Egen"/>')
  const withStyle = (basedOn: string): Uint8Array => tampered(docx, { 'word/styles.xml': (xml) => xml.replace('</w:styles>', `<w:style w:type="paragraph" w:styleId="Egen"><w:name w:val="Min egen"/>${basedOn}</w:style></w:styles>`) })
  expect(filled(withStyle('<w:basedOn w:val="Note"/>')).blocks[0]).toMatchObject({ style: 'Note' })
  expect(faultsOf(withStyle('<w:basedOn w:val="Egen"/>'))).toEqual([{ path: 'Stycke 1', message: expect.stringContaining('”Min egen”') }])
})

test.each([
  ['bare', (toc: string) => toc],
  ['in a content control with a heading', (toc: string) => `<w:sdt><w:sdtPr/><w:sdtContent>${toc}</w:sdtContent></w:sdt>`],
])('a table of contents that Word has updated, %s, is one block', async (_, wrap) => {
  const toc = `${entry('Före', begin('TOC \\o "1-3" \\h'))}${entry('2 Efter')}<w:p>${END}</w:p>`
  const docx = withDocument(await templateOf('Före\n\nEfter'), /(?<=<\/w:p>)(?=<w:p>)/, wrap(toc))
  expect(filled(docx).blocks.map((block) => block.type)).toEqual(['paragraph', 'table-of-contents', 'paragraph'])
})

test('two tables of contents are one too many', async () => {
  const toc = `<w:p>${begin('TOC')}${END}</w:p>`
  expect(faultsOf(withDocument(await templateOf('Text'), '<w:sectPr', `${toc}${toc}<w:sectPr`))).toEqual([{ path: 'Stycke 3', message: expect.stringContaining('mer än en innehållsförteckning') }])
})

test.each([
  ['a header of its own on the first page', { 'word/document.xml': (xml: string) => xml.replace('</w:sectPr>', '<w:titlePg/></w:sectPr>') }],
  ['another header on even pages', { 'word/settings.xml': (xml: string) => xml.replace('<w:evenAndOddHeaders w:val="false"/>', '<w:evenAndOddHeaders/>') }],
  ['no header', { 'word/document.xml': (xml: string) => xml.replace(/<w:headerReference[^>]*\/>/, '') }],
])('%s is refused, so that no page goes without its code', async (_, changes) => {
  expect(faultsOf(tampered(await templateOf('Text'), changes)).map((fault) => fault.path)).toEqual(['Sidhuvud'])
})

test('harmless content controls around words, rows, cells and the page number are opened', async () => {
  const control = (inner: string): string => `<w:sdt><w:sdtPr><w:id w:val="7"/><w:docPartObj><w:docPartGallery w:val="Page Numbers (Bottom of Page)"/></w:docPartObj></w:sdtPr><w:sdtEndPr/><w:sdtContent>${inner}</w:sdtContent></w:sdt>`
  const built = await templateOf('Text om {{kund.namn}}.\n\n| A | B |\n|--|--|\n| {{kund.namn}} | Två |')
  const docx = tampered(built, {
    'word/document.xml': (xml) => xml
      .replace(/<w:r><w:t xml:space="preserve">Text om.*?<\/w:r>/, control)
      .replace(/<w:p><w:pPr>.*?<\/w:p>/, control)
      .replace(/<w:tc>(?:(?!<\/w:tc>).)*Två.*?<\/w:tc>/, control)
      .replace(/<w:tr>(?:(?!<\/w:tr>).)*Två.*<\/w:tr>/, control),
    'word/footer1.xml': (xml) => xml.replace(/<w:p>.*<\/w:p>/s, control),
  })
  expect(partOf(docx, 'word/document.xml').split('<w:sdt>').length).toBe(5)
  expect(filled(docx)).toEqual(filled(built))
})

test('remarks in the margin are read past, and neither they nor their authors reach a document', async () => {
  const remark = '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" w:author="Mallansvarig Persson"><w:p><w:r><w:t>Hemligt internt</w:t></w:r></w:p></w:comment></w:comments>'
  const built = await templateOf('Text om {{kund.namn}}.')
  const docx = tampered(built, {
    'word/document.xml': (xml) => xml.replace('<w:r><w:t xml:space="preserve">Text', '<w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve">Text').replace('.</w:t></w:r>', '.</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'),
    'word/comments.xml': () => remark,
    'word/people.xml': () => '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="Mallansvarig Persson"/></w15:people>',
    'word/_rels/document.xml.rels': (xml) => xml.replace('</Relationships>', '<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/><Relationship Id="rId91" Type="http://schemas.microsoft.com/office/2011/relationships/people" Target="people.xml"/></Relationships>'),
    '[Content_Types].xml': (xml) => xml.replace('</Types>', '<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/><Override PartName="/word/people.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml"/></Types>'),
    'docProps/core.xml': (xml) => xml.replace('<dc:creator>Anslut</dc:creator>', '<dc:creator>Mallansvarig Persson</dc:creator><cp:lastModifiedBy>Mallansvarig Persson</cp:lastModifiedBy>'),
  })
  const template = compileTemplate(docx)
  const written = writeWord(template, fillTemplate(template, exampleContext(), 'refuse'), { draft: false })
  const all = Object.entries(unzipSync(written)).map(([name, bytes]) => name + new TextDecoder().decode(bytes)).join('\n')
  expect(all).toContain('Text om Lillfors kommun.')
  expect(all).not.toMatch(/Hemligt|Persson|comments|people/)
})
