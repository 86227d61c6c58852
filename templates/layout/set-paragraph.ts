import type { Fonts, FontStyle } from '../fonts.js'
import type { Run } from '../document.js'
import { breakLines } from './break-lines.js'
import { LINE_END_HYPHEN, measureText, type MeasuredText } from './measure-text.js'
import type { TextStyle } from './style.js'

/** A run of one style on one line; `xPt` from the line's left end. */
export interface LineRun {
  readonly text: string
  readonly style: FontStyle
  readonly gap: boolean
  readonly xPt: number
  readonly widthPt: number
}

/** One line of set text. */
export interface SetLine {
  readonly runs: readonly LineRun[]
  readonly widthPt: number
}

/** Enough for every paragraph of a large pack; what is common to customers stays. */
const CACHE_PARAGRAPHS = 20_000
const cacheOfFonts = new WeakMap<Fonts, Map<string, readonly SetLine[]>>()

function hyphenWidthPt(fonts: Fonts, style: FontStyle, sizePt: number): number {
  return (fonts[style].advanceOf(0x2d) * sizePt) / 1000
}

function lineOf(measured: MeasuredText, from: number, to: number, hyphen: boolean, hyphenPt: number): SetLine {
  const originPt = measured.startsPt[from] ?? 0
  const runs: LineRun[] = []
  for (const span of measured.spans) {
    const first = Math.max(from, span.from)
    const end = Math.min(to, span.to)
    if (first >= end) continue
    const startPt = measured.startsPt[first] ?? 0
    const closesLine = hyphen && end === to
    runs.push({
      text: measured.text.slice(first, end).replaceAll('\n', '') + (closesLine ? LINE_END_HYPHEN : ''),
      style: span.style,
      gap: span.gap,
      xPt: startPt - originPt,
      widthPt: (measured.endsPt[end - 1] ?? 0) - startPt + (closesLine ? hyphenPt : 0),
    })
  }
  const last = runs.at(-1)
  return { runs, widthPt: last === undefined ? 0 : last.xPt + last.widthPt }
}

function keyOf(runs: readonly Run[], style: TextStyle, widthPt: number): string {
  let key = `${widthPt}|${style.sizePt}|${style.bold ? 'b' : ''}${style.italic ? 'i' : ''}${style.keepWords ? 'k' : ''}`
  for (const run of runs) key += `\u0000${run.bold ? 'b' : ''}${run.italic ? 'i' : ''}${run.gap ? 'g' : ''}\u0001${run.text}`
  return key
}

/**
 * The lines of a paragraph's runs in a column; at least one, empty when there is no text. Equal paragraphs are set once a process.
 * @throws Failure `text-unprintable`.
 */
export function setRuns(runs: readonly Run[], style: TextStyle, widthPt: number, fonts: Fonts): readonly SetLine[] {
  const cache = cacheOfFonts.get(fonts) ?? new Map<string, readonly SetLine[]>()
  cacheOfFonts.set(fonts, cache)
  const key = keyOf(runs, style, widthPt)
  const known = cache.get(key)
  if (known !== undefined) return known
  const measured = measureText(runs, style, fonts)
  const hyphenPt = hyphenWidthPt(fonts, style.bold ? 'bold' : 'regular', style.sizePt)
  const lines = breakLines(measured, { widthPt, hyphenWidthPt: hyphenPt, keepWords: style.keepWords })
    .map(({ from, to, hyphen }) => lineOf(measured, from, to, hyphen, hyphenPt))
  if (cache.size >= CACHE_PARAGRAPHS) cache.clear()
  cache.set(key, lines)
  return lines
}

/** One run of plain text, as numbers, labels and running lines are set. */
export function plainRun(text: string): Run {
  return { text, bold: false, italic: false, gap: false, propertiesXml: '' }
}
