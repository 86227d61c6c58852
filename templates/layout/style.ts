import type { ParagraphStyle } from '../document.js'
import type { RunStyle } from './measure-text.js'

/** How a paragraph style is set; lengths in points. */
export interface TextStyle extends RunStyle {
  readonly leadingPt: number
  readonly beforePt: number
  readonly afterPt: number
  /** From the column's left edge to the number, and from the number to the text. */
  readonly indentPt: number
  readonly hangPt: number
  /** From the text to the column's right edge, and how much further in the first line begins where there is no number. */
  readonly rightPt: number
  readonly firstPt: number
  readonly align: 'left' | 'center' | 'right'
  readonly gray: number
  /** Words are cut only where they would run out of the column. */
  readonly keepWords: boolean
  readonly bar: boolean
}

const body: TextStyle = { sizePt: 10.5, leadingPt: 14.5, beforePt: 0, afterPt: 6.5, indentPt: 0, hangPt: 34, rightPt: 0, firstPt: 0, align: 'left', bold: false, italic: false, gray: 0, keepWords: false, bar: false }
const heading: TextStyle = { ...body, bold: true, keepWords: true }
const list: TextStyle = { ...body, afterPt: 3, indentPt: 6, hangPt: 18 }
const cell: TextStyle = { ...body, sizePt: 9.5, leadingPt: 12.5, afterPt: 2, hangPt: 14, keepWords: true }

/** The house style: every paragraph style a template may use, on a page. */
export const PAGE_STYLES: Readonly<Record<ParagraphStyle, TextStyle>> = {
  Title: { ...heading, sizePt: 21, leadingPt: 26, beforePt: 4, afterPt: 8 },
  Subtitle: { ...body, sizePt: 12.5, leadingPt: 17, afterPt: 12, gray: 0.3, keepWords: true },
  Heading1: { ...heading, sizePt: 14.5, leadingPt: 18.5, beforePt: 21, afterPt: 6.5 },
  Heading2: { ...heading, sizePt: 11.5, leadingPt: 15.5, beforePt: 14, afterPt: 4 },
  Heading3: { ...heading, beforePt: 10, afterPt: 3 },
  BodyText: body,
  ListBullet: list,
  ListNumber: list,
  TableHead: { ...cell, bold: true, keepWords: true },
  TableCell: cell,
  Note: { ...body, sizePt: 9.5, leadingPt: 13.5, beforePt: 3, afterPt: 9, indentPt: 11, hangPt: 20, bar: true },
  Mark: { ...heading, sizePt: 10.5, beforePt: 4, afterPt: 8 },
}

const CELL_LIST: TextStyle = { ...cell, indentPt: 0, hangPt: 11 }

/** The same styles inside a table, where everything is as small as the cells' own text. */
export const CELL_STYLES: Readonly<Record<ParagraphStyle, TextStyle>> = {
  Title: { ...cell, bold: true },
  Subtitle: cell,
  Heading1: { ...cell, bold: true },
  Heading2: { ...cell, bold: true },
  Heading3: { ...cell, bold: true },
  BodyText: cell,
  ListBullet: CELL_LIST,
  ListNumber: { ...CELL_LIST, hangPt: 14 },
  TableHead: PAGE_STYLES.TableHead,
  TableCell: cell,
  Note: { ...cell, italic: true },
  Mark: { ...cell, bold: true },
}

/** Within a cell, round its text. */
export const CELL_PADDING = { sidePt: 5, topPt: 3.5, bottomPt: 3 } as const

/** How the lines under a signature box are set. */
export const SIGNATURE_STYLE: TextStyle = { ...cell, sizePt: 9, leadingPt: 12, afterPt: 0 }

/** How an entry of the table of contents is set; so close that fifty stand on a page, and `beforePt` is above a chapter. */
export const CONTENTS_STYLE: TextStyle = { ...body, sizePt: 10, leadingPt: 12, beforePt: 2.5, afterPt: 0, keepWords: true, hangPt: 22 }

/** How the running head and foot are set. */
export const RUNNING_STYLE: TextStyle = { ...body, sizePt: 8, leadingPt: 10.5, afterPt: 0, keepWords: true, gray: 0.25 }

/** Where the baseline stands below a line's top, so that text sits in the middle of its leading. */
export function baselinePt(style: TextStyle): number {
  return (style.leadingPt - style.sizePt) / 2 + style.sizePt * 0.8
}
