import { expect, it } from 'vitest'
import { BLUR_REACH, softened } from '../../../signing/comparison/appearance.js'

const SIDE = 2 * BLUR_REACH + 1
const [WIDTH, HEIGHT] = [9, 7]
const [STRIDE, ROWS] = [WIDTH + 2 * BLUR_REACH, HEIGHT + 2 * BLUR_REACH]
/** Every neighbour weighs something else; two weigh next to nothing. */
const KERNEL = Float64Array.from({ length: SIDE * SIDE }, (_, tap) => (tap === 3 ? 0.00009 : tap === 20 ? -0.00009 : (tap + 1) / 400))

/** What each pixel is by the definition of a blur. */
const plainly = (hard: Float32Array): number[] => Array.from({ length: WIDTH * HEIGHT }, (_, at) => KERNEL.reduce((sum, weight, tap) => sum + (tap === 3 || tap === 20 ? 0 : weight * (hard[(Math.floor(at / WIDTH) + Math.floor(tap / SIDE)) * STRIDE + (at % WIDTH) + (tap % SIDE)] ?? 0)), 0))

it.each([
  ['nothing', []],
  ['the first of all pixels', [[0, 0]]],
  ['the last of all pixels', [[STRIDE - 1, ROWS - 1]]],
  ['the other corners', [[STRIDE - 1, 0], [0, ROWS - 1]]],
  ['the first that is wanted', [[BLUR_REACH, BLUR_REACH]]],
  ['a dot in the middle', [[6, 5]]],
  ['two dots of a row with paper between', [[2, 4], [11, 4]]],
  ['everything', Array.from({ length: STRIDE * ROWS }, (_, at) => [at % STRIDE, Math.floor(at / STRIDE)])],
] as const)('blurs %s as every pixel reckoned by itself', (_, dark) => {
  const hard = new Float32Array(STRIDE * ROWS)
  for (const [x = 0, y = 0] of dark) hard[y * STRIDE + x] = 200 + x - y
  const soft = softened(KERNEL, hard, WIDTH, HEIGHT)
  for (const [at, plain] of plainly(hard).entries()) expect(soft[at]).toBeCloseTo(plain, 3)
})
