import type { Gray } from './gray.js'
import type { Patch } from './match-patch.js'

/** The least corner strength a pixel that is worth looking for: plain paper and long straight lines have none. */
const LEAST_STRENGTH = 60
const STRIDE_PX = 3

/**
 * Squares of a page that can be found again, at most one in each cell of a grid, so that they cover it evenly: those with strong edges both across and along (Shi and Tomasi's least
 * eigenvalue). A line of a table is found anywhere along itself and is not chosen.
 */
export function choosePatches({ pixels, widthPx, heightPx }: Gray, half: number, cellPx: number): Patch[] {
  const stride = widthPx + 1
  const [across, along, both] = [new Float64Array(stride * (heightPx + 1)), new Float64Array(stride * (heightPx + 1)), new Float64Array(stride * (heightPx + 1))]
  for (let y = 0; y < heightPx; y += 1) {
    let [xx, yy, xy] = [0, 0, 0]
    for (let x = 0; x < widthPx; x += 1) {
      const at = y * widthPx + x
      const inside = x > 0 && y > 0 && x + 1 < widthPx && y + 1 < heightPx
      const gx = inside ? ((pixels[at + 1] ?? 0) - (pixels[at - 1] ?? 0)) / 2 : 0
      const gy = inside ? ((pixels[at + widthPx] ?? 0) - (pixels[at - widthPx] ?? 0)) / 2 : 0
      xx += gx * gx
      yy += gy * gy
      xy += gx * gy
      const sum = (y + 1) * stride + x + 1
      across[sum] = (across[sum - stride] ?? 0) + xx
      along[sum] = (along[sum - stride] ?? 0) + yy
      both[sum] = (both[sum - stride] ?? 0) + xy
    }
  }
  const boxOf = (integral: Float64Array, x: number, y: number): number => {
    const [top, bottom] = [(y - half) * stride + x - half, (y + half) * stride + x - half]
    return ((integral[bottom + 2 * half] ?? 0) - (integral[bottom] ?? 0) - (integral[top + 2 * half] ?? 0) + (integral[top] ?? 0)) / (4 * half * half)
  }
  const patches: Patch[] = []
  for (let top = 0; top < heightPx; top += cellPx) {
    for (let left = 0; left < widthPx; left += cellPx) {
      let [strongest, chosen]: [number, Patch | null] = [LEAST_STRENGTH, null]
      for (let y = Math.max(top, half); y < Math.min(top + cellPx, heightPx - half); y += STRIDE_PX) {
        for (let x = Math.max(left, half); x < Math.min(left + cellPx, widthPx - half); x += STRIDE_PX) {
          const [xx, yy, xy] = [boxOf(across, x, y), boxOf(along, x, y), boxOf(both, x, y)]
          const strength = (xx + yy) / 2 - Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
          if (strength > strongest) [strongest, chosen] = [strength, { x, y }]
        }
      }
      if (chosen !== null) patches.push(chosen)
    }
  }
  return patches
}
