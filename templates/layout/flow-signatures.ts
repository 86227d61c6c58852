import type { Paragraph, SignatureBlock } from '../document.js'
import { BODY, pointsOf } from '../pdf/geometry.js'
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
const LABEL_STYLE: TextStyle = { ...SIGNATURE_STYLE, sizePt: 7.5, leadingPt: 10, gray: 0.3 }
/** A label with nothing but a line to write on after it. */
const LABEL_ONLY = /^(.*?)(?::\s*)?[\s._…–-]*$/u
const WRITTEN_BY_HAND = /^(ort och datum|ort, datum|datum|ort|underskrift|namnteckning)$/iu

/** One line under the box: printed text, or a label under a line for the pen. */
interface UnderLine {
  readonly label: readonly SetLine[] | null
  readonly text: readonly SetLine[]
  readonly heightPt: number
}

interface SetBlock {
  readonly block: SignatureBlock
  readonly under: readonly UnderLine[]
  readonly heightPt: number
  readonly element: number
}

function isForPen(paragraph: Paragraph, text: string): boolean {
  if (paragraph.runs.some((run) => run.gap)) return false
  const [, label = ''] = LABEL_ONLY.exec(text) ?? []
  return WRITTEN_BY_HAND.test(label) || /(:|_{3,}|\.{4,}|…{2,})\s*$/u.test(text)
}

function underLine(paragraph: Paragraph, setting: Setting): UnderLine | null {
  const text = textOf(paragraph).trim()
  if (text === '') return null
  if (isForPen(paragraph, text)) {
    const [, label = text] = LABEL_ONLY.exec(text) ?? []
    const lines = setRuns([plainRun(label)], LABEL_STYLE, BLOCK_WIDTH_PT, setting.fonts)
    return { label: lines, text: [], heightPt: WRITING_LINE_PT + lines.length * LABEL_STYLE.leadingPt }
  }
  const number = numberOf(paragraph)
  const runs = number === null ? paragraph.runs : [plainRun(`${number} `), ...paragraph.runs]
  const lines = setRuns(runs, SIGNATURE_STYLE, BLOCK_WIDTH_PT, setting.fonts)
  return { label: null, text: lines, heightPt: lines.length * SIGNATURE_STYLE.leadingPt + 2 }
}

function setBlock(block: SignatureBlock, setting: Setting): SetBlock {
  const under = block.lines.map((paragraph) => underLine(paragraph, setting)).filter((line) => line !== null)
  const heightPt = BOX_HEIGHT_PT + CLEAR_PT + under.reduce((sum, line) => sum + line.heightPt, 0)
  return { block, under, heightPt, element: addElement(setting, { role: 'Sect', cell: null }) }
}

function drawBox(page: DrawnPage, { block }: SetBlock, xPt: number, topYPt: number): void {
  const box = { xPt, yPt: topYPt - BOX_HEIGHT_PT, widthPt: BLOCK_WIDTH_PT, heightPt: BOX_HEIGHT_PT }
  page.pieces.push({ type: 'fill', color: 'white', ...box, element: null })
  page.pieces.push({ type: 'frame', thicknessPt: 0.6, gray: 0.72, ...box, element: null })
  page.signatureBoxes.push({ id: block.id, party: block.party, role: block.role, page: page.number, ...box })
}

function drawBlock(page: DrawnPage, set: SetBlock, xPt: number, topYPt: number): void {
  drawBox(page, set, xPt, topYPt)
  let y = topYPt - BOX_HEIGHT_PT - CLEAR_PT
  for (const line of set.under) {
    let lineY = y
    if (line.label !== null) {
      lineY -= WRITING_LINE_PT
      page.pieces.push({ type: 'rule', fromXPt: xPt, fromYPt: lineY, toXPt: xPt + BLOCK_WIDTH_PT, toYPt: lineY, thicknessPt: 0.5, gray: 0.3, pattern: 'solid', element: null })
    }
    const style = line.label === null ? SIGNATURE_STYLE : LABEL_STYLE
    for (const text of line.label ?? line.text) {
      drawLine(page, text, style, xPt, lineY, set.element)
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

/** Signature blocks that follow each other, two in a row; a row is never cut, and never stands on a page without text or title of its section. */
export function flowSignatures(blocks: readonly SignatureBlock[], sectionTitle: string, setting: Setting): FlowItem[] {
  const set = blocks.map((block) => setBlock(block, setting))
  const rows: SetBlock[][] = []
  for (let index = 0; index < set.length; index += 2) rows.push(set.slice(index, index + 2))
  const repeated = continuation(sectionTitle, setting)
  return rows.map((row, index): FlowItem => ({
    heightPt: Math.max(...row.map((block) => block.heightPt)),
    beforePt: index === 0 ? CLEAR_PT : 20,
    afterPt: 14,
    pageBefore: index === 0 ? 'forbidden' : 'discouraged',
    repeated,
    heading: null,
    draw: (page, topYPt) => {
      for (const [at, block] of row.entries()) drawBlock(page, block, BODY.xPt + at * (BLOCK_WIDTH_PT + GUTTER_PT), topYPt)
    },
  }))
}
