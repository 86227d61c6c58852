import type { Gray } from './gray.js'
import type { Patch } from './match-patch.js'

/** The least corner strength a pixel that is worth looking for: plain paper and long straight lines have none. */
const LEAST_STRENGTH = 60
const STRIDE_PX = 3

/**
 * Squares of a page that can be found again, at most one in each cell of a grid, so that they cover it evenly: those with strong edges both across and along (Shi and Tomasi's least
 * eigenvalue). A line of a table is found anywhere along itself and is not chosen.
 */
export function choosePatches(picture: Gray, half: number, cellPx: number): Patch[] {
  const { columns, rows, across, along, both } = gradientsOf(picture)
  const reach = Math.max(1, Math.round(half / STRIDE_PX))
  const pixels = (2 * reach * STRIDE_PX) ** 2
  const meanOf = (integral: Float64Array, top: number, bottom: number): number => ((integral[bottom + 2 * reach] ?? 0) - (integral[bottom] ?? 0) - (integral[top + 2 * reach] ?? 0) + (integral[top] ?? 0)) / pixels
  const strengthAt = (column: number, row: number, wanted: number): number => {
    const top = (row - reach) * (columns + 1) + column - reach
    const bottom = (row + reach) * (columns + 1) + column - reach
    const xx = meanOf(across, top, bottom)
    const yy = meanOf(along, top, bottom)
    // The least eigenvalue is no greater than either.
    if (xx <= wanted || yy <= wanted) return 0
    const xy = meanOf(both, top, bottom)
    return (xx + yy) / 2 - Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
  }
  const [widest, lowest] = [Math.min(picture.widthPx - half, (columns - reach) * STRIDE_PX), Math.min(picture.heightPx - half, (rows - reach) * STRIDE_PX)]
  const patches: Patch[] = []
  for (let top = 0; top < picture.heightPx; top += cellPx) {
    for (let left = 0; left < picture.widthPx; left += cellPx) {
      let [strongest, chosen]: [number, Patch | null] = [LEAST_STRENGTH, null]
      for (let row = Math.ceil(Math.max(top, half) / STRIDE_PX); row * STRIDE_PX < Math.min(top + cellPx, lowest + 1); row += 1) {
        for (let column = Math.ceil(Math.max(left, half) / STRIDE_PX); column * STRIDE_PX < Math.min(left + cellPx, widest + 1); column += 1) {
          const strength = strengthAt(column, row, strongest)
          if (strength > strongest) [strongest, chosen] = [strength, { x: column * STRIDE_PX, y: row * STRIDE_PX }]
        }
      }
      if (chosen !== null) patches.push(chosen)
    }
  }
  return patches
}

/** Sums, over all blocks above and left, of how tones change across, along and both at once: those of any square cost four looks. */
interface Gradients {
  readonly columns: number
  readonly rows: number
  readonly across: Float64Array
  readonly along: Float64Array
  readonly both: Float64Array
}

function gradientsOf({ pixels, widthPx, heightPx }: Gray): Gradients {
  const [columns, rows] = [Math.floor(widthPx / STRIDE_PX), Math.floor(heightPx / STRIDE_PX)]
  const size = (columns + 1) * (rows + 1)
  const [across, along, both] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  for (let row = 0; row < rows; row += 1) {
    let xx = 0
    let yy = 0
    let xy = 0
    for (let column = 0; column < columns; column += 1) {
      for (let y = Math.max(1, row * STRIDE_PX), below = Math.min(heightPx - 1, (row + 1) * STRIDE_PX); y < below; y += 1) {
        for (let x = Math.max(1, column * STRIDE_PX), right = Math.min(widthPx - 1, (column + 1) * STRIDE_PX); x < right; x += 1) {
          const at = y * widthPx + x
          // Twice as steep: whole numbers are summed faster, and a fourth is taken at the end.
          const gx = (pixels[at + 1] ?? 0) - (pixels[at - 1] ?? 0)
          const gy = (pixels[at + widthPx] ?? 0) - (pixels[at - widthPx] ?? 0)
          xx += gx * gx
          yy += gy * gy
          xy += gx * gy
        }
      }
      const sum = (row + 1) * (columns + 1) + column + 1
      across[sum] = (across[sum - columns - 1] ?? 0) + xx / 4
      along[sum] = (along[sum - columns - 1] ?? 0) + yy / 4
      both[sum] = (both[sum - columns - 1] ?? 0) + xy / 4
    }
  }
  return { columns, rows, across, along, both }
}
