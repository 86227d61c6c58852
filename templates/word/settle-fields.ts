import { elementsOf, textOf, type XmlElement, type XmlNode } from './xml.js'

/** Fields that the pages themselves answer, and the table of contents, which is written anew. */
const COUNTED = /^\s*(PAGE|NUMPAGES|TOC)(\s|$)/

/** Fields that Word shows words for which stand in their code or settings, or which it counts or draws itself. */
const DRAWN = /^\s*(MACROBUTTON|GOTOBUTTON|EQ|SYMBOL|ADVANCE|LISTNUM|AUTONUM|AUTONUMLGL|AUTONUMOUT|FORMDROPDOWN|FORMCHECKBOX|DISPLAYBARCODE|MERGEBARCODE|BARCODE)(\s|$)/i
/** Fields that show nothing by their nature, and those that are empty without a result. */
const UNSEEN = /^\s*(XE|TC|TA|RD|SET|ASK|PRIVATE|HYPERLINK|REF|PAGEREF|FORMTEXT)?(\s|$)/i

interface Field {
  instruction: string
  /** Word counts it anew when the file is opened, whatever stands in it. */
  isDirty: boolean
  isClosed: boolean
  hasResult: boolean
}

/** Whether the words that the field shows stand in its result, so that they are all there is to read. */
function isWords({ instruction, hasResult, isDirty }: Omit<Field, 'isClosed'>): boolean {
  return !isDirty && !COUNTED.test(instruction) && !DRAWN.test(instruction) && (hasResult || UNSEEN.test(instruction))
}

/** The paragraph's content with fields (cross references, dates, links) replaced by the words they show; page numbers, fields that show other words than their result and fields that reach beyond the paragraph stay. */
export function settleFields(children: readonly XmlNode[]): XmlNode[] {
  const opened = children.flatMap((child) => (isSimpleField(child) && isWords({ instruction: child.attributes.get('w:instr') ?? '', hasResult: child.children.length > 0, isDirty: isDirty(child) }) ? child.children : [child]))
  const fields = fieldsIn(opened)
  if (fields.length === 0) return opened
  const walk = new ShownWords(fields)
  return opened.map((child) => (typeof child === 'string' || child.name !== 'w:r' ? child : { ...child, children: child.children.filter((part) => walk.keeps(part)) }))
}

function isDirty({ attributes }: XmlElement): boolean {
  return ['1', 'true', 'on'].includes(attributes.get('w:dirty') ?? '')
}

function isSimpleField(node: XmlNode): node is XmlElement {
  return typeof node !== 'string' && node.name === 'w:fldSimple'
}

/** The fields that begin in the paragraph, in order. */
function fieldsIn(children: readonly XmlNode[]): Field[] {
  const fields: Field[] = []
  const open: (Field & { inCode: boolean })[] = []
  for (const part of children.flatMap((child) => (typeof child === 'string' || child.name !== 'w:r' ? [] : elementsOf(child)))) {
    const innermost = open.at(-1)
    if (part.name === 'w:instrText' && innermost?.inCode === true) innermost.instruction += textOf(part)
    const step = part.name === 'w:fldChar' ? part.attributes.get('w:fldCharType') : null
    if (step === 'begin') {
      const field = { instruction: '', isClosed: false, hasResult: false, isDirty: isDirty(part), inCode: true }
      fields.push(field)
      open.push(field)
    }
    if (step === 'separate' && innermost !== undefined) Object.assign(innermost, { inCode: false, hasResult: true })
    if (step === 'end' && innermost !== undefined) innermost.isClosed = true
    if (step === 'end') open.pop()
  }
  return fields
}

/** Walks through the parts of a paragraph's runs once, in order, and says which of them are left when its fields are words. */
class ShownWords {
  readonly #fields: Iterator<Field>
  readonly #open: { readonly isDropped: boolean; inCode: boolean }[] = []

  constructor(fields: readonly Field[]) {
    this.#fields = fields[Symbol.iterator]()
  }

  keeps(part: XmlNode): boolean {
    const isMark = typeof part !== 'string' && part.name === 'w:fldChar'
    const step = isMark ? part.attributes.get('w:fldCharType') : null
    if (step === 'begin') {
      const field: Field | undefined = this.#fields.next().value
      this.#open.push({ isDropped: field !== undefined && field.isClosed && isWords(field), inCode: true })
    }
    const innermost = this.#open.at(-1)
    const isHidden = this.#open.some((field) => field.isDropped && field.inCode)
    const keeps = !isHidden && !(innermost?.isDropped === true && isMark)
    if (step === 'separate' && innermost !== undefined) innermost.inCode = false
    if (step === 'end') this.#open.pop()
    return keeps
  }
}
