import { dictionaryBreaks, emergencyBreaks, mergeBreaks, plainBreaks, type BreakPoint } from './break-points.js'
import type { MeasuredText } from './measure-text.js'

/** One line of a paragraph: the text from `from` up to `to`, with a printed hyphen when `hyphen`. */
export interface BrokenLine {
  readonly from: number
  readonly to: number
  readonly hyphen: boolean
}

/** What line breaking is told about the column; `hyphenWidthPt` is kept free where a line ends in a hyphen. */
export interface Column {
  readonly widthPt: number
  readonly hyphenWidthPt: number
  /** Words are cut only where a line would otherwise run out of the column. */
  readonly keepWords: boolean
}

const RAGGED_COST = 100
const TWO_HYPHENS_COST = 14
const SHORT_LAST_LINE_COST = 12
const SHORT_LAST_LINE = 0.12
/** A paragraph whose lines all end within this share of the right edge is not hyphenated at all. */
const GOOD_SLACK = 0.16
const OVERFULL_COST = 1e9

interface Node {
  readonly point: BreakPoint
  readonly cost: number
  readonly previous: number
  /** The largest share of the width any line up to here leaves empty, the last line of a stretch not counted. */
  readonly worstSlack: number
}

/** Optimum-fit breaking after Knuth and Plass (Software: Practice and Experience 11, 1981), for a ragged right edge: the sum of squared empty ends and penalties is least. */
function fit(measured: MeasuredText, points: readonly BreakPoint[], column: Column): { nodes: Node[]; overfull: boolean } {
  const { text, startsPt, endsPt } = measured
  const origin: BreakPoint = { end: 0, next: 0, hyphen: false, forced: true, penalty: 0 }
  const last: BreakPoint = { end: text.length, next: text.length, hyphen: false, forced: true, penalty: 0 }
  const nodes: Node[] = [{ point: origin, cost: 0, previous: -1, worstSlack: 0 }]
  let overfull = false
  for (const point of [...points, last]) {
    const endPt = (endsPt[point.end - 1] ?? 0) + (point.hyphen ? column.hyphenWidthPt : 0)
    let best: Node | null = null
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index]
      if (node === undefined) break
      const width = point.end <= node.point.next ? 0 : endPt - (startsPt[node.point.next] ?? 0)
      const tooWide = width > column.widthPt + 0.001
      if (tooWide && best !== null) break
      const slack = Math.max(0, 1 - width / column.widthPt)
      const lineCost = tooWide ? OVERFULL_COST : point.forced ? (slack > 1 - SHORT_LAST_LINE && !node.point.forced ? SHORT_LAST_LINE_COST : 0) : RAGGED_COST * slack * slack
      const cost = node.cost + lineCost + point.penalty + (point.hyphen && node.point.hyphen ? TWO_HYPHENS_COST : 0)
      if (best === null || cost < best.cost) best = { point, cost, previous: index, worstSlack: Math.max(node.worstSlack, point.forced ? 0 : slack) }
      if (tooWide) break
      if (node.point.forced) break
    }
    if (best !== null) nodes.push(best)
  }
  overfull = (nodes.at(-1)?.cost ?? 0) >= OVERFULL_COST
  return { nodes, overfull }
}

function linesOf(nodes: readonly Node[]): BrokenLine[] {
  const lines: BrokenLine[] = []
  for (let index = nodes.length - 1; index > 0;) {
    const node = nodes[index]
    if (node === undefined) break
    const from = nodes[node.previous]?.point.next ?? 0
    lines.push({ from, to: Math.max(from, node.point.end), hyphen: node.point.hyphen })
    index = node.previous
  }
  return lines.reverse()
}

function worstSlack(nodes: readonly Node[]): number {
  return nodes.at(-1)?.worstSlack ?? 0
}

/** The lines of a paragraph in a column; no line is wider than the column unless a single character is. */
export function breakLines(measured: MeasuredText, column: Column): BrokenLine[] {
  const { text, endsPt } = measured
  const plain = plainBreaks(measured)
  const wholePt = endsPt[text.length - 1] ?? 0
  if (wholePt <= column.widthPt && !text.includes('\n')) return [{ from: 0, to: text.length, hyphen: false }]
  const whole = fit(measured, plain, column)
  if (!whole.overfull && (column.keepWords || worstSlack(whole.nodes) <= GOOD_SLACK)) return linesOf(whole.nodes)
  const cut = mergeBreaks(plain, dictionaryBreaks(measured))
  const hyphenated = fit(measured, cut, column)
  if (!hyphenated.overfull) return linesOf(hyphenated.nodes)
  const torn = mergeBreaks(cut, emergencyBreaks(measured, cut, column.widthPt - column.hyphenWidthPt))
  return linesOf(fit(measured, torn, column).nodes)
}
