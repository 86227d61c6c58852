import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import type { FilledDocument } from '../../../templates/document.js'
import { draftDifference } from '../../../templates/draft-difference.js'
import { draftLines } from '../../../templates/draft-lines.js'
import type { Fault } from '../../../templates/failure.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import type { TextPiece } from '../../../templates/layout/layout.js'
import { ownText } from '../../../templates/own/own-text.js'
import { wordedDifference } from '../../../templates/own/worded-difference.js'
import { wordedDraft, wordedPdf } from '../../../templates/own/worded-text.js'
import { readDraft } from '../../../templates/read-draft.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { FONTS } from '../load-test-fonts.js'
import { exampleContext } from './example-context.js'
import { faultsOf, partOf, tampered, templateOf, withDocument } from './template-of.js'

const plain = await templateOf('Före.\n\nParten {{kund.namn}} är större.\n\n| A | B |\n|--|--|\n| 1 | 2 |')
const withLook = (xml: string): Uint8Array => withDocument(plain, /<w:r>(?=<w:t xml:space="preserve">Parten)/, `<w:r><w:rPr>${xml}</w:rPr>`)
const withStyle = (docx: Uint8Array, id: string, xml: string): Uint8Array => tampered(docx, { 'word/styles.xml': (styles) => styles.replace('</w:styles>', `${xml}</w:styles>`).replace(new RegExp(`(<w:style [^>]*w:styleId="${id}"(?:(?!</w:style>).)*?)<w:rPr>`, 's'), '$1<w:rPr><w:caps/>') })

function filled(docx: Uint8Array): FilledDocument {
  return fillTemplate(compileTemplate(docx), exampleContext(), 'refuse')
}

function printed(document: FilledDocument): string {
  return layOut(document, FONTS).pages.flatMap(({ pieces }) => pieces).filter((piece): piece is TextPiece => piece.type === 'text').map(({ text }) => text).join('|')
}

test.each(['<w:caps/>', '<w:smallCaps/>', '<w:caps w:val="1"/><w:b/>'])('words that the author shows in capitals by %s are printed so, facts too, and are compared as they are written', (look) => {
  const document = filled(withLook(look))
  expect(printed(document)).toContain('PARTEN LILLFORS KOMMUN ÄR STÖRRE.')
  expect(printed(document)).toContain('Före.')
  expect(wordsOf(document)).toEqual(wordsOf(filled(plain)))
  const word = writeWord(compileTemplate(withLook(look)), document, { draft: false })
  expect(partOf(word, 'word/document.xml')).toContain('Parten Lillfors kommun är större.')
  expect(printed(filled(word))).toBe(printed(document))
})

test('a style shows its words in capitals, a style within it shows them as written, and so does the author', () => {
  const paragraphs = withStyle(withDocument(plain, '<w:pStyle w:val="BodyText"/></w:pPr><w:r><w:t xml:space="preserve">Före', '<w:pStyle w:val="Rop"/></w:pPr><w:r><w:t xml:space="preserve">Före'), '-', '<w:style w:type="paragraph" w:styleId="Rop"><w:name w:val="Rop"/><w:basedOn w:val="BodyText"/><w:rPr><w:caps/></w:rPr></w:style><w:style w:type="character" w:styleId="Hop"><w:name w:val="Hop"/><w:rPr><w:caps/></w:rPr></w:style>')
  const looking = (xml: string): string => printed(filled(withDocument(paragraphs, /<w:r>(?=<w:t xml:space="preserve">Före)/, `<w:r><w:rPr>${xml}</w:rPr>`)))
  expect(looking('')).toContain('FÖRE.')
  expect(looking('<w:caps w:val="0"/>')).toContain('Före.')
  expect(looking('<w:rStyle w:val="Hop"/>')).toContain('Före.')
  expect(printed(filled(withStyle(withLook('<w:rStyle w:val="Hop"/>'), '-', '<w:style w:type="character" w:styleId="Hop"><w:name w:val="Hop"/><w:rPr><w:smallCaps/></w:rPr></w:style>')))).toContain('PARTEN LILLFORS')
})

test('a PDF that comes back says words shown in capitals as they are printed, and is compared so, in tables too; what is written otherwise is told', () => {
  const looking = withDocument(withLook('<w:caps/>'), /<w:r>(?=<w:t xml:space="preserve">2<)/, '<w:r><w:rPr><w:smallCaps/></w:rPr>')
  const issued = wordedDraft(draftLines(filled(withDocument(looking, '>2<', '>Två<')).blocks), [])
  const told = (...lines: string[]): string[] => wordedDifference(issued, wordedPdf(ownText([{ page: 1, lines }]))).differences.map(({ words }) => words.map(({ text, mark }) => (mark === 'same' ? '' : `${mark}:${text.trim()}`)).join(' ').trim())
  expect(told('Före.', 'PARTEN LILLFORS KOMMUN ÄR STÖRRE.', 'A B', '1 TVÅ')).toEqual([])
  expect(told('Före.', 'PARTEN LILLFORS KOMMUN ÄR MINDRE.', 'A B', '1 TVÅ')).toEqual(['removed:STÖRRE added:MINDRE'])
  expect(told('FÖRE.', 'PARTEN LILLFORS KOMMUN ÄR STÖRRE.', 'A B', '1 TVÅ')).toEqual(['removed:Före added:FÖRE'])
})

