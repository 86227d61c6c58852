import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { NumberingCounter, type NumberingRules, readNumbering } from '../../../templates/word/numbering.js'
import { parseXml } from '../../../templates/word/parse-xml.js'
import { exampleContext } from './example-context.js'
import { tampered, templateOf } from './template-of.js'

function rulesOf(inner: string): NumberingRules {
  const xml = `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${inner}</w:numbering>`
  return readNumbering(parseXml('word/numbering.xml', new TextEncoder().encode(xml)))
}

const level = (index: number, format: string, text: string, more = ''): string =>
  `<w:lvl w:ilvl="${index}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
const list = (id: number, definition: number, more = ''): string => `<w:num w:numId="${id}"><w:abstractNumId w:val="${definition}"/>${more}</w:num>`

function numbers(rules: NumberingRules, steps: readonly (readonly [string, number])[]): (string | null)[] {
  const counter = new NumberingCounter(rules)
  return steps.map(([id, at]) => counter.next(id, at))
}

test('levels count under one another and begin anew under the next', () => {
  const rules = rulesOf(`<w:abstractNum w:abstractNumId="1">${level(0, 'decimal', '%1')}${level(1, 'lowerLetter', '%1 %2)')}${level(2, 'upperRoman', '%3.')}</w:abstractNum>${list(1, 1)}`)
  expect(numbers(rules, [['1', 0], ['1', 1], ['1', 1], ['1', 2], ['1', 2], ['1', 0], ['1', 1]])).toEqual(['1', '1 a)', '1 b)', 'I.', 'II.', '2', '2 a)'])
})

test('a level whose parents were never counted takes their first number', () => {
  const rules = rulesOf(`<w:abstractNum w:abstractNumId="1">${level(0, 'decimal', '%1')}${level(1, 'decimal', '%1.%2')}</w:abstractNum>${list(1, 1)}`)
  expect(numbers(rules, [['1', 1], ['1', 1]])).toEqual(['1.1', '1.2'])
})

test('lists of one definition go on from one another, unless they begin anew', () => {
  const restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
  const rules = rulesOf(`<w:abstractNum w:abstractNumId="1">${level(0, 'decimal', '%1.')}</w:abstractNum>${list(1, 1)}${list(2, 1)}${list(3, 1, restart)}`)
  expect(numbers(rules, [['1', 0], ['2', 0], ['3', 0], ['3', 0]])).toEqual(['1.', '2.', '5.', '6.'])
})

test('legal numbering prints every level as a figure', () => {
  const rules = rulesOf(`<w:abstractNum w:abstractNumId="1">${level(0, 'upperRoman', '%1')}${level(1, 'decimal', '%1.%2', '<w:isLgl/>')}</w:abstractNum>${list(1, 1)}`)
  expect(numbers(rules, [['1', 0], ['1', 1]])).toEqual(['I', '1.1'])
})

test('bullets of symbol fonts become real bullets, and an unknown list prints nothing', () => {
  const rules = rulesOf(`<w:abstractNum w:abstractNumId="1">${level(0, 'bullet', '\uF0B7')}${level(1, 'bullet', 'o')}${level(2, 'none', '')}</w:abstractNum>${list(1, 1)}`)
  expect(numbers(rules, [['1', 0], ['1', 1], ['1', 2], ['9', 0]])).toEqual(['•', '–', null, null])
})

test('letters go on after z by doubling, as in Word', () => {
  const rules = rulesOf(`<w:abstractNum w:abstractNumId="1">${level(0, 'lowerLetter', '%1')}</w:abstractNum>${list(1, 1)}`)
  expect(numbers(rules, Array.from({ length: 28 }, () => ['1', 0] as const)).slice(25)).toEqual(['z', 'aa', 'bb'])
})

test('a list item of a deeper level says how deep it stands', async () => {
  const flat = await templateOf('1. Ett\n2. Två\n')
  const deep = tampered(flat, {
    'word/document.xml': (xml) => xml.replace(/<w:ilvl w:val="0"\/>(?=(?:(?!<w:ilvl).)*Två)/s, '<w:ilvl w:val="1"/>'),
    'word/numbering.xml': (xml) => xml.replace(/<\/w:lvl>/g, `</w:lvl>${level(1, 'lowerLetter', '%2)')}`),
  })
  const items = fillTemplate(compileTemplate(deep), exampleContext(), 'refuse').blocks.flatMap((block) => (block.type === 'paragraph' ? [[block.number, block.listLevel]] : []))
  expect(items).toEqual([['1.', undefined], ['a)', 1]])
})
