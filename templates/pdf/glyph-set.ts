import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { FontFace } from '../fonts.js'
import { RecentTexts } from '../recent-texts.js'
import { subsetFont } from './subset-font.js'

/** A space where a word ends with a text. */
export type WordEnd = ' ' | ''

/** A face reduced to a set of characters and ready to be embedded; equal sets are made once. */
export interface GlyphSet {
  readonly face: FontFace
  /** "ABCDEF+Arimo-Regular" (ISO 32000-1, 9.6.4). */
  readonly name: string
  /** The font program and the ToUnicode map, compressed. */
  readonly program: Uint8Array
  readonly programLength: number
  readonly toUnicode: Uint8Array
  /** By glyph index, in thousandths. */
  readonly widths: readonly number[]
  /** The operator that shows a text, kerned (ISO 32000-1, 9.4.3), and after it what ends its word. */
  shown(text: string, after?: WordEnd): string
}

function rangeOf(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** What almost every Swedish document is written with: its font subset is made and compressed once. */
const BASE: readonly number[] = [
  ...rangeOf(0x20, 0x7e), ...rangeOf(0xa0, 0xff),
  0x2013, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x201e, 0x2022, 0x2026, 0x202f, 0x2011, 0x20ac, 0x2212, 0x2192, 0x2264, 0x2265, 0x25a1,
]
const BASE_SET: ReadonlySet<number> = new Set(BASE)
/** A text with a character beyond those. */
const RARE = new RegExp(`[^${BASE.map((codePoint) => `\\u{${codePoint.toString(16)}}`).join('')}]`, 'u')
const DEFLATE = { level: 6 } as const
const BLOCK = 100

const setsOfFace = new WeakMap<FontFace, Map<string, GlyphSet>>()

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}

function utf16(codePoint: number): string {
  const text = String.fromCodePoint(codePoint)
  return Array.from({ length: text.length }, (_, index) => hex(text.charCodeAt(index))).join('')
}

/** What text extraction and screen readers read back (ISO 32000-1, 9.10.3). */
function toUnicodeMap(characters: readonly number[]): string {
  const lines = characters.map((codePoint, index) => `<${hex(index + 1)}> <${utf16(codePoint)}>`)
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at += BLOCK) {
    const block = lines.slice(at, at + BLOCK)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin', '12 dict begin', 'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def', '/CMapName /Adobe-Identity-UCS def', '/CMapType 2 def',
    '1 begincodespacerange', '<0000> <FFFF>', 'endcodespacerange', ...blocks, 'endcmap', 'CMapName currentdict /CMap defineresource pop', 'end', 'end',
  ].join('\n')
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte)
  if (character === '(' || character === ')' || character === '\\') return `\\${character}`
  // A bare carriage return in a string is read as a line feed (ISO 32000-1, 7.3.4.2).
  return byte === 0x0d ? '\\r' : character
}

function tagOf(style: string, characters: readonly number[]): string {
  const hash = createHash('sha256').update(`${style}:${characters.join(',')}`).digest()
  return Array.from(hash.subarray(0, 6), (byte) => String.fromCharCode(65 + (byte % 26))).join('')
}

/** The texts that a set has shown lately; the lines of what is common to customers come again and again. */
const SHOWN_TEXTS = 5000

function showing(face: FontFace, encode: (codePoint: number) => string): GlyphSet['shown'] {
  const written = (text: string): string => {
    let shown = '('
    let previous = 0
    let kerned = false
    for (let at = 0; at < text.length; at++) {
      const codePoint = text.codePointAt(at) ?? 0
      if (codePoint > 0xffff) at++
      const kerning = previous === 0 ? 0 : face.kerningOf(previous, codePoint)
      if (kerning !== 0) {
        shown += `)${-kerning}(`
        kerned = true
      }
      shown += encode(codePoint)
      previous = codePoint
    }
    return kerned ? `[${shown})]TJ\n` : `${shown})Tj\n`
  }
  // Two of them, so that a text is not put together anew to be looked up.
  const [alone, ended] = [new RecentTexts<string>(SHOWN_TEXTS), new RecentTexts<string>(SHOWN_TEXTS)]
  return (text, after = '') => {
    const recent = after === '' ? alone : ended
    return recent.get(text) ?? recent.set(text, written(text + after))
  }
}

function make(face: FontFace, characters: readonly number[]): GlyphSet {
  const program = subsetFont(face.bytes, [0, ...characters.map((codePoint) => face.glyphOf(codePoint))])
  const encoded = new Map(characters.map((codePoint, index) => [codePoint, escaped((index + 1) >> 8) + escaped((index + 1) & 0xff)]))
  const flat = rangeOf(0, 0xff).map((codePoint) => encoded.get(codePoint))
  const notdef = escaped(0) + escaped(0)
  return {
    face,
    name: `${tagOf(face.style, characters)}+${face.postscriptName}`,
    program: deflateSync(program, DEFLATE),
    programLength: program.length,
    toUnicode: deflateSync(Buffer.from(toUnicodeMap(characters), 'latin1'), DEFLATE),
    widths: [0, ...characters.map((codePoint) => Math.round(face.advanceOf(codePoint)))],
    shown: showing(face, (codePoint) => (codePoint <= 0xff ? flat[codePoint] : encoded.get(codePoint)) ?? notdef),
  }
}

/** Whether a text has characters that the base set lacks. */
export function isRare(text: string): boolean {
  return RARE.test(text)
}

/** The face with the base characters and the given rarer ones. */
export function glyphSetOf(face: FontFace, characters: ReadonlySet<number>): GlyphSet {
  const sets = setsOfFace.get(face) ?? new Map<string, GlyphSet>()
  setsOfFace.set(face, sets)
  const rare = [...characters].filter((codePoint) => !BASE_SET.has(codePoint) && face.advanceOf(codePoint) >= 0).sort((a, b) => a - b)
  const key = rare.join(',')
  const known = sets.get(key)
  if (known !== undefined) return known
  const base = BASE.filter((codePoint) => face.advanceOf(codePoint) >= 0)
  const made = make(face, [...base, ...rare])
  // Rare sets come from names of people and places; forgetting them costs a few milliseconds.
  if (sets.size >= 64) sets.clear()
  sets.set(key, made)
  return made
}
