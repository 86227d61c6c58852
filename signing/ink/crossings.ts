import type { Mask } from './strokes.js'

/** A sheet lies in the scanner no more askew than this: so slanting may a streak of the scanner or a fold run over the page laid straight. */
const MOST_SLANT = 0.09
/** How much of the picture's height or width a line covers that goes straight across it: print hides some of it, and a pale streak comes and goes. Level lines are also drawn by pens. */
const CROSSING_SHARE = { upright: 0.58, level: 0.72 } as const
/** A level line that does not fill half of the first and half of the last so large part of the picture was drawn by a pen, through the name or under it, whatever speck lies farther out. */
const END_SHARE = 0.05
const END_FILLED = 0.5
/** How far from its middle a line reaches, in pixels, when lines are looked for. */
const HALF_PX = 1

/**
 * The mask without what runs straight across nearly all of it, up or down or from side to side, and is no wider than `thinPx`: a fold, a streak of the scanner or a ruled line is no name.
 */
export function withoutCrossings(mask: Mask, thinPx: number): Mask {
  const { ink, widthPx, heightPx } = mask
  const kept = Uint8Array.from(ink)
  clear(kept, placesIn(mask, 'upright'), { lengthPx: heightPx, breadthPx: widthPx, share: CROSSING_SHARE.upright, endPx: 0, thinPx })
  clear(kept, placesIn(mask, 'level'), { lengthPx: widthPx, breadthPx: heightPx, share: CROSSING_SHARE.level, endPx: widthPx * END_SHARE, thinPx })
  return { ink: kept, widthPx, heightPx }
}

/** The pixels of ink, by how far along the direction that lines are looked for in, and how far off it. */
interface Places {
  readonly at: Int32Array
  readonly along: Int32Array
  readonly off: Int32Array
}

/** In the order of `along`. */
function placesIn({ ink, widthPx, heightPx }: Mask, lines: 'upright' | 'level'): Places {
  const inked = ink.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0)
  const [at, along, off] = [new Int32Array(inked), new Int32Array(inked), new Int32Array(inked)]
  const [lengthPx, breadthPx, step, beside] = lines === 'upright' ? [heightPx, widthPx, widthPx, 1] : [widthPx, heightPx, 1, widthPx]
  for (let far = 0, to = 0; far < lengthPx; far += 1) {
    for (let away = 0, from = far * step; away < breadthPx; away += 1, from += beside) {
      if (ink[from] !== 1) continue
      at[to] = from
      along[to] = far
      off[to++] = away
    }
  }
  return { at, along, off }
}

/** Clears the lines; where `endPx` is 0 their ends are not asked for. */
function clear(kept: Uint8Array, { at, along, off }: Places, { lengthPx, breadthPx, share, endPx, thinPx }: { readonly lengthPx: number; readonly breadthPx: number; readonly share: number; readonly endPx: number; readonly thinPx: number }): void {
  const [middle, reach] = [lengthPx / 2, Math.ceil(thinPx / 2)]
  const steps = Math.ceil(MOST_SLANT * lengthPx * 0.5)
  // A slanting line begins and ends beside the picture.
  const beside = steps + Math.max(HALF_PX, reach) + 1
  const [filled, last, begun, ended] = [new Int32Array(breadthPx + 2 * beside), new Int32Array(breadthPx + 2 * beside), new Int32Array(breadthPx + 2 * beside), new Int32Array(breadthPx + 2 * beside)]
  for (let step = -steps; step <= steps; step += 1) {
    const slant = (step * MOST_SLANT) / Math.max(1, steps)
    const lineOf = (place: number): number => Math.round((off[place] ?? 0) - slant * ((along[place] ?? 0) - middle)) + beside
    for (const counts of [filled, begun, ended]) counts.fill(0)
    last.fill(-1)
    for (let place = 0; place < at.length; place += 1) {
      const own = lineOf(place)
      const far = along[place] ?? 0
      const end = far < endPx ? begun : far >= lengthPx - endPx ? ended : null
      for (let line = own - HALF_PX; line <= own + HALF_PX; line += 1) {
        if (last[line] === far) continue
        last[line] = far
        filled[line] = (filled[line] ?? 0) + 1
        if (end !== null) end[line] = (end[line] ?? 0) + 1
      }
    }
    const crossing = filled.map((count, line) => (count >= lengthPx * share && Math.min(begun[line] ?? 0, ended[line] ?? 0) >= endPx * END_FILLED ? 1 : 0))
    const crossings = crossing.reduce((sum, one) => sum + one, 0)
    if (crossings === 0 || crossings > thinPx * 12) continue
    for (let place = 0; place < at.length; place += 1) {
      const own = lineOf(place)
      for (let line = own - reach; line <= own + reach; line += 1) if (crossing[line] === 1) kept[at[place] ?? 0] = 0
    }
  }
}
