import type { Paragraph } from '../document.js'
import { BODY } from '../pdf/geometry.js'
import { numberOf, outlineText } from './flow-paragraph.js'
import { addElement, drawLine, type DrawnPage, type FlowItem, type Setting } from './flow.js'
import { plainRun, setRuns, type SetLine } from './set-paragraph.js'
import { baselinePt, CONTENTS_STYLE, type TextStyle } from './style.js'

/** A heading that the table of contents lists; `ordinal` counts the document's headings from 0. */
export interface ContentsEntry {
  readonly ordinal: number
  readonly level: 1 | 2
  readonly paragraph: Paragraph
}

const PAGE_NUMBER_PT = 34
const LEADER_GAP_PT = 5
const CONTENTS_AFTER_PT = 18
/** Where it takes more than a page, so many of its last lines stand together: fewer look left behind. */
const TOGETHER_AT_END = 12
const NUMBER_HANG_PT = { 1: 22, 2: 30 } as const

/** An entry's heading and its number, as they are set. */
interface SetEntry {
  readonly lines: readonly SetLine[]
  readonly numberLines: readonly SetLine[]
}

/** The entries of headings that print no fact, as they were set last. */
const setBefore = new WeakMap<Paragraph, { readonly fonts: Setting['fonts']; readonly widthPt: number; readonly bold: boolean; readonly set: SetEntry }>()

function setEntry(paragraph: Paragraph, { style, number, widthPt }: { style: TextStyle; number: string | null; widthPt: number }, { fonts }: Setting): SetEntry {
  const known = setBefore.get(paragraph)
  if (known?.fonts === fonts && known.widthPt === widthPt && known.bold === style.bold) return known.set
  const runs = paragraph.runs.filter(({ picture }) => picture === undefined).map((run) => ({ ...run, bold: false, text: run.text.replaceAll('\n', ' ') }))
  const set = { lines: setRuns(runs, style, widthPt, fonts), numberLines: number === null ? [] : setRuns([plainRun(number)], style, BODY.widthPt, fonts) }
  if (paragraph.fixed === true) setBefore.set(paragraph, { fonts, widthPt, bold: style.bold, set })
  return set
}

function flowEntry({ ordinal, level, paragraph }: ContentsEntry, list: number, setting: Setting): FlowItem[] {
  const style = { ...CONTENTS_STYLE, bold: level === 1 }
  const number = numberOf(paragraph)
  const indentPt = level === 1 ? 0 : NUMBER_HANG_PT[1]
  const textXPt = indentPt + (number === null ? 0 : NUMBER_HANG_PT[level])
  const { lines, numberLines } = setEntry(paragraph, { style, number, widthPt: BODY.widthPt - textXPt - PAGE_NUMBER_PT }, setting)
  const element = addElement(setting, 'Link', addElement(setting, 'Reference', addElement(setting, 'TOCI', list)))
  const text = outlineText(paragraph)
  return lines.map((line, index): FlowItem => ({
    heightPt: style.leadingPt,
    beforePt: index === 0 && level === 1 ? style.beforePt : 0,
    afterPt: index === lines.length - 1 ? style.afterPt : 0,
    pageBefore: index === 0 ? 'free' : 'forbidden',
    repeated: null,
    heading: null,
    draw: (page, topYPt) => {
      if (index === 0) for (const numberLine of numberLines) drawLine(page, numberLine, style, BODY.xPt + indentPt, topYPt, element)
      drawLine(page, line, style, BODY.xPt + textXPt, topYPt, element)
      const anchor = page.anchors.get(ordinal)
      if (anchor === undefined) return
      page.links.push({ xPt: BODY.xPt, yPt: topYPt - style.leadingPt, widthPt: BODY.widthPt, heightPt: style.leadingPt, element, text, targetPage: anchor.page, targetYPt: anchor.yPt })
      if (index === lines.length - 1) drawPageNumber(page, anchor.page, BODY.xPt + textXPt + line.widthPt, topYPt, { bold: level === 1, element }, setting)
    },
  }))
}

function drawPageNumber(page: DrawnPage, target: number, textEndXPt: number, topYPt: number, look: { bold: boolean; element: number }, setting: Setting): void {
  const style = { ...CONTENTS_STYLE, bold: look.bold }
  const [line] = setRuns([plainRun(String(target))], style, BODY.widthPt, setting.fonts)
  if (line === undefined) return
  const xPt = BODY.xPt + BODY.widthPt - line.widthPt
  const yPt = topYPt - baselinePt(style)
  drawLine(page, line, style, xPt, topYPt, look.element)
  page.pieces.push({ type: 'rule', fromXPt: textEndXPt + LEADER_GAP_PT, fromYPt: yPt, toXPt: xPt - LEADER_GAP_PT, toYPt: yPt, thicknessPt: 0.7, gray: 0.55, pattern: 'dotted', element: null })
}

/** The table of contents: one entry a heading, with leader, page number and link. */
export function flowContents(entries: readonly ContentsEntry[], setting: Setting): FlowItem[] {
  const contents = addElement(setting, 'TOC', null)
  let inner: number | null = null
  const items = entries.flatMap((entry) => {
    if (entry.level === 1) inner = null
    else inner ??= addElement(setting, 'TOC', contents)
    return flowEntry(entry, inner ?? contents, setting)
  })
  const firstOfLast = Math.max(1, items.length - TOGETHER_AT_END + 1)
  return items.map((item, index) => ({ ...item, ...(index >= firstOfLast ? { pageBefore: 'forbidden' as const } : {}), ...(index === items.length - 1 ? { afterPt: CONTENTS_AFTER_PT } : {}) }))
}
