import type { Fonts, FontStyle } from '../fonts.js'
import type { Run } from '../document.js'
import { inCapitals } from '../in-capitals.js'
import type { Picture } from '../picture.js'
import { BODY } from '../pdf/geometry.js'
import { RecentTexts } from '../recent-texts.js'
import { breakLines, type BrokenLine } from './break-lines.js'
import { LINE_END_HYPHEN, measureText, type MeasuredText, type StyleSpan } from './measure-text.js'
import { baselinePt, type TextStyle } from './style.js'

/** A run of one style on one line; `xPt` from the line's left end. */
export interface LineRun {
  readonly text: string
  readonly style: FontStyle
  readonly gap: boolean
  readonly xPt: number
  readonly widthPt: number
  /** Set when a picture stands there instead of text; `ordinal` counts the paragraph's pictures from 0. */
  readonly picture?: { readonly picture: Picture; readonly heightPt: number; readonly ordinal: number }
}

/** One line of set text. */
export interface SetLine {
  readonly runs: readonly LineRun[]
  readonly widthPt: number
  /** False where the next line goes on with the same word. */
  readonly endsWord: boolean
  /** How much further down than usual the line's text stands, to make room for its pictures. */
  readonly raisedPt: number
}

/** About the paragraphs of two packs. */
const GENERATION = 3000
const cacheOfFonts = new WeakMap<Fonts, RecentTexts<readonly SetLine[]>>()

function hyphenWidthPt(fonts: Fonts, style: FontStyle, sizePt: number): number {
  return (fonts[style].advanceOf(0x2d) * sizePt) / 1000
}

/** White above a picture. */
const PICTURE_CLEAR_PT = 2
/** The tallest picture that a page takes together with what announces it. */
const TALLEST_PICTURE_PT = BODY.heightPt * 0.85

/** The runs with each picture no larger than the column. */
function fitted(runs: readonly Run[], widthPt: number): readonly Run[] {
  if (!runs.some(({ picture }) => picture !== undefined)) return runs
  return runs.map((run) => {
    if (run.picture === undefined) return run
    const scale = Math.min(1, widthPt / run.picture.widthPt, TALLEST_PICTURE_PT / run.picture.heightPt)
    return { ...run, picture: { ...run.picture, widthPt: run.picture.widthPt * scale, heightPt: run.picture.heightPt * scale } }
  })
}

function runOf(measured: MeasuredText, span: StyleSpan, { from, to, hyphen }: BrokenLine, hyphenPt: number): LineRun | null {
  if (span.spacePt !== undefined) return null
  const first = Math.max(from, span.from)
  const end = Math.min(to, span.to)
  if (first >= end) return null
  const startPt = measured.startsPt[first] ?? 0
  const xPt = startPt - (measured.startsPt[from] ?? 0)
  if (span.picture !== undefined) {
    const { picture, widthPt, heightPt } = span.picture
    const ordinal = measured.spans.filter((other) => other.picture !== undefined).indexOf(span)
    return { text: '', style: span.style, gap: false, xPt, widthPt, picture: { picture, heightPt, ordinal } }
  }
  const closesLine = hyphen && end === to
  return {
    text: measured.text.slice(first, end).replaceAll('\n', '') + (closesLine ? LINE_END_HYPHEN : ''),
    style: span.style,
    gap: span.gap,
    xPt,
    widthPt: (measured.endsPt[end - 1] ?? 0) - startPt + (closesLine ? hyphenPt : 0),
  }
}

function lineOf(measured: MeasuredText, broken: BrokenLine, hyphenPt: number, style: TextStyle): SetLine {
  const runs: LineRun[] = []
  let raisedPt = 0
  for (const span of measured.spans) {
    const run = runOf(measured, span, broken, hyphenPt)
    if (run === null) continue
    runs.push(run)
    if (run.picture !== undefined) raisedPt = Math.max(raisedPt, run.picture.heightPt + PICTURE_CLEAR_PT - baselinePt(style))
  }
  const last = runs.at(-1)
  const { hyphen, to } = broken
  return { runs, widthPt: last === undefined ? 0 : last.xPt + last.widthPt, endsWord: !hyphen && (to >= measured.text.length || /\s/u.test(measured.text.charAt(to))), raisedPt }
}

function keyOf(runs: readonly Run[], style: TextStyle, widthPt: number): string {
  let key = `${widthPt}|${style.sizePt}|${style.bold ? 'b' : ''}${style.italic ? 'i' : ''}${style.keepWords ? 'k' : ''}`
  for (const run of runs) {
    key += `\u0000${run.bold ? 'b' : ''}${run.italic ? 'i' : ''}${run.gap ? 'g' : ''}\u0001${run.text}`
    if (run.spacePt !== undefined) key += `\u0003${run.spacePt}`
    if (run.picture !== undefined) key += `\u0002${run.picture.picture.sha256} ${run.picture.widthPt} ${run.picture.heightPt} ${style.leadingPt}`
  }
  return key
}

/**
 * The lines of a paragraph's runs in a column; at least one, empty when there is no text. Equal paragraphs are set once.
 * @throws Failure `text-unprintable`.
 */
export function setRuns(written: readonly Run[], style: TextStyle, widthPt: number, fonts: Fonts): readonly SetLine[] {
  const cache = cacheOfFonts.get(fonts) ?? new RecentTexts<readonly SetLine[]>(GENERATION)
  cacheOfFonts.set(fonts, cache)
  const runs = inCapitals(written)
  const key = keyOf(runs, style, widthPt)
  const known = cache.get(key)
  if (known !== undefined) return known
  const measured = measureText(fitted(runs, widthPt), style, fonts)
  const hyphenPt = hyphenWidthPt(fonts, style.bold ? 'bold' : 'regular', style.sizePt)
  const lines = breakLines(measured, { widthPt, hyphenWidthPt: hyphenPt, keepWords: style.keepWords })
    .map((broken) => lineOf(measured, broken, hyphenPt, style))
  return cache.set(key, lines)
}

/** How high a line of a style is. */
export function lineHeightPt(line: SetLine, style: TextStyle): number {
  return style.leadingPt + line.raisedPt
}

/** One run of plain text, as numbers, labels and running lines are set. */
export function plainRun(text: string): Run {
  return { text, bold: false, italic: false, gap: false, propertiesXml: '' }
}