test('a table style that shows words in capitals is refused at its table', () => {
  const styled = withDocument(plain, /<w:tblPr>(<w:tblStyle [^>]*\/>)?/, '<w:tblPr><w:tblStyle w:val="Rop"/>')
  const file = withStyle(styled, '-', '<w:style w:type="table" w:styleId="Rop"><w:name w:val="Rop"/><w:tblStylePr w:type="firstRow"><w:rPr><w:caps/></w:rPr></w:tblStylePr></w:style>')
  expect(faultsOf(file)).toEqual([{ path: 'Tabell 1', message: expect.stringContaining('versaler') }])
})

const tabbed = (tabs: string, text = '<w:tab/>'): Uint8Array => withDocument(withDocument(plain, /<w:pPr><w:pStyle w:val="BodyText"\/>(?=<\/w:pPr><w:r><w:t xml:space="preserve">Före)/, `<w:pPr><w:pStyle w:val="BodyText"/><w:tabs>${tabs}</w:tabs>`), 'Före.</w:t>', `Före.</w:t>${text}<w:t>Efter</w:t>`)

test.each([['<w:tab w:val="right" w:pos="12000"/>', '<w:tab/>'], ['<w:tab w:val="center" w:pos="10400"/>', '<w:tab/>'], ['<w:tab w:val="left" w:pos="1000"/><w:tab w:val="left" w:pos="31000"/>', '<w:tab/><w:tab/>']])('a tab stop beside the page (%s) is refused where a tab goes to it', (tabs, text) => {
  expect(faultsOf(tabbed(tabs, text))).toEqual([{ path: 'Stycke 1', message: expect.stringContaining('tabbstopp') }])
  expect(faultsOf(tabbed(tabs, ''))).toEqual([])
})

test('a tab that goes to a stop within the page is fine whatever stops stand beyond, in Word’s own header with a wide margin too', () => {
  const stops = '<w:tab w:val="center" w:pos="4536"/><w:tab w:val="right" w:pos="9072"/>'
  const inText = (docx: Uint8Array): readonly Fault[] => faultsOf(docx).filter(({ path }) => path.startsWith('Stycke'))
  const wide = (docx: Uint8Array): Uint8Array => withDocument(docx, /<w:pgMar [^>]*\/>/, '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="2835" w:header="708" w:footer="708" w:gutter="0"/>')
  expect(inText(wide(tabbed(stops)))).toEqual([])
  expect(inText(wide(tabbed(stops, '<w:tab/><w:t>Mitt</w:t><w:br/><w:tab/>')))).toEqual([])
  expect(inText(wide(tabbed(stops, '<w:tab/><w:t>Mitt</w:t><w:tab/>')))).toEqual([{ path: 'Stycke 1', message: expect.stringContaining('tabbstopp') }])
})

test('in a file that a customer returned such a stop is remarked on at its paragraph, and the file is read', () => {
  const returned = readDraft(tabbed('<w:tab w:val="right" w:pos="12000"/>'))
  expect(draftDifference(returned, returned).remarks).toEqual([{ by: 'Anslut', at: null, text: expect.stringContaining('tabbstopp'), place: expect.stringContaining('stycke 1') }])
  expect(readDraft(plain).remarks).toEqual([])
})

test('a tab stop beside the page counts in a style and in a header too, unless the paragraph clears it, and one beyond the text but on the page is fine', () => {
  const styled = (docx: Uint8Array): Uint8Array => tampered(docx, { 'word/styles.xml': (xml) => xml.replace('<w:name w:val="Body Text"/><w:basedOn w:val="Normal"/><w:qFormat/>', '<w:name w:val="Body Text"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:tabs><w:tab w:val="right" w:pos="12000"/></w:tabs></w:pPr>') })
  expect(faultsOf(styled(tabbed(''))).map(({ path }) => path)).toEqual(['Stycke 1'])
  expect(faultsOf(styled(tabbed('<w:tab w:val="clear" w:pos="12000"/>')))).toEqual([])
  expect(faultsOf(tabbed('<w:tab w:val="right" w:pos="10000"/>'))).toEqual([])
  const header = tampered(plain, { 'word/header1.xml': (xml) => xml.replace(/<w:pPr>/, '<w:pPr><w:tabs><w:tab w:val="right" w:pos="14000"/></w:tabs>').replace('<w:t ', '<w:tab/><w:t ') })
  expect(faultsOf(header).map(({ path }) => path)).toContain('Sidhuvud, stycke 1')
})
