import { readFileSync } from 'node:fs'
import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { writePicturePages } from '../../templates/pdf/write-picture-pages.js'
import { Failure } from '../../templates/failure.js'
import { copyPile, printSignScan } from '../../src/demo/print-sign-scan.js'
import { toTiff } from '../../src/demo/copier.js'
import type { CopiedPage } from '../../src/imaging/job.js'
import { checkPicturePages } from '../templates/pdf/check-picture-pages.js'
import { printedDocument } from './printed-page.js'
import { fileWriter, readersLeft, shown, testImaging } from './test-imaging.js'

const write = fileWriter()
const imaging = testImaging()
const PAPER = { widthPt: 595.28, heightPt: 841.89 }
const STATEMENT = { title: 'RAPS & rutiner', subject: 'Ren kopia', issuedAt: '2026-11-22T09:00:00.000Z' }
const SIZE_PT = (15 / 25.4) * 72
const PLACES = [{ corner: 'topRight', xPt: 595.28 - 34 - SIZE_PT, yPt: 841.89 - 34 - SIZE_PT, sizePt: SIZE_PT }, { corner: 'bottomLeft', xPt: 34, yPt: 34, sizePt: SIZE_PT }] as const
const BOX = { page: 3, xPt: 70, yPt: 120, widthPt: 200, heightPt: 60 }

const bound = (pages: readonly CopiedPage[]): Uint8Array => writePicturePages(pages.map(({ matrix, encoding, channels, bytes, widthPx, heightPx }) => ({ ...PAPER, picture: { encoding, channels, bytes, widthPx, heightPx }, matrix })), STATEMENT)

it('gives exactly the wanted pages, upright and in the wanted order, as a PDF/A whose bytes are the same every time', async () => {
  const path = write('scan.pdf', await printSignScan(imaging, [{ pdf: await printedDocument('7K3M9QXT2B', 3), boxes: [BOX] }], { dpi: 200, seed: 3, upsideDown: [3], shuffle: false }))
  const wanted = [{ sourcePage: 3, rotation: 180, lies: null, paper: PAPER }, { sourcePage: 1, rotation: 0, lies: null, paper: PAPER }] as const
  const pages = await imaging.cleanPages(path, wanted)
  expect(pages.map(({ encoding, channels }) => [encoding, channels])).toEqual([['jpeg', 3], ['jpeg', 1]])
  const pdf = bound(pages)
  expect(await checkPicturePages(pdf)).toEqual([])
  expect(shown(await imaging.readPages({ path: write('ren.pdf', pdf) }))).toEqual(['3@0', '1@0'])
  expect(Buffer.compare(pdf, bound(await imaging.cleanPages(path, wanted)))).toBe(0)
  expect(readersLeft()).toEqual([])
  const saying = (pageOf: (sourcePage: number) => number) => wanted.map((page) => ({ ...page, codes: { code: '7K3M9QXT2B', exemplar: 1, page: pageOf(page.sourcePage), places: PLACES } }))
  const straight = await imaging.cleanPages(path, saying((sourcePage) => sourcePage))
  expect([straight, pages].map((copies) => copies.map((copy) => copy.straight))).toEqual([[true, true], [false, false]])
  expect(await farthestOff(write('rak.pdf', bound(straight)))).toBeLessThan(0.4)
  expect(await farthestOff(write('sned.pdf', pdf))).toBeGreaterThan(0.6)
  // Codes of another page say nothing of how this one lies.
  expect(Buffer.compare(pdf, bound(await imaging.cleanPages(path, saying(() => 2))))).toBe(0)
})

/** How far, in millimetres, the farthest corner of a symbol is from where it was printed. */
async function farthestOff(path: string): Promise<number> {
  const pages = await imaging.readPages({ path })
  return Math.max(...pages.flatMap(({ codes, widthPx }) => codes.flatMap(({ corners }) => {
    const [corner] = corners
    const pt = PAPER.widthPt / widthPx
    const [x, y] = [(corner?.xPx ?? 0) * pt, PAPER.heightPt - (corner?.yPx ?? 0) * pt]
    return Math.min(...PLACES.map(({ xPt, yPt, sizePt }) => Math.hypot(x - xPt, y - yPt - sizePt))) * (25.4 / 72)
  })))
}

