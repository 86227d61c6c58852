import { PDFRawStream, PDFString, type PDFContext, type PDFDict, type PDFRef } from 'pdf-lib'
import { FONT_STYLES, type Fonts, type FontStyle } from '../fonts.js'
import { FONT_NAMES, type GlyphSets } from './content-stream.js'
import { glyphSetOf, isRare, type GlyphSet } from './glyph-set.js'
import { WrittenValue } from './written-value.js'

/** Nonsymbolic and italic among the font descriptor's flags (ISO 32000-1, table 123). */
const FLAG = { nonsymbolic: 32, italic: 64 } as const
const STEM = { regular: 88, bold: 140, italic: 88, boldItalic: 140 } as const

/** The rare characters that the document shows, by style, and one of the others where there are any. */
export type UsedCharacters = Readonly<Record<FontStyle, Set<number>>>

/** Empty sets of characters to be filled. */
export function noCharacters(): UsedCharacters {
  return { regular: new Set(), bold: new Set(), italic: new Set(), boldItalic: new Set() }
}

/** Notes that a text is shown in a style; of characters that every set has, the first alone. */
export function use(used: UsedCharacters, style: FontStyle, text: string): void {
  const set = used[style]
  if (!isRare(text)) {
    if (text !== '') set.add(text.charCodeAt(0))
    return
  }
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at) ?? 0
    if (codePoint > 0xffff) at++
    set.add(codePoint)
  }
}

/** The glyph sets that can show what is used. */
export function glyphSetsFor(used: UsedCharacters, fonts: Fonts): GlyphSets {
  return {
    regular: glyphSetOf(fonts.regular, used.regular),
    bold: glyphSetOf(fonts.bold, used.bold),
    italic: glyphSetOf(fonts.italic, used.italic),
    boldItalic: glyphSetOf(fonts.boldItalic, used.boldItalic),
  }
}

function stream(context: PDFContext, bytes: Uint8Array, entries: Record<string, number>): PDFRef {
  return context.register(PDFRawStream.of(context.obj({ Length: bytes.length, Filter: 'FlateDecode', ...entries }), bytes))
}

const widthsOfSet = new WeakMap<GlyphSet, WrittenValue>()

/** A set's widths, written once: hundreds of numbers that are the same in every document. */
function widthsOf(set: GlyphSet): WrittenValue {
  const known = widthsOfSet.get(set)
  if (known !== undefined) return known
  const written = new WrittenValue(`[0[${set.widths.join(' ')}]]`)
  widthsOfSet.set(set, written)
  return written
}

function embed(context: PDFContext, set: GlyphSet): PDFRef {
  const { face } = set
  const descriptor = context.register(context.obj({
    Type: 'FontDescriptor',
    FontName: set.name,
    Flags: FLAG.nonsymbolic + (face.italicAngle === 0 ? 0 : FLAG.italic),
    FontBBox: face.boundingBox.map(Math.round),
    ItalicAngle: face.italicAngle,
    Ascent: Math.round(face.ascent),
    Descent: Math.round(face.descent),
    CapHeight: Math.round(face.capHeight),
    StemV: STEM[face.style],
    FontFile2: stream(context, set.program, { Length1: set.programLength }),
  }))
  const descendant = context.register(context.obj({
    Type: 'Font',
    Subtype: 'CIDFontType2',
    BaseFont: set.name,
    CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
    FontDescriptor: descriptor,
    DW: 0,
    W: widthsOf(set),
    CIDToGIDMap: 'Identity',
  }))
  return context.register(context.obj({ Type: 'Font', Subtype: 'Type0', BaseFont: set.name, Encoding: 'Identity-H', DescendantFonts: [descendant], ToUnicode: stream(context, set.toUnicode, {}) }))
}

/** Embeds the styles that are used and returns the pages' font resources. */
export function embedFonts(context: PDFContext, sets: GlyphSets, used: UsedCharacters): PDFDict {
  const resources: Record<string, PDFRef> = {}
  for (const style of FONT_STYLES) if (used[style].size > 0) resources[FONT_NAMES[style]] = embed(context, sets[style])
  return context.obj(resources)
}
