import type { Block, Paragraph, SignatureBlock, Table, TableOfContents } from '../document.js'
import { GrowingXml } from './growing-xml.js'
import { keptWithNext, keptWithSignatures, writeKept } from './keep-with-signatures.js'
import { endingList } from './list-ending.js'
import type { Shell } from './program.js'
import type { SetColumns } from './set-columns.js'
import { contentsXml, type ContentsLook, type Heading } from './write-contents.js'
import { paragraphProperties, paragraphXml, runXml } from './write-paragraph.js'
import { standsInPair, writeFixed, writeSignatures, writeTable } from './write-table.js'

/** Word joins tables that touch, sets text against their last line, and needs a paragraph last in the body. In twips, the second where what follows has space of its own above it. */
const SPACE_TWIPS = { whole: 240, beside: 80 } as const
const OWN_SPACE: ReadonlySet<string> = new Set(['Title', 'Heading1', 'Heading2', 'Heading3', 'Note', 'Mark'])
const HEADING_LEVELS: Readonly<Record<string, number>> = { Heading1: 1, Heading2: 2, Heading3: 3 }

/** The XML of headings that print no fact, in UTF-8, each with the bookmark it was written with last. */
const fixedHeadings = new WeakMap<Paragraph, { readonly bookmark: string; readonly xml: Uint8Array }>()

const SPACERS = { whole: Buffer.from(spacerXml('whole')), beside: Buffer.from(spacerXml('beside')) }
const KEPT_SPACERS = { whole: Buffer.from(keptWithNext(spacerXml('whole'))), beside: Buffer.from(keptWithNext(spacerXml('beside'))) }

/** What the blocks are written with besides their words. */
export interface BodyLook extends ContentsLook {
  /** The columns of the PDF's tables; left out, each table keeps its template's. */
  readonly columns?: ReadonlyMap<Table, SetColumns>
}

/** The blocks as the content of `w:body`, with what stands around it, in UTF-8. */
export function bodyXmlOf(blocks: readonly Block[], look: BodyLook, around: Pick<Shell, 'before' | 'after'> = { before: '', after: '' }): Uint8Array {
  const xml = new GrowingXml()
  xml.text(around.before)
  const headings = headingsOf(blocks)
  const kept = keptWithSignatures(blocks)
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index]
    if (block === undefined) break
    const pairs = block.type === 'signature' ? pairsFrom(blocks, index, look.textWidthTwips) : []
    if (pairs.length > 1) {
      const last = index + pairs.length - 1
      writeKept(xml, kept.has(last), (part) => writeSignatures(part, pairs, look.textWidthTwips))
      index = last
    } else if (block.type === 'table-of-contents') xml.text(contentsXml([...headings.values()], look))
    else writeKept(xml, kept.has(index), (part) => writeBlock(part, endingList(block, blocks[index + 1]), headings.get(index), look))
    if (block.type === 'table' || block.type === 'signature') xml.bytes((kept.has(index) ? KEPT_SPACERS : SPACERS)[spaceBefore(blocks[index + 1])])
  }
  xml.text(around.after)
  return xml.done()
}

/** The signature blocks from one on that follow each other and are narrow enough to stand in pairs. */
function pairsFrom(blocks: readonly Block[], from: number, textWidthTwips: number): SignatureBlock[] {
  const found: SignatureBlock[] = []
  for (const block of blocks.slice(from)) {
    if (block.type !== 'signature' || !standsInPair(block, textWidthTwips)) break
    found.push(block)
  }
  return found
}

function spacerXml(space: keyof typeof SPACE_TWIPS): string {
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="${SPACE_TWIPS[space]}" w:lineRule="exact"/></w:pPr></w:p>`
}

function spaceBefore(next: Block | undefined): keyof typeof SPACE_TWIPS {
  const ownSpace = next === undefined || next.type === 'signature' || (next.type === 'paragraph' && (OWN_SPACE.has(next.style) || next.propertiesXml.includes('<w:spacing ')))
  return ownSpace ? 'beside' : 'whole'
}

/** By their place among the blocks, the headings that a table of contents lists. */
function headingsOf(blocks: readonly Block[]): Map<number, Heading> {
  const headings = new Map<number, Heading>()
  if (!blocks.some((block) => block.type === 'table-of-contents')) return headings
  for (const [index, block] of blocks.entries()) {
    const level = block.type === 'paragraph' ? HEADING_LEVELS[block.style] : undefined
    if (block.type === 'paragraph' && level !== undefined) headings.set(index, { level, text: headingTextOf(block), bookmark: `_Toc${100_001 + headings.size}` })
  }
  return headings
}

function writeHeading(xml: GrowingXml, paragraph: Paragraph, heading: Heading): void {
  if (paragraph.fixed !== true) return xml.text(headingXml(paragraph, heading))
  const known = fixedHeadings.get(paragraph)
  const ready = known?.bookmark === heading.bookmark ? known : { bookmark: heading.bookmark, xml: Buffer.from(headingXml(paragraph, heading), 'utf8') }
  fixedHeadings.set(paragraph, ready)
  xml.bytes(ready.xml)
}

const fixedHeadingTexts = new WeakMap<Paragraph, string>()

function headingTextOf(paragraph: Paragraph): string {
  const text = fixedHeadingTexts.get(paragraph) ?? writtenHeading(paragraph)
  if (paragraph.fixed === true) fixedHeadingTexts.set(paragraph, text)
  return text
}

function writtenHeading(paragraph: Paragraph): string {
  const text = paragraph.runs.map((run) => run.text).join('').replaceAll(/\s+/g, ' ').trim()
  return paragraph.number === null ? text : `${paragraph.number}\t${text}`
}

function writeBlock(xml: GrowingXml, block: Exclude<Block, TableOfContents>, heading: Heading | undefined, { columns }: BodyLook): void {
  switch (block.type) {
    case 'paragraph':
      return heading === undefined ? writeFixed(xml, block, paragraphXml) : writeHeading(xml, block, heading)
    case 'table':
      return writeTable(xml, block, columns?.get(block))
    case 'signature':
      return writeTable(xml, block.table, undefined)
    case 'page-break':
      return xml.text(`<w:p>${block.propertiesXml}<w:r><w:br w:type="page"/></w:r></w:p>`)
    default:
      block satisfies never
  }
}

function headingXml(paragraph: Paragraph, { bookmark }: Heading): string {
  const id = Number(bookmark.slice(-5))
  return `<w:p>${paragraphProperties(paragraph)}<w:bookmarkStart w:id="${id}" w:name="${bookmark}"/>${paragraph.runs.map(runXml).join('')}<w:bookmarkEnd w:id="${id}"/></w:p>`
}
