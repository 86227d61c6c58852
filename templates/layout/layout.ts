import type { Table } from '../document.js'
import type { FontStyle } from '../fonts.js'
import type { Picture } from '../picture.js'
import type { CodePlace, Rectangle } from '../stamp.js'
import type { Columns } from './table-columns.js'

/** What an element is in the document's structure, named as PDF names it (ISO 32000-1, 14.8.4). */
export type StructureRole =
  | 'H1' | 'H2' | 'H3' | 'H4' | 'P' | 'Note' | 'L' | 'LI' | 'Lbl' | 'LBody' | 'TOC' | 'TOCI' | 'Reference' | 'Link'
  | 'Table' | 'TR' | 'TH' | 'TD' | 'Sect' | 'Figure'

/** How a list's items are labelled (ISO 32000-1, table 347). */
export type ListNumbering = 'Disc' | 'Decimal' | 'LowerAlpha' | 'UpperAlpha' | 'LowerRoman' | 'UpperRoman'

/** What a list, a cell or a picture says of itself besides its role. */
export type StructureDetail =
  | { readonly type: 'list'; readonly numbering: ListNumbering }
  /** `scope` is null for a cell that heads nothing; `headers` are the heads of a merged cell's table, by element. */
  | { readonly type: 'cell'; readonly scope: 'Column' | 'Row' | null; readonly span: number; readonly rowSpan: number; readonly headers: readonly number[] }
  | { readonly type: 'figure'; readonly alt: string; readonly placement: 'Block' | 'Inline' }

/** One element of the structure; the elements of a layout stand in reading order, a parent before its children. */
export interface StructureElement {
  readonly role: StructureRole
  /** Index of the element it stands in; null directly in the document. */
  readonly parent: number | null
  readonly detail: StructureDetail | null
}

interface Placed {
  /** Index into `Layout.elements`; null for what is decoration. */
  readonly element: number | null
}

/** One run of text on one line; `xPt/yPt` is the left end of its baseline, a line-end hyphen is U+00AD. */
export interface TextPiece extends Placed {
  readonly type: 'text'
  readonly text: string
  /** Whether a word ends with it where nothing is printed between it and the next, as at the end of most lines. */
  readonly spaceAfter: boolean
  readonly style: FontStyle
  readonly sizePt: number
  readonly gray: number
  readonly xPt: number
  readonly yPt: number
}

/** A filled rectangle. */
export interface FillPiece extends Placed, Rectangle {
  readonly type: 'fill'
  readonly color: 'light-gray' | 'light-yellow' | 'white'
}

/** A straight line, horizontal or vertical. */
export interface RulePiece extends Placed {
  readonly type: 'rule'
  readonly fromXPt: number
  readonly fromYPt: number
  readonly toXPt: number
  readonly toYPt: number
  readonly thicknessPt: number
  readonly gray: number
  readonly pattern: 'solid' | 'dotted'
}

/** An empty frame for the pen. */
export interface FramePiece extends Placed, Rectangle {
  readonly type: 'frame'
  readonly thicknessPt: number
  readonly gray: number
}

/** A picture drawn into a rectangle. */
export interface PicturePiece extends Placed, Rectangle {
  readonly type: 'picture'
  readonly picture: Picture
}

export type Piece = TextPiece | FillPiece | RulePiece | FramePiece | PicturePiece

/** A rectangle of a page that leads to a heading. */
export interface PageLink extends Rectangle {
  readonly element: number
  /** The heading with its number. */
  readonly text: string
  readonly targetPage: number
  readonly targetYPt: number
}

export interface LayoutPage {
  readonly widthPt: number
  readonly heightPt: number
  /** In drawing order, which is reading order. */
  readonly pieces: readonly Piece[]
  readonly links: readonly PageLink[]
}

/** A box for one signature; `page` counts from 1, coordinates as in Rectangle. */
export interface SignatureBox extends Rectangle {
  readonly id: string
  readonly party: string
  readonly role: string
  readonly page: number
  /** Left out of a box for a whole signature. */
  readonly initials?: true | undefined
}

/** One heading of the document outline; `level` is 1-3, `yPt` the top of the heading on its page. */
export interface OutlineEntry {
  readonly level: 1 | 2 | 3
  readonly text: string
  readonly page: number
  readonly yPt: number
}

/** A document set on pages: everything but what differs between exemplars. */
export interface Layout {
  readonly title: string
  readonly pages: readonly LayoutPage[]
  readonly pageCount: number
  readonly elements: readonly StructureElement[]
  /** The columns of every table in the text. */
  readonly columns: ReadonlyMap<Table, Columns>
  /** Every picture on the pages, by hash. */
  readonly pictures: ReadonlyMap<string, Picture>
  readonly outline: readonly OutlineEntry[]
  readonly signatureBoxes: readonly SignatureBox[]
  /** The same on every page. */
  readonly codePlaces: readonly CodePlace[]
  /** Head and foot as they stand on every page; `headEndYPt` is the baseline below which the head is free. */
  readonly running: { readonly pieces: readonly Piece[]; readonly headEndYPt: number }
}
