import { createHash } from 'node:crypto'
import { number } from './content-stream.js'
import { reference, type ObjectStore, type StreamEntries } from './object-store.js'
import { PdfFile } from './write-file.js'
import { writePlainCatalog, type FileStatement } from './write-trailer.js'

/** A picture as it is stored: a JPEG as it is, or black and white alone in CCITT group 4 where a set bit is white. */
export interface StoredPicture {
  readonly encoding: 'jpeg' | 'g4'
  readonly bytes: Uint8Array
  /** 1 for gray or black and white, 3 for colour. */
  readonly channels: 1 | 3
  readonly widthPx: number
  readonly heightPx: number
}

/** A page and the one picture on it. */
export interface PicturePage {
  readonly widthPt: number
  readonly heightPt: number
  readonly picture: StoredPicture
  /** Where the picture's unit square lies, its origin bottom left, as the operator `cm` takes it (ISO 32000-1, 8.3.4). */
  readonly matrix: Matrix
}

/** The six numbers of an affine transformation, in points. */
export type Matrix = readonly [number, number, number, number, number, number]

/** Pictures one a page and nothing else, as PDF/A-2b (ISO 19005-2); the same arguments give the same bytes. What lies outside a page is cut off when it is shown. */
export function writePicturePages(pages: readonly PicturePage[], statement: FileStatement): Uint8Array {
  const file = new PdfFile()
  const first = file.reserve(pages.length)
  const tree = file.reserve(1)
  const hash = createHash('sha256').update(JSON.stringify(statement))
  for (const [index, page] of pages.entries()) {
    const drawn = Buffer.from(`q ${page.matrix.map(exact).join(' ')} cm /P Do Q`, 'latin1')
    hash.update(drawn).update(page.picture.bytes)
    const picture = file.stream(entriesOf(page.picture), page.picture.bytes)
    const content = file.stream({}, drawn)
    putPage(file, first + index, tree, page, { picture, content })
  }
  file.put(tree, `<</Type/Pages/Kids[${pages.map((_, index) => reference(first + index)).join(' ')}]/Count ${pages.length}>>`)
  return file.bytes(writePlainCatalog(file, statement, tree, hash.digest('hex')))
}

function putPage(store: ObjectStore, object: number, tree: number, { widthPt, heightPt }: PicturePage, { picture, content }: { picture: number; content: number }): void {
  const box = `/MediaBox[0 0 ${number(widthPt)} ${number(heightPt)}]`
  store.put(object, `<</Type/Page/Parent ${reference(tree)}${box}/Resources<</XObject<</P ${reference(picture)}>>>>/Contents ${reference(content)}>>`)
}

/** No `/Interpolate`: PDF/A forbids it (ISO 19005-2, 6.2.8). */
function entriesOf({ encoding, channels, widthPx, heightPx }: StoredPicture): StreamEntries {
  const size = { Type: '/XObject', Subtype: '/Image', Width: widthPx, Height: heightPx }
  if (encoding === 'jpeg') return { ...size, ColorSpace: channels === 3 ? '/DeviceRGB' : '/DeviceGray', BitsPerComponent: 8, Filter: '/DCTDecode' }
  return { ...size, ColorSpace: '/DeviceGray', BitsPerComponent: 1, Filter: '/CCITTFaxDecode', DecodeParms: `<</K -1/Columns ${widthPx}/Rows ${heightPx}/BlackIs1 true>>` }
}

/** A slant of a tenth of a degree is told to a hundredth of a pixel. */
function exact(value: number): string {
  const written = value.toFixed(5).replace(/\.?0+$/, '')
  return written === '-0' ? '0' : written
}
