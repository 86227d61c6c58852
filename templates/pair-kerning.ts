import type { FontTables } from './font-tables.js'

const PAIR = 2
const EXTENSION = 9
/** Whose kerning is read: Latin letters, and what all scripts share. */
const SCRIPT = 'latn'
/** Bits of a value's format (OpenType 1.9, "ValueRecord"). */
const VALUE = { placements: 0x0003, advance: 0x0004 } as const

/** One table of pairs: what is added between two glyphs, null when it says nothing of them. */
type Pairs = (left: number, right: number) => number | null

function bitCount(bits: number): number {
  return bits === 0 ? 0 : (bits & 1) + bitCount(bits >> 1)
}

function from(view: DataView, offset: number): DataView {
  return new DataView(view.buffer, view.byteOffset + offset, view.byteLength - offset)
}

function numbers(view: DataView, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => view.getUint16(at + index * 2))
}

/** The tables whose offsets stand in a list of that many at `at`. */
function listed(view: DataView, at: number): DataView[] {
  return numbers(view, at + 2, view.getUint16(at)).map((offset) => from(view, offset))
}

/** The tables of a list by their tags, in order. */
function tagged(view: DataView): { tag: string; table: DataView }[] {
  return Array.from({ length: view.getUint16(0) }, (_, index) => {
    const at = 2 + index * 6
    return { tag: String.fromCharCode(...[0, 1, 2, 3].map((letter) => view.getUint8(at + letter))), table: from(view, view.getUint16(at + 4)) }
  })
}

/** Ranges of glyphs with a number: that of the whole range, or of its first glyph. */
function ranges(view: DataView, counted: boolean): Map<number, number> {
  const found = new Map<number, number>()
  for (let index = 0; index < view.getUint16(2); index++) {
    const [first = 0, last = 0, value = 0] = numbers(view, 4 + index * 6, 3)
    for (let glyph = first; glyph <= last; glyph++) found.set(glyph, counted ? value + glyph - first : value)
  }
  return found
}

function coverageOf(view: DataView): Map<number, number> {
  return view.getUint16(0) === 1 ? new Map(numbers(view, 4, view.getUint16(2)).map((glyph, index) => [glyph, index])) : ranges(view, true)
}

function classesOf(view: DataView): Map<number, number> {
  if (view.getUint16(0) === 2) return ranges(view, false)
  const first = view.getUint16(2)
  return new Map(numbers(view, 6, view.getUint16(4)).map((value, index) => [first + index, value]))
}

/** A subtable of pairs, glyph by glyph or class by class (OpenType 1.9, "Lookup type 2 subtable"). */
function pairsOf(view: DataView): Pairs {
  const [format, coverageAt = 0, leftFormat = 0, rightFormat = 0] = numbers(view, 0, 4)
  const coverage = coverageOf(from(view, coverageAt))
  const size = 2 * (bitCount(leftFormat) + bitCount(rightFormat))
  const advanceAt = 2 * bitCount(leftFormat & VALUE.placements)
  const advance = (record: number): number => ((leftFormat & VALUE.advance) === 0 ? 0 : view.getInt16(record + advanceAt))
  if (format === 1) {
    return (left, right) => {
      const set = coverage.get(left)
      if (set === undefined) return null
      const at = view.getUint16(10 + set * 2)
      for (let record = at + 2, end = record + view.getUint16(at) * (size + 2); record < end; record += size + 2) if (view.getUint16(record) === right) return advance(record + 2)
      return null
    }
  }
  const [leftClasses, rightClasses] = [classesOf(from(view, view.getUint16(8))), classesOf(from(view, view.getUint16(10)))]
  const rightCount = view.getUint16(14)
  return (left, right) => (coverage.has(left) ? advance(16 + ((leftClasses.get(left) ?? 0) * rightCount + (rightClasses.get(right) ?? 0)) * size) : null)
}

/** A lookup's subtables of pairs; none when it is of another type. */
function pairTables(lookup: DataView): Pairs[] {
  const type = lookup.getUint16(0)
  const subtables = listed(lookup, 4)
  if (type === PAIR) return subtables.map(pairsOf)
  if (type !== EXTENSION) return []
  return subtables.filter((view) => view.getUint16(2) === PAIR).map((view) => pairsOf(from(view, view.getUint32(4))))
}

/** The lookups of the kerning that a font has for Latin script, in order. */
function kerningLookups(positions: DataView): Pairs[][] {
  const [scripts, features, lookups] = numbers(positions, 4, 3).map((offset) => from(positions, offset))
  const script = scripts === undefined ? undefined : tagged(scripts).find(({ tag }) => tag === SCRIPT)?.table
  if (script === undefined || features === undefined || lookups === undefined) return []
  const language = from(script, script.getUint16(0))
  const all = tagged(features)
  const kerning = numbers(language, 6, language.getUint16(4)).flatMap((index) => all.filter(({ tag }, at) => at === index && tag === 'kern'))
  const wanted = new Set(kerning.flatMap(({ table }) => numbers(table, 4, table.getUint16(2))))
  return listed(lookups, 0).flatMap((lookup, index) => (wanted.has(index) ? [pairTables(lookup)] : []))
}

/**
 * What a font adds between two glyphs of Latin text, in font units (OpenType 1.9, "GPOS"). Read from the file itself: laying out each pair with
 * fontkit takes a tenth of the time to the first document.
 */
export function pairKerning(tables: FontTables): (left: number, right: number) => number {
  const positions = tables.get('GPOS')
  const lookups = positions === undefined ? [] : kerningLookups(positions)
  return (left, right) => {
    let sum = 0
    for (const subtables of lookups) {
      // Of a lookup the first subtable that says something counts.
      for (const pairs of subtables) {
        const added = pairs(left, right)
        if (added === null) continue
        sum += added
        break
      }
    }
    return sum
  }
}
