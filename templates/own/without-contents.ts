import type { WrittenPage } from './written-page.js'

type Page = Pick<WrittenPage, 'page' | 'lines'>

/** A line of a table of contents as it may be: what it says besides its page number. */
interface Entry {
  readonly page: number
  readonly at: number
  readonly turnsTo: number
}

const CONTENTS_LINE = /^(.+?)\s*[.·…]{3,}\s*(\d{1,3})$/u
const NUMBERED_CONTENTS_LINE = /^(\d+(?:\.\d+)*\s+.+?)\s+(\d{1,3})$/u
/** No line of a page is longer, and seeking leaders in one that is takes too long. */
const LONGEST_LINE = 300
const CONTENTS_HEADING = /^(?:\d+\.?\s+)?Innehåll(?:sförteckning)?$/iu
/** A heading that takes more than one line, or a line of a header, may stand between two lines of it. */
const MOST_BETWEEN = 4
/** Fewer lines without a heading may be anything. */
const LEAST_LINES = 3
/** A table of contents without a heading of its own begins on the cover or the page after it. */
const LAST_FIRST_PAGE = 2

/** The pages without their table of contents, whose lines say what headings say: the one that follows its heading, or else begins the text. A line that only looks like one stays. */
export function withoutContents(pages: readonly Page[]): Page[] {
  const left = new Set(contentsOf(pages).map(({ page, at }) => `${page} ${at}`))
  return pages.map(({ page, lines }) => ({ page, lines: lines.filter((_, at) => !left.has(`${page} ${at}`)) }))
}

function contentsOf(pages: readonly Page[]): Entry[] {
  const all = pages.flatMap(({ page, lines }) => lines.map((line, at) => ({ page, at, line })))
  const said = new Set([...all.map(({ line }) => line), ...all.map(({ line }, index) => `${line} ${all[index + 1]?.line ?? ''}`)])
  const headed = all.findIndex(({ line }) => CONTENTS_HEADING.test(line))
  const block: Entry[] = []
  let between = 0
  for (const { page, at, line } of all.slice(headed + 1)) {
    const [, heading, turnsTo] = (line.length > LONGEST_LINE ? null : (CONTENTS_LINE.exec(line) ?? NUMBERED_CONTENTS_LINE.exec(line))) ?? []
    const goesOn = heading !== undefined && said.has(heading) && Number(turnsTo) >= (block.at(-1)?.turnsTo ?? 0)
    if (goesOn) block.push({ page, at, turnsTo: Number(turnsTo) })
    between = goesOn ? 0 : between + 1
    const hasBegun = block.length > 0 || headed !== -1
    if ((hasBegun && between > MOST_BETWEEN) || (!hasBegun && page > LAST_FIRST_PAGE)) break
  }
  return headed !== -1 || block.length >= LEAST_LINES ? block : []
}
