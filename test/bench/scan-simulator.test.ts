import { beforeAll, describe, expect, it } from 'vitest'
import { figureChanged, wordChanged } from '../../src/bench/scan/alter-file.js'
import { exemplarsOf, openForPrint, PrintShop, type IssuedExemplar } from '../../src/bench/scan/issued.js'
import { after, apartMm, inverse, ontoQuad, shift, stretch, turn } from '../../src/bench/scan/matrix.js'
import { openPage } from '../../src/bench/scan/page-text.js'
import { PROFILES, type Profile } from '../../src/bench/scan/profile.js'
import { simulateFile, type Stock } from '../../src/bench/scan/simulate.js'
import { seeded } from '../../src/demo/seeded.js'
import { project } from '../../signing/registration/projection.js'
import { fileWriter, testImaging } from '../imaging/test-imaging.js'
import { factsOf, openHouse, packed } from '../open-house.js'

const house = await openHouse()
const write = fileWriter()
let stock: Stock
let exemplar: IssuedExemplar

beforeAll(async () => {
  const issued = exemplarsOf(await packed(house, factsOf('lillfors-kommun'), { kinds: ['grundavtal'] }), 'in-force')
  stock = { shop: new PrintShop(house.app), issued, elsewhere: null }
  const [first] = issued
  if (first === undefined) throw new Error('nothing was issued')
  exemplar = first
})

function profileOf(name: string): Profile {
  const found = PROFILES.find((profile) => profile.name === name)
  if (found === undefined) throw new Error(`there is no profile ${name}`)
  return found
}

describe('a simulated scan', () => {
  it('is the same to the byte for the same seed and another for another, and shows its codes where the truth says', async () => {
    const made = await simulateFile(stock, profileOf('gray-100'), 2, 3, 1)
    const again = await simulateFile(stock, profileOf('gray-100'), 2, 3, 1)
    expect(Buffer.from(made.bytes).equals(again.bytes)).toBe(true)
    expect(made.pages).toEqual(again.pages)
    expect(Buffer.from(made.bytes).equals((await simulateFile(stock, profileOf('gray-100'), 1, 3, 2)).bytes)).toBe(false)
    const seen = await testImaging().readPages({ path: write(made.name, made.bytes) })
    expect(seen).toHaveLength(2)
    for (const [index, { codes, widthPx }] of seen.entries()) {
      const truth = made.pages[index]
      const places = exemplar.layout.find(({ page }) => page === truth?.shows?.page)?.codes ?? []
      if (truth?.place === null || truth === undefined) throw new Error('every page of this profile has a place')
      const corners = places.map(({ xPt, yPt, sizePt }) => project(truth.place ?? [1, 0, 0, 0, 1, 0, 0, 0, 1], (xPt * 25.4) / 72, truth.pageMm.heightMm - ((yPt + sizePt) * 25.4) / 72))
      expect(codes.length).toBeGreaterThan(0)
      for (const { corners: [corner] } of codes) {
        const times = widthPx / truth.widthPx
        const offPx = Math.min(...corners.map(({ xPx, yPx }) => Math.hypot(xPx * times - (corner?.xPx ?? 0), yPx * times - (corner?.yPx ?? 0))))
        expect((offPx / widthPx) * 210).toBeLessThan(1.5)
      }
    }
  })

  it.each([['a figure', figureChanged], ['a word', wordChanged]] as const)('with %s changed says something else there and nowhere else', async (_, change) => {
    const { bytes, pages } = await stock.shop.file(exemplar.sha256)
    const before = pages.letters(1)
    const altered = await change(await openPage(bytes, 1, before), 'same', seeded(5))
    if (altered?.region === null || altered === null) throw new Error('the first page has figures and words')
    const after = (await openForPrint(altered.bytes)).letters(1)
    expect(after).toHaveLength(before.length)
    const differs = before.filter((letter, index) => letter.text !== after[index]?.text)
    expect(differs.length).toBeGreaterThan(0)
    const { leftMm, topMm, widthMm, heightMm } = altered.region
    expect(differs.filter((letter) => letter.leftMm < leftMm - 0.1 || letter.leftMm > leftMm + widthMm || letter.topMm < topMm - 0.1 || letter.topMm > topMm + heightMm)).toEqual([])
  })
})

describe('the place of a page', () => {
  const askew = [shift(900, 1200), turn(3), stretch(8, 8.1), shift(-105, -148)].reduce(after)

  it('leads back to the page', () => {
    const { xPx, yPx } = project(askew, 30, 250)
    const back = project(inverse(askew), xPx, yPx)
    expect([back.xPx, back.yPx]).toEqual([expect.closeTo(30, 6), expect.closeTo(250, 6)])
  })

  it('takes corners to corners in a photograph', () => {
    const quad = ontoQuad([{ x: 10, y: 20 }, { x: 90, y: 25 }, { x: 95, y: 130 }, { x: 5, y: 120 }])
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x = 0, y = 0]) => Object.values(project(quad, x, y)).map((px) => Math.round(px * 1e6) / 1e6))
    expect(corners).toEqual([[10, 20], [90, 25], [95, 130], [5, 120]])
  })

  it('is wrong by as many millimetres as it is moved', () => {
    for (const mm of apartMm(askew, after(askew, shift(0.3, 0.4)), 210, 297)) expect(mm).toBeCloseTo(0.5, 6)
  })
})

it('profiles have names of their own', () => {
  expect(new Set(PROFILES.map(({ name }) => name)).size).toBe(PROFILES.length)
})
