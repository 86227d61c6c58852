import { seenText } from '../draft-lines.js'
import { isWrapper } from './content-control.js'
import { SILENT } from './features.js'
import { childOf, descendantsOf, elementsOf, textOf, type XmlElement } from './xml.js'

const CONTENTS_FIELD = /^\s*TOC(\s|$)/
/** What a template of ours says where its table of contents will stand. */
export const CONTENTS_TO_COME = 'Innehållsförteckningen skrivs när mallen fylls i.'
/** Fields that a contents line may be made of. */
const LINE_FIELD = /^\s*(PAGEREF|HYPERLINK|REF|PAGE)(\s|$)/
const WORDLESS: ReadonlySet<string> = new Set(['w:rPr', 'w:instrText', 'w:delText', 'w:delInstrText', 'w:fldChar'])
const SPACES: ReadonlySet<string> = new Set(['w:tab', 'w:ptab', 'w:br', 'w:cr'])
/** What counts a heading, before its words: `3.1`, `1 a §`, `A.1`, `IV`; no word. */
const NUMBER = /^((bilaga|kapitel|avsnitt|§) )?([\d.]+( ?\p{L})?|\p{L}[\d.]*|[ivxlc]+)( ?§)?[.):]?$/iu

/** A paragraph that a table of contents runs through. */
export interface ContentsParts {
  /** What stands beside the field, as paragraphs of their own; null where nothing does. */
  readonly before: XmlElement | null
  readonly after: XmlElement | null
  /** The words that the field shows there. */
  readonly line: string
  /** What no contents line is made of. */
  readonly foreign: readonly XmlElement[]
}

/** True for a paragraph or control whose first field is a table of contents. */
export function beginsContents(element: XmlElement): boolean {
  return CONTENTS_FIELD.test(firstInstructionIn(element))
}

function firstInstructionIn(element: XmlElement): string {
  let joined = ''
  for (const inner of descendantsOf(element)) {
    if (inner.name === 'w:fldSimple') return inner.attributes.get('w:instr') ?? ''
    if (inner.name === 'w:instrText') joined += textOf(inner)
    else if (inner.name === 'w:fldChar' && joined !== '') return joined
  }
  return joined
}

/** Follows a table of contents from the paragraph it begins in to the one it ends in. */
export class ContentsField {
  readonly #open: { instruction: string; inCode: boolean }[] = []
  #phase: 'before' | 'inside' | 'after' = 'before'
  #before: XmlElement[] = []
  #after: XmlElement[] = []
  #foreign: XmlElement[] = []
  #line = ''

  get isOpen(): boolean {
    return this.#open.length > 0
  }

