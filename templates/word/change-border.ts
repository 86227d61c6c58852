import type { XmlElement, XmlNode } from './xml.js'

/** No other border has this colour, by which it is known again when the file comes back. */
const COLOR = 'B00021'
const LEFT = `<w:left w:val="single" w:sz="12" w:space="3" w:color="${COLOR}"/>`
/** What stands after `w:pBdr` in `w:pPr` (ISO/IEC 29500-1, 17.3.1.26). */
const AFTER_BORDERS = /<w:(shd|tabs|suppressAutoHyphens|kinsoku|wordWrap|overflowPunct|topLinePunct|autoSpaceD[EN]|bidi|adjustRightInd|snapToGrid|spacing|ind|contextualSpacing|mirrorIndents|suppressOverlap|jc|textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr|pPrChange)[ />]|<\/w:pPr>/
const OWN_LEFT = /<w:(left|start)\b[^>]*\/>/

/** A paragraph's `w:pPr` with a border to the left, as a bar beside what does not say what the template says. */
export function borderedProperties(propertiesXml: string): string {
  if (propertiesXml === '' || propertiesXml === '<w:pPr/>') return `<w:pPr><w:pBdr>${LEFT}</w:pBdr></w:pPr>`
  const [borders] = /<w:pBdr>.*?<\/w:pBdr>/s.exec(propertiesXml) ?? []
  if (borders !== undefined) return propertiesXml.replace(borders, borders.replace(OWN_LEFT, '').replace(/^<w:pBdr>(<w:top\b[^>]*\/>)?/, (start) => `${start}${LEFT}`))
  const at = AFTER_BORDERS.exec(propertiesXml)?.index ?? propertiesXml.length
  return `${propertiesXml.slice(0, at)}<w:pBdr>${LEFT}</w:pBdr>${propertiesXml.slice(at)}`
}

/** What stands after `w:tcBorders` in `w:tcPr` (ISO/IEC 29500-1, 17.4.70). */
const AFTER_CELL_BORDERS = /<w:(shd|noWrap|tcMar|textDirection|tcFitText|vAlign|hideMark|headers|cellIns|cellDel|cellMerge|tcPrChange)[ />]|<\/w:tcPr>/
const CELL_LEFT = `<w:left w:val="single" w:sz="24" w:space="0" w:color="${COLOR}"/>`

/** A cell's `w:tcPr` with the bar as its left border: LibreOffice draws none beside a paragraph in a cell. */
export function borderedCell(propertiesXml: string): string {
  if (propertiesXml === '' || propertiesXml === '<w:tcPr/>') return `<w:tcPr><w:tcBorders>${CELL_LEFT}</w:tcBorders></w:tcPr>`
  const [borders] = /<w:tcBorders>.*?<\/w:tcBorders>/s.exec(propertiesXml) ?? []
  if (borders !== undefined) return propertiesXml.replace(borders, borders.replace(OWN_LEFT, '').replace(/^<w:tcBorders>(<w:top\b[^>]*\/>)?/, (start) => `${start}${CELL_LEFT}`))
  const at = AFTER_CELL_BORDERS.exec(propertiesXml)?.index ?? propertiesXml.length
  return `${propertiesXml.slice(0, at)}<w:tcBorders>${CELL_LEFT}</w:tcBorders>${propertiesXml.slice(at)}`
}

/** A returned document's XML without such borders: they say what the issued version deviated in, and the next says that anew. */
export function withoutChangeBorder(element: XmlElement): XmlElement {
  return { ...element, children: element.children.flatMap((child): XmlNode[] => (typeof child === 'string' ? [child] : isMark(child) || isOnlyMark(child) ? [] : [withoutChangeBorder(child)])) }
}

function isMark({ name, attributes }: XmlElement): boolean {
  return (name === 'w:left' || name === 'w:start') && attributes.get('w:color')?.toUpperCase() === COLOR
}

function isOnlyMark({ name, children }: XmlElement): boolean {
  return (name === 'w:pBdr' || name === 'w:tcBorders') && children.every((child) => typeof child !== 'string' && isMark(child))
}
