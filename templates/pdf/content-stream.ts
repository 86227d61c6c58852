import type { FontStyle } from '../fonts.js'
import type { Rectangle } from '../stamp.js'
import type { GlyphSet, WordEnd } from './glyph-set.js'
import { GrowingOperators } from './growing-operators.js'

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

const FONT_OPERATORS: Readonly<Record<FontStyle, string>> = { regular: `/${FONT_NAMES.regular} `, bold: `/${FONT_NAMES.bold} `, italic: `/${FONT_NAMES.italic} `, boldItalic: `/${FONT_NAMES.boldItalic} ` }

/** Writes one page's drawing operators (ISO 32000-1, annex A), leaving out what is already set. */
export class ContentStream {
  readonly #written = new GrowingOperators()
  #style: FontStyle | null = null
  #sizePt = 0
  #fillGray = 0
  #spacing = 0

  constructor(private readonly sets: GlyphSets) {}

  /** Operators written as they are; they must leave the graphics state as they found it. */
  raw(operators: string): void {
    this.#written.text(operators)
  }

  /** What is drawn until `endMarked` belongs to a structure element, as its page's marked content `id` (ISO 32000-1, 14.7.4.3). */
  beginTagged(role: string, id: number): void {
    this.#written.text(`/${role}<</MCID ${id}>>BDC\n`)
  }

  /** What is drawn inside is no part of the document's text (ISO 32000-1, 14.8.2.2). */
  artifact(kind: ArtifactKind, draw: () => void): void {
    this.beginArtifact(kind)
    draw()
    this.endMarked()
  }

  /** The same for what is drawn until `endMarked`. */
  beginArtifact(kind: ArtifactKind): void {
    this.#written.text(ARTIFACTS[kind])
  }

  endMarked(): void {
    this.#written.text('EMC\n')
  }

  gray(gray: number): void {
    const shade = Math.round(gray * 100)
    if (shade === this.#fillGray) return
    this.#fillGray = shade
    this.#written.number(gray)
    this.#written.text('g\n')
  }

  text(text: string, look: TextLook, xPt: number, yPt: number, after: WordEnd = ''): void {
    const written = this.#written
    this.gray(look.gray)
    written.text('BT\n')
    const sizePt = Math.round(look.sizePt * 100)
    if (look.style !== this.#style || sizePt !== this.#sizePt) {
      written.text(FONT_OPERATORS[look.style])
      written.number(look.sizePt)
      written.text('Tf\n')
    }
    if (look.spacingPt !== this.#spacing) {
      written.number(look.spacingPt)
      written.text('Tc\n')
    }
    written.number(xPt)
    written.number(yPt)
    written.text('Td\n')
    written.text(this.sets[look.style].shown(text, after))
    written.text('ET\n')
    this.#style = look.style
    this.#sizePt = sizePt
    this.#spacing = look.spacingPt
  }

  area(area: Rectangle, gray: number): void {
    this.gray(gray)
    this.#rectangle(area)
    this.#written.text('re f\n')
  }

  areaInColor(area: Rectangle, rgb: string): void {
    this.#written.text(`q ${rgb} rg `)
    this.#rectangle(area)
    this.#written.text('re f Q\n')
  }

  /** The picture of that name, stretched over the area. */
  picture(name: string, { xPt, yPt, widthPt, heightPt }: Rectangle): void {
    this.#written.text(`q ${number(widthPt)} 0 0 ${number(heightPt)} ${number(xPt)} ${number(yPt)} cm /${name} Do Q\n`)
  }

  frame(area: Rectangle, thicknessPt: number, gray: number): void {
    this.#stroke(thicknessPt, gray)
    this.#rectangle(area)
    this.#written.text('re S\n')
  }

  line(from: readonly [number, number], to: readonly [number, number], look: { thicknessPt: number; gray: number; dotted: boolean }): void {
    const written = this.#written
    if (look.dotted) written.text(`q [0 ${number(look.thicknessPt * 4.5)}] 0 d 1 J `)
    this.#stroke(look.thicknessPt, look.gray)
    written.number(from[0])
    written.number(from[1])
    written.text('m ')
    written.number(to[0])
    written.number(to[1])
    written.text(look.dotted ? 'l S Q\n' : 'l S\n')
  }

  #stroke(thicknessPt: number, gray: number): void {
    this.#written.number(gray)
    this.#written.text('G ')
    this.#written.number(thicknessPt)
    this.#written.text('w ')
  }

  #rectangle({ xPt, yPt, widthPt, heightPt }: Rectangle): void {
    this.#written.number(xPt)
    this.#written.number(yPt)
    this.#written.number(widthPt)
    this.#written.number(heightPt)
  }

  /** All that was drawn, one byte a character. */
  bytes(): Buffer {
    return this.#written.done()
  }
}
