import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { printedDocument } from './printed-page.js'
import { fileWriter, readersLeft, shown, testImaging } from './test-imaging.js'

const write = fileWriter()
const imaging = testImaging()

it('gives exactly the wanted pages, upright and in the wanted order, in colour only where there is colour', async () => {
  const box = { page: 3, xPt: 70, yPt: 120, widthPt: 200, heightPt: 60 }
  const pdf = await printSignScan(imaging, [{ pdf: await printedDocument('7K3M9QXT2B', 3), boxes: [box] }], { dpi: 200, seed: 3, upsideDown: [3], shuffle: false })
  const path = write('scan.pdf', pdf)
  const pages = await imaging.cleanPages(path, [{ sourcePage: 3, rotation: 180 }, { sourcePage: 1, rotation: 0 }])
  expect(pages.map(({ widthPx, heightPx, dpi }) => [widthPx, heightPx, dpi])).toEqual([[1654, 2339, 200], [1654, 2339, 200]])
  const [signed, plain] = pages
  if (signed === undefined || plain === undefined) throw new Error('two pages were wanted')
  expect((await sharp(signed.jpeg).metadata()).channels).toBe(3)
  expect((await sharp(plain.jpeg).metadata()).channels).toBe(1)
  expect(shown([...(await imaging.readPages({ path: write('3.jpg', signed.jpeg) })), ...(await imaging.readPages({ path: write('1.jpg', plain.jpeg) }))])).toEqual(['3@0', '1@0'])
  expect(readersLeft()).toEqual([])
})

it('carries nothing else of the file along', async () => {
  const secret = 'GRANNENS AVTAL'
  const whole = Buffer.concat([await sharp({ create: { width: 900, height: 1200, channels: 3, background: '#eee' } }).withMetadata({ exif: { IFD0: { Copyright: secret } } }).jpeg().toBuffer(), Buffer.from(`%PDF-1.4 ${secret}`)])
  const path = write('polyglot.jpg', whole)
  expect(readFileSync(path).includes(secret)).toBe(true)
  const [page] = await imaging.cleanPages(path, [{ sourcePage: 1, rotation: 90 }])
  expect(Buffer.from(page?.jpeg ?? []).includes(secret)).toBe(false)
  expect([page?.widthPx, page?.heightPx]).toEqual([1200, 900])
})

it('refuses a page that is not there rather than leaving it out', async () => {
  const path = write('one.pdf', await printedDocument('7K3M9QXT2B', 1))
  await expect(imaging.cleanPages(path, [{ sourcePage: 2, rotation: 0 }])).rejects.toThrow(Failure)
})
