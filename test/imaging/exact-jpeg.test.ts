import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { PdfPages } from '../../src/imaging/pdf-pages.js'

const LIMITS = { maxPages: 10, maxPixels: 1_000_000, maxBytes: 10_000_000 }
const [WIDTH, HEIGHT] = [250, 350]
const [WIDTH_PT, HEIGHT_PT] = [(WIDTH * 72) / 200, (HEIGHT * 72) / 200]
const noise = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => (at * 7919) % 251)

/** A page that is one JPEG; with something drawn beside the paper it is not, though it looks the same. */
async function scanned(dictionary: Readonly<Record<string, unknown>>, channels: 1 | 3, drawing: string): Promise<PdfPages> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const jpeg = await sharp(noise.subarray(0, WIDTH * HEIGHT * channels), { raw: { width: WIDTH, height: HEIGHT, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb').jpeg({ quality: 70 }).toBuffer()
  const veil = pdf.context.register(PDFRawStream.of(pdf.context.obj({ Type: 'XObject', Subtype: 'Image', Width: 1, Height: 1, ColorSpace: 'DeviceGray', BitsPerComponent: 8, Length: 1 }), Uint8Array.of(128)))
  const named = Object.fromEntries(Object.entries(dictionary).map(([name, value]) => [name, value === 'veil' ? veil : value]))
  const plain = { Type: 'XObject', Subtype: 'Image', Width: WIDTH, Height: HEIGHT, ColorSpace: channels === 1 ? 'DeviceGray' : 'DeviceRGB', BitsPerComponent: 8, Filter: 'DCTDecode', Length: jpeg.length }
  const picture = pdf.context.obj({ ...plain, ...named })
  // Before it, for whoever looks for the data in the file, the same picture that nothing draws.
  pdf.context.register(PDFRawStream.of(pdf.context.obj(plain), jpeg))
  const leaf = pdf.addPage([WIDTH_PT, HEIGHT_PT])
  leaf.node.setXObject(PDFName.of('I'), pdf.context.register(PDFRawStream.of(picture, jpeg)))
  leaf.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream(drawing)))
  return PdfPages.open(await pdf.save({ useObjectStreams: false }), LIMITS)
}

const LAID = `q ${WIDTH_PT} 0 0 ${HEIGHT_PT} 0 0 cm /I Do Q`

it.each([
  ['alone on its page', {}, LAID],
  ['drawn inside out', { Decode: [1, 0, 1, 0, 1, 0] }, LAID],
  ['under a veil', { SMask: 'veil' }, LAID],
  ['with a tone left out', { Mask: [0, 90, 0, 90, 0, 90] }, LAID],
  ['cut', {}, `0 0 40 40 re W n ${LAID}`],
  ['laid a little aside', {}, LAID.replace('0 0 cm', '0.3 0 cm')],
])('gives the pixels of a JPEG %s as PDFium draws them', async (_, dictionary, drawing) => {
  for (const channels of [1, 3] as const) {
    const own = await scanned(Object.fromEntries(Object.entries(dictionary).map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, 2 * channels) : value])), channels, drawing)
    const drawn = await scanned(Object.fromEntries(Object.entries(dictionary).map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, 2 * channels) : value])), channels, `${drawing} -9 -9 1 1 re f`)
    for (const wanted of [1, 3] as const) expect(Buffer.compare((await own.raster(1, wanted, 'own')).pixels, (await drawn.raster(1, wanted, 'own')).pixels)).toBe(0)
  }
})
