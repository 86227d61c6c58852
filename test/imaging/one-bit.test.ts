import { PDFDocument, PDFHexString, PDFName, PDFRawStream } from 'pdf-lib'
import sharp from 'sharp'
import { afterAll, expect, it } from 'vitest'
import { PdfPages } from '../../src/imaging/pdf-pages.js'
import { PicturePages } from '../../src/imaging/picture-pages.js'
import { fileWriter } from './test-imaging.js'

const LIMITS = { maxPages: 10, maxPixels: 10_000_000, maxBytes: 1_000_000 }
const write = fileWriter()

// Opening pictures shuts sharp's other readers, as the reader process should and the tests after this one must not find them.
afterAll(() => {
  sharp.unblock({ operation: ['VipsForeignLoad'] })
  sharp.cache(true)
  sharp.concurrency(0)
})

type Layer = 'jpeg' | 'gray' | 'bits' | 'mask' | 'two-colours'
const FORM: Readonly<Record<Exclude<Layer, 'jpeg'>, Record<string, number | string | boolean | (string | number | PDFHexString)[]>>> = {
  gray: { ColorSpace: 'DeviceGray', BitsPerComponent: 8 }, bits: { ColorSpace: 'DeviceGray', BitsPerComponent: 1 }, mask: { ImageMask: true, BitsPerComponent: 1 },
  'two-colours': { ColorSpace: ['Indexed', 'DeviceRGB', 1, PDFHexString.of('ff0000ffffff')], BitsPerComponent: 1 },
}

/** A PDF page of pictures of 400 times 560 dots, each over the whole page. */
async function pageOf(layers: readonly Layer[]): Promise<PdfPages> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([576, 792])
  const jpeg = await sharp({ create: { width: 400, height: 560, channels: 3, background: '#ddd' } }).jpeg().toBuffer()
  for (const [index, layer] of layers.entries()) {
    if (layer === 'jpeg') page.drawImage(await pdf.embedJpg(jpeg), { x: 0, y: 0, width: 576, height: 792 })
    else page.node.setXObject(PDFName.of(`L${index}`), pdf.context.register(PDFRawStream.of(pdf.context.obj({ Type: 'XObject', Subtype: 'Image', Width: 400, Height: 560, ...FORM[layer] }), new Uint8Array(layer === 'gray' ? 400 * 560 : 50 * 560))))
  }
  const draws = layers.map((layer, index) => (layer === 'jpeg' ? '' : `q 576 0 0 792 0 0 cm /L${index} Do Q`)).join('\n')
  page.node.addContentStream(pdf.context.register(pdf.context.stream(draws)))
  return PdfPages.open(await pdf.save(), LIMITS)
}

it.each([
  ['of bits', ['bits'], true],
  ['of ink as a mask, as fax machines send it', ['mask'], true],
  ['in gray', ['gray'], false],
  ['as a JPEG', ['jpeg'], false],
  ['as black bits over a background in tones', ['jpeg', 'mask'], false],
  ['without a picture', [], false],
] as const)('a PDF page %s is known as stored in black and white alone: %s is %s', async (_, layers, isOneBit) => {
  expect(await (await pageOf(layers)).isOneBit(1)).toBe(isOneBit)
})

it.each([
  [['bits'], 1],
  [['two-colours'], 3],
  [['mask'], 3],
  [['bits', 'mask'], 3],
  [['gray'], 3],
] as const)('a PDF page of %j is drawn in %i channels', async (layers, channels) => {
  expect((await (await pageOf(layers)).raster(1, 'own', 150)).channels).toBe(channels)
})

it.each([[1, true], [8, false]] as const)('a TIFF of %i bits a dot, too fine to be read as it is, answers the same', async (bitdepth, isOneBit) => {
  const picture = sharp(Buffer.from(Array.from({ length: 1200 * 1700 }, (_, at) => (at % 3 === 0 ? 0 : 255))), { raw: { width: 1200, height: 1700, channels: 1 } }).toColourspace('b-w')
  const path = write(`fin-${bitdepth}.tif`, await picture.tiff({ ...(bitdepth === 1 ? { compression: 'ccittfax4', bitdepth } : { compression: 'lzw' }), xres: 600 / 25.4, yres: 600 / 25.4 }).toBuffer())
  expect(await (await PicturePages.open(path, [null], LIMITS)).isOneBit(1)).toBe(isOneBit)
})
