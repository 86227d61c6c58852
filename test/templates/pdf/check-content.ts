import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFRawStream, type PDFDocument, type PDFPage } from 'pdf-lib'
import type { Findings } from './conformance-rules.js'
import { operationsOf, type Operand, type Operation } from './content-tokens.js'

/** A marked-content sequence that belongs to the structure. */
export interface Sequence {
  readonly role: string
  /** By font resource and in order: the codes shown. */
  readonly shown: { readonly font: string; readonly codes: number[] }[]
}

/** What a page's content says. */
export interface PageContent {
  readonly page: PDFPage
  /** By marked-content id. */
  readonly sequences: ReadonlyMap<number, Sequence>
  /** By font resource: every code shown, artifacts too. */
  readonly codes: ReadonlyMap<string, Set<number>>
}

const PATH = 'm l c v y h re W W* n'.split(' ')
const PAINT = 'f F f* S s B B* b b* sh Do BI Tj TJ \' "'.split(' ')
const STATE = 'q Q cm w J j M d ri i gs Tc Tw Tz TL Tf Tr Ts Td TD Tm T* BT ET BMC BDC EMC MP DP BX EX'.split(' ')
const COLOR = 'g G rg RG'.split(' ')
const KNOWN = new Set([...PATH, ...PAINT, ...STATE, ...COLOR])
const PAINTS = new Set(PAINT)
const DEEPEST_STATE = 28
const INLINE_FILTERS = new Set(['AHx', 'A85', 'Fl', 'RL', 'CCF', 'DCT'])
const PAGINATION = new Set(['Header', 'Footer', 'Watermark'])

function nameOf(operand: Operand | undefined): string {
  return operand?.type === 'name' ? operand.value : ''
}

function entry(operand: Operand | undefined, key: string): Operand | undefined {
  return operand?.type === 'dictionary' ? operand.entries.get(key) : undefined
}

/** Goes through one page's streams, operator by operator. */
class PageWalk {
  readonly sequences = new Map<number, Sequence>()
  readonly codes = new Map<string, Set<number>>()
  /** Open sequences: an id, `artifact`, or null for what says nothing. */
  readonly #open: (number | 'artifact' | null)[] = []
  #artifactIsPagination = false
  #font = ''
  #depth = 0
  #inText = false

  constructor(private readonly found: Findings, private readonly place: string, private readonly resources: PDFDict | undefined) {}

