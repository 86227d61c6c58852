import type { Fault } from '../failure.js'
import { childOf, type XmlElement } from './xml.js'

const PLACE = 'Sidinställningar'
/** A4 in twips, and how far off programs round it. */
const A4 = { widthTwips: 11906, heightTwips: 16838, roundingTwips: 60 } as const
/** Six centimetres. */
const WIDEST_MARGIN_TWIPS = 3402

/** Notes a page on which the Word file would look otherwise than the PDF, which is printed on A4 upright in one column. */
export function refusePage(section: XmlElement | null, faults: Fault[]): void {
  const length = (child: string, attribute: string, otherwise: number): number => Number(childOf(section, child)?.attributes.get(attribute) ?? otherwise)
  const isA4 = Math.abs(length('w:pgSz', 'w:w', A4.widthTwips) - A4.widthTwips) <= A4.roundingTwips && Math.abs(length('w:pgSz', 'w:h', A4.heightTwips) - A4.heightTwips) <= A4.roundingTwips
  if (!isA4) faults.push({ path: PLACE, message: 'sidan är inte stående A4, som handlingarna skrivs ut på. Välj Layout, Storlek: A4 och Orientering: Stående.' })
  const margins = ['left', 'right', 'top', 'bottom'].map((side) => length('w:pgMar', `w:${side}`, 0))
  if (!margins.every((margin) => margin >= 0 && margin <= WIDEST_MARGIN_TWIPS)) faults.push({ path: PLACE, message: 'en marginal är bredare än 6 cm eller mindre än noll. Välj Layout, Marginaler: Normal.' })
  if (length('w:cols', 'w:num', 1) > 1) faults.push({ path: PLACE, message: 'texten står i spalter, som PDF:en inte har. Välj Layout, Spalter: En.' })
}
