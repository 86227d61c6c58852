import { childOf, elementsOf, type XmlElement } from './xml.js'

/** Sixteen centimetres and the margin beside them: beyond is no paper. */
const COLUMN_TWIPS = 9072
const MARGIN_TWIPS = 1417
/** Lines nearer than seven points, or than half a line, cut off their own letters. */
const LEAST_LINE_TWIPS = 140
const LEAST_LINE_SHARE = 120
/** A row of exact height holds so much for each line of words. */
const LEAST_ROW_LINE_TWIPS = 150

/** What in a paragraph's properties makes Word cut off its words or set them beside the page, in Swedish; null when nothing does. */
export function cuttingLayout(properties: XmlElement | null): string | null {
  const [indent, spacing] = [childOf(properties, 'w:ind'), childOf(properties, 'w:spacing')]
  const line = lengthOf(spacing, ['w:line'], 240)
  const rule = spacing?.attributes.get('w:lineRule') ?? 'auto'
  if (rule === 'exact' ? line < LEAST_LINE_TWIPS : rule === 'auto' && line < LEAST_LINE_SHARE) return 'radavståndet är så litet att Word skär av texten. Välj Enkelt (Stycke, Radavstånd).'
  const [left, right] = [lengthOf(indent, ['w:left', 'w:start'], 0), lengthOf(indent, ['w:right', 'w:end'], 0)]
  const first = left + lengthOf(indent, ['w:firstLine'], 0) - lengthOf(indent, ['w:hanging'], 0)
  const isBeside = Math.max(left, first, right, left + right) >= COLUMN_TWIPS || Math.min(left, first, right) < -MARGIN_TWIPS
  return isBeside ? 'indraget flyttar texten utanför sidan. Välj 0 cm (Stycke, Indrag).' : null
}

/** Whether a row is of exact height and too low for words of that many lines. */
export function cutsRow(properties: XmlElement | null, lines: number): boolean {
  const height = childOf(properties, 'w:trHeight')
  return height?.attributes.get('w:hRule') === 'exact' && lengthOf(height, ['w:val'], 0) < lines * LEAST_ROW_LINE_TWIPS
}

/** Whether a table's indent sets it beside the page. */
export function cutsTable(properties: XmlElement | null): boolean {
  const indent = lengthOf(childOf(properties, 'w:tblInd'), ['w:w'], 0)
  return indent >= COLUMN_TWIPS || indent < -MARGIN_TWIPS
}

/** How many tabs in a line go to a tab stop further out than that from the left margin, one stop each; null where no stop is. `layers` are properties and those they are based on, nearest first. */
export function tabsToBeside(layers: readonly (XmlElement | null)[], widthTwips: number): number | null {
  const stops = layers.flatMap((layer) => childOf(layer, 'w:tabs') ?? []).flatMap((tabs) => elementsOf(tabs).map((stop) => [lengthOf(stop, ['w:pos'], 0), stop.attributes.get('w:val') ?? 'left'] as const))
  const nearest = new Map(stops.toReversed())
  const stopping = [...nearest].filter(([, alignment]) => alignment !== 'clear' && alignment !== 'bar')
  const within = stopping.filter(([position]) => position <= widthTwips).length
  return within === stopping.length ? null : within + 1
}

function lengthOf(element: XmlElement | null, names: readonly string[], otherwise: number): number {
  const length = Number(names.map((name) => element?.attributes.get(name)).find((value) => value !== undefined) ?? otherwise)
  return Number.isNaN(length) ? otherwise : length
}
