import { describe, expect, it } from 'vitest'
import { draftDifference } from '../../templates/draft-difference.js'
import { Failure } from '../../templates/failure.js'
import { readDraft } from '../../templates/read-draft.js'
import { contentsXml } from '../../templates/word/write-contents.js'
import { issuedOf, rewritten } from '../templates/returned-document.js'
import { faultsOf, partOf, tampered, templateOf, withDocument } from '../templates/word/template-of.js'

const bare = await issuedOf('# Avtal\n\n## Parter\n\nKunden svarar för sin utrustning.\n\n| Roll | Namn | Signum |\n|--|--|--|\n| Beställare | | |\n| Utförare | | |\n')
const issued = withDocument(bare, /<w:p>(?=(?:(?!<\/w:p>).)*>Parter<)/s, `${contentsXml([{ level: 1, text: '1\tParter', bookmark: 'b1' }], { headingPages: [2], textWidthTwips: 9000 })}<w:p>`)

/** What is told about the file: its refusals, or its differences. */
function told(docx: Uint8Array, from = issued): string {
  try {
    const { differences, margins } = draftDifference(readDraft(from), readDraft(docx))
    return [...differences.map(({ type, tracking, words }) => `${type}${tracking === 'untracked' ? '' : ` ${tracking}`}: ${words.map(({ text }) => text).join('')}`), ...margins.map(({ place, mark, text }) => `${place} ${mark}: ${text}`)].join('\n')
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.faults.map(({ path, message }) => `${path}: ${message}`).join('\n')}`
    throw error
  }
}

const run = (words: string): string => `<w:r><w:t>${words}</w:t></w:r>`
const NOT = 'Kunden ansvarar inte.'
const mark = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
const code = (instruction: string): string => `<w:r><w:instrText> ${instruction} </w:instrText></w:r>`
const beside = (xml: string) => (docx: Uint8Array): Uint8Array => rewritten(docx, 'w:p', 'Kunden svarar', (paragraph) => paragraph.replace('</w:p>', `${xml}</w:p>`))

it('says nothing of what was issued', () => {
  expect(told(issued)).toBe('')
})

describe('words in a returned file that stand where none are issued', () => {
  it.each<[string, (docx: Uint8Array) => Uint8Array, string | RegExp]>([
    ['after the end of the table of contents', (docx) => withDocument(docx, /(?<=w:fldCharType="end"\/><\/w:r>)(?=<\/w:p><w:p><w:pPr><w:pStyle w:val="Heading)/, run(NOT)), `added: ${NOT}`],
    ['before its beginning', (docx) => withDocument(docx, /<w:r>(?=<w:fldChar w:fldCharType="begin"\/>)/, `${run(NOT)}<w:r>`), `added: ${NOT}`],
    ['as a paragraph inside it', (docx) => withDocument(docx, /(?=<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="200")/, `<w:p>${run(NOT)}</w:p>`), /^draft-unreadable: Stycke \d+: ”Kunden ansvarar inte\.” står i innehållsförteckningen/],
    ['at the end of a line of it', (docx) => withDocument(docx, '</w:hyperlink>', `${run(` ${NOT}`)}</w:hyperlink>`), /^draft-unreadable: Stycke \d+: .*ansvarar inte/],
    ['as a picture in a line of it', (docx) => withDocument(docx, '</w:hyperlink>', '<w:r><w:drawing/></w:r></w:hyperlink>'), /^draft-unreadable: Stycke \d+: bild/],
    ['behind a button in a line of it', (docx) => withDocument(docx, '</w:hyperlink>', `</w:hyperlink>${mark('begin')}${code(`MACROBUTTON NoMacro ${NOT}`)}${mark('end')}`), /^draft-unreadable: Stycke \d+/],
    ['in a button', beside(`${mark('begin')}${code(`MACROBUTTON NoMacro ${NOT}`)}${mark('end')}`), /^draft-unreadable: Stycke \d+: fältkoden MACROBUTTON/],
    ['in a button of the simple kind', beside(`<w:fldSimple w:instr=" MACROBUTTON NoMacro ${NOT} "/>`), /^draft-unreadable: Stycke \d+: fältkoden MACROBUTTON/],
    ['in a formula', beside(`${mark('begin')}${code('EQ \\o(inte)')}${mark('end')}`), /^draft-unreadable: Stycke \d+: fältkoden EQ/],
    ['in a list to choose from', beside(`<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="inte"/></w:ddList></w:ffData></w:fldChar></w:r>${code('FORMDROPDOWN')}${mark('separate')}${mark('end')}`), /^draft-unreadable: Stycke \d+: fältkoden FORMDROPDOWN/],
    ['in a number that Word counts', beside(`${mark('begin')}${code('LISTNUM')}${mark('end')}`), /^draft-unreadable: Stycke \d+: fältkoden LISTNUM/],
    ['in a part that the package names its main one', (docx) => tampered(docx, { 'word/document2.xml': () => '<w:document/>', '_rels/.rels': (xml) => xml.replace('word/document.xml', 'word/document2.xml') }), /^draft-unreadable: _rels\/\.rels: filens text står inte i word\/document\.xml/],
    ['in a header whose part is not there', (docx) => tampered(docx, { 'word/header1.xml': () => null }), /^draft-unreadable: word\/header1\.xml: en del/],
  ])('%s: told or refused by place', (_, change, expected) => {
    expect(told(change(issued))).toMatch(expected)
  })

  it('a table of contents that came or went is told', () => {
    expect(told(rewritten(bare, 'w:p', 'Kunden svarar', (xml) => `<w:p><w:fldSimple w:instr=" TOC "/></w:p>${xml}`), bare)).toBe('added: Innehållsförteckning')
    expect(told(bare)).toBe('removed: Innehållsförteckning')
  })

  it('a header reached by a longer way is the same header, and a field without words of its own says nothing', () => {
    expect(told(tampered(issued, { 'word/_rels/document.xml.rels': (xml) => xml.replace('Target="header1.xml"', 'Target="../word/./header1.xml"') }))).toBe('')
    expect(told(beside(`${mark('begin')}${code('XE "Kunden"')}${mark('end')}`)(issued))).toBe('')
  })
})

describe('what Word shows otherwise than it reads', () => {
  const margin = (content: string) => (docx: Uint8Array): Uint8Array => tampered(docx, { 'word/header1.xml': (xml) => xml.replace('</w:p>', `${content}</w:p>`) })
  const setting = (put: string) => (docx: Uint8Array): Uint8Array => rewritten(docx, 'w:p', 'Kunden svarar', (xml) => xml.replace('</w:pPr>', `${put}</w:pPr>`))
  const cell = (put: string) => (docx: Uint8Array): Uint8Array => rewritten(docx, 'w:tr', 'Beställare', (xml) => xml.replace('</w:tcPr>', `${put}</w:tcPr>`))
  const tableStyle = (put: string) => (docx: Uint8Array): Uint8Array => tampered(docx, { 'word/styles.xml': (xml) => xml.replace('<w:tblStylePr w:type="firstRow">', `<w:tblStylePr w:type="firstRow">${put}`) })
  const BLACK = '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'

  it.each<[string, (docx: Uint8Array) => Uint8Array, string | RegExp]>([
    ['a watermark in the header', margin('<w:r><w:pict><v:shape><v:textpath string="OGILTIGT"/></v:shape></w:pict></w:r>'), /^Sidhuvud added: .*\[vattenstämpel: OGILTIGT\]/m],
    ['a picture in the header', margin('<w:r><w:drawing/></w:r>'), /^Sidhuvud added: .*\[bild eller figur\]/m],
    ['a figure with another to fall back on', margin('<w:r><mc:AlternateContent><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>'), /^Sidhuvud added: .*\[figur\]/m],
    ['a symbol in the header', margin('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'), /^Sidhuvud added: .*\[symboltecken F0FC\]/m],
    ['a button in the header', margin('<w:fldSimple w:instr=" MACROBUTTON N Ogiltigt "/>'), /^Sidhuvud added: .*\[fält: MACROBUTTON N Ogiltigt\]/m],
    ['a header hidden', (docx) => tampered(docx, { 'word/header1.xml': (xml) => xml.replaceAll('<w:r>', '<w:r><w:rPr><w:vanish/></w:rPr>') }), /^Sidhuvud removed: .*\n(.*\n)*Sidhuvud added: .*\[dold, struken eller svårläst: /m],
    ['no header on any page', (docx) => withDocument(docx, /<w:headerReference[^>]*>/, ''), /^Sidhuvud removed: /m],
    ['another header on the first page', (docx) => withDocument(docx, '</w:sectPr>', '<w:titlePg/></w:sectPr>'), /^Sidhuvud added: \[annat sidhuvud på första sidan\]/m],
    ['another header on even pages', (docx) => tampered(docx, { 'word/settings.xml': (xml) => xml.replace('<w:evenAndOddHeaders w:val="false"/>', '<w:evenAndOddHeaders/>') }), /^Sidhuvud added: \[annat sidhuvud på jämna sidor\]/m],
    ['words on black', (docx) => rewritten(docx, 'w:p', 'Kunden svarar', (xml) => xml.replace('<w:r>', `<w:r><w:rPr>${BLACK}</w:rPr>`)), /^draft-unreadable: Stycke \d+: mörk bakgrund/],
    ['a black paragraph', setting(BLACK), /^draft-unreadable: Stycke \d+: mörk bakgrund/],
    ['a paragraph under a dense pattern', setting('<w:shd w:val="pct75" w:color="auto" w:fill="auto"/>'), /^draft-unreadable: Stycke \d+: mörk bakgrund/],
    ['a paragraph on the dark colour of the theme', setting('<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="text1"/>'), /^draft-unreadable: Stycke \d+: mörk bakgrund/],
    ['a black cell', cell(BLACK), /^draft-unreadable: Tabell 1, rad 2: mörk bakgrund/],
    ['a table style that hides its first row', tableStyle('<w:rPr><w:vanish/></w:rPr>'), /^draft-unreadable: Tabell 1: dold text/],
    ['a table style that blackens its first row', (docx) => tampered(docx, { 'word/styles.xml': (xml) => xml.replace('F0F0F0', '101010') }), /^draft-unreadable: Tabell 1: mörk bakgrund/],
    ['lines that cut off their letters', setting('<w:spacing w:line="20" w:lineRule="exact"/>'), /^draft-unreadable: Stycke \d+: radavståndet/],
    ['an indent beyond the page', setting('<w:ind w:left="12000"/>'), /^draft-unreadable: Stycke \d+: indraget/],
    ['a row too low for its words', (docx) => rewritten(docx, 'w:tr', 'Beställare', (xml) => xml.replace(/<w:tr>(<w:trPr>.*?<\/w:trPr>)?/s, '<w:tr><w:trPr><w:trHeight w:val="20" w:hRule="exact"/></w:trPr>')), /^draft-unreadable: Tabell 1, rad 2: radhöjden/],
    ['empty cells made one', (docx) => ['Beställare', 'Utförare'].reduce((file, row, index) => rewritten(file, 'w:tr', row, (xml) => xml.replace(/<\/w:tcPr>(?!.*<\/w:tcPr>)/s, `<w:vMerge${index === 0 ? ' w:val="restart"' : ''}/></w:tcPr>`)), docx), /^changed: Utförare \|  \|  \[andra celler är sammanfogade med raden ovanför\]$/],
  ])('%s: told or refused by place', (_, change, expected) => {
    expect(told(change(issued))).toMatch(expected)
  })

  it('light shading, and white words on dark in a table style, are no fault', () => {
    expect(told(setting('<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>')(issued))).toBe('')
    expect(told(tampered(issued, { 'word/styles.xml': (xml) => xml.replace('<w:tblStylePr w:type="firstRow">', '<w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr>').replace('F0F0F0', '1F3864') }))).toBe('')
  })
})

describe('words in an uploaded template that no document would bear', () => {
  const contents = '<w:p><w:fldSimple w:instr=" TOC "><w:r><w:t>Innehållsförteckningen skrivs när mallen fylls i.</w:t></w:r></w:fldSimple>AFTER</w:p>'
  const template = async (after: string): Promise<Uint8Array> => withDocument(await templateOf('Text'), /(?=<w:p>)/, contents.replace('AFTER', after))

  it('after the table of contents are read like any others', async () => {
    expect(faultsOf(await template(''))).toEqual([])
    expect(faultsOf(await template(run('Kunden ansvarar inte {{kund.nanm')))).toEqual([{ path: 'Stycke 1', message: expect.stringContaining('en tagg är inte hel') }])
  })
})

describe('in a table with empty rows', () => {
  const changed = async (change: (rows: readonly string[]) => string): Promise<string> => {
    const form = await issuedOf('# Avtal\n\n| Roll | Namn | Signum |\n|--|--|--|\n| Beställare | | |\n| | | |\n| | | |\n')
    expect(told(form, form)).toBe('')
    const rows = partOf(form, 'word/document.xml').match(/<w:tr>.*?<\/w:tr>/gs) ?? []
    return told(withDocument(form, rows.slice(2).join(''), change(rows.slice(2))), form)
  }
  const first = (row: string, xml: string): string => row.replace('</w:tcPr>', `${xml}</w:tcPr>`)

  it('cells that were joined are told', async () => {
    expect(await changed(([one = '', two = '']) => first(one, '<w:vMerge w:val="restart"/>') + first(two, '<w:vMerge/>'))).toBe('added: [tom rad med sammanfogade celler]')
    expect(await changed(([one = '', two = '']) => one + two.replace(/<\/w:tcPr>(.*?)<\/w:tc><w:tc>.*?<\/w:tc>/s, '<w:gridSpan w:val="2"/></w:tcPr>$1</w:tc>'))).toBe('added: [tom rad med sammanfogade celler]')
  })
})

describe('a table of contents that is older than the headings', () => {
  const heading = (docx: Uint8Array): Uint8Array => withDocument(docx, /Parter(?=<\/w:t><\/w:r>(?:<w:bookmarkEnd[^>]*>)?<\/w:p>(?!.*Parter))/s, 'Parter och ombud')

  it('is told by its lines and what the headings say now, while the text is compared', () => {
    expect(told(heading(issued))).toBe('changed: Parter och ombud')
    expect(readDraft(heading(issued)).outdatedContents).toEqual([{ line: expect.stringMatching(/^1 Parter\s?2$/), heading: 'Parter och ombud' }])
    expect(readDraft(rewritten(issued, 'w:p', '>Parter<(?!.*>Parter<)', () => '')).outdatedContents).toEqual([{ line: expect.stringMatching(/^1 Parter\s?2$/), heading: null }])
    expect(readDraft(issued).outdatedContents).toEqual([])
  })

  it('does not let through what is no line of one: text that a lost field end has drawn into it', () => {
    const swallowed = withDocument(issued, /<w:fldChar w:fldCharType="end"\/>(?=<\/w:r><\/w:p><w:p><w:pPr><w:pStyle w:val="Heading)/, '')
    expect(told(swallowed)).toMatch(/^draft-unreadable: /)
  })

  it('is refused in a template, whose author can update it', async () => {
    const line = '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:fldSimple w:instr=" TOC "><w:r><w:t>1 Annat 2</w:t></w:r></w:fldSimple></w:p>'
    expect(faultsOf(withDocument(await templateOf('## Parter\n\nText'), /(?=<w:p>)/, line))).toEqual([{ path: 'Stycke 1', message: expect.stringContaining('står i innehållsförteckningen men är ingen rubrik i texten') }])
  })
})
