import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, PDFStream, type PDFDocument, type PDFObject } from 'pdf-lib'
import { filtersOf, inflatedUpTo } from '../pdf/decoded-content.js'
import { annotationsOf, appearanceOf, resourcesOf } from '../pdf/page-parts.js'
import { type DrawnGlyphs, drawnGlyphs } from './drawn-glyphs.js'
import { Effort, EffortSpent } from './effort.js'
import { letterNamed, writtenLetter } from './letter-names.js'
import { toUnicode } from './to-unicode.js'

/** Letters of a page that the file reads as others than it may show, in words ("”3” kan visas som ”9”"). */
export interface DoubtfulPage {
  readonly page: number
  readonly letters: readonly string[]
}

/** A code of a font: what the file reads it as, what the font itself calls what it draws (null: nothing), and what tells that drawing from others. */
interface Glyph {
  readonly font: PDFDict
  readonly fontName: string
  readonly read: string
  readonly called: string | null
  readonly drawing: string | null
}

/** A large font of a word processor is 1 MB. */
const MOST_FONT_BYTES = 32 * 1024 * 1024
/** A map of every letter there is takes less. */
const MOST_MAP_BYTES = 4 * 1024 * 1024
/** No document of a word processor has nearly as many, and looking through more would keep everybody waiting. */
const MOST_FONTS = 500
const MOST_LETTERS = 200_000
/** Twenty large fonts take a tenth; a second at most. */
const MOST_STEPS = 20_000_000
const BYTES_A_STEP = 16
const TOO_MANY = 'filen har fler typsnitt än vad som går att granska'
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜabcdefghijklmnopqrstuvwxyzåäöéü'.split('')
/** Not told apart in many fonts. */
const ALIKE: readonly string[] = ['Il1|', 'O0o']
const isSame = (one: string, other: string): boolean => one === other || ALIKE.some((letters) => letters.includes(one) && letters.includes(other))

/**
 * The pages whose letters may be others than those that are read: the file's map of a font (ToUnicode) says something else than the font's own names or tables, gives one drawing to several letters, or
 * several drawings to one letter. A font that draws wrong letters by the right names is not found out.
 */
export function doubtfulPages(document: PDFDocument): DoubtfulPage[] {
  const fontsOfPages = document.getPages().map((page) => {
    const held = annotationsOf(page).map((annotation) => appearanceOf(annotation)?.dict.lookup(PDFName.of('Resources')))
    return fontsIn([document.context.lookup(resourcesOf(page) ?? undefined), ...held])
  })
  const fonts = new Set(fontsOfPages.flatMap((found) => [...found]))
  const glyphs = fonts.size > MOST_FONTS ? null : glyphsOfAll([...fonts])
  if (glyphs === null) return fontsOfPages.map((_, index) => ({ page: index + 1, letters: [TOO_MANY] }))
  const doubts = doubtsAbout(glyphs)
  return fontsOfPages.flatMap((found, index) => {
    const letters = new Set(doubts.filter(({ font }) => found.has(font)).map(({ said }) => said))
    return letters.size === 0 ? [] : [{ page: index + 1, letters: [...letters].sort() }]
  })
}

/** Null where there are more than can be looked through. */
function glyphsOfAll(fonts: readonly PDFDict[]): Glyph[] | null {
  const files = new FontFiles(new Effort(MOST_STEPS))
  const glyphs: Glyph[] = []
  try {
    for (const [index, font] of fonts.entries()) {
      for (const glyph of glyphsOf(font, `${index}`, files)) glyphs.push(glyph)
      if (glyphs.length > MOST_LETTERS) return null
    }
  } catch (error) {
    if (error instanceof EffortSpent) return null
    throw error
  }
  return glyphs
}

