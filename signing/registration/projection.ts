/** How a flat page lies in a picture: nine numbers row by row, from a point on the page (mm from its top left corner) to a point in the picture (pixels from its top left corner). */
export type Projection = readonly [number, number, number, number, number, number, number, number, number]

/** A place on the page and where it was found in the picture. */
export interface Pair {
  readonly xMm: number
  readonly yMm: number
  readonly xPx: number
  readonly yPx: number
  /** How much it counts, 0 to 1. */
  readonly weight: number
}

/** Where a point on the page lies in the picture. */
export function project(projection: Projection, xMm: number, yMm: number): { readonly xPx: number; readonly yPx: number } {
  // By number: a list that is taken apart is walked through, and nothing is asked as often.
  const depth = projection[6] * xMm + projection[7] * yMm + projection[8]
  return { xPx: (projection[0] * xMm + projection[1] * yMm + projection[2]) / depth, yPx: (projection[3] * xMm + projection[4] * yMm + projection[5]) / depth }
}

/** How many pixels a millimetre of the page takes, about a point on it: the root of the area's growth. */
export function pixelsPerMm(projection: Projection, xMm: number, yMm: number): number {
  const origin = project(projection, xMm, yMm)
  const right = project(projection, xMm + 1, yMm)
  const below = project(projection, xMm, yMm + 1)
  const area = (right.xPx - origin.xPx) * (below.yPx - origin.yPx) - (right.yPx - origin.yPx) * (below.xPx - origin.xPx)
  return Math.sqrt(Math.abs(area))
}

/** As `pixelsPerMm`, in the direction, across or down the page, in which they are fewer. */
export function leastPixelsPerMm(projection: Projection, xMm: number, yMm: number): number {
  const origin = project(projection, xMm, yMm)
  const [right, below] = [project(projection, xMm + 1, yMm), project(projection, xMm, yMm + 1)]
  return Math.min(Math.hypot(right.xPx - origin.xPx, right.yPx - origin.yPx), Math.hypot(below.xPx - origin.xPx, below.yPx - origin.yPx))
}

/** The turn, size and shift that fit best; null with fewer than two places. */
export function fitSimilarity(pairs: readonly Pair[]): Projection | null {
  const middle = middleOf(pairs)
  if (middle === null) return null
  let [along, across, size] = [0, 0, 0]
  for (const pair of pairs) {
    const x = pair.xMm - middle.xMm
    const y = pair.yMm - middle.yMm
    const u = pair.xPx - middle.xPx
    const v = pair.yPx - middle.yPx
    along += pair.weight * (x * u + y * v)
    across += pair.weight * (x * v - y * u)
    size += pair.weight * (x * x + y * y)
  }
  if (size < 1e-9) return null
  const [p, q] = [along / size, across / size]
  return [p, -q, middle.xPx - p * middle.xMm + q * middle.yMm, q, p, middle.yPx - q * middle.xMm - p * middle.yMm, 0, 0, 1]
}

/** As `fitSimilarity`, with slant and unequal stretch; null when the places do not settle it. */
export function fitAffine(pairs: readonly Pair[]): Projection | null {
  const middle = middleOf(pairs)
  if (middle === null) return null
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0]
  for (const pair of pairs) {
    const [x, y, u, v] = [pair.xMm - middle.xMm, pair.yMm - middle.yMm, pair.xPx - middle.xPx, pair.yPx - middle.yPx]
    const w = pair.weight
    xx += w * x * x
    xy += w * x * y
    yy += w * y * y
    xu += w * x * u
    yu += w * y * u
    xv += w * x * v
    yv += w * y * v
  }
  const spread = xx * yy - xy * xy
  if (spread < 1e-6 * (xx + yy) ** 2) return null
  const [a, b] = [(xu * yy - yu * xy) / spread, (yu * xx - xu * xy) / spread]
  const [d, e] = [(xv * yy - yv * xy) / spread, (yv * xx - xv * xy) / spread]
  return [a, b, middle.xPx - a * middle.xMm - b * middle.yMm, d, e, middle.yPx - d * middle.xMm - e * middle.yMm, 0, 0, 1]
}

