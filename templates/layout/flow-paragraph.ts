import type { Paragraph } from '../document.js'
import { BODY } from '../pdf/geometry.js'
import { drawLine, type DrawnPage, type FlowItem, type Setting } from './flow.js'
import { lineHeightPt, plainRun, setRuns, type SetLine } from './set-paragraph.js'
import { alignedPt, shaped } from './shaped.js'
import { PAGE_STYLES, type TextStyle } from './style.js'

const NUMBER_GAP_PT = 5
const BULLET = '•'
const BAR_PT = 2

/** What surrounds a paragraph and changes how it is set. */
export interface ParagraphPlace {
  /** Added to the style's own indent, in points. */
  readonly indentPt: number
  /** Ordinal and level when the paragraph is a heading of the outline; null otherwise. */
  readonly heading: { readonly ordinal: number; readonly level: 1 | 2 | 3 } | null
  readonly elements: ParagraphElements
}

/** A paragraph's number (or bullet) and text, set in a column. */
export interface HangingText {
  readonly number: SetLine | null
  readonly lines: readonly SetLine[]
  readonly numberXPt: number
  readonly textXPt: number
}

/** The structure elements of a paragraph's number and of its text; the same one unless it is a list item. */
export interface ParagraphElements {
  readonly number: number
  readonly text: number
  /** Of its pictures, in order; they stand within the text. */
  readonly figures: readonly number[]
}

/** The number printed before a paragraph; a bullet where a list item has none of its own. */
export function numberOf(paragraph: Paragraph): string | null {
  return paragraph.number ?? (paragraph.style === 'ListBullet' ? BULLET : null)
}

/** Whether a paragraph shows nothing, neither words nor pictures. */
export function isBlank(paragraph: Paragraph): boolean {
  return paragraph.runs.every(({ text, picture }) => picture === undefined && text.trim() === '')
}

/** The text of a paragraph's runs. */
export function textOf(paragraph: Paragraph): string {
  return paragraph.runs.map((run) => run.text).join('')
}

/** A fixed paragraph as it was set last. */
interface SetBefore {
  readonly style: TextStyle
  readonly widthPt: number
  readonly fonts: Setting['fonts']
  readonly set: HangingText
}

const setBefore = new WeakMap<Paragraph, SetBefore>()

/** Sets a paragraph with its number hanging to the left of all its lines; a fixed one is set once. */
export function setHanging(paragraph: Paragraph, style: TextStyle, widthPt: number, setting: Setting): HangingText {
  const { fonts } = setting
  const known = setBefore.get(paragraph)
  if (known?.style === style && known.widthPt === widthPt && known.fonts === fonts) return known.set
  const set = hangingOf(paragraph, style, widthPt, setting)
  if (paragraph.fixed === true) setBefore.set(paragraph, { style, widthPt, fonts, set })
  return set
}

function hangingOf(paragraph: Paragraph, style: TextStyle, widthPt: number, setting: Setting): HangingText {
  const number = numberOf(paragraph)
  const [numberLine = null] = number === null ? [] : setRuns([plainRun(number)], { ...style, keepWords: true }, 10_000, setting.fonts)
  const hangPt = numberLine === null ? 0 : Math.max(style.hangPt, numberLine.widthPt + NUMBER_GAP_PT)
  const textXPt = style.indentPt + hangPt
  const runs = numberLine === null && style.firstPt !== 0 ? [{ ...plainRun(''), spacePt: style.firstPt }, ...paragraph.runs] : paragraph.runs
  return { number: numberLine, lines: setRuns(runs, style, widthPt - textXPt - style.rightPt, setting.fonts), numberXPt: style.indentPt, textXPt }
}

/** Whether a page may begin with this line of a paragraph: two lines stay together at either end. */
function pageBefore(index: number, count: number): FlowItem['pageBefore'] {
  if (index === 0) return 'free'
  return index >= 2 && count - index >= 2 ? 'free' : 'forbidden'
}

const fixedOutlineTexts = new WeakMap<Paragraph, string>()

/** A heading as outline and table of contents say it, with its number. */
export function outlineText(paragraph: Paragraph): string {
  const known = fixedOutlineTexts.get(paragraph) ?? toldInOutline(paragraph)
  if (paragraph.fixed === true) fixedOutlineTexts.set(paragraph, known)
  return known
}

function toldInOutline(paragraph: Paragraph): string {
  const text = textOf(paragraph).replaceAll(/\s+/g, ' ').trim()
  return paragraph.number === null ? text : `${paragraph.number} ${text}`
}

function drawBar(page: DrawnPage, xPt: number, topYPt: number, heightPt: number): void {
  page.pieces.push({ type: 'rule', fromXPt: xPt, fromYPt: topYPt, toXPt: xPt, toYPt: topYPt - heightPt, thicknessPt: BAR_PT, gray: 0.65, pattern: 'solid', element: null })
}

const indentedStyles = new WeakMap<TextStyle, Map<number, TextStyle>>()

/** The style set in by so much more; the same value each time, by which a fixed paragraph is known to be set already. */
function indented(base: TextStyle, byPt: number): TextStyle {
  if (byPt === 0) return base
  const known = indentedStyles.get(base) ?? new Map<number, TextStyle>()
  indentedStyles.set(base, known)
  const style = known.get(byPt) ?? { ...base, indentPt: base.indentPt + byPt }
  known.set(byPt, style)
  return style
}

/** A paragraph in the main column, line by line. */
export function flowParagraph(paragraph: Paragraph, place: ParagraphPlace, setting: Setting): FlowItem[] {
  const base = PAGE_STYLES[paragraph.style]
  const style = shaped(indented(base, place.indentPt), paragraph)
  const { number, lines, numberXPt, textXPt } = setHanging(paragraph, style, BODY.widthPt, setting)
  const { heading, elements } = place
  return lines.map((line, index): FlowItem => {
    const heightPt = lineHeightPt(line, style)
    const draw = (page: DrawnPage, topYPt: number): void => {
      if (index === 0 && heading !== null) page.outline.push({ level: heading.level, text: outlineText(paragraph), page: page.number, yPt: topYPt })
      if (style.bar) drawBar(page, BODY.xPt + Math.max(0, style.indentPt - base.indentPt) + BAR_PT / 2, topYPt, heightPt)
      if (index === 0 && number !== null) drawLine(page, number, style, BODY.xPt + numberXPt, topYPt - line.raisedPt, elements.number)
      drawLine(page, line, style, BODY.xPt + textXPt + alignedPt(line, style, BODY.widthPt - textXPt), topYPt, elements.text, elements.figures)
    }
    return {
      heightPt,
      beforePt: index === 0 ? style.beforePt : 0,
      afterPt: index === lines.length - 1 ? style.afterPt : 0,
      pageBefore: pageBefore(index, lines.length),
      repeated: null,
      heading: heading?.ordinal ?? null,
      draw,
    }
  })
}

/** The same items with the first one kept on the page of what stands before it. */
export function keptWithPrevious(items: readonly FlowItem[]): FlowItem[] {
  return items.map((item, index) => (index === 0 && item.pageBefore !== 'always' ? { ...item, pageBefore: 'forbidden' } : item))
}
