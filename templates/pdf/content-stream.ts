import type { FontStyle } from '../fonts.js'
import type { Rectangle } from '../stamp.js'
import type { GlyphSet } from './glyph-set.js'

/** What stands after the whole number, by hundredths. */
const FRACTIONS = Array.from({ length: 100 }, (_, hundredths) => (hundredths === 0 ? '' : `.${String(hundredths).padStart(2, '0').replace(/0$/, '')}`))

/** Two decimals, about 0.004 mm: below what any printer shows. Whole numbers are written several times as fast as fractions, and a page has thousands. */
export function number(value: number): string {
  const hundredths = Math.round(Math.abs(value) * 100)
  const sign = value < 0 && hundredths > 0 ? '-' : ''
  return `${sign}${Math.floor(hundredths / 100)}${FRACTIONS[hundredths % 100] ?? ''}`
}

/** The glyph sets a document's text is written with, by style. */
export type GlyphSets = Readonly<Record<FontStyle, GlyphSet>>

/** How text drawn outside the layout looks. */
export interface TextLook {
  readonly style: FontStyle
  readonly sizePt: number
  readonly gray: number
  /** Added after every character, in points. */
  readonly spacingPt: number
}

export const FONT_NAMES: Readonly<Record<FontStyle, string>> = { regular: 'F0', bold: 'F1', italic: 'F2', boldItalic: 'F3' }

/** How wide a text is when drawn, in points. */
export function textWidthPt(sets: GlyphSets, text: string, look: TextLook): number {
  const { face } = sets[look.style]
  let width = 0
  let previous = 0
  let count = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    if (previous !== 0) width += face.kerningOf(previous, codePoint)
    width += face.advanceOf(codePoint)
    previous = codePoint
    count++
  }
  return (width * look.sizePt) / 1000 + count * look.spacingPt
}

/** Decoration of the page, or what stands at the edge of every page. */
export type ArtifactKind = 'decoration' | 'header' | 'footer' | 'watermark' | 'repeated'

const ARTIFACTS: Readonly<Record<ArtifactKind, string>> = {
  decoration: '/Artifact<</Type/Layout>>BDC\n',
  header: '/Artifact<</Type/Pagination/Subtype/Header>>BDC\n',
  footer: '/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n',
  watermark: '/Artifact<</Type/Pagination/Subtype/Watermark>>BDC\n',
  repeated: '/Artifact<</Type/Pagination>>BDC\n',
}

/** Writes one page's drawing operators (ISO 32000-1, annex A), leaving out what is already set. */
export class ContentStream {
  /** Grows by whole operators: a page has thousands, and putting them together once more at the end would cost as much as writing them. */
  #written = ''
  #font = ''
  #fillGray = '0'
  #spacing = 0

  constructor(private readonly sets: GlyphSets) {}

  /** Operators written as they are; they must leave the graphics state as they found it. */
  raw(operators: string): void {
    this.#written += operators
  }

  /** What is drawn inside belongs to a structure element, as its page's marked content `id` (ISO 32000-1, 14.7.4.3). */
  tagged(role: string, id: number, draw: () => void): void {
    this.#written += `/${role}<</MCID ${id}>>BDC\n`
    draw()
    this.#written += 'EMC\n'
  }

  /** What is drawn inside is no part of the document's text (ISO 32000-1, 14.8.2.2). */
  artifact(kind: ArtifactKind, draw: () => void): void {
    this.#written += ARTIFACTS[kind]
    draw()
    this.#written += 'EMC\n'
  }

  gray(gray: number): void {
    const written = number(gray)
    if (written === this.#fillGray) return
    this.#fillGray = written
    this.#written += `${written} g\n`
  }

  text(text: string, look: TextLook, xPt: number, yPt: number): void {
    this.gray(look.gray)
    const font = `/${FONT_NAMES[look.style]} ${number(look.sizePt)} Tf\n`
    const spacing = look.spacingPt === this.#spacing ? '' : `${number(look.spacingPt)} Tc\n`
    this.#written += `BT\n${font === this.#font ? '' : font}${spacing}${number(xPt)} ${number(yPt)} Td\n${this.sets[look.style].shown(text)}ET\n`
    this.#font = font
    this.#spacing = look.spacingPt
  }

  area(area: Rectangle, gray: number): void {
    this.gray(gray)
    this.#written += `${number(area.xPt)} ${number(area.yPt)} ${number(area.widthPt)} ${number(area.heightPt)} re f\n`
  }

  areaInColor(area: Rectangle, rgb: string): void {
    this.#written += `q ${rgb} rg ${number(area.xPt)} ${number(area.yPt)} ${number(area.widthPt)} ${number(area.heightPt)} re f Q\n`
  }

  /** The picture of that name, stretched over the area. */
  picture(name: string, { xPt, yPt, widthPt, heightPt }: Rectangle): void {
    this.#written += `q ${number(widthPt)} 0 0 ${number(heightPt)} ${number(xPt)} ${number(yPt)} cm /${name} Do Q\n`
  }

  frame(area: Rectangle, thicknessPt: number, gray: number): void {
    this.#written += `${number(gray)} G ${number(thicknessPt)} w ${number(area.xPt)} ${number(area.yPt)} ${number(area.widthPt)} ${number(area.heightPt)} re S\n`
  }

  line(from: readonly [number, number], to: readonly [number, number], look: { thicknessPt: number; gray: number; dotted: boolean }): void {
    const drawn = `${number(look.gray)} G ${number(look.thicknessPt)} w ${number(from[0])} ${number(from[1])} m ${number(to[0])} ${number(to[1])} l S`
    this.#written += look.dotted ? `q [0 ${number(look.thicknessPt * 4.5)}] 0 d 1 J ${drawn} Q\n` : `${drawn}\n`
  }

  /** All that was drawn, one byte a character. */
  operators(): string {
    return this.#written
  }

  bytes(): Buffer {
    return Buffer.from(this.#written, 'latin1')
  }
}
