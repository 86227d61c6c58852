import { expect, test } from 'vitest'
import { compileTemplate } from '../../../templates/compile-template.js'
import { fillTemplate } from '../../../templates/fill-template.js'
import { writeWord } from '../../../templates/write-word.js'
import { exampleContext } from './example-context.js'
import { faultsOf, partOf, templateOf, withDocument } from './template-of.js'

const docx = await templateOf('Text.')
const cell = (properties: string): string => `<w:tc>${properties === '' ? '' : `<w:tcPr>${properties}</w:tcPr>`}<w:p><w:r><w:t>Ord</w:t></w:r></w:p></w:tc>`
const width = (twips: number): string => `<w:tcW w:w="${twips}" w:type="dxa"/>`
const table = (grid: string, ...rows: readonly (readonly string[])[]): Uint8Array =>
  withDocument(docx, '<w:sectPr', `<w:tbl><w:tblPr/>${grid}${rows.map((cells) => `<w:tr>${cells.map(cell).join('')}</w:tr>`).join('')}</w:tbl><w:p/><w:sectPr`)

function gridOf(file: Uint8Array): { columns: number[]; written: string[] } {
  const template = compileTemplate(file)
  const filled = fillTemplate(template, exampleContext(), 'refuse')
  const columns = filled.blocks.flatMap((block) => (block.type === 'table' ? block.columns.map((share) => Math.round(share * 100)) : []))
  return { columns, written: [...partOf(writeWord(template, filled, { draft: false }), 'word/document.xml').matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, twips = '']) => twips) }
}

test.each([
  ['no grid takes its columns from its cells', '', [[width(1000), width(3000)]], [25, 75], ['1000', '3000']],
  ['an empty grid takes its columns from its cells', '<w:tblGrid/>', [[width(3000), width(1000)]], [75, 25], ['3000', '1000']],
  ['neither grid nor widths has equal columns', '', [['', '', '']], [33, 33, 33], ['1000', '1000', '1000']],
  ['joined cells above takes them from the row that has them all', '', [[`${width(9000)}<w:gridSpan w:val="3"/>`], [width(2000), width(2000), width(4000)]], [25, 25, 50], ['2000', '2000', '4000']],
  ['fewer columns in its grid than in a row gets the rest', '<w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>', [[width(1000), width(1000)]], [50, 50], ['1000', '1000']],
  ['a width in percent that no grid explains has equal columns', '', [['<w:tcW w:w="50%" w:type="pct"/>', '<w:tcW w:w="auto" w:type="auto"/>']], [50, 50], ['1000', '1000']],
])('a table with %s', (_, grid, rows, columns, written) => {
  expect(gridOf(table(grid, ...rows))).toEqual({ columns, written })
})

test('a table wider than Word itself takes is refused by its place', () => {
  expect(faultsOf(table('', [`<w:gridSpan w:val="60"/>`, '<w:gridSpan w:val="999999999"/>']))).toEqual([{ path: 'Tabell 1', message: expect.stringContaining('123 kolumner') }])
})
