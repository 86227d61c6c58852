import type { FilledDocument, Paragraph, Run } from '../document.js'
import { FOOT, HEAD } from '../pdf/geometry.js'
import type { Setting } from './flow.js'
import type { Layout, Piece } from './layout.js'
import { plainRun, setRuns, type SetLine } from './set-paragraph.js'
import { baselinePt, RUNNING_STYLE, type TextStyle } from './style.js'

/** Paragraphs of a header that a page has room for. */
export const HEAD_LINES = 2
/** Paragraphs of a footer that a page has room for. */
export const FOOT_LINES = 2
const ELLIPSIS = '…'

function withEllipsis(line: SetLine): SetLine {
  const last = line.runs.at(-1)
  if (last === undefined) return line
  return { ...line, runs: [...line.runs.slice(0, -1), { ...last, text: `${last.text.replace(/[\s\u00AD]*.?$/u, '')}${ELLIPSIS}` }] }
}

const SEPARATOR = ' · '

/** The parts that Word sets at tab stops; a part that counts pages is left out, because every page prints its own number. */
function parts(paragraph: Paragraph): Run[][] {
  const found: Run[][] = [[]]
  for (const run of paragraph.runs) {
    for (const [index, text] of run.text.replaceAll('\n', ' ').split('\t').entries()) {
      if (index > 0) found.push([])
      found.at(-1)?.push({ ...run, text })
    }
  }
  return found.filter((part) => part.every((run) => run.field === undefined) && part.some((run) => run.text.trim() !== ''))
}

/** What Word parts by tab stops stands on one line here, with a dot between. */
function joined(paragraph: Paragraph): Run[] {
  return parts(paragraph).flatMap((part, index) => (index === 0 ? part : [plainRun(SEPARATOR), ...part]))
}

/** One line a paragraph, as many as there is room for; what does not fit ends in an ellipsis. */
function runningLines(paragraphs: readonly Paragraph[], style: TextStyle, widthPt: number, count: number, setting: Setting): SetLine[] {
  return paragraphs.map(joined).filter((runs) => runs.length > 0).slice(0, count).flatMap((runs, _, all) => {
    const lines = setRuns(runs, style, widthPt, setting.fonts)
    const room = all.length === 1 ? count : 1
    const last = lines[room - 1]
    return lines.length <= room || last === undefined ? lines : [...lines.slice(0, room - 1), withEllipsis(last)]
  })
}

function draw(lines: readonly SetLine[], style: TextStyle, xPt: number, topYPt: number): Piece[] {
  return lines.flatMap((line, index) => line.runs.map((run): Piece => ({
    type: 'text', text: run.text, spaceAfter: run === line.runs.at(-1), style: run.style, sizePt: style.sizePt, gray: style.gray, xPt: xPt + run.xPt,
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
