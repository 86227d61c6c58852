import { describe, expect, it } from 'vitest'
import { borderedProperties, withoutChangeBorder } from '../../../templates/word/change-border.js'
import { parseXml } from '../../../templates/word/parse-xml.js'
import { xmlOf } from '../../../templates/word/xml.js'

const LEFT = '<w:left w:val="single" w:sz="12" w:space="3" w:color="B00021"/>'
const CASES: [string, string, string][] = [
  ['in a paragraph without properties', '', `<w:pPr><w:pBdr>${LEFT}</w:pBdr></w:pPr>`],
  ['before what must stand after it', '<w:pPr><w:pStyle w:val="x"/><w:spacing w:after="0"/></w:pPr>', `<w:pPr><w:pStyle w:val="x"/><w:pBdr>${LEFT}</w:pBdr><w:spacing w:after="0"/></w:pPr>`],
  ['last where nothing follows', '<w:pPr><w:pStyle w:val="x"/></w:pPr>', `<w:pPr><w:pStyle w:val="x"/><w:pBdr>${LEFT}</w:pBdr></w:pPr>`],
  ['in place of a left border, after the top one', '<w:pPr><w:pBdr><w:top w:val="single"/><w:left w:val="double"/><w:bottom w:val="single"/></w:pBdr></w:pPr>', `<w:pPr><w:pBdr><w:top w:val="single"/>${LEFT}<w:bottom w:val="single"/></w:pBdr></w:pPr>`],
]

describe('the bar beside a deviating paragraph in Word', () => {
  it.each(CASES)('stands %s', (_, before, after) => {
    expect(borderedProperties(before)).toBe(after)
  })

  it.each([
    ['with its borders', `<w:p><w:pPr><w:pBdr>${LEFT}</w:pBdr></w:pPr></w:p>`, '<w:p><w:pPr/></w:p>'],
    ['alone among borders of the customer\'s own', `<w:p><w:pPr><w:pBdr><w:top w:val="single"/>${LEFT.replace('B00021', 'b00021')}</w:pBdr></w:pPr></w:p>`, '<w:p><w:pPr><w:pBdr><w:top w:val="single"/></w:pBdr></w:pPr></w:p>'],
  ])('is taken away %s when the file comes back', (_, returned, kept) => {
    expect(xmlOf(withoutChangeBorder(parseXml('word/document.xml', new TextEncoder().encode(returned))))).toBe(kept)
  })
})
