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

/** The first lines of running paragraphs; what does not fit ends in an ellipsis. */
function runningLines(paragraphs: readonly Paragraph[], style: TextStyle, widthPt: number, count: number, setting: Setting): SetLine[] {
  const filled = paragraphs.filter((paragraph) => textOf(paragraph).trim() !== '')
  const lines = filled.flatMap((paragraph) => setRuns(paragraph.runs, style, widthPt, setting.fonts))
  const last = lines[count - 1]
  if (lines.length <= count || last === undefined) return lines
  return [...lines.slice(0, count - 1), withEllipsis(last)]
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
