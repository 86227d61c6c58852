import { fontTable, fontTables, type FontTables } from '../font-tables.js'

const COMPOSITE = { words: 0x0001, scale: 0x0008, more: 0x0020, xyScale: 0x0040, matrix: 0x0080, instructions: 0x0100 } as const
const HEAD_LENGTH = 54
/** The checksum of a whole font file plus this field is this constant (OpenType 1.9, "head"). */
const CHECKSUM_MAGIC = 0xb1b0afba

function bytesOf(view: DataView, from: number, to: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from)
}

function glyphBytes(tables: FontTables, glyph: number): Uint8Array {
  const long = fontTable(tables, 'head').getInt16(50) === 1
  const loca = fontTable(tables, 'loca')
  const offset = (index: number): number => (long ? loca.getUint32(index * 4) : loca.getUint16(index * 2) * 2)
  return bytesOf(fontTable(tables, 'glyf'), offset(glyph), offset(glyph + 1))
}

/** A simple glyph without its instructions. */
function withoutHints(glyph: Uint8Array, view: DataView): Uint8Array {
  const contours = view.getInt16(0)
  const lengthAt = 10 + contours * 2
  const pointsAt = lengthAt + 2 + view.getUint16(lengthAt)
  const bare = new Uint8Array(lengthAt + 2 + glyph.length - pointsAt)
  bare.set(glyph.subarray(0, lengthAt))
  bare.set(glyph.subarray(pointsAt), lengthAt + 2)
  return bare
}

/** A composite glyph without instructions, its parts renumbered by `place`. */
function composite(glyph: Uint8Array, place: (glyph: number) => number): Uint8Array {
  const bare = glyph.slice()
  const view = new DataView(bare.buffer)
  let at = 10
  for (;;) {
    const flags = view.getUint16(at)
    view.setUint16(at, flags & ~COMPOSITE.instructions)
    view.setUint16(at + 2, place(view.getUint16(at + 2)))
    at += (flags & COMPOSITE.words) === 0 ? 6 : 8
    if ((flags & COMPOSITE.scale) !== 0) at += 2
    else if ((flags & COMPOSITE.xyScale) !== 0) at += 4
    else if ((flags & COMPOSITE.matrix) !== 0) at += 8
    if ((flags & COMPOSITE.more) === 0) return bare.subarray(0, at)
  }
}

/** The chosen glyphs in their new order; parts of composites follow at the end of `order`, which grows. */
function rewrite(tables: FontTables, order: number[]): Uint8Array[] {
  const placeOfPart = new Map<number, number>()
  const place = (part: number): number => {
    const known = placeOfPart.get(part)
    if (known !== undefined) return known
    order.push(part)
    placeOfPart.set(part, order.length - 1)
    return order.length - 1
  }
  const glyphs: Uint8Array[] = []
  for (let index = 0; index < order.length; index++) {
    const glyph = glyphBytes(tables, order[index] ?? 0)
    if (glyph.length === 0) glyphs.push(glyph)
    else {
      const view = new DataView(glyph.buffer, glyph.byteOffset, glyph.length)
      glyphs.push(view.getInt16(0) >= 0 ? withoutHints(glyph, view) : composite(glyph, place))
    }
  }
  return glyphs
}

function outlines(glyphs: readonly Uint8Array[]): { glyf: Uint8Array; loca: Uint8Array } {
  const padded = glyphs.map((glyph) => Math.ceil(glyph.length / 4) * 4)
  const glyf = new Uint8Array(padded.reduce((sum, length) => sum + length, 0))
  const loca = new DataView(new ArrayBuffer((glyphs.length + 1) * 4))
  let at = 0
  for (const [index, glyph] of glyphs.entries()) {
    glyf.set(glyph, at)
    at += padded[index] ?? 0
    loca.setUint32((index + 1) * 4, at)
  }
  return { glyf, loca: new Uint8Array(loca.buffer) }
}

function metrics(tables: FontTables, order: readonly number[]): Uint8Array {
  const source = fontTable(tables, 'hmtx')
  const last = fontTable(tables, 'hhea').getUint16(34) - 1
  const written = new DataView(new ArrayBuffer(order.length * 4))
  for (const [index, glyph] of order.entries()) {
    const bearingAt = glyph <= last ? glyph * 4 + 2 : (last + 1) * 4 + (glyph - last - 1) * 2
    written.setUint16(index * 4, source.getUint16(Math.min(glyph, last) * 4))
    written.setInt16(index * 4 + 2, source.getInt16(bearingAt))
  }
  return new Uint8Array(written.buffer)
}

function copied(tables: FontTables, tag: string): DataView {
  const source = fontTable(tables, tag)
  return new DataView(bytesOf(source, 0, source.byteLength).slice().buffer)
}

function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0
  for (let at = 0; at + 4 <= bytes.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0
  return sum
}

function fontFile(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tags = [...parts.keys()].sort()
  const lengths = tags.map((tag) => Math.ceil((parts.get(tag)?.length ?? 0) / 4) * 4)
  const file = new Uint8Array(12 + tags.length * 16 + lengths.reduce((sum, length) => sum + length, 0))
  const view = new DataView(file.buffer)
  const power = Math.floor(Math.log2(tags.length))
  view.setUint32(0, 0x00010000)
  view.setUint16(4, tags.length)
  view.setUint16(6, 16 * 2 ** power)
  view.setUint16(8, power)
  view.setUint16(10, tags.length * 16 - 16 * 2 ** power)
  let at = 12 + tags.length * 16
  for (const [index, tag] of tags.entries()) {
    const part = parts.get(tag) ?? new Uint8Array()
    file.set(part, at)
    const entry = 12 + index * 16
    for (let letter = 0; letter < 4; letter++) view.setUint8(entry + letter, tag.charCodeAt(letter))
    view.setUint32(entry + 4, checksum(file.subarray(at, at + (lengths[index] ?? 0))))
    view.setUint32(entry + 8, at)
    view.setUint32(entry + 12, part.length)
    at += lengths[index] ?? 0
  }
  const head = tags.slice(0, tags.indexOf('head')).reduce((sum, _, index) => sum + (lengths[index] ?? 0), 12 + tags.length * 16)
  view.setUint32(head + 8, (CHECKSUM_MAGIC - checksum(file)) >>> 0)
  return file
}

/** The font with glyph `glyphs[i]` at index i; one glyph may stand at several indexes. Needs TrueType outlines; bytes depend on the arguments alone. */
export function subsetFont(file: Uint8Array, glyphs: readonly number[]): Uint8Array {
  const tables = fontTables(file)
  const order = [...glyphs]
  const { glyf, loca } = outlines(rewrite(tables, order))
  const head = copied(tables, 'head')
  head.setUint32(8, 0)
  head.setInt16(50, 1)
  const hhea = copied(tables, 'hhea')
  hhea.setUint16(34, order.length)
  const maxp = copied(tables, 'maxp')
  maxp.setUint16(4, order.length)
  // No instructions are left: no stack, storage, functions or their sizes (OpenType 1.9, "maxp").
  for (const at of [16, 18, 20, 22, 24, 26]) maxp.setUint16(at, 0)
  return fontFile(new Map([
    ['glyf', glyf], ['loca', loca], ['hmtx', metrics(tables, order)],
    ['head', new Uint8Array(head.buffer, 0, HEAD_LENGTH)], ['hhea', new Uint8Array(hhea.buffer)], ['maxp', new Uint8Array(maxp.buffer)],
  ]))
}
