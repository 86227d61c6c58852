import type { FillContext } from './context.js'
import type { Block, FilledDocument, Paragraph, SignatureBlock, Table, TableCell, TableRow } from './document.js'
import { Failure } from './failure.js'
import type { Picture } from './picture.js'
import { Filling, type Gaps } from './word/filling.js'
import { type Flow, leavesOf } from './word/flow.js'
import type { BlockProgram, CompiledTemplate, ParagraphProgram, RowProgram, TableProgram } from './word/program.js'
import { rootScope, type Scope } from './word/scope.js'

/**
 * The template filled with one customer's facts, and with the customer's logotype where it asks for that; without one the name of its file is printed. Missing facts are shown as gaps or refused; a question about an absent fact is answered no.
 * @throws Failure `facts-missing` listing every fact that is printed but not given; `template-invalid` when a tag prints a group, or in a format that does not fit.
 */
export function fillTemplate(template: CompiledTemplate, context: FillContext, gaps: Gaps, logotype: Picture | null = null): FilledDocument {
  const filling = new Filling(gaps, template.numbering, logotype)
  const scope = rootScope(context)
  const blocks = fillBody(template.body, scope, filling)
  const header = fillParagraphs(template.header, scope, filling)
  const footer = fillParagraphs(template.footer, scope, filling)
  if (filling.misused.length > 0) throw new Failure('template-invalid', 'Mallen använder uppgifter på ett sätt som inte går. Rätta taggarna.', { faults: filling.misused })
  if (gaps === 'refuse' && filling.missing.length > 0) throw new Failure('facts-missing', `Uppgifter saknas: ${filling.missing.map((fault) => fault.path).join(', ')}. Komplettera dem, eller gör ett utkast.`, { faults: filling.missing })
  const title = titleOf(blocks) ?? context.dokument.titel
  return { title, blocks, header, footer, ...(template.initials.length > 0 ? { initials: template.initials } : {}), ...(filling.showsLogotype && logotype !== null ? { logotype } : {}) }
}

/** The body's blocks as they come out where the scope is; what is missing and misused is noted in `filling`. */
export function fillBody(body: Flow<BlockProgram>, scope: Scope, filling: Filling): Block[] {
  const blocks: Block[] = []
  const signatures = new Map<string, number>()
  filling.walk(
    body,
    scope,
    (block, at) => {
      const filled = fillBlock(block, at, filling, signatures)
      if (filled !== null) blocks.push(filled)
    },
    holdsSignature,
  )
  return blocks
}

/** A signing copy without a place to sign would be worthless, so a list of signatories must not be empty. */
function holdsSignature(body: Flow<BlockProgram>): boolean {
  return [...leavesOf(body)].some(({ value }) => value.type === 'table' && value.signatory !== null)
}

function fillBlock(block: BlockProgram, scope: Scope, filling: Filling, signatures: Map<string, number>): Block | null {
  switch (block.type) {
    case 'paragraph':
      return filling.paragraph(block, scope)
    case 'table': {
      const table = fillTable(block, scope, filling)
      if (table.rows.length === 0) return null
      return block.signatory === null ? table : signatureOf(block.signatory, table, signatures)
    }
    case 'page-break':
    case 'table-of-contents':
      return block
    default:
      return block satisfies never
  }
}

/** The tables that print no fact and in which nothing is counted or chosen. */
const fixedTables = new WeakMap<TableProgram, Table>()

function fillTable(program: TableProgram, scope: Scope, filling: Filling): Table {
  const known = fixedTables.get(program)
  if (known !== undefined) return known
  const rows: TableRow[] = []
  filling.walk(program.rows, scope, (row, at) => void rows.push(fillRow(row, at, filling)))
  const table: Table = { type: 'table', columns: program.columns, rows, propertiesXml: program.propertiesXml }
  if (!program.rows.every((node) => node.type === 'leaf' && fixedRows.get(node.value)?.always === true)) return table
  const fixed: Table = { ...table, fixed: true }
  fixedTables.set(program, fixed)
  return fixed
}

/** The rows that print no fact, as they were filled last; `always` where nothing is counted or chosen in them either. */
const fixedRows = new WeakMap<RowProgram, { readonly row: TableRow; readonly always: boolean }>()

function isAlwaysSame({ cells }: RowProgram): boolean {
  return cells.every(({ content }) => content.every((node) => node.type === 'leaf' && node.value.counted === null))
}

function fillRow(row: RowProgram, scope: Scope, filling: Filling): TableRow {
  const known = fixedRows.get(row)
  if (known?.always === true) return known.row
  const cells = row.cells.map((cell): TableCell => ({
    span: cell.span, propertiesXml: cell.propertiesXml, paragraphs: fillParagraphs(cell.content, scope, filling), ...(cell.joined ? { joined: true } : {}),
  }))
  if (known !== undefined && isSame(known.row.cells, cells)) return known.row
  const filled: TableRow = { head: row.head, cells, propertiesXml: row.propertiesXml }
  if (!cells.every((cell) => cell.paragraphs.every((paragraph) => paragraph.fixed === true))) return filled
  const fixed: TableRow = { ...filled, fixed: true }
  fixedRows.set(row, { row: fixed, always: isAlwaysSame(row) })
  return fixed
}

/** Whether the cells of a row hold the very same paragraphs. */
function isSame(one: readonly TableCell[], other: readonly TableCell[]): boolean {
  return one.every(({ paragraphs }, index) => {
    const others = other[index]?.paragraphs ?? []
    return paragraphs.length === others.length && paragraphs.every((paragraph, at) => paragraph === others[at])
  })
}

function fillParagraphs(flow: Flow<ParagraphProgram>, scope: Scope, filling: Filling): Paragraph[] {
  const paragraphs: Paragraph[] = []
  filling.walk(flow, scope, (program, at) => void paragraphs.push(filling.paragraph(program, at)))
  return paragraphs
}

const ROLE_LINE = /^Befattning:\s*/

function signatureOf(party: string, table: Table, signatures: Map<string, number>): SignatureBlock {
  const ordinal = (signatures.get(party) ?? 0) + 1
  signatures.set(party, ordinal)
  const lines = table.rows.flatMap((row) => row.cells.flatMap((cell) => cell.paragraphs)).filter((line) => plainTextOf(line) !== '')
  const role = lines.map(plainTextOf).find((text) => ROLE_LINE.test(text))?.replace(ROLE_LINE, '') ?? ''
  return { type: 'signature', id: `${party}-${ordinal}`, party, role, lines, table }
}

function titleOf(blocks: readonly Block[]): string | null {
  const title = blocks.find((block) => block.type === 'paragraph' && block.style === 'Title')
  return title?.type === 'paragraph' ? plainTextOf(title) : null
}

function plainTextOf(paragraph: Paragraph): string {
  return paragraph.runs.map((run) => run.text).join('').trim()
}
