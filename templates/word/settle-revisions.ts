import { settleFields } from './settle-fields.js'
import { childOf, elementsOf, type XmlElement, type XmlNode } from './xml.js'

/** Which state of a tracked document: as if every change were accepted, or as if every change were rejected. */
export type Side = 'accepted' | 'rejected'

/** The attribute that says which paragraphs of the file (`ordinalsOf`) a settled paragraph was made of, with spaces between. */
export const SOURCE = 'anslut:source'

const COMING: ReadonlySet<string> = new Set(['w:ins', 'w:moveTo'])
const GOING: ReadonlySet<string> = new Set(['w:del', 'w:moveFrom'])
const MARKERS: ReadonlySet<string> = new Set([...COMING, ...GOING, 'w:cellIns', 'w:cellDel'])
/** Records of how something looked before, and the ends of ranges: nothing that is printed. */
const REMARKS = /^w:(\w+PrChange|numberingChange|tblGridChange|(moveFrom|moveTo|customXml(Ins|Del|MoveFrom|MoveTo))Range(Start|End)|comment(RangeStart|RangeEnd|Reference))$/
const PROPERTIES = /^w:(p|r|tr|tc|tbl|tblPrEx)Pr$|^w:tblPrEx$/

/** The tree with each paragraph (`w:p`) numbered from 1 in document order, so that both sides of it can be told what they come from. */
export function withSources(root: XmlElement): XmlElement {
  let ordinal = 0
  const numbered = (element: XmlElement): XmlElement => {
    const attributes = element.name === 'w:p' ? new Map([...element.attributes, [SOURCE, String(++ordinal)]]) : element.attributes
    return { ...element, attributes, children: element.children.map((child) => (typeof child === 'string' ? child : numbered(child))) }
  }
  return numbered(root)
}

/** The ordinals that `withSources` gave the paragraphs a settled paragraph was made of. */
export function ordinalsOf(source: string): readonly number[] {
  return source.split(' ').filter((part) => part !== '').map(Number)
}

/** The tree as one side of its tracked changes has it, with what only surrounds words (links, content controls, fields but page numbers) opened; content controls bound to data elsewhere in the file stay, since Word shows that data and not their words. */
export function settleRevisions(root: XmlElement, side: Side): XmlElement {
  return { ...root, children: settled(root.children, side) }
}

function settled(children: readonly XmlNode[], side: Side): XmlNode[] {
  return joined(children.flatMap((child) => (typeof child === 'string' ? [child] : settledElement(child, side))), side)
}

function settledElement(element: XmlElement, side: Side): XmlNode[] {
  const { name } = element
  if (COMING.has(name)) return side === 'accepted' ? settled(element.children, side) : []
  if (GOING.has(name)) return side === 'rejected' ? settled(element.children, side) : []
  if (REMARKS.test(name)) return []
  if (PROPERTIES.test(name)) return [settledProperties(element, side)]
  if (name === 'w:tr' && isGone(childOf(element, 'w:trPr'), side)) return []
  if (name === 'w:tc' && isGone(childOf(element, 'w:tcPr'), side)) return []
  const opened = openedUp(element)
  if (opened !== null) return settled(opened, side)
  const settledChildren = settled(element.children, side)
  if (name === 'w:tbl' && !settledChildren.some((child) => isElement(child, 'w:tr'))) return []
  if (name === 'w:delText') return [{ ...element, name: 'w:t' }]
  if (name === 'w:delInstrText') return [{ ...element, name: 'w:instrText' }]
  return [{ ...element, children: name === 'w:p' ? settleFields(settledChildren) : settledChildren }]
}

/** What stands inside an element that says nothing itself; null for any other element. */
function openedUp(element: XmlElement): readonly XmlNode[] | null {
  const within = (left: RegExp): readonly XmlNode[] => element.children.filter((child) => typeof child === 'string' || !left.test(child.name))
  if (element.name === 'w:hyperlink') return element.children
  if (element.name === 'w:smartTag' || element.name === 'w:customXml') return within(/^w:(smartTagPr|customXmlPr)$/)
  if (element.name !== 'w:sdt' || childOf(childOf(element, 'w:sdtPr'), 'w:dataBinding') !== null) return null
  return childOf(element, 'w:sdtContent')?.children ?? []
}

