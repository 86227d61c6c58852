import { Unzlib } from 'fflate'
import { decodePDFRawStream, PDFArray, PDFName, PDFRawStream } from 'pdf-lib'
import { Failure } from '../failure.js'

/** Far more than any page of words and lines; a page of a drawing program may take some. */
const MOST_BYTES = 64 * 1024 * 1024
const CHUNK = 64 * 1024
const TEXT_FILTERS = ['ASCIIHexDecode', 'ASCII85Decode']

/** What compressed bytes become, as far as they can be read; null when that is more than `mostBytes`. */
export function inflatedUpTo(packed: Uint8Array, mostBytes: number): Uint8Array | null {
  const parts: Uint8Array[] = []
  let size = 0
  const stream = new Unzlib((part) => {
    parts.push(part)
    size += part.length
  })
  try {
    for (let at = 0; at < packed.length; at += CHUNK) {
      stream.push(packed.subarray(at, at + CHUNK), at + CHUNK >= packed.length)
      if (size > mostBytes) return null
    }
  } catch {
    // What follows the damage is lost, as it is to every reader; what was read before it is drawn.
  }
  return Buffer.concat(parts, size)
}

/** The filters of a stream, outermost first. */
export function filtersOf({ dict }: PDFRawStream): string[] {
  const filter = dict.lookup(PDFName.of('Filter'))
  const listed = filter instanceof PDFArray ? Array.from({ length: filter.size() }, (_, index) => filter.lookup(index)) : [filter]
  return listed.filter((one) => one instanceof PDFName).map((one) => one.decodeText())
}

function refusal(place: string, reason: string): Failure {
  const message = `sidans innehåll ${reason}. Öppna filen i ett PDF-program, spara den som ny PDF och försök igen.`
  return new Failure('template-invalid', `${place}: ${message}`, { faults: [{ path: place, message }] })
}

/** A content stream's operators: plain, or compressed once. @throws Failure `template-invalid` for other filters, and for more than 64 MB */
export function decodedContent(stream: PDFRawStream, place: string): Uint8Array {
  const filters = filtersOf(stream)
  const outer = filters.filter((filter) => TEXT_FILTERS.includes(filter))
  const rest = filters.slice(outer.length)
  if (outer.some((filter, index) => filters[index] !== filter) || rest.length > 1 || (rest.length === 1 && rest[0] !== 'FlateDecode') || stream.dict.has(PDFName.of('DecodeParms'))) {
    throw refusal(place, `är packat på ett sätt som inte stöds (${filters.join(', ')})`)
  }
  const written = outer.length === 0 ? stream.contents : decodePDFRawStream(PDFRawStream.of(stream.dict.context.obj({ Filter: outer }), stream.contents)).decode()
  const decoded = rest.length === 0 ? written : inflatedUpTo(written, MOST_BYTES)
  if (decoded === null) throw refusal(place, 'är orimligt stort')
  return decoded
}
