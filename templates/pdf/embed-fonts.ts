import { FONT_STYLES, type Fonts, type FontStyle } from '../fonts.js'
import { FONT_NAMES, type GlyphSets } from './content-stream.js'
import { glyphSetOf, isRare, type GlyphSet } from './glyph-set.js'
import { add, reference, type ObjectStore } from './object-store.js'

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

const widthsOfSet = new WeakMap<GlyphSet, string>()

/** A set's widths, written once: hundreds of numbers that are the same in every document. */
function widthsOf(set: GlyphSet): string {
  const known = widthsOfSet.get(set) ?? set.widths.join(' ')
  widthsOfSet.set(set, known)
  return known
}

function embed(store: ObjectStore, set: GlyphSet): number {
  const { face } = set
  const program = store.stream({ Filter: '/FlateDecode', Length1: set.programLength }, set.program)
  const toUnicode = store.stream({ Filter: '/FlateDecode' }, set.toUnicode)
  const flags = FLAG.nonsymbolic + (face.italicAngle === 0 ? 0 : FLAG.italic)
  const heights = `/Ascent ${Math.round(face.ascent)}/Descent ${Math.round(face.descent)}/CapHeight ${Math.round(face.capHeight)}`
  const descriptor = add(store, `<</Type/FontDescriptor/FontName/${set.name}/Flags ${flags}/FontBBox[${face.boundingBox.map(Math.round).join(' ')}]/ItalicAngle ${face.italicAngle}${heights}/StemV ${STEM[face.style]}/FontFile2 ${reference(program)}>>`)
  const system = '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>'
  const descendant = add(store, `<</Type/Font/Subtype/CIDFontType2/BaseFont/${set.name}${system}/FontDescriptor ${reference(descriptor)}/DW 0/W[0[${widthsOf(set)}]]/CIDToGIDMap/Identity>>`)
  return add(store, `<</Type/Font/Subtype/Type0/BaseFont/${set.name}/Encoding/Identity-H/DescendantFonts[${reference(descendant)}]/ToUnicode ${reference(toUnicode)}>>`)
}

/** Embeds the styles that are used and returns the pages' font resources as they are written. */
export function embedFonts(store: ObjectStore, sets: GlyphSets, used: UsedCharacters): string {
  const fonts = FONT_STYLES.filter((style) => used[style].size > 0).map((style) => `/${FONT_NAMES[style]} ${reference(embed(store, sets[style]))}`)
  return `<<${fonts.join('')}>>`
}
