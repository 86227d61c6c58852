import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { copyPile, printSignScan } from '../../src/demo/print-sign-scan.js'
import { jpegOf, toPdf, toTiff } from '../../src/demo/copier.js'
import type { Paper } from '../../src/demo/pen.js'
import { printedDocument, printedPdf } from './printed-page.js'
import { fileWriter, readersLeft, shown, testImaging } from './test-imaging.js'

const write = fileWriter()
const imaging = testImaging()
const CODE = '7K3M9QXT2B'

async function turned(paper: Paper, degrees: number): Promise<Paper> {
  const { data, info } = await sharp(paper.pixels, { raw: { width: paper.widthPx, height: paper.heightPx, channels: paper.channels } })
    .rotate(degrees).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { ...paper, pixels: data, widthPx: info.width, heightPx: info.height }
}

async function oneSheet(): Promise<Paper> {
  const [paper] = await imaging.rasterPdf(await printedDocument(CODE, 1), 200)
  if (paper === undefined) throw new Error('no sheet')
  return paper
}

describe.each([150, 200, 300])('a document copied at %i dpi', (dpi) => {
  let sheets: Paper[] = []
  beforeAll(async () => {
    sheets = await copyPile(imaging, [{ pdf: await printedDocument(CODE, 3), boxes: [] }], { dpi, seed: dpi, upsideDown: [2], shuffle: false }, (paper) => Promise.resolve(paper))
  })

  it.each(['gray', 'bilevel'] as const)('to a %s TIFF shows the code of every page and how it lies', async (tones) => {
    const path = write(`${dpi}-${tones}.tif`, await toTiff(sheets, tones))
    expect(shown(await imaging.readPages({ path }))).toEqual(['1@0', '2@180', '3@0'])
  })

  it('to a PDF shows them at the resolution it was scanned in', async () => {
    const jpegs = await Promise.all(sheets.map(async (paper) => ({ jpeg: await jpegOf(paper), widthPx: paper.widthPx, heightPx: paper.heightPx, dpi })))
    const pages = await imaging.readPages({ path: write(`${dpi}.pdf`, await toPdf(jpegs)) })
    expect(shown(pages)).toEqual(['1@0', '2@180', '3@0'])
    expect(pages.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual(sheets.map(({ widthPx, heightPx }) => [widthPx, heightPx]))
  })
})

describe('reading a scan', () => {
  it('a page printed with the last of the toner is no blank one, and shows its code', async () => {
    const { pixels, widthPx, heightPx } = await oneSheet()
    const pale = write('blek.png', await sharp(pixels.map((tone) => 235 - (255 - tone) / 5), { raw: { width: widthPx, height: heightPx, channels: 1 } }).png().toBuffer())
    expect(shown(await imaging.readPages({ path: pale }))).toEqual(['1@0'])
  })

  it.each([0, 90, 180, 270] as const)('a JPEG or PNG turned %i degrees shows its code turned as far', async (degrees) => {
    const paper = await turned(await oneSheet(), degrees)
    const jpeg = write(`${degrees}.jpg`, await jpegOf(paper))
    const png = write(`${degrees}.png`, await sharp(paper.pixels, { raw: { width: paper.widthPx, height: paper.heightPx, channels: 1 } }).png().toBuffer())
    expect(shown([...(await imaging.readPages({ path: jpeg })), ...(await imaging.readPages({ path: png }))])).toEqual([`1@${degrees}`, `1@${degrees}`])
  })

  it('finds every page of two documents in a shuffled, signed pile', async () => {
    const box = { page: 2, xPt: 70, yPt: 120, widthPt: 200, heightPt: 60 }
    const documents = [{ pdf: await printedDocument(CODE, 2), boxes: [box] }, { pdf: await printedDocument('0000000001', 2, 2), boxes: [box] }]
    const options = { dpi: 200, seed: 5, upsideDown: [3], shuffle: true }
    const path = write('pile.pdf', await printSignScan(imaging, documents, options))
    const progress: string[] = []
    const pages = await imaging.readPages({ path }, (done, total) => progress.push(`${done}/${total}`))
    expect(progress).toEqual(['1/4', '2/4', '3/4', '4/4'])
    expect(shown(pages).toSorted()).toEqual(['1@0', '1@180', '2@0', '2@0'])
    expect(new Set(pages.flatMap(({ codes }) => codes.map(({ text }) => text.slice(6, 18)))).size).toBe(2)
    expect(readersLeft()).toEqual([])
  })

  it('tells a blank back from a page without a code', async () => {
    const pdf = await printedPdf([{ stamp: null, text: '' }, { stamp: null, text: 'Ett brev' }])
    const options = { dpi: 200, seed: 1, upsideDown: [], shuffle: false }
    const path = write('blank.pdf', await printSignScan(imaging, [{ pdf, boxes: [] }], options))
    expect(shown(await imaging.readPages({ path }))).toEqual(['blank', 'no-code'])
  })

  it('turns a photograph upright as its orientation mark says', async () => {
    const path = write('photo.jpg', await sharp(await jpegOf(await turned(await oneSheet(), 270))).withMetadata({ orientation: 6 }).toBuffer())
    expect(shown(await imaging.readPages({ path }))).toEqual(['1@0'])
  })

  it('leaves out codes that shine through from the other side', async () => {
    const paper = await oneSheet()
    const mirrored = await sharp(paper.pixels, { raw: { width: paper.widthPx, height: paper.heightPx, channels: 1 } }).flop().png().toBuffer()
    expect(shown(await imaging.readPages({ path: write('mirrored.png', mirrored) }))).toEqual(['no-code'])
  })
})