  /** The next paragraph, which begins the field or lies inside it. */
  take(paragraph: XmlElement): ContentsParts {
    this.#phase = this.isOpen ? 'inside' : 'before'
    const [before, after, foreign]: XmlElement[][] = [[], [], []]
    ;[this.#before, this.#after, this.#foreign, this.#line] = [before ?? [], after ?? [], foreign ?? [], '']
    const properties = childOf(paragraph, 'w:pPr')
    for (const child of elementsOf(paragraph)) if (child !== properties) this.#walk(child)
    const whole = (content: readonly XmlElement[]): XmlElement | null => (content.some(({ name }) => !SILENT.has(name)) ? { ...paragraph, children: [...(properties === null ? [] : [properties]), ...content] } : null)
    const section = childOf(properties, 'w:sectPr')
    return { before: whole(this.#before), after: whole(this.#after), line: this.#line, foreign: [...this.#foreign, ...(section === null ? [] : [section])] }
  }

  #walk(child: XmlElement): void {
    const isWrapped = (child.name === 'w:hyperlink' || isWrapper(child)) && (this.#phase === 'inside' || [...descendantsOf(child)].some(({ name }) => name === 'w:fldChar'))
    if (this.#phase === 'after') this.#after.push(child)
    else if (isWrapped) for (const inner of elementsOf(childOf(child, 'w:sdtContent') ?? child)) this.#walk(inner)
    else if (child.name === 'w:r') this.#takeRun(child)
    else if (child.name === 'w:fldSimple' && (this.#phase === 'inside' || CONTENTS_FIELD.test(child.attributes.get('w:instr') ?? ''))) this.#takeSimple(child)
    else if (this.#phase === 'before') this.#before.push(child)
    else if (!SILENT.has(child.name) && !/^w:(smartTag|customXml|sdt)\w*Pr$/.test(child.name)) this.#foreign.push(child)
  }

  #takeSimple(field: XmlElement): void {
    const isContents = this.#phase === 'before'
    this.#phase = 'inside'
    if (!isContents && !LINE_FIELD.test(field.attributes.get('w:instr') ?? '')) this.#foreign.push(field)
    for (const inner of elementsOf(field)) this.#walk(inner)
    if (isContents) this.#phase = 'after'
  }

  #takeRun(run: XmlElement): void {
    const sides: Record<'before' | 'after', XmlElement[]> = { before: [], after: [] }
    const properties = childOf(run, 'w:rPr')
    for (const part of elementsOf(run)) {
      if (part === properties) continue
      if (part.name === 'w:fldChar' && this.#phase !== 'after') this.#step(part)
      else if (this.#phase === 'inside') this.#takePart(part)
      else sides[this.#phase].push(part)
    }
    const kept = (content: readonly XmlElement[]): XmlElement[] => (content.length === 0 ? [] : [{ ...run, children: [...(properties === null ? [] : [properties]), ...content] }])
    this.#before.push(...kept(sides.before))
    this.#after.push(...kept(sides.after))
  }

  #step(mark: XmlElement): void {
    const step = mark.attributes.get('w:fldCharType')
    this.#phase = 'inside'
    if (step === 'begin') this.#open.push({ instruction: '', inCode: true })
    const innermost = this.#open.at(-1)
    if (step === 'separate' && innermost !== undefined) innermost.inCode = false
    if (step !== 'end') return
    const closed = this.#open.pop()
    if (this.#open.length === 0) this.#phase = 'after'
    else if (closed !== undefined && !LINE_FIELD.test(closed.instruction)) this.#foreign.push({ name: 'w:instrText', attributes: new Map(), children: [] })
  }

  #takePart(part: XmlElement): void {
    const innermost = this.#open.at(-1)
    if (part.name === 'w:instrText' && innermost?.inCode === true) innermost.instruction += textOf(part)
    if (WORDLESS.has(part.name) || SILENT.has(part.name) || this.#open.some(({ inCode }) => inCode)) return
    if (part.name === 'w:t') this.#line += textOf(part)
    else if (SPACES.has(part.name)) this.#line += ' '
    else if (part.name === 'w:noBreakHyphen') this.#line += '-'
    else if (part.name !== 'w:softHyphen') this.#foreign.push(part)
  }
}

/** The words of each paragraph outside the table of contents, as a contents line may repeat them. */
export function paragraphsBesideContents(body: XmlElement): ReadonlySet<string> {
  const field = new ContentsField()
  const found = new Set<string>()
  for (const paragraph of descendantsOf(body)) {
    if (paragraph.name !== 'w:p') continue
    if (field.isOpen || beginsContents(paragraph)) field.take(paragraph)
    else found.add(seenText([...descendantsOf(paragraph)].map((part) => (part.name === 'w:t' ? textOf(part) : SPACES.has(part.name) ? ' ' : part.name === 'w:noBreakHyphen' ? '-' : '')).join('')))
  }
  return found
}

/** Whether the line says no more than one of the paragraphs does: its number, its words, its page. */
export function repeatsParagraph(line: string, paragraphs: ReadonlySet<string>): boolean {
  const whole = seenText(line)
  return [whole, whole.replace(/\s*\d+$/, '')].some((words) => words === '' || words === CONTENTS_TO_COME || paragraphs.has(words) || [...paragraphs].some((paragraph) => paragraph !== '' && words.endsWith(paragraph) && NUMBER.test(words.slice(0, -paragraph.length).trim())))
}

/** Longer paragraphs are no headings. */
const LONGEST_HEADING = 200
/** The styles in which word processors list headings. */
const LINE_STYLE = /^(toc|contents) [1-9]$/i

/** Whether the line was made of a heading, its page last, whatever the heading says now. */
export function listedHeading(line: string, styleName: string): boolean {
  return LINE_STYLE.test(styleName) && line.length <= LONGEST_HEADING && /\S\s*\d+$/.test(line.trim())
}
/** The share of words that a heading has kept when it was changed. */
const LEAST_LIKENESS = 0.5

/** The paragraph that the line most likely repeated before it was changed; null where none is like it. */
export function likeliestHeading(line: string, paragraphs: ReadonlySet<string>): string | null {
  const wordsIn = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/\p{L}+/gu))
  const words = wordsIn(line)
  let best: { readonly text: string; readonly likeness: number } | null = null
  for (const text of paragraphs) {
    if (text === '' || text.length > LONGEST_HEADING) continue
    const others = wordsIn(text)
    const likeness = [...others].filter((word) => words.has(word)).length / Math.max(1, Math.min(words.size, others.size))
    if (likeness >= LEAST_LIKENESS && likeness > (best?.likeness ?? 0)) best = { text, likeness }
  }
  return best?.text ?? null
}
