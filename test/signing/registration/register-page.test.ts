import { describe, expect, it } from 'vitest'
import { flattened } from '../../../signing/registration/flatten.js'
import { shrunk, type Gray } from '../../../signing/registration/gray.js'
import { issuedPageOf } from '../../../signing/registration/issued-page.js'
import { project, type Pair, type Projection } from '../../../signing/registration/projection.js'
import { registerPage } from '../../../signing/registration/register-page.js'
import { printedTexture, scanOf } from './texture.js'

const MM_PER_PX = 0.127
const [WIDTH_MM, HEIGHT_MM] = [105, 148]
const [widthPx, heightPx] = [Math.round(WIDTH_MM / MM_PER_PX), Math.round(HEIGHT_MM / MM_PER_PX)]
const drawn = printedTexture(widthPx, heightPx, 5)
const page = issuedPageOf(drawn, (widthPx * MM_PER_PX * 72) / 25.4)
const CORNERS = [[90, 5], [100, 5], [100, 15], [90, 15]] as const

function startFor(truth: Projection, offMm: number): Pair[] {
  const perMm = Math.hypot(truth[0], truth[3])
  return CORNERS.map(([xMm, yMm], index) => {
    const { xPx, yPx } = project(truth, xMm, yMm)
    return { xMm, yMm, xPx: xPx + (index % 2 === 0 ? 1 : -1) * offMm * perMm, yPx: yPx + (index < 2 ? 1 : -1) * offMm * perMm * 0.5, weight: 1 }
  })
}
const scan = (truth: Projection, from: Gray = drawn): Gray => scanOf(from, MM_PER_PX, truth, 720, 1000, 9)
const worstMm = (found: Projection, truth: Projection): number => Math.max(...[[5, 5], [100, 5], [100, 143], [5, 143], [50, 70]].map(([x = 0, y = 0]) => Math.hypot(project(found, x, y).xPx - project(truth, x, y).xPx, project(found, x, y).yPx - project(truth, x, y).yPx) / Math.hypot(truth[0], truth[3])))

describe('a page', () => {
  it.each<[string, Projection, number]>([
    ['lying straight', [6, 0, 20, 0, 6, 30, 0, 0, 1], 0.1],
    ['askew, from corners half a millimetre off', [6, -0.25, 40, 0.25, 6, 20, 0, 0, 1], 0.5],
    ['upside down', [-6, 0.1, 680, -0.1, -6, 950, 0, 0, 1], 0.3],
    ['in a photograph', [6.2, 0.1, 20, -0.1, 6.3, 30, 0.0006, 0.0003, 1], 0.2],
  ])('%s is found to a tenth of a millimetre', (_, truth, offMm) => {
    const found = registerPage(page, scan(truth), startFor(truth, offMm), 1.5)
    expect(found === null ? Infinity : worstMm(found.projection, truth)).toBeLessThan(0.15)
    expect(found?.looked.filter((patch) => patch.found).length).toBeGreaterThan((found?.looked.length ?? 0) * 0.8)
    expect(found?.errorMm).toBeLessThan(0.2)
  })

  it('whose code stands on other print is not found: hardly anything of it is where it should be', () => {
    const truth: Projection = [6, 0, 20, 0, 6, 30, 0, 0, 1]
    const found = registerPage(page, scan(truth, printedTexture(widthPx, heightPx, 99)), startFor(truth, 0.1), 1.5)
    const again = found?.looked.filter((patch) => patch.found).length ?? 0
    expect(again).toBeLessThan((found?.looked.length ?? 1) * 0.4)
  })

  it('is not found where nothing is known of its place', () => {
    expect(registerPage(page, scan([6, 0, 20, 0, 6, 30, 0, 0, 1]), [], 1.5)).toBeNull()
  })
})

describe('a part of a scan laid straight', () => {
  it('shows what was printed there, and white beyond the scan', () => {
    const truth: Projection = [6, -0.25, 40, 0.25, 6, 20, 0, 0, 1]
    const flat = flattened(scan(truth), truth, { leftMm: 20, topMm: 30, widthMm: 30, heightMm: 20 }, MM_PER_PX)
    expect([flat.widthPx, flat.heightPx]).toEqual([236, 157])
    let [off, dark] = [0, 0]
    for (let y = 0; y < flat.heightPx; y += 1) {
      for (let x = 0; x < flat.widthPx; x += 1) {
        const printed = (drawn.pixels[(y + Math.round(30 / MM_PER_PX)) * widthPx + x + Math.round(20 / MM_PER_PX)] ?? 0) < 128
        dark += printed ? 1 : 0
        if (printed !== (flat.pixels[y * flat.widthPx + x] ?? 0) < 140) off += 1
      }
    }
    expect(off).toBeLessThan(dark * 0.3)
    expect(flattened(scan(truth), truth, { leftMm: -300, topMm: -300, widthMm: 5, heightMm: 5 }, MM_PER_PX).pixels.every((tone) => tone === 255)).toBe(true)
  })

  it('shrunk is the mean of what it stands for', () => {
    expect(shrunk({ pixels: Uint8Array.from([0, 100, 50, 255, 200, 100, 150, 255]), widthPx: 4, heightPx: 2 }, 2)).toEqual({ pixels: Uint8Array.from([100, 178]), widthPx: 2, heightPx: 1 })
  })
})
