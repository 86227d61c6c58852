import { deflateSync } from 'node:zlib'
import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib'
import sharp from 'sharp'
import type { Raster } from '../../imaging/page-source.js'
import { opened } from './picture.js'

/** A scanned page as it is stored: pixels still, or already a JPEG. */
export interface StoredPage {
  readonly picture: Raster
  /** How many pixels there are down to one across. */
  readonly aspect: number
  readonly jpegQuality: number
}

/** A JPEG of one page. */
export function jpegFile({ picture, jpegQuality }: StoredPage): Promise<Uint8Array> {
  return opened(picture).jpeg({ quality: jpegQuality, chromaSubsampling: '4:2:0' }).withMetadata({ density: Math.round(picture.dpi) }).toBuffer()
}

/** A photograph says nothing of its resolution. */
export function photographFile({ picture, jpegQuality }: StoredPage): Promise<Uint8Array> {
  return opened(picture).jpeg({ quality: jpegQuality }).toBuffer()
}

/** The PDF a copier sends: one picture a page and nothing else; black and white pages as bits. */
export async function pdfFile(pages: readonly StoredPage[], isBilevel: (page: StoredPage) => boolean): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  for (const page of pages) {
    const { picture, aspect } = page
    const [width, height] = [(picture.widthPx * 72) / picture.dpi, (picture.heightPx * 72) / picture.dpi / aspect]
    if (isBilevel(page)) {
      const leaf = pdf.addPage([width, height])
      leaf.node.setXObject(PDFName.of('I'), pdf.context.register(bitsOf(pdf, picture)))
      leaf.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream(`${width} 0 0 ${height} 0 0 cm /I Do`)))
      continue
    }
    pdf.addPage([width, height]).drawImage(await pdf.embedJpg(await jpegFile(page)), { x: 0, y: 0, width, height })
  }
  return pdf.save({ useObjectStreams: false, objectsPerTick: Number.POSITIVE_INFINITY })
}

function bitsOf(pdf: PDFDocument, { pixels, widthPx, heightPx }: Raster): PDFRawStream {
  const row = Math.ceil(widthPx / 8)
  const bits = new Uint8Array(row * heightPx)
  for (let y = 0; y < heightPx; y += 1) for (let x = 0; x < widthPx; x += 1) if ((pixels[y * widthPx + x] ?? 0) > 127) bits[y * row + (x >> 3)] = (bits[y * row + (x >> 3)] ?? 0) | (0x80 >> (x & 7))
  const packed = deflateSync(bits)
  return PDFRawStream.of(pdf.context.obj({ Type: 'XObject', Subtype: 'Image', Width: widthPx, Height: heightPx, ColorSpace: 'DeviceGray', BitsPerComponent: 1, Filter: 'FlateDecode', Length: packed.length }), packed)
}

/** A multi-page TIFF: black and white as fax machines and old copiers make it (CCITT G4), else gray (LZW). All pages are gray and of one size. */
export function tiffFile(pages: readonly StoredPage[], tones: 'gray' | 'bilevel'): Promise<Uint8Array> {
  const [first] = pages
  if (first === undefined || pages.some(({ picture }) => picture.channels !== 1 || picture.widthPx !== first.picture.widthPx || picture.heightPx !== first.picture.heightPx)) throw new Error('a TIFF is made of gray pages of one size')
  const { widthPx, heightPx, dpi } = first.picture
  const pile = sharp(Buffer.concat(pages.map(({ picture }) => picture.pixels)), { limitInputPixels: false, raw: { width: widthPx, height: heightPx * pages.length, channels: 1, pageHeight: heightPx } })
  const resolution = { xres: dpi / 25.4, yres: (dpi * first.aspect) / 25.4 }
  if (tones === 'gray') return pile.tiff({ compression: 'lzw', ...resolution }).toBuffer()
  return pile.threshold(128).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1, ...resolution }).toBuffer()
}
