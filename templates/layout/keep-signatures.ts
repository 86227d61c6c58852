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

/** The items with each signature kept on one page with its whole section, the widest that a page can hold: nobody shall sign a page that says nothing. */
export function keepSignatures(items: readonly FlowItem[], headings: readonly HeadingItem[], signatures: readonly number[], pageHeightPt: number): FlowItem[] {
  const kept = [...items]
  let done = -1
  for (const signature of signatures) {
    if (signature <= done) continue
    for (const section of sectionsRound(signature, headings)) {
      const last = lastOfSection(section, headings, signatures)
      const members = items.slice(section.item, last + 1)
      if (heightPt(members) > pageHeightPt || members.slice(1).some((item) => item.pageBefore === 'always')) continue
      for (const [index, item] of members.entries()) if (index > 0) kept[section.item + index] = { ...item, pageBefore: 'forbidden' }
      done = last
      break
    }
  }
  return kept
}
