import { Failure } from '../failure.js'
import type { FontFace, Fonts, FontStyle } from '../fonts.js'
import type { Run, RunPicture } from '../document.js'

/** A stretch of one style within measured text. */
export interface StyleSpan {
  readonly from: number
  readonly to: number
  readonly style: FontStyle
  readonly gap: boolean
  /** Set when the span is one character that stands for a picture. */
  readonly picture?: RunPicture
  /** Set when the span is one character that stands for space of that width, which may be below 0. */
  readonly spacePt?: number
}

/** Text with the place of every UTF-16 unit on one endless line, in points from its start. */
export interface MeasuredText {
  readonly text: string
  readonly startsPt: Float64Array
  readonly endsPt: Float64Array
  readonly spans: readonly StyleSpan[]
  /** Indexes where the author allowed a break: true with a hyphen (U+00AD), false without (U+200B). */
  readonly softBreaks: ReadonlyMap<number, boolean>
}

/** What a text style asks of every run in it. */
export interface RunStyle {
  readonly sizePt: number
  readonly bold: boolean
  readonly italic: boolean
}

const SOFT_HYPHEN = '\u00AD'
const ZERO_WIDTH_SPACE = '\u200B'
const NEWLINE = 10
/** Stands in the text where a picture stands in the line. */
const PICTURE_CHARACTER = '\uFFFC'
/** Stands in the text where only space does; it is no letter, and no line breaks at it. */
const SPACE_CHARACTER = '\u2060'
/** Letters of scripts that run from right to left. */
export const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u
/** Scripts and marks that need shaping, and controls that could make a page read otherwise than it is stored. */
const NEEDS_SHAPING = /[\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u

function faceStyle(run: Run, base: RunStyle): FontStyle {
  const bold = run.bold || base.bold
  const italic = run.italic !== base.italic
  if (bold) return italic ? 'boldItalic' : 'bold'
  return italic ? 'italic' : 'regular'
}

/** Tabs become spaces, a line break stays as "\n", what has no width and no meaning on paper goes. */
function printable(text: string): string {
  return text.normalize('NFC').replaceAll('\t', ' ').replaceAll(/\r\n?|\u2028/g, '\n').replaceAll(/[\u2060\uFEFF]/g, '')
}

function unprintable(codePoint: number, context: string): Failure {
  const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
  const shown = codePoint < 0x20 || NEEDS_SHAPING.test(String.fromCodePoint(codePoint)) ? name : `"${String.fromCodePoint(codePoint)}" (${name})`
  const place = context.length > 50 ? `${context.slice(0, 50)}…` : context
  const message = `Tecknet ${shown} i "${place}" finns inte i dokumentens typsnitt. Ersätt tecknet i uppgifterna eller mallen.`
  return new Failure('text-unprintable', message, { faults: [{ path: place, message }] })
}

/** Whether the face has the character and sets it right by itself, without shaping. */
export function isPrintable(codePoint: number, face: FontFace): boolean {
  return face.advanceOf(codePoint) >= 0 && !((codePoint < 0x20 || codePoint > 0x7e) && NEEDS_SHAPING.test(String.fromCodePoint(codePoint)))
}

function advanceOrThrow(face: FontFace, codePoint: number, context: string): number {
  if (!isPrintable(codePoint, face)) throw unprintable(codePoint, context)
  return face.advanceOf(codePoint)
}

interface Collected {
  readonly text: string
  readonly spans: StyleSpan[]
  readonly softBreaks: Map<number, boolean>
}

function collect(runs: readonly Run[], base: RunStyle): Collected {
  let text = ''
  const spans: StyleSpan[] = []
  const softBreaks = new Map<number, boolean>()
  for (const run of runs) {
    const from = text.length
    if (run.picture !== undefined) {
      text += PICTURE_CHARACTER
      spans.push({ from, to: text.length, style: faceStyle(run, base), gap: false, picture: run.picture })
      continue
    }
    if (run.spacePt !== undefined) {
      text += SPACE_CHARACTER
      spans.push({ from, to: text.length, style: faceStyle(run, base), gap: false, spacePt: run.spacePt })
      continue
    }
    let rest = printable(run.text)
    for (let at = rest.search(/[\u00AD\u200B]/); at >= 0; at = rest.search(/[\u00AD\u200B]/)) {
      text += rest.slice(0, at)
      softBreaks.set(text.length, rest[at] !== ZERO_WIDTH_SPACE)
      rest = rest.slice(at + 1)
    }
    text += rest
    if (text.length > from) spans.push({ from, to: text.length, style: faceStyle(run, base), gap: run.gap })
  }
  return { text, spans, softBreaks }
}

/**
 * Runs joined and measured in one text style.
 * @throws Failure `text-unprintable` naming the first character that the fonts lack or that needs shaping they do not get.
 */
export function measureText(runs: readonly Run[], base: RunStyle, fonts: Fonts): MeasuredText {
  const { text, spans, softBreaks } = collect(runs, base)
  const startsPt = new Float64Array(text.length)
  const endsPt = new Float64Array(text.length)
  const scale = base.sizePt / 1000
  let pen = 0
  for (const span of spans) {
    const face = fonts[span.style]
    let previous = 0
    const fixedPt = span.spacePt ?? span.picture?.widthPt
    if (fixedPt !== undefined) {
      startsPt[span.from] = pen
      endsPt[span.from] = pen += fixedPt
      continue
    }
    for (let at = span.from; at < span.to; at++) {
      const codePoint = text.codePointAt(at) ?? 0
      if (codePoint === NEWLINE) {
        startsPt[at] = endsPt[at] = pen
        previous = 0
        continue
      }
      if (previous !== 0) pen += face.kerningOf(previous, codePoint) * scale
      startsPt[at] = pen
      pen += advanceOrThrow(face, codePoint, text) * scale
      endsPt[at] = pen
      if (codePoint > 0xffff) {
        at++
        startsPt[at] = endsPt[at] = pen
      }
      previous = codePoint
    }
  }
  return { text, startsPt, endsPt, spans, softBreaks }
}

/** The hyphen as it is printed at a line's end and read back from the file. */
export const LINE_END_HYPHEN = SOFT_HYPHEN