it('keeps the very JPEG that the copier made, without what else it carries', async () => {
  const remark = 'GRANNENS AVTAL'
  const pdf = await PDFDocument.create()
  const page = await sharp((await imaging.rasterPdf(await printedDocument('7K3M9QXT2B', 1), 200))[0]?.pixels, { raw: { width: 1654, height: 2339, channels: 1 } }).withExif({ IFD0: { Copyright: remark } }).jpeg({ quality: 70 }).toBuffer()
  pdf.addPage([595.28, 841.89]).drawImage(await pdf.embedJpg(page), { x: 0, y: 0, width: 595.28, height: 841.89 })
  expect(page.includes(remark)).toBe(true)
  const [copy] = await imaging.cleanPages(write('own.pdf', await pdf.save()), [{ sourcePage: 1, rotation: 0, lies: null, paper: PAPER }])
  const own = Buffer.from(copy?.bytes ?? [])
  expect(own.includes(remark)).toBe(false)
  expect(page.includes(own.subarray(-own.length / 2))).toBe(true)
  expect((await sharp(own).raw().toBuffer()).equals(await sharp(page).raw().toBuffer())).toBe(true)
})

it('keeps every pixel of a black and white scan, in a tenth of the room', async () => {
  const [sheet] = await copyPile(imaging, [{ pdf: await printedDocument('7K3M9QXT2B', 1), boxes: [] }], { dpi: 200, seed: 4, upsideDown: [], shuffle: false }, (paper) => Promise.resolve(paper))
  if (sheet === undefined) throw new Error('one sheet was printed')
  const tiff = await toTiff([sheet], 'bilevel')
  const pages = await imaging.cleanPages(write('fax.tif', tiff), [{ sourcePage: 1, rotation: 0, lies: null, paper: PAPER }])
  expect(pages[0]).toMatchObject({ encoding: 'g4', widthPx: 1654, heightPx: 2339 })
  const pdf = bound(pages)
  expect(pdf.length).toBeLessThan(60_000)
  expect(await checkPicturePages(pdf)).toEqual([])
  const [drawn] = await imaging.rasterPdf(pdf, 200)
  const before = await sharp(tiff).toColourspace('b-w').raw().toBuffer()
  const differing = before.filter((tone, at) => tone !== drawn?.pixels[at]).length
  expect(differing).toBeLessThan(before.length * 0.0005)
})

it('carries nothing else of the file along, and nothing that lies beside the paper', async () => {
  const secret = 'GRANNENS AVTAL'
  const beside = await sharp({ create: { width: 900, height: 1200, channels: 3, background: '#eee' } }).composite([{ input: { create: { width: 200, height: 1200, channels: 3, background: '#c00' } }, left: 700, top: 0 }]).withExif({ IFD0: { Copyright: secret } }).jpeg().toBuffer()
  const path = write('polyglot.jpg', Buffer.concat([beside, Buffer.from(`%PDF-1.4 ${secret}`)]))
  expect(readFileSync(path).includes(secret)).toBe(true)
  const mm = 4
  const [page] = await imaging.cleanPages(path, [{ sourcePage: 1, rotation: 0, lies: { projection: [mm, 0, 0, 0, mm, 0, 0, 0, 1], widthPx: 900, heightPx: 1200 }, paper: { widthPt: (650 / mm / 25.4) * 72, heightPt: (1000 / mm / 25.4) * 72 } }])
  expect(Buffer.from(page?.bytes ?? []).includes(secret)).toBe(false)
  expect([page?.widthPx, page?.heightPx, page?.channels]).toEqual([654, 1004, 1])
})

it('refuses a page that is not there rather than leaving it out', async () => {
  const path = write('one.pdf', await printedDocument('7K3M9QXT2B', 1))
  await expect(imaging.cleanPages(path, [{ sourcePage: 2, rotation: 0, lies: null, paper: PAPER }])).rejects.toThrow(Failure)
})
