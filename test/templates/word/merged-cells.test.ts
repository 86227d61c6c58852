import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { contentSha256Of } from '../../../templates/content-hash.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { layOut } from '../../../templates/layout/lay-out.js'
import { wordsOf } from '../../../templates/words-of.js'
import { writeWord } from '../../../templates/write-word.js'
import { FONTS } from '../load-test-fonts.js'
import { exampleContext } from './example-context.js'
import { partOf, tampered, templateOf } from './template-of.js'

const MARKUP = '| Steg | Vem | Vad |\n|---|---|---|\n| Beställning | Kunden | beställer |\n| HÄR | Driftleverantören | bekräftar |\n| Leverans | Driftleverantören | levererar |'
const merge = (value: string): string => `<w:vMerge${value}/>`

/** The table with the first column's second cell joined to the one above. */
async function joined(): Promise<Uint8Array> {
  return tampered(await templateOf(MARKUP), {
    'word/document.xml': (xml) => xml.replaceAll(/<w:tc>(?:(?!<\/w:tc>).)*<\/w:tc>/gs, (cell) => {
      if (cell.includes('Beställning')) return cell.replace('</w:tcPr>', `${merge(' w:val="restart"')}</w:tcPr>`)
      return cell.includes('HÄR') ? cell.replace('</w:tcPr>', `${merge('')}</w:tcPr>`).replace(/<w:r>.*?<\/w:r>/s, '') : cell
    }),
  })
}

const filledFrom = (docx: Uint8Array): ReturnType<typeof fillTemplate> => fillTemplate(compileTemplate(docx), exampleContext(), 'refuse')

test('cells joined downwards are joined in the Word file too, and say their words once', async () => {
  const template = compileTemplate(await joined())
  const filled = fillTemplate(template, exampleContext(), 'refuse')
  expect(wordsOf(filled).join(' ')).toBe('Steg Vem Vad Beställning Kunden beställer Driftleverantören bekräftar Leverans Driftleverantören levererar')
  expect(partOf(writeWord(template, filled, { draft: false }), 'word/document.xml').match(/<w:vMerge[^>]*>/g)).toEqual(['<w:vMerge w:val="restart"/>', '<w:vMerge/>'])
})

test('no line is drawn through a joined cell in the PDF, and the table is not taken for one to be filled in by hand', async () => {
  const rules = (docx: Uint8Array): [number, number][] => layOut(filledFrom(docx), FONTS).pages.flatMap(({ pieces }) => pieces.flatMap((piece) => (piece.type === 'rule' && piece.fromYPt === piece.toYPt ? [[Math.round(piece.fromXPt), Math.round(piece.toXPt)] as [number, number]] : [])))
  const uprights = layOut(filledFrom(await joined()), FONTS).pages.flatMap(({ pieces }) => pieces.filter((piece) => piece.type === 'rule' && piece.fromXPt === piece.toXPt))
  const whole = rules(await templateOf(MARKUP))
  const [left = 0, right = 0] = whole[0] ?? []
  expect(whole.every(([from, to]) => from === left && to === right)).toBe(true)
  expect(rules(await joined()).filter(([from]) => from > left)).toHaveLength(2)
  expect(rules(await joined()).filter(([from, to]) => from === left && to === right)).toHaveLength(whole.length - 1)
  expect(uprights).toEqual([])
})

test('whether cells are joined is part of what a document says', async () => {
  const apart = tampered(await joined(), { 'word/document.xml': (xml) => xml.replaceAll(/<w:vMerge[^>]*>/g, '') })
  expect(contentSha256Of(filledFrom(await joined()))).not.toBe(contentSha256Of(filledFrom(apart)))
})
