import type { FilledDocument, Paragraph, Run } from '../document.js'
import { Failure } from '../failure.js'
import { FOOT, HEAD } from '../pdf/geometry.js'
import { shown } from '../plain-text.js'
import type { Setting } from './flow.js'
import type { Layout, Piece } from './layout.js'
import { plainRun, setRuns, type SetLine } from './set-paragraph.js'
import { baselinePt, RUNNING_STYLE, type TextStyle } from './style.js'

/** Paragraphs of a header that a page has room for. */
export const HEAD_LINES = 2
/** Paragraphs of a footer that a page has room for. */
export const FOOT_LINES = 2
/** A head or foot that would not fit is set smaller before it is refused: no word of it may go. */
const SIZES_PT = [8, 7.5, 7, 6.5, 6] as const
/** Above the code and the exemplar that every page prints below. */
const FOOT_ROOM_PT = 21.5

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

/** A head or foot as it is set: every line of it, in a style in which they all fit. */
interface SetRunning {
  readonly style: TextStyle
  readonly lines: readonly SetLine[]
}

function fitted(paragraphs: readonly Paragraph[], place: 'Sidhuvud' | 'Sidfot', room: { readonly widthPt: number; readonly heightPt: number }, setting: Setting): SetRunning {
  const texts = paragraphs.map(joined).filter((runs) => runs.length > 0)
  for (const sizePt of SIZES_PT) {
    const style = { ...RUNNING_STYLE, sizePt, leadingPt: (RUNNING_STYLE.leadingPt * sizePt) / RUNNING_STYLE.sizePt }
    const lines = texts.flatMap((runs) => setRuns(runs, style, room.widthPt, setting.fonts))
    if (lines.length * style.leadingPt <= room.heightPt) return { style, lines }
  }
  const message = `${place === 'Sidhuvud' ? 'sidhuvudet' : 'sidfoten'} har mer text än sidan rymmer, också i ${SIZES_PT.at(-1)} punkter: ${shown(texts.flat().map(({ text }) => text).join(' '))}. Korta mallens text där, eller uppgiften som skrivs ut.`
  throw new Failure('text-too-long', `${place}: ${message}`, { faults: [{ path: place, message }] })
}

function draw({ lines, style }: SetRunning, xPt: number, topYPt: number): Piece[] {
  return lines.flatMap((line, index) => line.runs.map((run): Piece => ({
    type: 'text', text: run.text, spaceAfter: run === line.runs.at(-1), style: run.style, sizePt: style.sizePt, gray: style.gray, xPt: xPt + run.xPt,
    yPt: topYPt - baselinePt(style) - index * style.leadingPt, element: null,
  })))
}

/** Head and foot as they stand on every page: the document's own paragraphs, or its title where it has none. @throws Failure `text-too-long` when they have more words than a page has room for */
export function setRunning(document: FilledDocument, setting: Setting): Layout['running'] {
  const title: Paragraph = { type: 'paragraph', style: 'BodyText', number: null, runs: [{ ...plainRun(document.title), bold: true }], propertiesXml: '' }
  const head = fitted(document.header.length === 0 ? [title] : document.header, 'Sidhuvud', HEAD, setting)
  const foot = fitted(document.footer, 'Sidfot', { widthPt: FOOT.widthPt, heightPt: FOOT_ROOM_PT }, setting)
  const headTopPt = HEAD.yPt + HEAD.heightPt
  return {
    pieces: [...draw(head, HEAD.xPt, headTopPt), ...draw(foot, FOOT.xPt, FOOT.yPt + FOOT.heightPt)],
    headEndYPt: headTopPt - head.lines.length * head.style.leadingPt,
  }
}
