import { create, type Font } from 'fontkit'
import { fontTable, fontTables } from './font-tables.js'
import { pairKerning } from './pair-kerning.js'

export type FontStyle = 'regular' | 'bold' | 'italic' | 'boldItalic'

export const FONT_STYLES: readonly FontStyle[] = ['regular', 'bold', 'italic', 'boldItalic']

/** One step of a glyph's outline; points are x, y in thousandths of the font size, a curve is cubic. */
export interface OutlineStep {
  readonly command: 'move' | 'line' | 'curve' | 'close'
  readonly points: readonly number[]
}

/** One font file, measured; widths in thousandths of the font size. */
export interface FontFace {
  readonly style: FontStyle
  readonly postscriptName: string
  /** The TrueType file as it was handed in. */
  readonly bytes: Uint8Array
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  readonly italicAngle: number
  readonly boundingBox: readonly [number, number, number, number]
  /** The glyph drawn for a code point; 0 when the font has none. */
  glyphOf(codePoint: number): number
  /** Advance width of a code point; -1 when the font has no glyph for it. */
  advanceOf(codePoint: number): number
  /** What is added to the advance of `left` when `right` follows it; mostly 0, otherwise negative. */
  kerningOf(left: number, right: number): number
  /** The outline of a code point's glyph, from the origin on its baseline. */
  outlineOf(codePoint: number): readonly OutlineStep[]
}

export type Fonts = Readonly<Record<FontStyle, FontFace>>

const DIGIT_ZERO = 0x30
const DIGIT_NINE = 0x39
/** Code points up to here are looked up in a flat table; the rest in a map. */
const FLAT = 0x250
/** The same for both of a pair. */
const LATIN = 0x100
const UNKNOWN = -0x8000

function isDigit(codePoint: number): boolean {
  return codePoint >= DIGIT_ZERO && codePoint <= DIGIT_NINE
}

/** TrueType curves are quadratic, PDF's are cubic: the control points move two thirds of the way. */
function outlineStep(command: string, points: readonly number[], pen: readonly [number, number]): OutlineStep {
  if (command === 'moveTo') return { command: 'move', points }
  if (command === 'lineTo') return { command: 'line', points }
  if (command === 'closePath') return { command: 'close', points: [] }
  if (command !== 'quadraticCurveTo') return { command: 'curve', points }
  const [controlX = 0, controlY = 0, endX = 0, endY = 0] = points
  const toward = (from: number, control: number): number => from + ((control - from) * 2) / 3
  return { command: 'curve', points: [toward(pen[0], controlX), toward(pen[1], controlY), toward(endX, controlX), toward(endY, controlY), endX, endY] }
}

class CachedFace implements FontFace {
  readonly postscriptName: string
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  readonly italicAngle: number
  readonly boundingBox: readonly [number, number, number, number]
  readonly #font: Font
  readonly #scale: number
  readonly #addedBetween: (left: number, right: number) => number
  readonly #flatAdvances = new Float64Array(FLAT).fill(Number.NaN)
  readonly #rareAdvances = new Map<number, number>()
  readonly #flatKerning = new Int16Array(LATIN * LATIN).fill(UNKNOWN)
  readonly #rareKerning = new Map<number, number>()

  constructor(readonly style: FontStyle, readonly bytes: Uint8Array) {
    const font = create(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    if (!('glyphForCodePoint' in font)) throw new Error('a font collection is not a font')
    this.#font = font
    this.#scale = 1000 / font.unitsPerEm
    const tables = fontTables(bytes)
    this.#addedBetween = pairKerning(tables)
    this.postscriptName = font.postscriptName
    this.ascent = font.ascent * this.#scale
    this.descent = font.descent * this.#scale
    this.capHeight = font.capHeight * this.#scale
    // Fontkit would read the names of all glyphs to tell it.
    this.italicAngle = fontTable(tables, 'post').getInt32(4) / 0x10000
    const { minX, minY, maxX, maxY } = font.bbox
    this.boundingBox = [minX * this.#scale, minY * this.#scale, maxX * this.#scale, maxY * this.#scale]
  }

  glyphOf(codePoint: number): number {
    return this.#font.glyphForCodePoint(codePoint).id
  }

  advanceOf(codePoint: number): number {
    const cached = codePoint < FLAT ? this.#flatAdvances[codePoint] : this.#rareAdvances.get(codePoint)
    if (cached !== undefined && !Number.isNaN(cached)) return cached
    const glyph = this.#font.glyphForCodePoint(codePoint)
    const advance = glyph.id === 0 ? -1 : glyph.advanceWidth * this.#scale
    if (codePoint < FLAT) this.#flatAdvances[codePoint] = advance
    else this.#rareAdvances.set(codePoint, advance)
    return advance
  }

  kerningOf(left: number, right: number): number {
    if (left < LATIN && right < LATIN) {
      const pair = left * LATIN + right
      const known = this.#flatKerning[pair] ?? UNKNOWN
      return known === UNKNOWN ? (this.#flatKerning[pair] = this.#measuredKerning(left, right)) : known
    }
    if (left > 0xffff || right > 0xffff) return 0
    const pair = left * 0x10000 + right
    const known = this.#rareKerning.get(pair) ?? this.#measuredKerning(left, right)
    this.#rareKerning.set(pair, known)
    return known
  }

  #measuredKerning(left: number, right: number): number {
    // Digits stay tabular, so that columns of amounts line up.
    if (isDigit(left) && isDigit(right)) return 0
    return Math.round(this.#addedBetween(this.glyphOf(left), this.glyphOf(right)) * this.#scale)
  }

  outlineOf(codePoint: number): readonly OutlineStep[] {
    let pen: [number, number] = [0, 0]
    return this.#font.glyphForCodePoint(codePoint).path.commands.map(({ command, args }) => {
      const points = args.map((value) => value * this.#scale)
      const drawn = outlineStep(command, points, pen)
      pen = [points.at(-2) ?? pen[0], points.at(-1) ?? pen[1]]
      return drawn
    })
  }
}

/** The four faces a document is set in, from TrueType bytes; keep the result for the life of the process, it remembers every width it has measured. */
export function loadFonts(files: Readonly<Record<FontStyle, Uint8Array>>): Fonts {
  return {
    regular: new CachedFace('regular', files.regular),
    bold: new CachedFace('bold', files.bold),
    italic: new CachedFace('italic', files.italic),
    boldItalic: new CachedFace('boldItalic', files.boldItalic),
  }
}
