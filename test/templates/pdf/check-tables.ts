import { PDFArray, PDFNumber } from 'pdf-lib'
import type { Findings } from './conformance-rules.js'
import { attribute, everyElement, nameOf, stringOf, type TreeElement } from './structure-tree.js'

function spanOf(cell: TreeElement, key: 'ColSpan' | 'RowSpan'): number {
  const span = attribute(cell, 'Table', key)
  return span instanceof PDFNumber ? span.asNumber() : 1
}

function scopeOf(cell: TreeElement): string {
  return nameOf(attribute(cell, 'Table', 'Scope'))
}

function headersOf(cell: TreeElement): (string | null)[] {
  const headers = attribute(cell, 'Table', 'Headers')
  return headers instanceof PDFArray ? headers.asArray().map(stringOf) : []
}

/** The cells by the column they start in; no cell of ours spans rows. */
function placed(row: TreeElement): { cell: TreeElement; from: number; to: number }[] {
  let from = 0
  return row.children.map((cell) => {
    const start = from
    from += spanOf(cell, 'ColSpan')
    return { cell, from: start, to: from }
  })
}

function checkTable(table: TreeElement, byId: ReadonlyMap<string, TreeElement>, found: Findings): void {
  const rows = everyElement(table).filter(({ role }) => role === 'TR')
  const grid = rows.map(placed)
  const widths = grid.map((row) => row.at(-1)?.to ?? 0)
  found.expect('table', rows.length > 0 && new Set(widths).size === 1, `en tabell har rader med ${[...new Set(widths)].join(' och ')} kolumner`)
  const cells = grid.flat()
  const heads = cells.filter(({ cell }) => cell.role === 'TH')
  found.expect('table', heads.length > 0 || (widths[0] ?? 0) < 2, 'en tabell utan rubrikceller')
  for (const { cell } of cells) {
    found.expect('table', spanOf(cell, 'RowSpan') === 1 && spanOf(cell, 'ColSpan') >= 1, 'en cell över flera rader')
    found.expect('table', cell.role !== 'TH' || ['Row', 'Column', 'Both'].includes(scopeOf(cell)), 'en rubrikcell säger inte vad den är rubrik för')
    for (const id of headersOf(cell)) found.expect('table', id !== null && heads.some((head) => head.cell === byId.get(id)), `en cell hänvisar till rubriken ${id}, som inte finns i tabellen`)
  }
  const scopes = new Set(heads.map(({ cell }) => scopeOf(cell)))
  for (const row of grid) {
    for (const { cell, from, to } of row) {
      if (cell.role !== 'TD' || cell.content.length + cell.children.length === 0 || heads.length === 0) continue
      const above = heads.some((head) => scopeOf(head.cell) === 'Column' && head.from < to && head.to > from)
      const beside = scopes.has('Row') && row.some((other) => other.cell.role === 'TH')
      found.expect('table', above || beside || headersOf(cell).length > 0, 'en cell utan rubrik')
    }
  }
}

/** Tables are regular, and every cell knows its heads. */
export function checkTables(elements: readonly TreeElement[], byId: ReadonlyMap<string, TreeElement>, found: Findings): void {
  for (const table of elements.filter(({ role }) => role === 'Table')) checkTable(table, byId, found)
}
