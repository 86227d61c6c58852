import type { Table } from '../document.js'
import type { Fonts } from '../fonts.js'
import type { Picture } from '../picture.js'
import type { OutlineEntry, PageLink, Piece, SignatureBox, StructureDetail, StructureElement, StructureRole } from './layout.js'
import type { SetLine } from './set-paragraph.js'
import { baselinePt, type TextStyle } from './style.js'
import type { Columns } from './table-columns.js'

/** Where a heading came to stand. */
export interface Anchor {
  readonly page: number
  readonly yPt: number
}

/** A page while it is being drawn. */
export interface DrawnPage {
  readonly number: number
  readonly pieces: Piece[]
  readonly links: PageLink[]
  readonly signatureBoxes: SignatureBox[]
  readonly outline: OutlineEntry[]
  /** By heading, in the order the headings stand in the document. */
  readonly anchors: ReadonlyMap<number, Anchor>
  /** Every picture drawn so far on any page, by hash. */
  readonly pictures: Map<string, Picture>
}

/** What may not be taken apart: a line, a table row, a pair of signature boxes. Lengths in points. */
export interface FlowItem {
  readonly heightPt: number
  readonly beforePt: number
  readonly afterPt: number
  /** Whether a page may begin with it. */
  readonly pageBefore: 'free' | 'discouraged' | 'forbidden' | 'always'
  /** Drawn above it when a page begins with it: a table's head rows, a section's continued title. */
  readonly repeated: { readonly heightPt: number; readonly draw: (page: DrawnPage, topYPt: number) => void } | null
  /** The heading it is a line of, by ordinal. */
  readonly heading: number | null
  readonly draw: (page: DrawnPage, topYPt: number) => void
}

/** What setting a document needs at hand. */
export interface Setting {
  readonly fonts: Fonts
  readonly elements: StructureElement[]
  readonly columns: Map<Table, Columns>
}

/** Adds an element to the structure and returns its index. */
export function addElement(setting: Setting, role: StructureRole, parent: number | null, detail: StructureDetail | null = null): number {
  setting.elements.push({ role, parent, detail })
  return setting.elements.length - 1
}

/** Draws one set line; `topYPt` is the line's top edge, `figures` the elements of its paragraph's pictures. */
export function drawLine(page: DrawnPage, line: SetLine, style: TextStyle, xPt: number, topYPt: number, element: number | null, figures: readonly number[] = []): void {
  const yPt = topYPt - line.raisedPt - baselinePt(style)
  for (const run of line.runs) {
    if (run.gap) page.pieces.push({ type: 'fill', color: 'light-yellow', xPt: xPt + run.xPt - 1, yPt: yPt - style.sizePt * 0.25, widthPt: run.widthPt + 2, heightPt: style.sizePt * 1.2, element: null })
  }
  for (const run of line.runs) {
    if (run.picture !== undefined) {
      const { picture, heightPt, ordinal } = run.picture
      page.pictures.set(picture.sha256, picture)
      page.pieces.push({ type: 'picture', picture, xPt: xPt + run.xPt, yPt, widthPt: run.widthPt, heightPt, element: element === null ? null : (figures[ordinal] ?? null) })
    } else page.pieces.push({ type: 'text', text: run.text, spaceAfter: line.endsWord && run === line.runs.at(-1), style: run.style, sizePt: style.sizePt, gray: style.gray, xPt: xPt + run.xPt, yPt, element })
  }
}
