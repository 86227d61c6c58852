import { describe, expect, it } from 'vitest'
import { fitAffine, fitPerspective, fitSimilarity, leastPixelsPerMm, pixelsPerMm, project, type Pair, type Projection } from '../../../signing/registration/projection.js'

const turned: Projection = [7.8, -0.4, 31, 0.4, 7.8, -12, 0, 0, 1]
const slanted: Projection = [7.8, -0.2, 31, 0.5, 8.1, -12, 0, 0, 1]
const camera: Projection = [7.8, -0.2, 31, 0.5, 8.1, -12, 0.0004, -0.0003, 1]
const PLACES = [[10, 10], [200, 15], [190, 280], [12, 270], [100, 140], [60, 200], [150, 80], [30, 120]] as const

const pairs = (projection: Projection, count: number = PLACES.length): Pair[] => PLACES.slice(0, count).map(([xMm, yMm]) => ({ xMm, yMm, ...project(projection, xMm, yMm), weight: 1 }))
const worst = (fitted: Projection | null, truth: Projection): number => (fitted === null ? Infinity : Math.max(...PLACES.map(([xMm, yMm]) => Math.hypot(project(fitted, xMm, yMm).xPx - project(truth, xMm, yMm).xPx, project(fitted, xMm, yMm).yPx - project(truth, xMm, yMm).yPx))))

describe('a projection', () => {
  it('says where a point lies, and how large a millimetre is there', () => {
    expect(project([8, 0, 5, 0, 8, 7, 0, 0, 1], 10, 20)).toEqual({ xPx: 85, yPx: 167 })
    expect(project([8, 0, 0, 0, 8, 0, 0, 0, 2], 10, 20)).toEqual({ xPx: 40, yPx: 80 })
    expect(pixelsPerMm([8, 0, 5, 0, 8, 7, 0, 0, 1], 50, 50)).toBeCloseTo(8, 9)
    expect(pixelsPerMm([8, 0, 0, 0, 2, 0, 0, 0, 1], 50, 50)).toBeCloseTo(4, 9)
    expect(pixelsPerMm([0, 8, 0, 8, 0, 0, 0, 0, 1], 50, 50)).toBeCloseTo(8, 9)
    expect(pixelsPerMm(camera, 200, 10)).toBeLessThan(pixelsPerMm(camera, 10, 280))
  })

  it.each([
    ['turn, size and shift from two places', fitSimilarity, turned, 2],
    ['turn, size and shift from many', fitSimilarity, turned, 8],
    ['slant and stretch from three', fitAffine, slanted, 3],
    ['slant and stretch from many', fitAffine, slanted, 8],
    ['perspective from four', fitPerspective, camera, 4],
    ['perspective from many', fitPerspective, camera, 8],
    ['a plain turn as perspective', fitPerspective, turned, 8],
  ] as const)('is found again: %s', (_, fit, truth, count) => {
    expect(worst(fit(pairs(truth, count)), truth)).toBeLessThan(1e-6)
  })

  it.each([['similarity', fitSimilarity, turned], ['affine', fitAffine, slanted], ['perspective', fitPerspective, camera]] as const)('%s: a place that counts nothing moves nothing, one that counts does', (_, fit, truth) => {
    const astray = (weight: number): Pair[] => [...pairs(truth), { xMm: 80, yMm: 80, xPx: 5000, yPx: 9000, weight }]
    expect(worst(fit(astray(0)), truth)).toBeLessThan(1e-6)
    expect(worst(fit(astray(1)), truth)).toBeGreaterThan(10)
  })

  it.each([
    ['one place', fitSimilarity, pairs(turned, 1)],
    ['one place twice', fitSimilarity, [...pairs(turned, 1), ...pairs(turned, 1)]],
    ['places that count nothing', fitSimilarity, pairs(turned).map((pair) => ({ ...pair, weight: 0 }))],
    ['two places', fitAffine, pairs(slanted, 2)],
    ['places on one line', fitAffine, [10, 20, 30, 40].map((xMm) => ({ xMm, yMm: 2 * xMm, ...project(slanted, xMm, 2 * xMm), weight: 1 }))],
    ['three places', fitPerspective, pairs(camera, 3)],
    ['places on one line', fitPerspective, [10, 20, 30, 40, 50].map((xMm) => ({ xMm, yMm: 7, ...project(camera, xMm, 7), weight: 1 }))],
  ] as const)('is not settled by %s', (_, fit, given) => {
    expect(fit(given)).toBeNull()
  })
})

it('knows in which direction a picture has fewer pixels to the millimetre, however it is turned', () => {
  expect(leastPixelsPerMm([8, 0, 5, 0, 4, 7, 0, 0, 1], 100, 150)).toBeCloseTo(4)
  expect(leastPixelsPerMm([0, -4, 900, 8, 0, 7, 0, 0, 1], 100, 150)).toBeCloseTo(4)
})
