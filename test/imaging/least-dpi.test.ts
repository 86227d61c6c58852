import { degrees, PDFDocument, PDFName } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { PdfPages } from '../../src/imaging/pdf-pages.js'

const LIMITS = { maxPages: 10, maxPixels: 10_000_000, maxBytes: 1_000_000 }

/** A page of eight by eleven inches that is one picture of so many dots, turned a quarter or not. */
async function scanOf(widthPx: number, heightPx: number, turned: 0 | 90): Promise<PdfPages> {
  const pdf = await PDFDocument.create()
  const picture = await pdf.embedPng(await sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#ccc' } }).png().toBuffer())
  if (turned === 0) pdf.addPage([576, 792]).drawImage(picture, { x: 0, y: 0, width: 576, height: 792 })
  else pdf.addPage([792, 576]).drawImage(picture, { x: 792, y: 0, width: 576, height: 792, rotate: degrees(90) })
  return PdfPages.open(await pdf.save(), LIMITS)
}

describe('how finely a scanner saw a page, in the direction in which it saw less', () => {
  it.each([
    ['a copier', 1600, 2200, 0, 200],
    ['a fine fax', 1632, 2156, 0, 196],
    ['a coarse fax, drawn with square pixels', 1632, 1078, 0, 98],
    ['a coarse fax that lies on its side', 1632, 1078, 90, 98],
  ] as const)('is told of %s', async (_, widthPx, heightPx, turned, dpi) => {
    expect((await scanOf(widthPx, heightPx, turned)).leastDpi(1)).toBeCloseTo(dpi, 0)
  })

  it.each([
    ['wrapped in a form', [1, 0, 0, 1, 0, 0], 0],
    ['wrapped in a form that is drawn at half its size, in one that is drawn at twice', [0.5, 0, 0, 0.5, 0, 0], 1],
    ['wrapped in a form that lies on its side', [0, 1, -1, 0, 576, 0], 0],
  ] as const)('is told of a picture that is %s, as scanners and programs that print to a file do', async (_, lie, within) => {
    const pdf = await PDFDocument.create()
    const [width, height] = lie[0] === 0 ? [792, 576] : [576, 792]
    const page = pdf.addPage([576, 792])
    const bits = pdf.context.register(pdf.context.flateStream(Buffer.alloc(1100 * 100, 0xaa), { Type: 'XObject', Subtype: 'Image', Width: 800, Height: 1100, BitsPerComponent: 1, ColorSpace: 'DeviceGray' }))
    let inner = pdf.context.register(pdf.context.stream(`q ${width} 0 0 ${height} 0 0 cm /P Do Q`, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 2000, 2000], Matrix: [...lie], Resources: { XObject: { P: bits } } }))
    for (let deep = 0; deep < within; deep += 1) inner = pdf.context.register(pdf.context.stream('q 2 0 0 2 0 0 cm /F Do Q', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 2000, 2000], Resources: { XObject: { F: inner } } }))
    page.node.setXObject(PDFName.of('F'), inner)
    page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream('/F Do')))
    const pages = await PdfPages.open(await pdf.save(), LIMITS)
    const least = lie[0] === 0 ? 72 * Math.min(800 / 792, 1100 / 576) : 100
    expect([pages.leastDpi(1)?.toFixed(0), await pages.isOneBit(1), (await pages.raster(1, 1, 'own')).dpi]).toEqual([least.toFixed(0), true, 150])
  })

  it('is not told of a page without a picture', async () => {
    const pdf = await PDFDocument.create()
    pdf.addPage()
    expect((await PdfPages.open(await pdf.save(), LIMITS)).leastDpi(1)).toBeNull()
  })
})

it('is not told by a small picture on a written page, such as its code', async () => {
  const pdf = await PDFDocument.create()
  const code = await pdf.embedPng(await sharp({ create: { width: 25, height: 25, channels: 3, background: '#000' } }).png().toBuffer())
  pdf.addPage([595, 842]).drawImage(code, { x: 500, y: 760, width: 43, height: 43 })
  const pages = await PdfPages.open(await pdf.save(), LIMITS)
  expect([pages.leastDpi(1), await pages.isOneBit(1), (await pages.raster(1, 1, 'own')).dpi]).toEqual([null, false, 200])
})

it('is told of the fine layer that text lies in, over a coarse background of the same page', async () => {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([576, 792])
  const layer = (name: string, dpi: number, BitsPerComponent: 1 | 8, kind: Readonly<Record<string, string | boolean>>): void => {
    const [Width, Height] = [8 * dpi, 11 * dpi]
    page.node.setXObject(PDFName.of(name), pdf.context.register(pdf.context.flateStream(Buffer.alloc(Height * Math.ceil((Width * BitsPerComponent) / 8), 0xaa), { Type: 'XObject', Subtype: 'Image', Width, Height, BitsPerComponent, ...kind })))
  }
  layer('Background', 72, 8, { ColorSpace: 'DeviceGray' })
  layer('Text', 200, 1, { ImageMask: true })
  page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream('q 576 0 0 792 0 0 cm /Background Do Q q 574 0 0 790 1 1 cm /Text Do Q')))
  expect((await PdfPages.open(await pdf.save(), LIMITS)).leastDpi(1)).toBeCloseTo(200, -1)
})

describe('a page that is a picture of paper', () => {
  const drawn = async (content: string): Promise<PdfPages> => {
    const pdf = await PDFDocument.create()
    const page = pdf.addPage([576, 792])
    page.node.setXObject(PDFName.of('P'), pdf.context.register(pdf.context.flateStream(Buffer.alloc(1600 * 275, 0xaa), { Type: 'XObject', Subtype: 'Image', Width: 1600, Height: 2200, BitsPerComponent: 1, ColorSpace: 'DeviceGray' })))
    page.node.setFontDictionary(PDFName.of('F'), pdf.context.register(pdf.context.obj({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' })))
    page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream(content)))
    return PdfPages.open(await pdf.save(), LIMITS)
  }
  const PICTURE = 'q 576 0 0 792 0 0 cm /P Do Q'

  it('is known as one behind however many words that a reader of text has laid over it', async () => {
    const words = Array.from({ length: 1500 }, (_, at) => `BT /F 8 Tf 3 Tr 1 0 0 1 ${at % 500} ${at % 700} Tm (ord) Tj ET`).join('\n')
    const pages = await drawn(`${words}\n${PICTURE}`)
    expect([pages.picturesAlone(1, 1), pages.leastDpi(1)?.toFixed(0), await pages.isOneBit(1)]).toEqual([null, '200', true])
  })

  it('is one too when it lies in more strips than are looked at', async () => {
    const pages = await drawn(Array.from({ length: 1100 }, (_, at) => `q 576 0 0 0.1 0 ${at * 0.1} cm /P Do Q`).join('\n'))
    expect(pages.picturesAlone(1, 1)).toBeNull()
  })

  it('is told from what is written beside or over it', async () => {
    const alone = (await drawn('q 57 0 0 79 0 0 cm /P Do Q BT /F 99 Tf 99 400 Td (ord) Tj ET')).picturesAlone(1, 1)
    expect(alone).toMatchObject({ channels: 1, widthPx: 1600, heightPx: 2200 })
    const whereWords = alone?.pixels.slice(900 * 1600, 1100 * 1600) ?? new Uint8Array(1)
    expect([Math.min(...new Set(whereWords)), Math.min(...new Set(alone?.pixels)) < 200]).toEqual([255, true])
  })
})