/** As `fitAffine`, with the perspective of a camera; null when the places do not settle it. */
export function fitPerspective(pairs: readonly Pair[]): Projection | null {
  const middle = middleOf(pairs)
  if (middle === null || pairs.length < 4) return null
  const { mmSpread, pxSpread } = spreadOf(pairs, middle)
  if (mmSpread === 0 || pxSpread === 0) return null
  const equations = new Float64Array(8 * 9)
  for (const pair of pairs) {
    const x = (pair.xMm - middle.xMm) / mmSpread
    const y = (pair.yMm - middle.yMm) / mmSpread
    const u = (pair.xPx - middle.xPx) / pxSpread
    const v = (pair.yPx - middle.yPx) / pxSpread
    addEquation(equations, [x, y, 1, 0, 0, 0, -x * u, -y * u, u], pair.weight)
    addEquation(equations, [0, 0, 0, x, y, 1, -x * v, -y * v, v], pair.weight)
  }
  const solved = solve(equations, 8)
  if (solved === null) return null
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solved
  const toPx: Projection = [pxSpread, 0, middle.xPx, 0, pxSpread, middle.yPx, 0, 0, 1]
  const toUnit: Projection = [1 / mmSpread, 0, -middle.xMm / mmSpread, 0, 1 / mmSpread, -middle.yMm / mmSpread, 0, 0, 1]
  return scaledToOne(product(product(toPx, [a, b, c, d, e, f, g, h, 1]), toUnit))
}

function addEquation(equations: Float64Array, row: readonly number[], weight: number): void {
  for (let i = 0; i < 8; i += 1) {
    const factor = weight * (row[i] ?? 0)
    if (factor !== 0) for (let j = 0; j < 9; j += 1) equations[i * 9 + j] = (equations[i * 9 + j] ?? 0) + factor * (row[j] ?? 0)
  }
}

/** Solves `size` equations by elimination, the right sides in the last column; null when they do not settle it. */
function solve(equations: Float64Array, size: number): number[] | null {
  const width = size + 1
  const at = (row: number, column: number): number => equations[row * width + column] ?? 0
  for (let column = 0; column < size; column += 1) {
    let best = column
    for (let row = column + 1; row < size; row += 1) if (Math.abs(at(row, column)) > Math.abs(at(best, column))) best = row
    if (Math.abs(at(best, column)) < 1e-10) return null
    for (let k = 0; k < width; k += 1) {
      const swapped = at(column, k)
      equations[column * width + k] = at(best, k)
      equations[best * width + k] = swapped
    }
    for (let row = 0; row < size; row += 1) {
      const factor = row === column ? 0 : at(row, column) / at(column, column)
      if (factor !== 0) for (let k = column; k < width; k += 1) equations[row * width + k] = at(row, k) - factor * at(column, k)
    }
  }
  return Array.from({ length: size }, (_, row) => at(row, size) / at(row, row))
}

function product(left: Projection, right: Projection): Projection {
  const cell = (row: number, column: number): number => [0, 1, 2].reduce((sum, k) => sum + (left[row * 3 + k] ?? 0) * (right[k * 3 + column] ?? 0), 0)
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(1, 0), cell(1, 1), cell(1, 2), cell(2, 0), cell(2, 1), cell(2, 2)]
}

function scaledToOne([a, b, c, d, e, f, g, h, i]: Projection): Projection | null {
  return Math.abs(i) < 1e-12 ? null : [a / i, b / i, c / i, d / i, e / i, f / i, g / i, h / i, 1]
}

type Middle = Omit<Pair, 'weight'>

function middleOf(pairs: readonly Pair[]): Middle | null {
  let [weight, xMm, yMm, xPx, yPx] = [0, 0, 0, 0, 0]
  for (const pair of pairs) {
    weight += pair.weight
    xMm += pair.weight * pair.xMm
    yMm += pair.weight * pair.yMm
    xPx += pair.weight * pair.xPx
    yPx += pair.weight * pair.yPx
  }
  return weight < 1e-9 ? null : { xMm: xMm / weight, yMm: yMm / weight, xPx: xPx / weight, yPx: yPx / weight }
}

function spreadOf(pairs: readonly Pair[], middle: Middle): { mmSpread: number; pxSpread: number } {
  let [mm, px, weight] = [0, 0, 0]
  for (const pair of pairs) {
    mm += pair.weight * Math.hypot(pair.xMm - middle.xMm, pair.yMm - middle.yMm)
    px += pair.weight * Math.hypot(pair.xPx - middle.xPx, pair.yPx - middle.yPx)
    weight += pair.weight
  }
  return { mmSpread: mm / weight, pxSpread: px / weight }
}