/** The fonts that those resources name, with those of the forms and patterns they name. */
function fontsIn(resources: readonly (PDFObject | undefined)[]): Set<PDFDict> {
  const fonts = new Set<PDFDict>()
  const seen = new Set<PDFObject>()
  const open = [...resources]
  for (let next = open.pop(); next !== undefined || open.length > 0; next = open.pop()) {
    if (!(next instanceof PDFDict) || seen.has(next)) continue
    seen.add(next)
    for (const font of valuesAt(next, 'Font')) if (font instanceof PDFDict) fonts.add(font)
    for (const form of [...valuesAt(next, 'XObject'), ...valuesAt(next, 'Pattern')]) if (form instanceof PDFStream) open.push(form.dict.lookup(PDFName.of('Resources')))
  }
  return fonts
}

/** What streams of the file hold, unpacked once however many fonts share them. */
class FontFiles {
  readonly #programs = new Map<PDFObject, Uint8Array | null>()

  constructor(readonly effort: Effort) {}

  /** As `bytesOf`. @throws EffortSpent */
  unpacked(stream: PDFObject | undefined, mostBytes = MOST_FONT_BYTES): Uint8Array | null {
    const bytes = bytesOf(stream, mostBytes)
    this.effort.spend((bytes?.length ?? 0) / BYTES_A_STEP)
    return bytes
  }

  programAt(descriptor: PDFDict): Uint8Array | null {
    const stream = descriptor.lookup(PDFName.of('FontFile2'))
    if (stream === undefined) return null
    const known = this.#programs.get(stream)
    const program = known === undefined ? this.unpacked(stream) : known
    this.#programs.set(stream, program)
    return program
  }
}

function valuesAt(dict: PDFDict, key: string): PDFObject[] {
  const inner = dict.lookup(PDFName.of(key))
  return inner instanceof PDFDict ? inner.keys().flatMap((name) => inner.lookup(name) ?? []) : []
}

function doubtsAbout(glyphs: readonly Glyph[]): { readonly font: PDFDict; readonly said: string }[] {
  const doubts: { font: PDFDict; said: string }[] = []
  const lettersOfDrawing = new Map<string, Set<string>>()
  const drawingsOfLetter = new Map<string, Set<string>>()
  const keyOf = ({ fontName, read }: Glyph): string => `${fontName} ${read}`
  for (const glyph of glyphs) {
    if (glyph.drawing === null) continue
    lettersOfDrawing.set(glyph.drawing, (lettersOfDrawing.get(glyph.drawing) ?? new Set<string>()).add(glyph.read))
    drawingsOfLetter.set(keyOf(glyph), (drawingsOfLetter.get(keyOf(glyph)) ?? new Set<string>()).add(glyph.drawing))
  }
  for (const glyph of glyphs) {
    const { font, read, called, drawing } = glyph
    // What its own font bears out is not in doubt because another font says something else.
    const shown = called ?? [...(lettersOfDrawing.get(drawing ?? '') ?? [])].find((letter) => !isSame(letter, read))
    if (shown !== undefined && isSame(shown, read)) continue
    if (shown !== undefined) doubts.push({ font, said: `”${read}” kan visas som ”${shown}”` })
    else if ((drawingsOfLetter.get(keyOf(glyph))?.size ?? 0) > 1) doubts.push({ font, said: `”${read}” ritas på flera sätt` })
  }
  return doubts
}

/** The letters and digits that a font's map reads its codes as; nothing for a font without a map. */
function glyphsOf(font: PDFDict, name: string, files: FontFiles): Glyph[] {
  const map = files.unpacked(font.lookup(PDFName.of('ToUnicode')), MOST_MAP_BYTES)
  if (map === null) return []
  const look = nameAt(font, 'Subtype') === 'Type0' ? composite(font, name, files) : simple(font)
  return [...toUnicode(Buffer.from(map).toString('latin1'), files.effort)].flatMap(([code, text]) => {
    const read = writtenLetter(text)
    return read === null ? [] : [{ font, fontName: name, read, ...look(code, read) }]
  })
}

type Look = (code: number, read: string) => Pick<Glyph, 'called' | 'drawing'>
const unknown: Look = () => ({ called: null, drawing: null })

