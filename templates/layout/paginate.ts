import type { FlowItem } from './flow.js'

/** An item on its page; `topPt` is measured downwards from the top of the body. */
export interface Placement {
  readonly item: FlowItem
  readonly topPt: number
  /** What is repeated above it, at the top of the body; null almost always. */
  readonly repeated: FlowItem['repeated']
}

/** How much of a page may stay empty, as a share, before a worse place to end it is taken. */
const BREAK_COST: Readonly<Record<FlowItem['pageBefore'], number>> = { always: 0, free: 0, discouraged: 0.2, forbidden: 5 }

function fill(items: readonly FlowItem[], start: number, heightPt: number): Placement[] {
  const placed: Placement[] = []
  let y = 0
  for (let index = start; index < items.length; index++) {
    const item = items[index]
    if (item === undefined) break
    const first = index === start
    if (!first && item.pageBefore === 'always') break
    const repeated = first ? item.repeated : null
    const gapPt = first ? (repeated?.heightPt ?? 0) : Math.max(items[index - 1]?.afterPt ?? 0, item.beforePt)
    // The first item is placed even when it is too high, or no page would ever take it.
    if (!first && y + gapPt + item.heightPt > heightPt + 0.01) break
    placed.push({ item, topPt: y + gapPt, repeated })
    y += gapPt + item.heightPt
  }
  return placed
}

/** How many of the items that fit stay on the page, so that it ends where ending it hurts least. */
function keep(items: readonly FlowItem[], start: number, placed: readonly Placement[], heightPt: number): number {
  let best = placed.length
  let bestScore = Number.NEGATIVE_INFINITY
  for (let count = placed.length; count > 0; count--) {
    const next = items[start + count]
    const last = placed[count - 1]
    if (next === undefined || next.pageBefore === 'always') return count
    if (last === undefined) break
    const score = (last.topPt + last.item.heightPt) / heightPt - BREAK_COST[next.pageBefore]
    if (score > bestScore) {
      best = count
      bestScore = score
    }
    if (next.pageBefore === 'free') break
  }
  return best
}

/** Items dealt out over pages of a body height, every item once and in order; at least one page. */
export function paginate(items: readonly FlowItem[], heightPt: number): Placement[][] {
  const pages: Placement[][] = []
  let start = 0
  while (start < items.length) {
    const placed = fill(items, start, heightPt)
    const kept = placed.slice(0, keep(items, start, placed, heightPt))
    pages.push(kept)
    start += kept.length
  }
  return pages.length === 0 ? [[]] : pages
}
