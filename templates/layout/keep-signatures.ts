import type { FlowItem } from './flow.js'

/** Where a heading of the outline stands among the items. */
export interface HeadingItem {
  readonly item: number
  readonly level: 1 | 2 | 3
}

function heightPt(items: readonly FlowItem[]): number {
  return items.reduce((sum, item, index) => sum + item.heightPt + (index === 0 ? 0 : Math.max(items[index - 1]?.afterPt ?? 0, item.beforePt)), 0)
}

/** The last signature of the section that `heading` opens. */
function lastOfSection(heading: HeadingItem, headings: readonly HeadingItem[], signatures: readonly number[]): number {
  const next = headings.find((other) => other.item > heading.item && other.level <= heading.level)?.item ?? Number.POSITIVE_INFINITY
  return signatures.filter((item) => item > heading.item && item < next).at(-1) ?? heading.item
}

/** The sections round a signature, widest first. */
function sectionsRound(signature: number, headings: readonly HeadingItem[]): HeadingItem[] {
  const before = headings.filter((heading) => heading.item < signature)
  const sections: HeadingItem[] = []
  for (const heading of before.reverse()) if (heading.level < (sections.at(0)?.level ?? 4)) sections.unshift(heading)
  return sections
}

/** A section no taller than this share of a page is never parted from its signatures. */
const SHORT_SECTION = 1 / 3
/** A beginning of a section no taller than this share of a page is never left behind by what is signed under it. */
const SHORT_BEGINNING = 1 / 5
/** So much of what is signed stands on the page of the signature. */
const LINES_WITH_SIGNATURE = 2

/** The item from which a page must hold everything up to the signature: two lines of text before it, or the beginning of the section. */
function firstKept(items: readonly FlowItem[], section: number, signature: number, signatures: ReadonlySet<number>): number {
  let lines = 0
  let item = signature
  while (item > section && lines < LINES_WITH_SIGNATURE) {
    item--
    if (!signatures.has(item) && items[item]?.heading === null) lines++
  }
  // A page that may not begin here would begin earlier, or part the lines.
  while (item > section && items[item]?.pageBefore === 'forbidden') item--
  return item
}

/** Whether one page can hold the items. */
function fits(items: readonly FlowItem[], pageHeightPt: number): boolean {
  return heightPt(items) <= pageHeightPt && items.slice(1).every((item) => item.pageBefore !== 'always')
}

/** Whether a section is short, or would leave no more than a short beginning of `count` items on the page before. */
function keepsWhole(section: readonly FlowItem[], count: number, pageHeightPt: number): boolean {
  return fits(section, pageHeightPt * SHORT_SECTION) || (fits(section, pageHeightPt) && fits(section.slice(0, count), pageHeightPt * SHORT_BEGINNING))
}

/**
 * The items with each signature kept on one page with a short section whole, and with two lines of text of a longer one: nobody shall sign a
 * page that says nothing, nor turn a page that is left half empty. What no page can hold is kept with the narrowest section round it.
 */
export function keepSignatures(items: readonly FlowItem[], headings: readonly HeadingItem[], signatures: readonly number[], pageHeightPt: number): FlowItem[] {
  const kept = [...items]
  const all = new Set(signatures)
  const keep = (first: number, last: number): void => {
    for (let item = first + 1; item <= last; item++) {
      const member = items[item]
      if (member !== undefined) kept[item] = { ...member, pageBefore: 'forbidden' }
    }
  }
  for (const signature of signatures) {
    for (const section of sectionsRound(signature, headings)) {
      const last = lastOfSection(section, headings, signatures)
      const tail = firstKept(items, section.item, signature, all)
      const short = keepsWhole(items.slice(section.item, last + 1), tail - section.item, pageHeightPt)
      const first = short ? section.item : tail
      if (!fits(items.slice(first, signature + 1), pageHeightPt)) continue
      keep(first, short ? last : signature)
      break
    }
  }
  return kept
}