  stream(operations: readonly Operation[]): void {
    for (const operation of operations) this.#operation(operation)
    this.found.expect('marked-content-balanced', this.#open.length === 0 && this.#depth === 0 && !this.#inText, `${this.place}: ett innehåll slutar mitt i en sekvens`)
  }

  #operation({ operator, operands }: Operation): void {
    this.found.expect('operator', KNOWN.has(operator) || /^[kK]$|^(cs|CS|sc|SC|scn|SCN)$/.test(operator), `${this.place}: ${operator}`)
    this.found.expect('color-space', !/^[kK]$|^(cs|CS|sc|SC|scn|SCN)$/.test(operator), `${this.place}: ${operator}`)
    if (PAINTS.has(operator)) this.#paints(operator, operands)
    switch (operator) {
      case 'BDC': case 'BMC': return this.#begin(operands)
      case 'EMC': return this.found.expect('marked-content-balanced', this.#open.pop() !== undefined, `${this.place}: EMC utan början`)
      case 'BT': case 'ET':
        this.found.expect('marked-content-balanced', this.#inText === (operator === 'ET'), `${this.place}: ${operator}`)
        this.#inText = operator === 'BT'
        return
      case 'q': case 'Q':
        this.#depth += operator === 'q' ? 1 : -1
        this.found.expect('limits', this.#depth <= DEEPEST_STATE, `${this.place}: ${this.#depth} q`)
        return this.found.expect('marked-content-balanced', this.#depth >= 0, `${this.place}: Q utan q`)
      case 'Tf':
        this.#font = nameOf(operands[0])
        return this.#resource('Font', this.#font)
      case 'gs': return this.#resource('ExtGState', nameOf(operands[0]))
      default:
    }
  }

  #begin(operands: readonly Operand[]): void {
    const [tag, properties] = operands
    const id = entry(properties, 'MCID')
    const nested = this.#open.some((open) => open !== null)
    if (nameOf(tag) === 'Artifact') {
      this.found.expect('artifact-apart', !nested, `${this.place}: en artefakt står i annat märkt innehåll`)
      this.#artifactIsPagination = nameOf(entry(properties, 'Type')) === 'Pagination'
      const subtype = nameOf(entry(properties, 'Subtype'))
      this.found.expect('running-artifact', subtype === '' || (this.#artifactIsPagination && PAGINATION.has(subtype)), `${this.place}: artefakt ${subtype}`)
      this.#open.push('artifact')
    } else if (id?.type === 'number') {
      this.found.expect('artifact-apart', !nested, `${this.place}: MCID ${id.value} står i annat märkt innehåll`)
      this.found.expect('parent-tree', !this.sequences.has(id.value), `${this.place}: MCID ${id.value} står två gånger`)
      this.sequences.set(id.value, { role: nameOf(tag), shown: [] })
      this.#open.push(id.value)
    } else this.#open.push(null)
  }

  #paints(operator: string, operands: readonly Operand[]): void {
    const owner = this.#open.find((open) => open !== null)
    this.found.expect('all-content-tagged', owner !== undefined, `${this.place}: ${operator} varken märkt eller artefakt`)
    if (operator === 'Do') this.#resource('XObject', nameOf(operands[0]))
    if (operator === 'BI') {
      const filter = entry(operands[0], 'F')
      this.found.expect('filter', filter === undefined || INLINE_FILTERS.has(nameOf(filter)), `${this.place}: inbäddad bild ${nameOf(filter)}`)
      this.found.expect('color-space', nameOf(entry(operands[0], 'IM')) === 'true', `${this.place}: inbäddad bild som inte är en mask`)
    }
    const [shown] = operands
    if (shown?.type === 'string') this.#shows([shown], owner)
    if (shown?.type === 'array') this.#shows(shown.items, owner)
    if (owner === 'artifact' && /^T[jJ]$/.test(operator)) this.found.expect('running-artifact', this.#artifactIsPagination, `${this.place}: text i en dekoration`)
  }

  #shows(operands: readonly Operand[], owner: number | 'artifact' | null | undefined): void {
    const text = operands.map((operand) => (operand.type === 'string' ? operand.value : '')).join('')
    const codes = Array.from({ length: text.length / 2 }, (_, index) => text.charCodeAt(index * 2) * 256 + text.charCodeAt(index * 2 + 1))
    const used = this.codes.get(this.#font) ?? new Set<number>()
    this.codes.set(this.#font, used)
    for (const code of codes) used.add(code)
    if (typeof owner === 'number') this.sequences.get(owner)?.shown.push({ font: this.#font, codes })
  }

  #resource(kind: string, name: string): void {
    const held = this.resources?.lookupMaybe(PDFName.of(kind), PDFDict)
    this.found.expect('resources', held?.has(PDFName.of(name)) === true, `${this.place}: ${kind} ${name} saknas`)
  }
}

/** A page's content streams, decoded and in order. */
function streamsOf(page: PDFPage): PDFRawStream[] {
  const contents = page.node.Contents()
  const all = contents instanceof PDFArray ? contents.asArray().map((ref) => page.doc.context.lookup(ref)) : [contents]
  return all.filter((stream) => stream instanceof PDFRawStream)
}

function checkForms(document: PDFDocument, found: Findings): void {
  for (const [ref, value] of document.context.enumerateIndirectObjects()) {
    if (!(value instanceof PDFRawStream) || String(value.dict.get(PDFName.of('Subtype'))) !== '/Form') continue
    found.expect('resources', value.dict.has(PDFName.of('Resources')), `formulär ${String(ref)} saknar Resources`)
    for (const { operator } of operationsOf(decodePDFRawStream(value).decode())) found.expect('artifact-apart', KNOWN.has(operator) && !/^(BDC|BMC|Tj|TJ)$/.test(operator), `formulär ${String(ref)}: ${operator}`)
  }
}

/** Walks every page's content and says what is wrong with it. */
export function checkContent(document: PDFDocument, found: Findings): PageContent[] {
  checkForms(document, found)
  return document.getPages().map((page, index) => {
    const walk = new PageWalk(found, `sida ${index + 1}`, page.node.Resources())
    for (const stream of streamsOf(page)) walk.stream(operationsOf(decodePDFRawStream(stream).decode()))
    return { page, sequences: walk.sequences, codes: walk.codes }
  })
}
