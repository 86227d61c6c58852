import type { Block, FilledDocument, Paragraph, Run, SignatureBlock, Table } from '../document.js'
import { plainRun } from '../layout/set-paragraph.js'
import type { FieldValue, FilledForm, FormSignature } from './fill-form.js'

/** Sixteen letters for sixteen digits, so that nobody and nothing takes a fingerprint for a number in the text. */
const LETTERS = 'BCDFGHJKLMNPRSTV'
const SHOWN_LETTERS = 12

function paragraph(runs: readonly Run[]): Paragraph {
  return { type: 'paragraph', style: 'TableCell', number: null, runs, propertiesXml: '' }
}

function rowTable(cells: readonly Paragraph[]): Table {
  const row = { head: false, cells: cells.map((one) => ({ paragraphs: [one], span: 1, propertiesXml: '' })), propertiesXml: '' }
  return { type: 'table', columns: cells.map(() => 1 / cells.length), rows: [row], propertiesXml: '' }
}

function runsOf(value: Exclude<FieldValue, { type: 'blank' }>): readonly Run[] {
  switch (value.type) {
    case 'text':
      return value.runs
    case 'tick':
      return [plainRun(value.ticked ? '☒' : '☐')]
    case 'choice':
      return [{ ...plainRun(value.gap ?? value.option ?? '☐'), gap: value.gap !== null }]
    default:
      throw new Error(value satisfies never)
  }
}

function signatureBlock({ id, party, role }: FormSignature): SignatureBlock {
  const line = paragraph([plainRun(role)])
  return { type: 'signature', id, party, role, lines: [line], table: rowTable([line]) }
}

/** A page's own drawing as a word; pages that look alike have the same. */
export function pageMark(sha256: string): string {
  return Array.from(sha256.slice(0, SHOWN_LETTERS), (digit) => LETTERS[Number.parseInt(digit, 16)] ?? '').join('')
}

/** What a filled form says, so that it is hashed, compared and held against the other documents as every document is; its pages by their marks, then its fields one by one, then who signs. */
export function formDocument({ form, fields, signatures }: FilledForm, title: string): FilledDocument {
  const pages = form.pageSha256s.map((sha256, index): Block => rowTable([paragraph([plainRun(`Blankettens sida ${index + 1}`)]), paragraph([plainRun(pageMark(sha256))])]))
  const filled = fields.flatMap(({ field, value }): Block[] => (value.type === 'blank' ? [] : [rowTable([paragraph([plainRun(field.name)]), paragraph(runsOf(value))])]))
  return { title, blocks: [...pages, ...filled, ...signatures.map(signatureBlock)], header: [], footer: [] }
}
