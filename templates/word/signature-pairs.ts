import type { Fault } from '../failure.js'
import { contentOf } from './content-control.js'
import { childOf, elementsOf, valueOf, type XmlElement } from './xml.js'

/** The styles of tables by id, as `w:tblStyle` names them, in lower case. */
type StyleName = (id: string) => string

const PLACE = 'Underskrifterna'
/** What such a table is called in its properties, also when all its signatures have been taken away. */
export const PAIRS_CAPTION = 'Underskrifter'

/** Whether a table holds the lines of one signature. */
export function isSignatureTable(table: XmlElement, styleName: StyleName): boolean {
  return table.name === 'w:tbl' && styleName(valueOf(childOf(table, 'w:tblPr'), 'w:tblStyle') ?? '').toLowerCase() === 'underskrift'
}

/** What stands in a table that only puts signatures beside each other, in reading order without the paragraphs that Word wants after each; null for another table. What may not stand there is noted in `faults`. */
export function pairedSignatures(table: XmlElement, styleName: StyleName, faults: Fault[]): XmlElement[] | null {
  if (table.name !== 'w:tbl' || isSignatureTable(table, styleName)) return null
  const found: Fault[] = []
  const named = (element: XmlElement, name: string): XmlElement[] => contentOf(element, PLACE, found).filter((child) => child.name === name)
  const cells = named(table, 'w:tr').flatMap((row) => named(row, 'w:tc'))
  const inside = cells.flatMap((cell) => contentOf(cell, PLACE, found).filter(({ name }) => name !== 'w:tcPr'))
  const isCalled = valueOf(childOf(table, 'w:tblPr'), 'w:tblCaption') === PAIRS_CAPTION
  if (!isCalled && !inside.some((child) => isSignatureTable(child, styleName))) return null
  faults.push(...found)
  return inside.filter((child) => child.name !== 'w:p' || !isEmptyParagraph(child))
}

/** Whether a paragraph prints nothing. */
export function isEmptyParagraph(paragraph: XmlElement): boolean {
  return elementsOf(paragraph).every(({ name, children }) => name === 'w:pPr' || (name === 'w:r' && children.every((child) => typeof child !== 'string' && child.name === 'w:rPr')) || /^w:(bookmark(Start|End)|proofErr)$/.test(name))
}
