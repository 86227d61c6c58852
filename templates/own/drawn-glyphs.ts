import { createHash } from 'node:crypto'
import { fontTables, type FontTables } from '../font-tables.js'
import type { Effort } from './effort.js'

/** What a TrueType font program that came with a file says of its glyphs; nothing where the program is damaged. */
export interface DrawnGlyphs {
  /** What tells a glyph's drawing from all others; null for one without any. The same in every font, unless the glyph is put together of others. */
  readonly drawingOf: (glyph: number) => string | null
  /** The glyph the font itself has for a character; 0 where it does not say. */
  readonly glyphOf: (codePoint: number) => number
}

/** Far more than a letter's. */
const MOST_GLYPH_BYTES = 4000
const MICROSOFT = 3
const UNICODE_ENCODINGS: Readonly<Record<number, readonly number[]>> = { 0: [0, 1, 2, 3, 4, 6], [MICROSOFT]: [1, 10] }

/** Reads a font program as far as it goes; `name` tells it from the others of the file. Whatever its tables say, no more is read than they hold, nor looked at than the effort allows (EffortSpent). */
export function drawnGlyphs(program: Uint8Array, name: string, effort: Effort): DrawnGlyphs | null {
  const tables = attempt(() => fontTables(program), null)
  if (tables === null || !tables.has('glyf')) return null
  const glyphs = new Map<number, number>()
  return {
    drawingOf: (glyph) => attempt(() => drawingOf(tables, glyph, name), null),
    glyphOf: (codePoint) => {
      const glyph = glyphs.get(codePoint) ?? attempt(() => glyphOf(tables, codePoint, effort), 0)
      glyphs.set(codePoint, glyph)
      return glyph
    },
  }
}

/** A damaged table sends its reader past its own end. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return otherwise
    throw error
  }
}

/** A glyph's bytes (OpenType 1.9, "loca" and "glyf"). */
function drawingOf(tables: FontTables, glyph: number, name: string): string | null {
  const [head, loca, glyf] = [tables.get('head'), tables.get('loca'), tables.get('glyf')]
  if (head === undefined || loca === undefined || glyf === undefined) return null
  const isLong = head.getInt16(50) === 1
  const at = (index: number): number => (isLong ? loca.getUint32(4 * index) : 2 * loca.getUint16(2 * index))
  const [from, to] = [at(glyph), Math.min(at(glyph + 1), at(glyph) + MOST_GLYPH_BYTES)]
  if (to <= from) return null
  // Made of other glyphs, which go by other numbers in another font.
  const isComposite = glyf.getInt16(from) < 0
  const bytes = new Uint8Array(glyf.buffer, glyf.byteOffset + from, Math.min(to, glyf.byteLength) - from)
  return `${isComposite ? name : ''} ${createHash('sha256').update(bytes).digest('base64')}`
}

/** By the first table for Unicode that has the character (OpenType 1.9, "cmap", formats 4, 6 and 12). */
function glyphOf(tables: FontTables, codePoint: number, effort: Effort): number {
  const cmap = tables.get('cmap')
  if (cmap === undefined) return 0
  for (const offset of unicodeTables(cmap, effort)) {
    const found = inSubtable(new DataView(cmap.buffer, cmap.byteOffset + offset, cmap.byteLength - offset), codePoint, effort)
    if (found !== 0) return found
  }
  return 0
}

function unicodeTables(cmap: DataView, effort: Effort): ReadonlySet<number> {
  const offsets = new Set<number>()
  effort.spend(cmap.getUint16(2))
  for (let index = 0; index < cmap.getUint16(2); index++) {
    const [platform, encoding, offset] = [cmap.getUint16(4 + 8 * index), cmap.getUint16(6 + 8 * index), cmap.getUint32(8 + 8 * index)]
    if (UNICODE_ENCODINGS[platform]?.includes(encoding) === true) offsets.add(offset)
  }
  return offsets
}

function inSubtable(table: DataView, codePoint: number, effort: Effort): number {
  switch (table.getUint16(0)) {
    case 4:
      return inSegments(table, codePoint, effort)
    case 6: {
      const index = codePoint - table.getUint16(6)
      return index >= 0 && index < table.getUint16(8) ? table.getUint16(10 + 2 * index) : 0
    }
    case 12:
      return inGroups(table, codePoint, effort)
    default:
      return 0
  }
}

function inSegments(table: DataView, codePoint: number, effort: Effort): number {
  const bytes = table.getUint16(6)
  for (let at = 14; at < 14 + bytes; at += 2) {
    effort.spend(1)
    if (table.getUint16(at) < codePoint) continue
    const [start, delta, range] = [table.getUint16(at + bytes + 2), table.getUint16(at + 2 * bytes + 2), table.getUint16(at + 3 * bytes + 2)]
    if (start > codePoint) return 0
    const glyph = range === 0 ? codePoint : table.getUint16(at + 3 * bytes + 2 + range + 2 * (codePoint - start))
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
  return 0
}

function inGroups(table: DataView, codePoint: number, effort: Effort): number {
  for (let at = 16; at < 16 + 12 * table.getUint32(12); at += 12) {
    effort.spend(1)
    const [start, end] = [table.getUint32(at), table.getUint32(at + 4)]
    if (codePoint >= start && codePoint <= end) return table.getUint32(at + 8) + codePoint - start
  }
  return 0
}
