import { withoutContents } from './without-contents.js'
import type { WrittenPage } from './written-page.js'

/** One paragraph of a customer's PDF as far as its lines tell; a soft hyphen stands where a word was parted. */
export interface OwnParagraph {
  readonly page: number
  readonly text: string
  /** True for what stands first on its page, below the header. */
  readonly startsPage: boolean
}

/** A customer's PDF as its reader sees it. */
export interface OwnText {
  readonly paragraphs: readonly OwnParagraph[]
  /** The distinct lines that stand first or last on most pages. */
  readonly margins: readonly string[]
}

type Page = Pick<WrittenPage, 'page' | 'lines'>

/** So many lines first and last on a page may be its header and footer, when most pages have them. */
const MARGIN_LINES = 4
const MARGIN_SHARE = 0.6
/** A line shorter than this share of the longest ends its paragraph. */
const FULL_SHARE = 0.62
/** Where no line is longer than this, none tells where a paragraph ends. */
const LEAST_FULL_LENGTH = 30
const NEW_PARAGRAPH = /^(?:\d+(?:\.\d+)*\.?\s|[a-zåäö]\)\s|[–—•·▪◦●-]\s)/u

/** What the pages say, their headers and footers apart, without the table of contents: a line of it says what a heading says. */
export function ownText(pages: readonly Page[]): OwnText {
  const recurring = recurringKeys(pages)
  const apart = new Map<string, string>()
  const body = pages.map(({ page, lines }): Page => {
    const kept = lines.filter((line, index) => {
      const isOuter = index < MARGIN_LINES || index >= lines.length - MARGIN_LINES
      const key = isOuter ? keysOf(line, page, pages.length).find((one) => recurring.has(one)) : undefined
      if (key !== undefined) apart.set(key, line)
      return key === undefined
    })
    return { page, lines: kept }
  })
  return { paragraphs: paragraphsOf(withoutContents(body)), margins: [...apart.values()] }
}

/** A line as it stands, and as it would stand on any page: with neither the page's own number, counted from the cover or after it, nor how many there are. Every other number makes it another line; so does one after a hyphen, which ends a date or a code. */
function keysOf(line: string, page: number, count: number): string[] {
  return [line, line.replaceAll(/(?<![\p{L}\d]-?)\d+(?![\p{L}\d])/gu, (number) => (Math.abs(Number(number) - page) <= 1 || Number(number) === count ? '#' : number))]
}

/** What stands first or last on most pages. */
function recurringKeys(pages: readonly Page[]): Set<string> {
  const counts = new Map<string, number>()
  for (const { page, lines } of pages) {
    const outer = [...lines.slice(0, MARGIN_LINES), ...lines.slice(-MARGIN_LINES)]
    for (const key of new Set(outer.flatMap((line) => keysOf(line, page, pages.length)))) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const least = Math.max(2, Math.ceil(pages.length * MARGIN_SHARE))
  return new Set([...counts].filter(([, count]) => count >= least).map(([key]) => key))
}

function paragraphsOf(pages: readonly Page[]): OwnParagraph[] {
  const lengths = pages.flatMap(({ lines }) => lines.map(({ length }) => length)).sort((a, b) => a - b)
  const full = Math.max(LEAST_FULL_LENGTH, (lengths[Math.floor(lengths.length * 0.95)] ?? 0) * FULL_SHARE)
  const paragraphs: { page: number; text: string; startsPage: boolean; last: string }[] = []
  for (const { page, lines } of pages) {
    for (const [index, line] of lines.entries()) {
      const before = paragraphs.at(-1)
      const goesOn = before !== undefined && before.last.length >= full && !NEW_PARAGRAPH.test(line) && (index > 0 || /^\p{Ll}/u.test(line))
      if (goesOn) Object.assign(before, { text: `${before.text} ${line}`, last: line })
      else paragraphs.push({ page, text: line, startsPage: index === 0, last: line })
    }
  }
  return paragraphs.map(({ page, text, startsPage }) => ({ page, text, startsPage }))
}

/** The paragraph without the hyphens that only parted its words. */
export function shownText(text: string): string {
  return text.replaceAll(/(\p{Ll})\u00AD(?=\p{Ll})/gu, '$1').replaceAll('\u00AD', '-')
}
