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
  /** False where the next line goes on with the same word. */
  readonly endsWord: boolean
}

/** Set paragraphs in two generations: what is common to customers is asked for again and stays, the rest is forgotten. */
class ParagraphCache {
  #young = new Map<string, readonly SetLine[]>()
  #old = new Map<string, readonly SetLine[]>()

  get(key: string): readonly SetLine[] | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, lines: readonly SetLine[]): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, lines)
  }
}

/** About the paragraphs of two packs. */
const GENERATION = 3000
const cacheOfFonts = new WeakMap<Fonts, ParagraphCache>()

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
  return { runs, widthPt: last === undefined ? 0 : last.xPt + last.widthPt, endsWord: !hyphen && (to >= measured.text.length || /\s/u.test(measured.text.charAt(to))) }
}

function keyOf(runs: readonly Run[], style: TextStyle, widthPt: number): string {
  let key = `${widthPt}|${style.sizePt}|${style.bold ? 'b' : ''}${style.italic ? 'i' : ''}${style.keepWords ? 'k' : ''}`
  for (const run of runs) key += `\u0000${run.bold ? 'b' : ''}${run.italic ? 'i' : ''}${run.gap ? 'g' : ''}\u0001${run.text}`
  return key
}

/**
 * The lines of a paragraph's runs in a column; at least one, empty when there is no text. Equal paragraphs are set once.
 * @throws Failure `text-unprintable`.
 */
export function setRuns(runs: readonly Run[], style: TextStyle, widthPt: number, fonts: Fonts): readonly SetLine[] {
  const cache = cacheOfFonts.get(fonts) ?? new ParagraphCache()
  cacheOfFonts.set(fonts, cache)
  const key = keyOf(runs, style, widthPt)
  const known = cache.get(key)
  if (known !== undefined) return known
  const measured = measureText(runs, style, fonts)
  const hyphenPt = hyphenWidthPt(fonts, style.bold ? 'bold' : 'regular', style.sizePt)
  const lines = breakLines(measured, { widthPt, hyphenWidthPt: hyphenPt, keepWords: style.keepWords })
    .map(({ from, to, hyphen }) => lineOf(measured, from, to, hyphen, hyphenPt))
  cache.set(key, lines)
  return lines
}

/** One run of plain text, as numbers, labels and running lines are set. */
export function plainRun(text: string): Run {
  return { text, bold: false, italic: false, gap: false, propertiesXml: '' }
}
