import type { FilledDocument, Paragraph } from '../document.js'
import { FOOT, HEAD } from '../pdf/geometry.js'
import { textOf } from './flow-paragraph.js'
import { baselinePt, type Setting } from './flow.js'
import type { Layout, Piece } from './layout.js'
import { plainRun, setRuns, type SetLine } from './set-paragraph.js'
import { RUNNING_STYLE, type TextStyle } from './style.js'

const HEAD_LINES = 2
const FOOT_LINES = 2
const ELLIPSIS = '…'

function withEllipsis(line: SetLine): SetLine {
  const last = line.runs.at(-1)
  if (last === undefined) return line
  return { ...line, runs: [...line.runs.slice(0, -1), { ...last, text: `${last.text.replace(/[\s\u00AD]*.?$/u, '')}${ELLIPSIS}` }] }
}

/** Marks and page numbers are printed on every page by whoever knows them; the template's own are for Word. */
function isPrinted(paragraph: Paragraph): boolean {
  return paragraph.style !== 'Mark' && textOf(paragraph).trim() !== '' && !paragraph.runs.some((run) => run.field !== undefined)
}

/** A tab stop parts left from right in Word; here both stand on the left. */
function withoutTabs(paragraph: Paragraph): Paragraph {
  return { ...paragraph, runs: paragraph.runs.map((run) => ({ ...run, text: run.text.replaceAll(/\s*\t\s*/g, ' · ').replaceAll('\n', ' ') })) }
}

/** One line a paragraph, as many as there is room for; what does not fit ends in an ellipsis. */
function runningLines(paragraphs: readonly Paragraph[], style: TextStyle, widthPt: number, count: number, setting: Setting): SetLine[] {
  return paragraphs.filter(isPrinted).slice(0, count).flatMap((paragraph, _, all) => {
    const lines = setRuns(withoutTabs(paragraph).runs, style, widthPt, setting.fonts)
    const room = all.length === 1 ? count : 1
    const last = lines[room - 1]
    return lines.length <= room || last === undefined ? lines : [...lines.slice(0, room - 1), withEllipsis(last)]
  })
}

function draw(lines: readonly SetLine[], style: TextStyle, xPt: number, topYPt: number): Piece[] {
  return lines.flatMap((line, index) => line.runs.map((run): Piece => ({
    type: 'text', text: run.text, style: run.style, sizePt: style.sizePt, gray: style.gray, xPt: xPt + run.xPt,
    yPt: topYPt - baselinePt(style) - index * style.leadingPt, element: null,
  })))
}

/** Head and foot as they stand on every page: the document's own paragraphs, or its title where it has none. */
export function setRunning(document: FilledDocument, setting: Setting): Layout['running'] {
  const title: Paragraph = { type: 'paragraph', style: 'BodyText', number: null, runs: [{ ...plainRun(document.title), bold: true }], propertiesXml: '' }
  const head = runningLines(document.header.length === 0 ? [title] : document.header, RUNNING_STYLE, HEAD.widthPt, HEAD_LINES, setting)
  const foot = runningLines(document.footer, RUNNING_STYLE, FOOT.widthPt, FOOT_LINES, setting)
  const headTopPt = HEAD.yPt + HEAD.heightPt
  return {
    pieces: [...draw(head, RUNNING_STYLE, HEAD.xPt, headTopPt), ...draw(foot, RUNNING_STYLE, FOOT.xPt, FOOT.yPt + FOOT.heightPt)],
    headEndYPt: headTopPt - head.length * RUNNING_STYLE.leadingPt,
  }
}
