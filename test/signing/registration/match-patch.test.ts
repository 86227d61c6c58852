import { describe, expect, it } from 'vitest'
import { choosePatches } from '../../../signing/registration/choose-patches.js'
import { shrunk, type Gray } from '../../../signing/registration/gray.js'
import { matchPatch, type Found, type Patch } from '../../../signing/registration/match-patch.js'
import type { Projection } from '../../../signing/registration/projection.js'
import { printedTexture, scanOf } from './texture.js'

const MM_PER_PX = 0.127
const page = printedTexture(400, 400, 1)
const patch: Patch = { x: 200, y: 190 }
const laid = (dxPx: number, dyPx: number): Projection => [1 / MM_PER_PX, 0, dxPx, 0, 1 / MM_PER_PX, dyPx, 0, 0, 1]
const scanMoved = (dxPx: number, dyPx: number): Gray => scanOf(page, MM_PER_PX, laid(dxPx, dyPx), 400, 400, 2)
const look = (scan: Gray, reach = 8, at = patch, issued = page): Found | null => matchPatch(issued, MM_PER_PX, at, 20, reach, { gray: scan, times: 1 }, laid(0, 0))

describe('a patch', () => {
  it.each([[0, 0], [3, -2], [-5, 6], [2.4, 0.5], [-0.3, -3.7]])('that the scan has %s px to the right and %s down is found there to a fifth of a pixel', (dx, dy) => {
    const found = look(scanMoved(dx, dy))
    expect(found?.likeness).toBeGreaterThan(0.85)
    expect(Math.hypot((found?.dx ?? 99) - dx, (found?.dy ?? 99) - dy)).toBeLessThan(0.2)
  })

  it('farther off than it is looked for is not taken for what lies nearer', () => {
    expect(look(scanMoved(30, 0))?.likeness).toBeLessThan(0.6)
  })

  it('of other print is not like it', () => {
    expect(look(scanOf(printedTexture(400, 400, 77), MM_PER_PX, laid(0, 0), 400, 400, 2))?.likeness).toBeLessThan(0.6)
  })

  it('is found in a scan twice as fine, shrunk', () => {
    const fine = scanOf(page, MM_PER_PX, [2 / MM_PER_PX, 0, 6, 0, 2 / MM_PER_PX, -4, 0, 0, 1], 800, 800, 2)
    const found = matchPatch(page, MM_PER_PX, patch, 20, 8, { gray: shrunk(fine, 2), times: 2 }, [2 / MM_PER_PX, 0, 0, 0, 2 / MM_PER_PX, 0, 0, 0, 1])
    expect([found?.dx, found?.dy]).toEqual([expect.closeTo(3, 0), expect.closeTo(-2, 0)])
  })

  it('is nowhere on plain paper, outside the scan, at the edge of its own page, or when it is plain itself', () => {
    const plain: Gray = { pixels: new Uint8Array(160_000).fill(240), widthPx: 400, heightPx: 400 }
    expect(look(plain)).toBeNull()
    expect(matchPatch(page, MM_PER_PX, patch, 20, 8, { gray: scanMoved(0, 0), times: 1 }, laid(2000, 0))).toBeNull()
    expect(look(scanMoved(0, 0), 8, { x: 10, y: 190 })).toBeNull()
    expect(look(scanMoved(0, 0), 8, patch, plain)).toBeNull()
  })
})

describe('patches are chosen', () => {
  const paper = (draw: (x: number, y: number) => boolean): Gray => ({ pixels: Uint8Array.from({ length: 160_000 }, (_, at) => (draw(at % 400, Math.floor(at / 400)) ? 20 : 250)), widthPx: 400, heightPx: 400 })

  it('all over a printed page, one to a cell at most', () => {
    const chosen = choosePatches(page, 20, 80)
    expect(chosen.length).toBeGreaterThan(15)
    expect(new Set(chosen.map(({ x, y }) => `${Math.floor(x / 80)} ${Math.floor(y / 80)}`)).size).toBe(chosen.length)
  })

  it.each([
    ['on blank paper', () => false],
    ['along a ruled line', (_: number, y: number) => y >= 200 && y < 204],
    ['along an upright one', (x: number) => x >= 200 && x < 204],
  ])('nowhere %s', (_, draw) => {
    expect(choosePatches(paper(draw), 20, 80)).toEqual([])
  })

  it('where lines meet', () => {
    const chosen = choosePatches(paper((x, y) => (y >= 200 && y < 204 && x < 240) || (x >= 236 && x < 240 && y >= 200)), 20, 80)
    expect(chosen.length).toBeGreaterThan(0)
    for (const { x, y } of chosen) expect(Math.hypot(x - 238, y - 202)).toBeLessThan(30)
  })
})
