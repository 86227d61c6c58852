import { textXml } from './text-xml.js'

/** The line after the table is so low that both stand on one page. */
const LOW = '<w:sz w:val="16"/><w:szCs w:val="16"/>'

/** A heading as the table of contents lists it; `bookmark` marks its place in the text. */
export interface Heading {
  readonly level: number
  readonly text: string
  readonly bookmark: string
}

/** What a table of contents is set with. */
export interface ContentsLook {
  /** The page of every heading of the text, in order; null when the pages have not been set. */
  readonly headingPages: readonly number[] | null
  readonly textWidthTwips: number
}

const mark = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
const instruction = (code: string): string => `<w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r>`

/**
 * A table of contents that Word can update (ISO/IEC 29500-1, 17.16.5.68). Its page numbers are those of the PDF: asking Word to count when the
 * file is opened makes it ask the reader first.
 */
export function contentsXml(headings: readonly Heading[], { headingPages, textWidthTwips }: ContentsLook): string {
  const shown = headings.flatMap((heading, index) => (heading.level < 3 ? [{ ...heading, page: headingPages?.[index] ?? null }] : []))
  const begin = `${mark('begin')}${instruction(`TOC \\o "1-2" ${headingPages === null ? '\\n ' : ''}\\h \\z \\u`)}${mark('separate')}`
  const tabs = headingPages === null ? '' : `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="${textWidthTwips}"/></w:tabs>`
  const entries = shown.map(({ level, text, bookmark, page }, index) => {
    const number = page === null ? '' : `<w:r><w:tab/></w:r>${mark('begin')}${instruction(`PAGEREF ${bookmark} \\h`)}${mark('separate')}<w:r><w:t>${page}</w:t></w:r>${mark('end')}`
    const link = `<w:hyperlink w:anchor="${bookmark}" w:history="1"><w:r>${textXml(text)}</w:r>${number}</w:hyperlink>`
    return `<w:p><w:pPr><w:pStyle w:val="TOC${level}"/>${tabs}</w:pPr>${index === 0 ? begin : ''}${link}</w:p>`
  })
  const opening = shown.length === 0 ? begin : ''
  return `${entries.join('')}<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="atLeast"/><w:rPr>${LOW}</w:rPr></w:pPr>${opening}<w:r><w:rPr>${LOW}</w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}
