/** The numbers of a TIFF page under a tag; none when it has no such tag. */
export type TiffFields = (tag: number) => Promise<readonly number[]>

interface TiffFile {
  readonly littleEndian: boolean
  readonly read: (at: number, length: number) => Promise<Buffer>
}

/** Where the dots of a page end in the file, how many bytes they are, and whether these are fewer than so many dots can be packed in. */
interface TiffDots {
  readonly endsAt: number
  readonly bytes: number
  readonly isTooFew: boolean
}

const TAGS = { bits: 258, coding: 259, stripOffsets: 273, stripBytes: 279, tileOffsets: 324, tileBytes: 325 } as const
const BYTES_OF_TYPE: Readonly<Record<number, 2 | 4>> = { 3: 2, 4: 4 }
const [ENTRY_BYTES, INLINE_BYTES] = [12, 4]
/** One strip a row of the largest page. */
const MOST_STRIPS = 65_536
const NOT_CODED = 1
/** CCITT, each of which says at least one bit of every row. */
const CODED_BY_ROW: ReadonlySet<number> = new Set([2, 3, 4, 32771])
/** LZW, JPEG, Deflate and PackBits pack no more than so many bytes of equal dots in one. */
const CODED_IN_BYTES: ReadonlySet<number> = new Set([5, 6, 7, 8, 32773, 32946])
const MOST_TO_A_BYTE = 4096

/** The fields of a page whose entries these are; whole numbers only, and of a long row of them the first. */
export function tiffFields(entries: Buffer, { littleEndian, read }: TiffFile): TiffFields {
  const number = (buffer: Buffer, at: number, bytes: 2 | 4): number => (littleEndian ? buffer.readUIntLE(at, bytes) : buffer.readUIntBE(at, bytes))
  return async (tag) => {
    for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
      if (number(entries, at, 2) !== tag) continue
      const bytes = BYTES_OF_TYPE[number(entries, at + 2, 2)]
      if (bytes === undefined) return []
      const length = Math.min(MOST_STRIPS, number(entries, at + 4, 4)) * bytes
      const values = length <= INLINE_BYTES ? entries.subarray(at + 8, at + 8 + length) : await read(number(entries, at + 8, 4), length)
      return Array.from({ length: length / bytes }, (_, i) => number(values, i * bytes, bytes))
    }
    return []
  }
}

/** The dots of a page of that size, by the strips or tiles it names; nothing is too few for a coding that is not known here. */
export async function tiffDots(fields: TiffFields, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): Promise<TiffDots> {
  const offsets = [...(await fields(TAGS.stripOffsets)), ...(await fields(TAGS.tileOffsets))]
  const lengths = [...(await fields(TAGS.stripBytes)), ...(await fields(TAGS.tileBytes))]
  const [[coding = NOT_CODED], [bits = 1]] = [await fields(TAGS.coding), await fields(TAGS.bits)]
  const held = lengths.reduce((sum, length) => sum + length, 0)
  // Of one colour: more are stored in no fewer, but may be stored more coarsely.
  const plain = Math.ceil((widthPx * bits) / 8) * heightPx
  // Old programs misstate how long an uncoded picture is; its size tells, and libtiff goes by that too.
  if (coding === NOT_CODED) return { endsAt: (offsets[0] ?? 0) + (offsets.length === 1 ? plain : 0), bytes: plain, isTooFew: false }
  const least = CODED_BY_ROW.has(coding) ? heightPx / 8 : CODED_IN_BYTES.has(coding) ? plain / MOST_TO_A_BYTE : 0
  // Where the one strip does not say how long it is, libtiff takes all that follows.
  if (held === 0 && offsets.length === 1) return { endsAt: (offsets[0] ?? 0) + least, bytes: least, isTooFew: false }
  const endsAt = offsets.reduce((end, offset, i) => Math.max(end, offset + (lengths[i] ?? 0)), 0)
  return { endsAt, bytes: held, isTooFew: lengths.length > 0 && held < least }
}
