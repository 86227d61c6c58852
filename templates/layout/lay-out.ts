import type { Block, FilledDocument, Paragraph, SignatureBlock } from '../document.js'
import type { Fonts } from '../fonts.js'
import type { Picture } from '../picture.js'
import { BODY, CODE_PLACES, PAGE } from '../pdf/geometry.js'
import { barred } from './change-bar.js'
import { Container } from './container.js'
import { flowContents, type ContentsEntry } from './flow-contents.js'
import { flowParagraph, keptWithPrevious, textOf } from './flow-paragraph.js'
import { flowSignatures } from './flow-signatures.js'
import { flowTable } from './flow-table.js'
import { HeadingLevels } from './heading-levels.js'
import { initialsHeightPt } from '../pdf/initials-places.js'
import { drawInitials, refuseBeyond } from './initials-boxes.js'
import { keepSignatures, type HeadingItem } from './keep-signatures.js'
import type { Anchor, DrawnPage, FlowItem, Setting } from './flow.js'
import type { Layout } from './layout.js'
import { paginate, type Placement } from './paginate.js'
import { setRunning } from './running-head.js'
import { PAGE_STYLES } from './style.js'

const HEADING_LEVELS = { Heading1: 1, Heading2: 2, Heading3: 3 } as const

type HeadingStyle = keyof typeof HEADING_LEVELS

function headingStyle(block: Block | undefined): HeadingStyle | null {
  if (block?.type !== 'paragraph') return null
  return block.style === 'Heading1' || block.style === 'Heading2' || block.style === 'Heading3' ? block.style : null
}

/** What the document lists in its table of contents; the heading over the table itself is not listed. */
function contentsEntries(blocks: readonly Block[]): ContentsEntry[] {
  const entries: ContentsEntry[] = []
  let ordinal = -1
  for (const [index, block] of blocks.entries()) {
    const style = headingStyle(block)
    if (style === null || block.type !== 'paragraph') continue
    ordinal++
    const level = HEADING_LEVELS[style]
    if (level !== 3 && blocks[index + 1]?.type !== 'table-of-contents') entries.push({ ordinal, level, paragraph: block })
  }
  return entries
}

function isListItem(block: Block | undefined): boolean {
  return block?.type === 'paragraph' && (block.style === 'ListBullet' || block.style === 'ListNumber')
}

/** An item with as many lines as a paragraph may stand alone beside a page's end. */
const LONG_ITEM_LINES = 4

/** A list's item by its neighbours: neither the first nor the last stands alone on a page, and after the last is the space of a paragraph. */
function listItem(items: readonly FlowItem[], place: { readonly first: boolean; readonly second: boolean; readonly last: boolean; readonly linesBefore: number }): FlowItem[] {
  const parts = (place.second && place.linesBefore < LONG_ITEM_LINES) || (place.last && !place.first && items.length < LONG_ITEM_LINES)
  return items.map((item, line) => ({
    ...item,
    pageBefore: line === 0 && parts ? 'forbidden' : item.pageBefore,
    afterPt: place.last && line === items.length - 1 ? PAGE_STYLES.BodyText.afterPt : item.afterPt,
  }))
}

/** A list under a numbered clause stands in line with the clause's text, a list within a list in line with the item's. */
function listIndentPt(paragraph: Paragraph, blocks: readonly Block[], index: number): number {
  return (paragraph.listLevel ?? 0) * PAGE_STYLES.ListBullet.hangPt + clauseIndentPt(blocks, index)
}

function clauseIndentPt(blocks: readonly Block[], index: number): number {
  for (let before = index - 1; before >= 0; before--) {
    const block = blocks[before]
    if (block?.type !== 'paragraph') return 0
    if (isListItem(block)) continue
    return block.style === 'BodyText' && block.number !== null ? PAGE_STYLES.BodyText.hangPt : 0
  }
  return 0
}

/** Whether a paragraph ends in a colon. */
function announces({ runs }: Paragraph): boolean {
  const last = runs.findLast(({ text }) => text.trimEnd() !== '')
  return last !== undefined && last.text.trimEnd().endsWith(':')
}

/** Whether what follows must begin on the same page: after a heading, and after a sentence that announces it, and before a list, a table or a note every sentence does. */
function keepsNext(block: Block | undefined, next: Block): boolean {
  if (block?.type !== 'paragraph') return false
  if (!isListItem(block) && (isListItem(next) || next.type === 'table' || (next.type === 'paragraph' && next.style === 'Note'))) return true
  return headingStyle(block) !== null || block.style === 'Title' || block.style === 'TableHead' || announces(block)
}

/** Walks the document's blocks once and turns them into what pages are filled with. */
class Flow {
  readonly #items: FlowItem[] = []
  readonly #headings: HeadingItem[] = []
  readonly #signatures: number[] = []
  readonly #body: Container
  readonly #levels = new HeadingLevels()
  #sectionTitle: string
  #breakPending = false
  #linesOfLastItem = 0

  constructor(private readonly document: FilledDocument, private readonly setting: Setting, private readonly heightPt: number) {
    this.#sectionTitle = document.title
    this.#body = new Container(null, setting)
  }

