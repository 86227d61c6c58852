import type { Mask } from './strokes.js'

/** A sheet lies in the scanner no more askew than this: so slanting may a streak of the scanner or a fold run over the page laid straight. */
const MOST_SLANT = 0.09
/** How much of the picture's height or width a line covers that goes straight across it: print hides some of it, and a pale streak comes and goes. Level lines are also drawn by pens. */
const CROSSING_SHARE = { upright: 0.58, level: 0.72 } as const
/** How far from its middle a line reaches, in pixels, when lines are looked for. */
const HALF_PX = 1

/**
 * The mask without what runs straight across nearly all of it, up or down or from side to side, and is no wider than `thinPx`: a fold, a streak of the scanner or a ruled line is no name.
 */
export function withoutCrossings(mask: Mask, thinPx: number): Mask {
  const { ink, widthPx, heightPx } = mask
  const inked: number[] = []
  for (let at = 0; at < ink.length; at += 1) if (ink[at] === 1) inked.push(at)
  const kept = Uint8Array.from(ink)
  const upright = inked.map((at): Place => ({ at, along: Math.floor(at / widthPx), off: at % widthPx }))
  clear(kept, upright, { lengthPx: heightPx, share: CROSSING_SHARE.upright, thinPx })
  clear(kept, upright.map(({ at, along, off }) => ({ at, along: off, off: along })).sort((a, b) => a.along - b.along), { lengthPx: widthPx, share: CROSSING_SHARE.level, thinPx })
  return { ink: kept, widthPx, heightPx }
}

/** A pixel of ink: how far along the direction lines are looked for in, and how far off it. */
interface Place {
  readonly at: number
  readonly along: number
  readonly off: number
}

/** Clears the lines; `places` come in the order of `along`. */
function clear(kept: Uint8Array, places: readonly Place[], { lengthPx, share, thinPx }: { readonly lengthPx: number; readonly share: number; readonly thinPx: number }): void {
  const middle = lengthPx / 2
  const steps = Math.ceil(MOST_SLANT * lengthPx * 0.5)
  for (let step = -steps; step <= steps; step += 1) {
    const slant = (step * MOST_SLANT) / Math.max(1, steps)
    const offOf = ({ along, off }: Place): number => Math.round(off - slant * (along - middle))
    const lines = new Map<number, { filled: number; last: number }>()
    for (const place of places) {
      const off = offOf(place)
      for (let beside = off - HALF_PX; beside <= off + HALF_PX; beside += 1) {
        const line = lines.get(beside) ?? { filled: 0, last: -1 }
        if (line.last !== place.along) line.filled += 1
        line.last = place.along
        lines.set(beside, line)
      }
    }
    const crossing = new Set([...lines].filter(([, { filled }]) => filled >= lengthPx * share).map(([off]) => off))
    if (crossing.size === 0 || crossing.size > thinPx * 12) continue
    const reach = Math.ceil(thinPx / 2)
    for (const place of places) {
      const off = offOf(place)
      for (let beside = off - reach; beside <= off + reach; beside += 1) if (crossing.has(beside)) kept[place.at] = 0
    }
  }
}