/** A font of many bytes a code, whose codes are the numbers of its glyphs (ISO 32000-1, 9.7.4.2). */
function composite(font: PDFDict, name: string, files: FontFiles): Look {
  const descendants = font.lookup(PDFName.of('DescendantFonts'))
  const descendant = descendants instanceof PDFArray ? descendants.lookup(0) : undefined
  if (!(descendant instanceof PDFDict) || !['Identity-H', 'Identity-V'].includes(nameAt(font, 'Encoding'))) return unknown
  const glyphs = embeddedGlyphs(descendant, name, files)
  if (glyphs === null) return unknown
  const numbers = descendant.lookup(PDFName.of('CIDToGIDMap'))
  const listed = numbers instanceof PDFStream ? files.unpacked(numbers) : new Uint8Array()
  if (listed === null) return unknown
  return (code, read) => {
    const glyph = numbers instanceof PDFStream ? (listed[2 * code] ?? 0) * 256 + (listed[2 * code + 1] ?? 0) : code
    const [drawing, own] = [glyphs.drawingOf(glyph), glyphs.glyphOf(read.codePointAt(0) ?? 0)]
    const isBorneOut = own !== 0 && (own === glyph || (drawing !== null && drawing === glyphs.drawingOf(own)))
    return { called: isBorneOut ? read : letterOfGlyph(glyphs, glyph), drawing }
  }
}

/** The letter that the font's own table has the glyph for. */
function letterOfGlyph(glyphs: DrawnGlyphs, glyph: number): string | null {
  return LETTERS.find((letter) => glyphs.glyphOf(letter.codePointAt(0) ?? 0) === glyph) ?? null
}

/** A font of one byte a code, whose codes have names (ISO 32000-1, 9.6.6). Names of bitmaps and drawings mean nothing, nor do those of a font of symbols. */
function simple(font: PDFDict): Look {
  const encoding = font.lookup(PDFName.of('Encoding'))
  if (nameAt(font, 'Subtype') === 'Type3' || (nameAt(font, 'Subtype') === 'TrueType' && isSymbolic(font))) return unknown
  const base = encoding instanceof PDFDict ? nameAt(encoding, 'BaseEncoding') : nameAt(font, 'Encoding')
  const named = new Map<number, string>()
  const differences = encoding instanceof PDFDict ? encoding.lookup(PDFName.of('Differences')) : undefined
  let code = 0
  for (const one of differences instanceof PDFArray ? differences.asArray().map((item) => font.context.lookup(item)) : []) {
    if (one instanceof PDFNumber) code = one.asNumber()
    else if (one instanceof PDFName) named.set(code++, one.decodeText())
  }
  return (at) => {
    const given = named.get(at)
    if (given !== undefined) return { called: letterNamed(given), drawing: null }
    const isLetter = (base !== '' && at < 0x80) || (base === 'WinAnsiEncoding' && at >= 0xc0)
    return { called: isLetter ? writtenLetter(String.fromCharCode(at)) : null, drawing: null }
  }
}

function isSymbolic(font: PDFDict): boolean {
  const descriptor = font.lookup(PDFName.of('FontDescriptor'))
  const flags = descriptor instanceof PDFDict ? descriptor.lookup(PDFName.of('Flags')) : undefined
  return flags instanceof PDFNumber && (flags.asNumber() & 4) !== 0
}

function embeddedGlyphs(descendant: PDFDict, name: string, files: FontFiles): DrawnGlyphs | null {
  const descriptor = descendant.lookup(PDFName.of('FontDescriptor'))
  const program = descriptor instanceof PDFDict ? files.programAt(descriptor) : null
  return program === null ? null : drawnGlyphs(program, name, files.effort)
}

/** What a stream holds, plain or packed once; null for anything else, and for more. */
function bytesOf(stream: PDFObject | undefined, mostBytes: number): Uint8Array | null {
  if (!(stream instanceof PDFRawStream)) return null
  const filters = filtersOf(stream)
  if (filters.length === 0) return stream.contents.length > mostBytes ? null : stream.contents
  return filters.length === 1 && filters[0] === 'FlateDecode' && !stream.dict.has(PDFName.of('DecodeParms')) ? inflatedUpTo(stream.contents, mostBytes) : null
}

function nameAt(dict: PDFDict, key: string): string {
  const value = dict.lookup(PDFName.of(key))
  return value instanceof PDFName ? value.decodeText() : ''
}
