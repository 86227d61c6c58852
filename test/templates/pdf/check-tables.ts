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

interface Placed {
  readonly cell: TreeElement
  readonly from: number
  readonly to: number
}

/** The cells by the columns they cover, row by row; one that covers several rows stands in each of them. */
function placed(rows: readonly TreeElement[]): { grid: Placed[][]; left: number } {
  let open: (Placed & { readonly rows: number })[] = []
  const grid = rows.map((row) => {
    const line: (Placed & { rows: number })[] = open.map((one) => ({ ...one, rows: one.rows - 1 }))
    let from = 0
    for (const cell of row.children) {
      for (let taken = line.find((one) => one.from <= from && one.to > from); taken !== undefined; taken = line.find((one) => one.from <= from && one.to > from)) from = taken.to
      line.push({ cell, from, to: from + spanOf(cell, 'ColSpan'), rows: spanOf(cell, 'RowSpan') })
      from += spanOf(cell, 'ColSpan')
    }
    line.sort((a, b) => a.from - b.from)
    open = line.filter((one) => one.rows > 1)
    return line
  })
  return { grid, left: open.length }
}

function checkTable(table: TreeElement, byId: ReadonlyMap<string, TreeElement>, found: Findings): void {
  const rows = everyElement(table).filter(({ role }) => role === 'TR')
  const { grid, left } = placed(rows)
  const widths = grid.map((row) => row.reduce((sum, { from, to }) => sum + to - from, 0))
  found.expect('table', left === 0, 'en cell når nedanför tabellens sista rad')
  found.expect('table', grid.every((row) => row.every(({ from }, index) => index === 0 || from === row[index - 1]?.to)), 'celler ligger över varandra eller lämnar hål')
  found.expect('table', rows.length > 0 && new Set(widths).size === 1, `en tabell har rader med ${[...new Set(widths)].join(' och ')} kolumner`)
  const cells = grid.flat()
  const heads = cells.filter(({ cell }) => cell.role === 'TH')
  found.expect('table', heads.length > 0 || (widths[0] ?? 0) < 2, 'en tabell utan rubrikceller')
  for (const { cell } of cells) {
    found.expect('table', spanOf(cell, 'RowSpan') >= 1 && spanOf(cell, 'ColSpan') >= 1, 'en cell över inga rader')
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