  /** The items of the whole document, in order. */
  items(): FlowItem[] {
    const { blocks } = this.document
    for (let index = 0; index < blocks.length; index++) {
      const block = blocks[index]
      if (block === undefined) break
      if (block.type === 'signature') {
        this.#body.endList()
        const group = this.#signatureGroup(index)
        const rows = flowSignatures(group, this.#sectionTitle, this.setting)
        this.#signatures.push(...rows.map((_, row) => this.#items.length + row))
        this.#add(rows, false)
        index += group.length - 1
      } else this.#addBlock(block, index)
    }
    return keepSignatures(this.#items, this.#headings, this.#signatures, this.heightPt)
  }

  #signatureGroup(from: number): SignatureBlock[] {
    const group: SignatureBlock[] = []
    for (const block of this.document.blocks.slice(from)) {
      if (block.type !== 'signature') break
      group.push(block)
    }
    return group
  }

  #addBlock(block: Exclude<Block, SignatureBlock>, index: number): void {
    const keep = keepsNext(this.document.blocks[index - 1], block)
    if (block.type !== 'paragraph') this.#body.endList()
    switch (block.type) {
      case 'paragraph':
        if (block.shape?.startsPage === true) this.#breakPending = true
        return this.#add(block.deviates === true ? this.#paragraph(block, index).map(barred) : this.#paragraph(block, index), keep)
      case 'table':
        return this.#add(flowTable(block, this.setting), keep)
      case 'table-of-contents':
        return this.#add(flowContents(contentsEntries(this.document.blocks), this.setting), keep)
      case 'page-break':
        this.#breakPending = true
        return
      default:
        block satisfies never
    }
  }

  #paragraph(paragraph: Paragraph, index: number): FlowItem[] {
    const style = headingStyle(paragraph)
    const isList = isListItem(paragraph)
    const heading = style === null ? null : { ordinal: this.#headings.length, level: HEADING_LEVELS[style] }
    if (heading !== null) {
      this.#sectionTitle = textOf(paragraph)
      this.#headings.push({ item: this.#items.length, level: heading.level })
    }
    const elements = this.#body.paragraph(paragraph, this.#levels.roleOf(paragraph))
    const items = flowParagraph(paragraph, { indentPt: isList ? listIndentPt(paragraph, this.document.blocks, index) : 0, heading, elements }, this.setting)
    if (!isList) return items
    const [twoBefore, before, after] = [index - 2, index - 1, index + 1].map((at) => isListItem(this.document.blocks[at]))
    const place = { first: before !== true, second: before === true && twoBefore !== true, last: after !== true, linesBefore: this.#linesOfLastItem }
    this.#linesOfLastItem = items.length
    return listItem(items, place)
  }

  #add(items: readonly FlowItem[], keep: boolean): void {
    const [first, ...rest] = keep ? keptWithPrevious(items) : items
    if (first === undefined) return
    this.#items.push(this.#breakPending && this.#items.length > 0 ? { ...first, pageBefore: 'always' } : first, ...rest)
    this.#breakPending = false
  }
}

function topYPt(placement: Placement): number {
  return BODY.yPt + BODY.heightPt - placement.topPt
}

function anchorsOf(pages: readonly (readonly Placement[])[]): Map<number, Anchor> {
  const anchors = new Map<number, Anchor>()
  for (const [index, placements] of pages.entries()) {
    for (const placement of placements) {
      const { heading } = placement.item
      if (heading !== null && !anchors.has(heading)) anchors.set(heading, { page: index + 1, yPt: topYPt(placement) })
    }
  }
  return anchors
}

function drawPage(placements: readonly Placement[], number: number, { anchors, pictures }: Pick<DrawnPage, 'anchors' | 'pictures'>): DrawnPage {
  const page: DrawnPage = { number, pieces: [], links: [], signatureBoxes: [], outline: [], anchors, pictures }
  for (const placement of placements) {
    placement.repeated?.draw(page, BODY.yPt + BODY.heightPt)
    placement.item.draw(page, topYPt(placement))
  }
  return page
}

/**
 * A filled document set on A4 pages: everything but what differs between exemplars, which is why the exemplars of a version are laid out once.
 * @throws Failure `text-unprintable`; `template-invalid` when initials are asked for on a page there is not
 */
export function layOut(document: FilledDocument, fonts: Fonts): Layout {
  const setting: Setting = { fonts, elements: [], columns: new Map() }
  const { initials = [] } = document
  const heightPt = BODY.heightPt - initialsHeightPt(initials)
  const placed = paginate(new Flow(document, setting, heightPt).items(), heightPt)
  refuseBeyond(initials, placed.length)
  const anchors = anchorsOf(placed)
  const pictures = new Map<string, Picture>()
  const pages = placed.map((placements, index) => drawPage(placements, index + 1, { anchors, pictures }))
  for (const page of pages) drawInitials(page, initials, setting)
  return {
    title: document.title,
    pages: pages.map(({ pieces, links }) => ({ ...PAGE, pieces, links })),
    pageCount: pages.length,
    elements: setting.elements,
    columns: setting.columns,
    pictures,
    outline: pages.flatMap((page) => page.outline),
    signatureBoxes: pages.flatMap((page) => page.signatureBoxes),
    codePlaces: CODE_PLACES,
    running: setRunning(document, setting),
  }
}
