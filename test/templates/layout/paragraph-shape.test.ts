import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import type { TextPiece } from '../../../templates/layout/layout.js'
import { BODY } from '../../../templates/pdf/geometry.js'
import { wordsOf } from '../../../templates/words-of.js'
import { FONTS } from '../load-test-fonts.js'
import { exampleContext } from '../word/example-context.js'
import { faultsOf, tampered, templateOf, withDocument } from '../word/template-of.js'

const LONG = 'Kunden ansvarar för att utsedda handläggare följer tillämpningsanvisningen och de skriftliga rutinerna. '.repeat(3)
const docx = await templateOf(`Före.\n\n${LONG}\n\nEfter.\n\n| A | B |\n|--|--|\n| 1 | CELLEN |`)
const [PARAGRAPH, CELL] = [/<w:pPr>(?:(?!<w:p>).)*?<\/w:pPr>(?=<w:r><w:t xml:space="preserve">Kunden ansvarar)/s, /<w:pPr>(?:(?!<w:p>).)*?<\/w:pPr>(?=<w:r><w:t xml:space="preserve">CELLEN)/s]
const shaped = (xml: string): Uint8Array => withDocument(docx, PARAGRAPH, `<w:pPr><w:pStyle w:val="BodyText"/>${xml}</w:pPr>`)

/** The lines of the long paragraph, from the column's left edge and down the page. */
function linesOf(file: Uint8Array): { xPt: number; endPt: number; yPt: number }[] {
  const filled = fillTemplate(compileTemplate(file), exampleContext(), 'refuse')
  expect(wordsOf(filled).join(' ')).toContain(LONG.trim())
  const pieces = layOut(filled, FONTS).pages[0]?.pieces.filter((piece): piece is TextPiece => piece.type === 'text') ?? []
  const from = pieces.findIndex(({ text }) => text.startsWith('Kunden ansvarar'))
  const to = pieces.findIndex(({ text }) => text === 'Efter.')
  const widthPt = ({ text, sizePt }: TextPiece): number => Array.from(text).reduce((sum, character) => sum + (FONTS.regular.advanceOf(character.codePointAt(0) ?? 0) * sizePt) / 1000, 0)
  return pieces.slice(from, to).map((piece) => ({ xPt: Math.round(piece.xPt - BODY.xPt), endPt: Math.round(piece.xPt - BODY.xPt + widthPt(piece)), yPt: piece.yPt }))
}

function yOf(file: Uint8Array, text: string): number {
  const layout = layOut(fillTemplate(compileTemplate(file), exampleContext(), 'refuse'), FONTS)
  return layout.pages[0]?.pieces.find((piece): piece is TextPiece => piece.type === 'text' && piece.text === text)?.yPt ?? 0
}

test('an indented paragraph stands as far in on the page as in Word, on both sides', () => {
  const lines = linesOf(shaped('<w:ind w:left="1134" w:right="1134"/>'))
  expect(lines.every(({ xPt, endPt }) => xPt === 57 && endPt <= BODY.widthPt - 56)).toBe(true)
  expect(lines.length).toBeGreaterThan(linesOf(docx).length)
})

test.each([['begins further in', '<w:ind w:left="400" w:firstLine="600"/>', 50, 20], ['hangs out', '<w:ind w:left="1000" w:hanging="600"/>', 20, 50]])('a first line that %s does so on the page', (_, xml, first, others) => {
  const [line, ...rest] = linesOf(shaped(xml)).map(({ xPt }) => xPt)
  expect([line, [...new Set(rest)]]).toEqual([first, [others]])
})

test('space around and between lines is as in Word', () => {
  const [plain, spaced] = [docx, shaped('<w:spacing w:before="600" w:after="400" w:line="480" w:lineRule="auto"/>')]
  const gaps = (file: Uint8Array): number[] => {
    const lines = linesOf(file)
    const last = lines.at(-1)?.yPt ?? 0
    return [yOf(file, 'Före.') - (lines[0]?.yPt ?? 0), (lines[0]?.yPt ?? 0) - (lines[1]?.yPt ?? 0), last - yOf(file, 'Efter.')].map(Math.round)
  }
  expect([gaps(plain)[1], gaps(spaced)[1]]).toEqual([15, 24])
  expect([(gaps(spaced)[0] ?? 0) > (gaps(plain)[0] ?? 0) + 20, (gaps(spaced)[2] ?? 0) > (gaps(plain)[2] ?? 0) + 8]).toEqual([true, true])
})

