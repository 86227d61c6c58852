import { describe, expect, it } from 'vitest'
import { contentSha256Of } from '../../templates/content-hash.js'
import type { Block, FilledDocument } from '../../templates/document.js'
import { markDeviations } from '../../templates/mark-deviations.js'

const paragraph = (text: string, style: 'BodyText' | 'Heading1' = 'BodyText'): Block => ({ type: 'paragraph', style, number: null, runs: [{ text, bold: false, italic: false, gap: false, propertiesXml: '' }], propertiesXml: '' })
const table = (...rows: string[]): Block => ({ type: 'table', columns: [1], propertiesXml: '', rows: rows.map((text) => ({ head: false, propertiesXml: '', cells: [{ span: 1, propertiesXml: '', paragraphs: [paragraph(text)].flatMap((block) => (block.type === 'paragraph' ? [block] : [])) }] })) })
const documentOf = (...blocks: Block[]): FilledDocument => ({ title: 'Prov', blocks, header: [], footer: [] })

/** What is marked, paragraph by paragraph and row by row. */
function marked(document: FilledDocument, original: FilledDocument): string[] {
  const textOf = (block: { readonly runs: readonly { readonly text: string }[] }): string => block.runs.map(({ text }) => text).join('')
  return markDeviations(document, original).blocks.flatMap((block) => {
    if (block.type === 'paragraph') return block.deviates === true ? [textOf(block)] : []
    return block.type === 'table' ? block.rows.filter(({ deviates }) => deviates === true).map((row) => `rad: ${row.cells.flatMap(({ paragraphs }) => paragraphs.map(textOf)).join('|')}`) : []
  })
}

const [first, second, third] = [paragraph('Kunden svarar för sin utrustning.'), paragraph('Leverantören svarar för driften.'), paragraph('Tvister avgörs i domstol.')]
const original = documentOf(first, second, table('Kort 100 kronor', 'Läsare 200 kronor'), third)

describe('what a deviation is marked in', () => {
  it.each<[string, FilledDocument, string[]]>([
    ['nothing where it says the same', original, []],
    ['what is changed and what is added', documentOf(first, paragraph('Leverantören svarar för driften dygnet runt.'), table('Kort 100 kronor', 'Läsare 200 kronor'), paragraph('Ny sista punkt här.'), third), ['Leverantören svarar för driften dygnet runt.', 'Ny sista punkt här.']],
    ['the row that is changed', documentOf(first, second, table('Kort 150 kronor', 'Läsare 200 kronor'), third), ['rad: Kort 150 kronor']],
    ['what stands before something that is gone', documentOf(first, table('Kort 100 kronor', 'Läsare 200 kronor'), third), ['Kunden svarar för sin utrustning.']],
    ['the row before a row that is gone', documentOf(first, second, table('Kort 100 kronor'), third), ['rad: Kort 100 kronor']],
    ['what comes first, when the beginning is gone', documentOf(second, table('Kort 100 kronor', 'Läsare 200 kronor'), third), ['Leverantören svarar för driften.']],
    ['not what moves a paragraph down a page', documentOf(first, second, { type: 'page-break', propertiesXml: '' }, table('Kort 100 kronor', 'Läsare 200 kronor'), paragraph(''), third), []],
  ])('%s', (_, document, expected) => {
    expect(marked(document, original)).toEqual(expected)
  })

  it('has the same words and hash as without marks', () => {
    const changed = documentOf(first, paragraph('Något helt annat.'), third)
    expect(contentSha256Of(markDeviations(changed, original))).toBe(contentSha256Of(changed))
  })
})
