import { project, type Projection } from '../../../signing/registration/projection.js'

/** First `inner`, then `outer`. */
export function after(outer: Projection, inner: Projection): Projection {
  const cell = (row: number, column: number): number => [0, 1, 2].reduce((sum, k) => sum + (outer[row * 3 + k] ?? 0) * (inner[k * 3 + column] ?? 0), 0)
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(1, 0), cell(1, 1), cell(1, 2), cell(2, 0), cell(2, 1), cell(2, 2)]
}

/** The way back. */
export function inverse([a, b, c, d, e, f, g, h, i]: Projection): Projection {
  const whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
  const parts = [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d] as const
  const [p, q, r, s, t, u, v, w, x] = parts
  return [p / whole, q / whole, r / whole, s / whole, t / whole, u / whole, v / whole, w / whole, x / whole]
}

export const shift = (x: number, y: number): Projection => [1, 0, x, 0, 1, y, 0, 0, 1]
export const stretch = (x: number, y: number): Projection => [x, 0, 0, 0, y, 0, 0, 0, 1]

/** Clockwise, as pictures are seen with their first row on top. */
export function turn(degrees: number): Projection {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return [cos, -sin, 0, sin, cos, 0, 0, 0, 1]
}

/** The perspective that takes a square with corners 0,0 1,0 1,1 0,1 to the four given, in that order (Heckbert 1989). */
export function ontoQuad([p, q, r, s]: readonly [Corner, Corner, Corner, Corner]): Projection {
  const [dx1, dx2, dx3] = [q.x - r.x, s.x - r.x, p.x - q.x + r.x - s.x]
  const [dy1, dy2, dy3] = [q.y - r.y, s.y - r.y, p.y - q.y + r.y - s.y]
  const whole = dx1 * dy2 - dx2 * dy1
  const [g, h] = [(dx3 * dy2 - dx2 * dy3) / whole, (dx1 * dy3 - dx3 * dy1) / whole]
  return [q.x - p.x + g * q.x, s.x - p.x + h * s.x, p.x, q.y - p.y + g * q.y, s.y - p.y + h * s.y, p.y, g, h, 1]
}

export interface Corner {
  readonly x: number
  readonly y: number
}

const GRID = 6

/** How far, in millimetres on the paper, two statements of where a page lies are from each other at each point of a grid over it. */
export function apartMm(truth: Projection, found: Projection, widthMm: number, heightMm: number): number[] {
  const back = inverse(truth)
  return Array.from({ length: (GRID + 1) ** 2 }, (_, index) => {
    const [xMm, yMm] = [(widthMm * (index % (GRID + 1))) / GRID, (heightMm * Math.floor(index / (GRID + 1))) / GRID]
    const { xPx, yPx } = project(found, xMm, yMm)
    const seen = project(back, xPx, yPx)
    return Math.hypot(seen.xPx - xMm, seen.yPx - yMm)
  })
}
