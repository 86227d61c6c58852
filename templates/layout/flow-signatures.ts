import type { Paragraph, SignatureBlock } from '../document.js'
import { BODY, hundredths, pointsOf } from '../pdf/geometry.js'
import { barred } from './change-bar.js'
import { numberOf, textOf } from './flow-paragraph.js'
import { addElement, drawLine, type DrawnPage, type FlowItem, type Setting } from './flow.js'
import { plainRun, setRuns, type SetLine } from './set-paragraph.js'
import { PAGE_STYLES, SIGNATURE_STYLE, type TextStyle } from './style.js'

/** Two blocks stand side by side; the pen has at least 60 × 16 mm. */
const BOX_HEIGHT_PT = pointsOf(18)
const GUTTER_PT = pointsOf(10)
const BLOCK_WIDTH_PT = Math.round(((BODY.widthPt - GUTTER_PT) / 2) * 100) / 100
/** Nothing is printed nearer the box than this, so that ink is told from print. */
const CLEAR_PT = pointsOf(3.2)
const WRITING_LINE_PT = 27
/** Between the line for the pen and the label under it. */
const LABEL_CLEAR_PT = 2.5
const LABEL_AFTER_PT = 4
const LABEL_STYLE: TextStyle = { ...SIGNATURE_STYLE, sizePt: 7.5, leadingPt: 10, gray: 0.3 }
/** What is left to write by hand ends in a colon or in a row of dots or dashes. */
const FOR_THE_PEN = /(:|_{3,}|\.{4,}|…{2,})\s*$/u
const FILLING = /[\s_.…]*$/u
const WRITTEN_BY_HAND = /^(ort och datum|ort, datum|datum|ort|underskrift|namnteckning)$/iu

/** One line of the block: printed text, or a label under a line for the pen. */
interface BlockLine {
  readonly forPen: boolean
  readonly lines: readonly SetLine[]
  readonly heightPt: number
  readonly text: string
}

/** A line with its place in the structure. */
interface PlacedLine extends BlockLine {
  readonly element: number
}

/** A block as it is set: whom the signature binds stands above the box, the rest below it, all in the template's order. */
interface SetBlock {
  readonly block: SignatureBlock
  readonly above: readonly PlacedLine[]
  readonly below: readonly PlacedLine[]
  readonly box: number
}

function isForPen(paragraph: Paragraph, text: string): boolean {
  return !paragraph.runs.some((run) => run.gap) && (FOR_THE_PEN.test(text) || WRITTEN_BY_HAND.test(text))
}

function blockLine(paragraph: Paragraph, setting: Setting): BlockLine {
  const text = textOf(paragraph).trim()
  if (isForPen(paragraph, text)) {
    const lines = setRuns([plainRun(text.replace(FILLING, ''))], LABEL_STYLE, BLOCK_WIDTH_PT, setting.fonts)
    return { forPen: true, text, lines, heightPt: WRITING_LINE_PT + LABEL_CLEAR_PT + lines.length * LABEL_STYLE.leadingPt + LABEL_AFTER_PT }
  }
  const number = numberOf(paragraph)
  const runs = number === null ? paragraph.runs : [plainRun(`${number} `), ...paragraph.runs]
  const lines = setRuns(runs, SIGNATURE_STYLE, BLOCK_WIDTH_PT, setting.fonts)
  return { forPen: false, text, lines, heightPt: lines.length * SIGNATURE_STYLE.leadingPt + 2 }
}

function heightOf(lines: readonly BlockLine[]): number {
  return lines.reduce((sum, line) => sum + line.heightPt, 0)
}

function setBlock(block: SignatureBlock, setting: Setting): SetBlock {
  const lines = block.lines.filter((line) => textOf(line).trim() !== '').map((line) => ({ line: blockLine(line, setting), named: line.runs.every((run) => run.bold) }))
  const aboveCount = lines.findIndex(({ line, named }) => line.forPen || !named)
  const count = aboveCount < 0 ? lines.length : aboveCount
  const section = addElement(setting, 'Sect', null)
  const placed = (chosen: typeof lines): PlacedLine[] => chosen.map(({ line }) => ({ ...line, element: addElement(setting, 'P', section) }))
  const above = placed(lines.slice(0, count))
  const alt = ['Tom ruta för underskrift', ...above.map((line) => line.text), block.role].filter((text) => text.trim() !== '').join(', ')
  const box = addElement(setting, 'Figure', section, { type: 'figure', alt, placement: 'Block' })
  return { block, above, box, below: placed(lines.slice(count)) }
}