test('a paragraph that begins a page in Word begins one in the PDF', () => {
  const file = shaped('<w:pageBreakBefore/>')
  const pages = layOut(fillTemplate(compileTemplate(file), exampleContext(), 'refuse'), FONTS).pages.map(({ pieces }) => pieces.flatMap((piece) => (piece.type === 'text' ? [piece.text] : [])).join(' '))
  expect(pages).toHaveLength(2)
  expect([pages[0]?.endsWith('Före.'), pages[1]?.startsWith('Kunden ansvarar')]).toEqual([true, true])
})

test('centred and right-set paragraphs are so on the page, in the text and in cells', () => {
  const centred = linesOf(shaped('<w:jc w:val="center"/>'))
  expect(centred.every(({ xPt, endPt }) => Math.abs(xPt - (BODY.widthPt - endPt)) <= 3)).toBe(true)
  expect(linesOf(shaped('<w:jc w:val="right"/>')).every(({ endPt }) => Math.abs(BODY.widthPt - endPt) <= 3)).toBe(true)
  const x = (file: Uint8Array): number => layOut(fillTemplate(compileTemplate(file), exampleContext(), 'refuse'), FONTS).pages[0]?.pieces.find((piece): piece is TextPiece => piece.type === 'text' && piece.text === 'CELLEN')?.xPt ?? 0
  const cell = (xml: string): Uint8Array => withDocument(docx, CELL, `<w:pPr><w:pStyle w:val="TableCell"/>${xml}</w:pPr>`)
  expect(x(cell('<w:jc w:val="right"/>'))).toBeGreaterThan(x(docx) + 100)
  expect(Math.round(x(cell('<w:ind w:left="400"/>')) - x(docx))).toBe(20)
})

test.each([
  ['<w:ind w:left="20000"/>', 'vänsterindrag på 35,3 cm (Stycke, Indrag) ryms inte på sidan. Välj 0–8 cm.'],
  ['<w:ind w:left="-2000"/>', 'vänsterindrag på −3,5 cm'],
  ['<w:ind w:right="9000"/>', 'högerindrag på 15,9 cm'],
  ['<w:ind w:firstLine="9000"/>', 'indrag av första raden på 15,9 cm'],
  ['<w:ind w:left="100" w:hanging="2000"/>', 'hängande indrag på 3,5 cm går utanför vänstermarginalen'],
  ['<w:ind w:left="bred"/>', 'vänsterindrag på ett okänt mått'],
  ['<w:spacing w:before="20000"/>', 'avståndet före stycket är 1000 punkter (Stycke, Avstånd). Välj 0–72 punkter.'],
  ['<w:spacing w:line="20" w:lineRule="exact"/>', 'radavståndet är 1 punkter (Stycke, Radavstånd). Välj 8–60 punkter.'],
  ['<w:spacing w:line="24" w:lineRule="auto"/>', 'radavståndet är 0,1 rader'],
])('%s, which no page has room for, is refused by its place', (xml, message) => {
  expect(faultsOf(shaped(xml))).toEqual([{ path: 'Stycke 2', message: expect.stringContaining(message) }])
})

test('the same in a style is refused where the style is used, and in a list level by name', () => {
  const style = tampered(docx, { 'word/styles.xml': (xml) => xml.replace('<w:name w:val="Table Cell"/>', '<w:name w:val="Table Cell"/><w:pPr><w:ind w:left="20000"/></w:pPr>').replace(/(<w:name w:val="Table Cell"\/><w:pPr>.*?<\/w:pPr>.*?)<w:pPr>.*?<\/w:pPr>/s, '$1') })
  expect(faultsOf(style).map(({ path, message }) => [path, message])).toContainEqual(['Tabell 1, rad 2', expect.stringContaining('formatmallen ”Table Cell”: vänsterindrag på 35,3 cm')])
  const list = tampered(docx, { 'word/numbering.xml': (xml) => xml.replace('<w:ind w:left="440"', '<w:ind w:left="20000"') })
  expect(faultsOf(list)).toEqual([{ path: 'Listor', message: expect.stringContaining('vänsterindrag på 35,3 cm') }])
})

test('an empty paragraph may be set anyhow, since it shows nothing', () => {
  expect(faultsOf(withDocument(docx, '<w:sectPr', '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p><w:sectPr'))).toEqual([])
})