/** Whether a row or cell is not there on this side. */
function isGone(properties: XmlElement | null, side: Side): boolean {
  const gone = side === 'accepted' ? ['w:del', 'w:cellDel'] : ['w:ins', 'w:cellIns']
  return gone.some((name) => childOf(properties, name) !== null)
}

function settledProperties(element: XmlElement, side: Side): XmlElement {
  const before = elementsOf(element).find((child) => child.name === `${element.name}Change`)
  const old = side === 'rejected' && before !== undefined ? elementsOf(before).find((child) => child.name === element.name) : undefined
  if (old === undefined) return { ...element, children: element.children.flatMap((child) => settledProperty(child, side)) }
  const mark = elementsOf(element).filter((child) => element.name === 'w:pPr' && (child.name === 'w:rPr' || child.name === 'w:sectPr'))
  return { ...element, children: [...old.children, ...mark].flatMap((child) => settledProperty(child, side)) }
}

/** The marks of a tracked paragraph mark stay until its paragraph has been joined. */
function settledProperty(child: XmlNode, side: Side): XmlNode[] {
  if (typeof child === 'string') return [child]
  if (REMARKS.test(child.name)) return []
  if (child.name === 'w:rPr') return [{ ...child, children: child.children.filter((property) => typeof property === 'string' || !REMARKS.test(property.name)) }]
  if (MARKERS.has(child.name)) return []
  return [{ ...child, children: child.children.flatMap((inner) => settledProperty(inner, side)) }]
}

/** Paragraphs whose mark is not there on this side run into the one after them, which says how they look (ISO/IEC 29500-1, 17.13.5.15). */
function joined(nodes: readonly XmlNode[], side: Side): XmlNode[] {
  const result: XmlNode[] = []
  let open: XmlElement | null = null
  for (const node of nodes) {
    if (typeof node === 'string' || node.name !== 'w:p') {
      if (open !== null && hasContent(open)) result.push(withoutMarkers(open))
      open = null
      result.push(node)
      continue
    }
    const whole: XmlElement = open === null ? node : runTogether(open, node)
    open = null
    if (markIsGone(node, side)) open = whole
    else result.push(withoutMarkers(whole))
  }
  if (open !== null && (hasContent(open) || !result.some((node) => isElement(node, 'w:p')))) result.push(withoutMarkers(open))
  return result
}

function runTogether(first: XmlElement, second: XmlElement): XmlElement {
  const properties = childOf(second, 'w:pPr')
  const content = (paragraph: XmlElement): readonly XmlNode[] => paragraph.children.filter((child) => !isElement(child, 'w:pPr'))
  const source = [first, second].filter((paragraph) => paragraph === second || hasContent(paragraph)).map((paragraph) => paragraph.attributes.get(SOURCE) ?? '').join(' ').trim()
  return { ...second, attributes: new Map([...second.attributes, [SOURCE, source]]), children: [...(properties === null ? [] : [properties]), ...content(first), ...content(second)] }
}

function markIsGone(paragraph: XmlElement, side: Side): boolean {
  const mark = childOf(childOf(paragraph, 'w:pPr'), 'w:rPr')
  return mark !== null && elementsOf(mark).some(({ name }) => (side === 'accepted' ? GOING : COMING).has(name))
}

function withoutMarkers(paragraph: XmlElement): XmlElement {
  const properties = childOf(paragraph, 'w:pPr')
  const mark = childOf(properties, 'w:rPr')
  if (properties === null || mark === null) return paragraph
  const cleanMark = { ...mark, children: mark.children.filter((child) => typeof child === 'string' || !MARKERS.has(child.name)) }
  const clean = { ...properties, children: properties.children.map((child) => (child === mark ? cleanMark : child)) }
  return { ...paragraph, children: paragraph.children.map((child) => (child === properties ? clean : child)) }
}

function hasContent(paragraph: XmlElement): boolean {
  return elementsOf(paragraph).some(({ name }) => name === 'w:r' || name === 'w:fldSimple')
}

function isElement(node: XmlNode, name: string): boolean {
  return typeof node !== 'string' && node.name === name
}
