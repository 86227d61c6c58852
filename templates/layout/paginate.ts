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
/** A last page filled less than this share, which is a lone short section, looks forgotten. */
const SHORT_PAGE = 0.3
/** Any page filled less than this share looks unfinished. */
const LOOSE_PAGE = 0.45
/** How far the space between paragraphs is taken down to spare such a page. */
const TIGHTER_SPACE = [0.9, 0.8, 0.72] as const
/** What lends a short last page some of its text stays at least this full. */
const LENDING_PAGE = 0.5

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

function dealt(items: readonly FlowItem[], heightPt: number): Placement[][] {
  const pages: Placement[][] = []
  let start = 0
  while (start < items.length) {
    const placed = fill(items, start, heightPt)
    const kept = placed.slice(0, keep(items, start, placed, heightPt))
    pages.push(kept)
    start += kept.length
  }
  return pages
}

/** How much of a page is filled, as a share. */
function filledShare(page: readonly Placement[] | undefined, heightPt: number): number {
  const last = page?.at(-1)
  return last === undefined ? 0 : (last.topPt + last.item.heightPt) / heightPt
}

/** Whether the template itself asks for a new page there. */
function beginsByForce(page: readonly Placement[]): boolean {
  return page[0]?.item.pageBefore === 'always'
}

/** The same pages with so much taken over from the last but one that the last is not short; unchanged where no good place for that is found. */
function evened(pages: readonly Placement[][], items: readonly FlowItem[], heightPt: number): Placement[][] {
  const lending = pages.at(-2) ?? []
  const start = items.length - lending.length - (pages.at(-1)?.length ?? 0)
  for (let count = lending.length - 1; count > 0 && filledShare(lending.slice(0, count), heightPt) >= LENDING_PAGE; count--) {
    if (items[start + count]?.pageBefore !== 'free') continue
    const last = fill(items, start + count, heightPt)
    if (start + count + last.length < items.length) break
    if (filledShare(last, heightPt) >= SHORT_PAGE) return [...pages.slice(0, -2), lending.slice(0, count), last]
  }
  return [...pages]
}

/** Items dealt out over pages of a body height, every item once and in order; at least one page. A page of a few lines is spared where a little less space can, and at the end where an earlier page end can. */
export function paginate(items: readonly FlowItem[], heightPt: number): Placement[][] {
  const pages = dealt(items, heightPt)
  const [last, second] = [pages.at(-1), pages[1]]
  if (last === undefined) return [[]]
  if (second === undefined || pages.every((page, index) => filledShare(page, heightPt) >= LOOSE_PAGE || beginsByForce(pages[index + 1] ?? page))) return pages
  for (const share of TIGHTER_SPACE) {
    const tighter = dealt(items.map((item) => ({ ...item, beforePt: item.beforePt * share, afterPt: item.afterPt * share })), heightPt)
    if (tighter.length < pages.length) return tighter
  }
  const short = filledShare(last, heightPt) < SHORT_PAGE && !beginsByForce(last)
  return short ? evened(pages, items, heightPt) : pages
}