function drawBox(page: DrawnPage, { block, box: element }: SetBlock, xPt: number, topYPt: number): void {
  const box = { xPt, yPt: hundredths(topYPt - BOX_HEIGHT_PT), widthPt: BLOCK_WIDTH_PT, heightPt: BOX_HEIGHT_PT }
  page.pieces.push({ type: 'fill', color: 'white', ...box, element: null })
  page.pieces.push({ type: 'frame', thicknessPt: 0.6, gray: 0.72, ...box, element })
  page.signatureBoxes.push({ id: block.id, party: block.party, role: block.role, page: page.number, ...box })
}

function drawLines(page: DrawnPage, lines: readonly PlacedLine[], xPt: number, topYPt: number): void {
  let y = topYPt
  for (const line of lines) {
    let lineY = y
    if (line.forPen) {
      lineY -= WRITING_LINE_PT
      page.pieces.push({ type: 'rule', fromXPt: xPt, fromYPt: lineY, toXPt: xPt + BLOCK_WIDTH_PT, toYPt: lineY, thicknessPt: 0.5, gray: 0.3, pattern: 'solid', element: null })
      lineY -= LABEL_CLEAR_PT
    }
    const style = line.forPen ? LABEL_STYLE : SIGNATURE_STYLE
    for (const text of line.lines) {
      drawLine(page, text, style, xPt, lineY, line.element)
      lineY -= style.leadingPt
    }
    y -= line.heightPt
  }
}

/** What stands above the boxes when they outgrow the page of their section's text. */
function continuation(sectionTitle: string, setting: Setting): FlowItem['repeated'] {
  const style: TextStyle = { ...PAGE_STYLES.Heading3, gray: 0.25 }
  const lines = setRuns([plainRun(`${sectionTitle} (forts.)`)], style, BODY.widthPt, setting.fonts)
  const heightPt = lines.length * style.leadingPt + 8
  return {
    heightPt,
    draw: (page, topYPt) => {
      for (const [index, line] of lines.entries()) drawLine(page, line, style, BODY.xPt, topYPt - index * style.leadingPt, null)
    },
  }
}

/** The space above the boxes of a row: names that wrap push the neighbour's box down too. */
function aboveHeightPt(row: readonly SetBlock[]): number {
  const tallest = Math.max(...row.map((block) => heightOf(block.above)))
  return tallest === 0 ? 0 : tallest + CLEAR_PT
}

function flowRow(row: readonly SetBlock[], index: number, repeated: FlowItem['repeated']): FlowItem {
  const abovePt = aboveHeightPt(row)
  return {
    heightPt: abovePt + BOX_HEIGHT_PT + CLEAR_PT + Math.max(...row.map((block) => heightOf(block.below))),
    beforePt: index === 0 ? CLEAR_PT : 20,
    afterPt: 14,
    pageBefore: index === 0 ? 'forbidden' : 'discouraged',
    repeated,
    heading: null,
    draw: (page, topYPt) => {
      for (const [at, block] of row.entries()) {
        const xPt = hundredths(BODY.xPt + at * (BLOCK_WIDTH_PT + GUTTER_PT))
        drawLines(page, block.above, xPt, topYPt - abovePt + CLEAR_PT + heightOf(block.above))
        drawBox(page, block, xPt, topYPt - abovePt)
        drawLines(page, block.below, xPt, topYPt - abovePt - BOX_HEIGHT_PT - CLEAR_PT)
      }
    },
  }
}

/** Signature blocks that follow each other, two in a row; a row is never cut, and never stands on a page without text or title of its section. */
export function flowSignatures(blocks: readonly SignatureBlock[], sectionTitle: string, setting: Setting): FlowItem[] {
  const set = blocks.map((block) => setBlock(block, setting))
  const rows: SetBlock[][] = []
  for (let index = 0; index < set.length; index += 2) rows.push(set.slice(index, index + 2))
  const repeated = continuation(sectionTitle, setting)
  return rows.map((row, index) => {
    const item = flowRow(row, index, repeated)
    return row.some(({ block }) => block.table.rows.some(({ deviates }) => deviates === true)) ? barred(item) : item
  })
}
