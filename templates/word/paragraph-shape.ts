import type { ParagraphShape } from '../document.js'
import { childOf, descendantsOf, isOn, type XmlElement } from './xml.js'

const TWIPS_PER_PT = 20
const PT_PER_CM = 72 / 2.54
/** Eight centimetres: the column is sixteen wide. */
const WIDEST_INDENT_PT = 227
/** Word's own lists stand so far in at their deepest. */
const WIDEST_LIST_PT = 355
const MOST_SPACE_PT = 72
/** Lines nearer than this cover each other. */
const LEADING_PT = { least: 8, most: 60 } as const
const LEADING_TIMES = { least: 0.8, most: 3 } as const
/** What Word puts for "automatic" space round a paragraph pasted from a web page. */
const AUTOMATIC_PT = 14

/** A paragraph's direct formatting, with everything in it that no document may follow, in Swedish. */
export interface ShapeRead {
  /** Within what a page has room for; null where the paragraph is set as its style says. */
  readonly shape: ParagraphShape | null
  readonly wrong: readonly string[]
}

/** What `w:ind`, `w:spacing`, `w:jc` and `w:pageBreakBefore` of a paragraph's properties say (ISO/IEC 29500-1, 17.3.1.12, .33, .13 and .23). */
export function readShape(properties: XmlElement | null, widestPt = WIDEST_INDENT_PT): ShapeRead {
  const wrong: string[] = []
  const [ind, spacing] = [childOf(properties, 'w:ind'), childOf(properties, 'w:spacing')]
  const within = (value: number | null, least: number, most: number, complain: () => string): number | null => {
    if (value !== null && !(value >= least && value <= most)) wrong.push(complain())
    return value === null || Number.isNaN(value) ? null : Math.min(most, Math.max(least, value))
  }
  const indent = (names: readonly string[], what: string): number | null => {
    const value = lengthOf(ind, names)
    return within(value, 0, widestPt, () => `${what} på ${centimetres(value)} (Stycke, Indrag) ryms inte på sidan. Välj 0–8 cm.`)
  }
  const space = (side: 'before' | 'after'): number | null => {
    if (isSet(spacing, `w:${side}Autospacing`)) return AUTOMATIC_PT
    const value = lengthOf(spacing, [`w:${side}`])
    return within(value, 0, MOST_SPACE_PT, () => `avståndet ${side === 'before' ? 'före' : 'efter'} stycket är ${points(value)} (Stycke, Avstånd). Välj 0–72 punkter.`)
  }
  const hanging = indent(['w:hanging'], 'hängande indrag')
  const first = hanging === null ? indent(['w:firstLine'], 'indrag av första raden') : -hanging
  const left = indent(['w:left', 'w:start'], 'vänsterindrag')
  if (hanging !== null && left !== null && hanging > left + 1) wrong.push(`hängande indrag på ${centimetres(hanging)} går utanför vänstermarginalen. Gör vänsterindraget minst lika stort.`)
  const shape = definedOf({
    leftPt: left, rightPt: indent(['w:right', 'w:end'], 'högerindrag'), firstPt: first,
    beforePt: space('before'), afterPt: space('after'), leading: leadingOf(spacing, wrong), align: alignOf(childOf(properties, 'w:jc')),
    startsPage: isOn(properties, 'w:pageBreakBefore') ? true : null,
  })
  return { shape: Object.keys(shape).length === 0 ? null : shape, wrong }
}

/** The first thing wrong in the paragraph formatting of a style; null when nothing is. */
export function misplacingIn(holder: XmlElement): string | null {
  return readShape(childOf(holder, 'w:pPr')).wrong[0] ?? null
}

function leadingOf(spacing: XmlElement | null, wrong: string[]): NonNullable<ParagraphShape['leading']> | null {
  const line = lengthOf(spacing, ['w:line'])
  if (line === null) return null
  const rule = spacing?.attributes.get('w:lineRule') ?? 'auto'
  const times = (line * TWIPS_PER_PT) / 240
  const isTimes = rule !== 'exact' && rule !== 'atLeast'
  const { least, most } = isTimes ? LEADING_TIMES : { ...LEADING_PT, least: rule === 'exact' ? LEADING_PT.least : 0 }
  const value = isTimes ? times : line
  if (!(value >= least && value <= most)) wrong.push(`radavståndet är ${isTimes ? `${decimal(times)} rader` : points(line)} (Stycke, Radavstånd). Välj ${isTimes ? '0,8–3 rader' : '8–60 punkter'}.`)
  if (Number.isNaN(value)) return null
  const kept = Math.min(most, Math.max(least, value))
  return isTimes ? { times: kept } : rule === 'exact' ? { exactlyPt: kept } : { atLeastPt: kept }
}

function alignOf(justification: XmlElement | null): 'center' | 'right' | null {
  const value = justification?.attributes.get('w:val')
  if (value === 'center') return 'center'
  return value === 'right' || value === 'end' ? 'right' : null
}

/** In points; NaN where Word's own unit is not what stands there, null where nothing does. */
function lengthOf(element: XmlElement | null, names: readonly string[]): number | null {
  const written = names.map((name) => element?.attributes.get(name)).find((value) => value !== undefined)
  return written === undefined ? null : /^-?\d+(\.\d+)?$/.test(written) ? Number(written) / TWIPS_PER_PT : Number.NaN
}

function isSet(element: XmlElement | null, name: string): boolean {
  return ['1', 'true', 'on'].includes(element?.attributes.get(name) ?? '')
}

function definedOf(shape: { readonly [K in keyof ParagraphShape]-?: NonNullable<ParagraphShape[K]> | null }): ParagraphShape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== null))
}

function decimal(value: number): string {
  return String(Math.round(value * 10) / 10).replace('.', ',').replace('-', '−')
}

function centimetres(lengthPt: number | null): string {
  return lengthPt === null || Number.isNaN(lengthPt) ? 'ett okänt mått' : `${decimal(lengthPt / PT_PER_CM)} cm`
}

function points(lengthPt: number | null): string {
  return lengthPt === null || Number.isNaN(lengthPt) ? 'ett okänt mått' : `${decimal(lengthPt)} punkter`
}

/** Everything wrong with the lists of `word/numbering.xml`. */
export function misplacingLists(numbering: XmlElement | null): string[] {
  const levels = numbering === null ? [] : [...descendantsOf(numbering)].filter(({ name }) => name === 'w:lvl')
  return levels.flatMap((level) => readShape(childOf(level, 'w:pPr'), WIDEST_LIST_PT).wrong)
}
