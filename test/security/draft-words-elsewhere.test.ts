import { describe, expect, it } from 'vitest'
import { draftDifference } from '../../templates/draft-difference.js'
import { Failure } from '../../templates/failure.js'
import { readDraft } from '../../templates/read-draft.js'
import { contentsXml } from '../../templates/word/write-contents.js'
import { issuedOf, rewritten } from '../templates/returned-document.js'
import { faultsOf, tampered, templateOf, withDocument } from '../templates/word/template-of.js'

const bare = await issuedOf('# Avtal\n\n## Parter\n\nKunden svarar för sin utrustning.\n\n| Roll | Namn | Signum |\n|--|--|--|\n| Beställare | | |\n| Utförare | | |\n')
const issued = withDocument(bare, /<w:p>(?=(?:(?!<\/w:p>).)*>Parter<)/s, `${contentsXml([{ level: 1, text: '1\tParter', bookmark: 'b1' }], { headingPages: [2], textWidthTwips: 9000 })}<w:p>`)

/** What is told about the file: its refusals, or its differences. */
function told(docx: Uint8Array, from = issued): string {
  try {
    const { differences, margins } = draftDifference(readDraft(from), readDraft(docx))
    return [...differences.map(({ type, words }) => `${type}: ${words.map(({ text }) => text).join('')}`), ...margins.map(({ place, mark, text }) => `${place} ${mark}: ${text}`)].join('\n')
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
    ['as a paragraph inside it', (docx) => withDocument(docx, /(?=<w:p><w:pPr><w:spacing w:before="0" w:after="0"\/>)/, `<w:p>${run(NOT)}</w:p>`), /^draft-unreadable: Stycke \d+: ”Kunden ansvarar inte\.” står i innehållsförteckningen/],
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

describe('words in an uploaded template that no document would bear', () => {
  const contents = '<w:p><w:fldSimple w:instr=" TOC "><w:r><w:t>Innehållsförteckningen skrivs när mallen fylls i.</w:t></w:r></w:fldSimple>AFTER</w:p>'
  const template = async (after: string): Promise<Uint8Array> => withDocument(await templateOf('Text'), /(?=<w:p>)/, contents.replace('AFTER', after))

  it('after the table of contents are read like any others', async () => {
    expect(faultsOf(await template(''))).toEqual([])
    expect(faultsOf(await template(run('Kunden ansvarar inte {{kund.nanm')))).toEqual([{ path: 'Stycke 1', message: expect.stringContaining('en tagg är inte hel') }])
  })
})
