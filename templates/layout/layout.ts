import type { FontStyle } from '../fonts.js'
import type { CodePlace, Rectangle } from '../stamp.js'

/** What a stretch of content is in the document's structure, named as PDF names it (ISO 32000-1, 14.8.4). */
export type StructureRole = 'H1' | 'H2' | 'H3' | 'H4' | 'P' | 'LI' | 'Note' | 'TOCI' | 'TH' | 'TD' | 'Sect'

/** One element of the structure; the elements of a layout stand in reading order. */
export interface StructureElement {
  readonly role: StructureRole
  /** Which row of which table a cell belongs to; null for everything else. */
  readonly cell: { readonly table: number; readonly row: number; readonly column: number; readonly span: number } | null
}

interface Placed {
  /** Index into `Layout.elements`; null for what is decoration. */
  readonly element: number | null
}

/** One run of text on one line; `xPt/yPt` is the left end of its baseline, a line-end hyphen is U+00AD. */
export interface TextPiece extends Placed {
  readonly type: 'text'
  readonly text: string
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

export type Piece = TextPiece | FillPiece | RulePiece | FramePiece

/** A rectangle of a page that leads to a heading. */
export interface PageLink extends Rectangle {
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
  readonly outline: readonly OutlineEntry[]
  readonly signatureBoxes: readonly SignatureBox[]
  /** The same on every page. */
  readonly codePlaces: readonly CodePlace[]
  /** Head and foot as they stand on every page; `headEndYPt` is the baseline below which the head is free. */
  readonly running: { readonly pieces: readonly Piece[]; readonly headEndYPt: number }
}
