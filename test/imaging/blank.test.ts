import { expect, it } from 'vitest'
import { FAINT_CONTRAST, isBlank } from '../../src/imaging/blank.js'
import type { Raster } from '../../src/imaging/page-source.js'

const [widthPx, heightPx] = [400, 560]

/** A sheet on a table, with lines of print or none. */
function photographOf({ table, paper, print }: { readonly table: number; readonly paper: number; readonly print: number | null }): Raster {
  const pixels = new Uint8Array(widthPx * heightPx).fill(table)
  for (let y = 60; y < 500; y += 1) {
    for (let x = 45; x < 355; x += 1) pixels[y * widthPx + x] = print !== null && y % 20 < 6 && x > 80 && x < 320 && x % 5 < 3 ? print : paper + ((x * 7 + y * 3) % 40) - 20
  }
  return { pixels, channels: 1, widthPx, heightPx, dpi: 48 }
}

it.each([
  ['a printed sheet on a dark table', photographOf({ table: 36, paper: 190, print: 40 }), false],
  ['a printed sheet on a light table', photographOf({ table: 215, paper: 190, print: 40 }), false],
  ['an empty sheet on a table as light', photographOf({ table: 200, paper: 200, print: null }), true],
  ['an empty sheet with what shines through', photographOf({ table: 235, paper: 220, print: 180 }), true],
])('%s is blank or not', (_, raster, blank) => {
  expect(isBlank(raster)).toBe(blank)
})

it('a sheet with what may be print in pale toner is not bare, though it is called blank when it shows no code', () => {
  const bare: Raster = { pixels: new Uint8Array(widthPx * heightPx).fill(240), channels: 1, widthPx, heightPx, dpi: 48 }
  expect([photographOf({ table: 235, paper: 220, print: 170 }), bare].map((raster) => isBlank(raster, FAINT_CONTRAST))).toEqual([false, true])
})
