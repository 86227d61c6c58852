import { expect, it } from 'vitest'
import { copyPile, printSignScan } from '../../src/demo/print-sign-scan.js'
import { signWithPen, type Paper } from '../../src/demo/pen.js'
import { seeded, shuffled } from '../../src/demo/seeded.js'
import { printedDocument } from './printed-page.js'
import { testImaging } from './test-imaging.js'

const imaging = testImaging()
const box = { page: 2, xPt: 70, yPt: 120, widthPt: 200, heightPt: 60 }
const options = { dpi: 150, seed: 1, upsideDown: [], shuffle: true }

it('the same seed gives the same file, another seed another', async () => {
  const documents = [{ pdf: await printedDocument('7K3M9QXT2B', 2), boxes: [box] }]
  const first = Buffer.from(await printSignScan(imaging, documents, options))
  expect(first.equals(await printSignScan(imaging, documents, options))).toBe(true)
  expect(first.equals(await printSignScan(imaging, documents, { ...options, seed: 2 }))).toBe(false)
})

it('signed sheets are in colour, the others gray', async () => {
  const documents = [{ pdf: await printedDocument('7K3M9QXT2B', 3), boxes: [box] }]
  expect(await copyPile(imaging, documents, { ...options, shuffle: false }, ({ channels }) => Promise.resolve(channels))).toEqual([1, 3, 1])
})

it.each([1, 2, 3, 4, 5, 6, 7, 8])('the signature of seed %i is ink within its box, and a good deal of it', (seed) => {
  const paper: Paper = { pixels: new Uint8Array(600 * 300).fill(255), channels: 1, widthPx: 600, heightPx: 300, dpi: 200 }
  signWithPen(paper, { left: 100, top: 80, width: 400, height: 120 }, seeded(seed))
  let inside = 0
  paper.pixels.forEach((tone, at) => {
    if (tone > 200) return
    const [x, y] = [at % 600, Math.floor(at / 600)]
    expect(x >= 100 && x < 500 && y >= 80 && y < 200, `ink at ${x}, ${y}`).toBe(true)
    inside += 1
  })
  expect(inside).toBeGreaterThan(1000)
})

it('a shuffled pile has every sheet once', () => {
  const sheets = Array.from({ length: 50 }, (_, i) => i)
  const pile = shuffled(sheets, seeded(3))
  expect(pile).not.toEqual(sheets)
  expect(pile.toSorted((a, b) => a - b)).toEqual(sheets)
})
