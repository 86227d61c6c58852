import type { Fault } from '../failure.js'
import { childOf, elementsOf, type XmlElement } from './xml.js'

const PLACE = 'Sidinställningar'
/** A4 in twips, and how far off programs round it. */
const A4 = { widthTwips: 11906, heightTwips: 16838, roundingTwips: 60 } as const
/** Half a centimetre. */
const UNPRINTED_TWIPS = 284
/** Six centimetres. */
const WIDEST_MARGIN_TWIPS = 3402

/** Notes a page on which the Word file would look otherwise than the PDF, which is printed on A4 upright in one column. */
export function refusePage(section: XmlElement | null, faults: Fault[]): void {
  const length = lengthIn(section)
  const isA4 = Math.abs(length('w:pgSz', 'w:w', A4.widthTwips) - A4.widthTwips) <= A4.roundingTwips && Math.abs(length('w:pgSz', 'w:h', A4.heightTwips) - A4.heightTwips) <= A4.roundingTwips
  if (!isA4) faults.push({ path: PLACE, message: 'sidan är inte stående A4, som handlingarna skrivs ut på. Välj Layout, Storlek: A4 och Orientering: Stående.' })
  const margins = ['left', 'right', 'top', 'bottom'].map((side) => length('w:pgMar', `w:${side}`, 0))
  if (!margins.every((margin) => margin >= 0 && margin <= WIDEST_MARGIN_TWIPS)) faults.push({ path: PLACE, message: 'en marginal är bredare än 6 cm eller mindre än noll. Välj Layout, Marginaler: Normal.' })
  if (length('w:cols', 'w:num', 1) > 1) faults.push({ path: PLACE, message: 'texten står i spalter, som PDF:en inte har. Välj Layout, Spalter: En.' })
}

/** The body's own page setup, which stands last in it; null where there is none. */
export function sectionOf(body: XmlElement): XmlElement | null {
  const last = elementsOf(body).at(-1)
  return last?.name === 'w:sectPr' ? last : null
}

/** How far from the left margin printers still print, in twips. */
export function printedWidthOf(section: XmlElement | null): number {
  const length = lengthIn(section)
  return length('w:pgSz', 'w:w', A4.widthTwips) - length('w:pgMar', 'w:left', 1417) - UNPRINTED_TWIPS
}

/** Between the margins, in twips; A4 with Word's own margins where the section does not say. */
export function textWidthOf(section: XmlElement | null): number {
  const length = lengthIn(section)
  return length('w:pgSz', 'w:w', A4.widthTwips) - length('w:pgMar', 'w:left', 1417) - length('w:pgMar', 'w:right', 1417)
}

function lengthIn(section: XmlElement | null): (child: string, attribute: string, otherwise: number) => number {
  return (child, attribute, otherwise) => Number(childOf(section, child)?.attributes.get(attribute) ?? otherwise)
}
