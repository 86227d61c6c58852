import type { Layout, LayoutPage, StructureRole, TextPiece } from '../../../templates/layout/layout.js'

/** The printed text of a page, in reading order. */
export function textsOf(page: LayoutPage | undefined): TextPiece[] {
  return (page?.pieces ?? []).filter((piece): piece is TextPiece => piece.type === 'text')
}

/** The nearest element of a role round an element, itself included; null when there is none. */
export function ancestorOf({ elements }: Layout, element: number | null, role: StructureRole): number | null {
  for (let at = element; at !== null; at = elements[at]?.parent ?? null) if (elements[at]?.role === role) return at
  return null
}

/** One list item or table row: where it begins, and how many lines high it is. */
export interface Part {
  readonly page: number
  readonly lines: number
  readonly text: string
}

function linesOf(pieces: readonly { piece: TextPiece; page: number }[]): number {
  return new Set(pieces.map(({ piece, page }) => `${page} ${piece.yPt}`)).size
}

/** The items of every list, or the rows without heads of every table, in order, by the element of the list or table. */
export function partsOf(layout: Layout, whole: 'L' | 'Table', part: 'LI' | 'TR'): Map<number, Part[]> {
  const pieces = new Map<number, { piece: TextPiece; page: number }[]>()
  for (const [index, page] of layout.pages.entries()) {
    for (const piece of textsOf(page)) {
      const element = ancestorOf(layout, piece.element, part)
      if (element !== null) pieces.set(element, [...(pieces.get(element) ?? []), { piece, page: index + 1 }])
    }
  }
  const found = new Map<number, Part[]>()
  for (const [element, of] of pieces) {
    const parent = ancestorOf(layout, element, whole)
    const isHead = part === 'TR' && of.every(({ piece }) => isColumnHead(layout, piece))
    if (parent === null || isHead) continue
    found.set(parent, [...(found.get(parent) ?? []), { page: of[0]?.page ?? 0, lines: linesOf(of), text: of.map(({ piece }) => piece.text).join(' ') }])
  }
  return found
}

function isColumnHead(layout: Layout, piece: TextPiece): boolean {
  const detail = layout.elements[ancestorOf(layout, piece.element, 'TH') ?? -1]?.detail
  return detail?.type === 'cell' && detail.scope === 'Column'
}
