import type { Paragraph, Run, RunPicture } from '../document.js'
import type { Fault } from '../failure.js'
import type { Format } from '../swedish.js'
import type { Flow } from './flow.js'
import { NumberingCounter, type NumberingRules } from './numbering.js'
import { printValue } from './print-value.js'
import type { Picture } from '../picture.js'
import type { Look, ParagraphProgram, Piece } from './program.js'
import { describePath, elementScope, holds, resolvePath, type Scope } from './scope.js'
import type { Path } from './tag.js'

const LOGOTYPE: Path = { type: 'fact', keys: ['kund', 'logotyp'], source: 'kund.logotyp' }
const CUSTOMER_NAME: Path = { type: 'fact', keys: ['kund', 'namn'], source: 'kund.namn' }

/** What happens to a tag whose fact is missing: it is a fault, or it is shown as "[saknas: kund.gln]". */
export type Gaps = 'refuse' | 'show'

/** The paragraphs that print no fact, as they were numbered last. */
const fixedParagraphs = new WeakMap<ParagraphProgram, Paragraph>()

const never = (): boolean => false

/** The state of filling one document. */
export class Filling {
  readonly gaps: Gaps
  readonly missing: Fault[] = []
  readonly misused: Fault[] = []
  /** Whether a place for the logotype was filled with it. */
  showsLogotype = false
  readonly #counter: NumberingCounter
  readonly #logotype: Picture | null

  constructor(gaps: Gaps, numbering: NumberingRules, logotype: Picture | null) {
    this.gaps = gaps
    this.#logotype = logotype
    this.#counter = new NumberingCounter(numbering)
  }

  /** Hands every leaf that the facts call for to `take`, in order. A loop for which `needsOne` says so counts its list as a fact that must be there. */
  walk<T>(flow: Flow<T>, scope: Scope, take: (value: T, scope: Scope) => void, needsOne: (body: Flow<T>) => boolean = never): void {
    for (const node of flow) {
      if (node.type === 'leaf') take(node.value, scope)
      else if (node.type === 'choice') this.walk(holds(node.condition, scope) === node.negated ? node.otherwise : node.body, scope, take, needsOne)
      else {
        const found = resolvePath(node.list, scope)
        const list: readonly unknown[] = Array.isArray(found) ? found : []
        if (found !== undefined && !Array.isArray(found)) this.misused.push({ path: node.place, message: `{{#each ${node.list.source}}}: ${node.list.source} är ingen lista.` })
        if (list.length === 0 && needsOne(node.body)) {
          this.#note(describePath(node.list, scope))
          this.walk(node.body, elementScope(scope, node.list, {}, 0), take, needsOne)
        } else if (list.length === 0) this.walk(node.otherwise, scope, take, needsOne)
        for (const [index, element] of list.entries()) this.walk(node.body, elementScope(scope, node.list, element, index), take, needsOne)
      }
    }
  }

  /** The paragraph with its tags replaced, numbered after those filled before it. */
  paragraph(program: ParagraphProgram, scope: Scope): Paragraph {
    const { style, propertiesXml, counted, source, shape } = program
    const number = counted === null ? null : this.#counter.next(counted.list, counted.level)
    const known = fixedParagraphs.get(program)
    if (known?.number === number) return known
    const level = style === 'ListBullet' || style === 'ListNumber' ? (counted?.level ?? 0) : 0
    const paragraph: Paragraph = { type: 'paragraph', style, number, ...(level === 0 ? {} : { listLevel: level }), runs: this.#runs(program, scope), propertiesXml, ...(shape === undefined ? {} : { shape }), ...(source === undefined ? {} : { source }) }
    if (!program.pieces.every((node) => node.type === 'leaf' && (node.value.type === 'text' || node.value.type === 'field'))) return paragraph
    const fixed: Paragraph = { ...paragraph, fixed: true }
    fixedParagraphs.set(program, fixed)
    return fixed
  }

  #runs(program: ParagraphProgram, scope: Scope): Run[] {
    const runs: Run[] = []
    let joined: { look: Look; text: string } | null = null
    const flush = (): void => {
      if (joined !== null && joined.text !== '') runs.push(runOf(joined.look, joined.text, false))
      joined = null
    }
    this.walk(program.pieces, scope, (piece, at) => {
      const shown = this.#pictureOf(piece, at)
      if (shown !== null) {
        flush()
        runs.push({ ...runOf(piece.look, '', false), picture: shown })
        return
      }
      const text = this.#textOf(piece, at)
      if (text.plain !== null && joined !== null && joined.look === piece.look) joined = { look: joined.look, text: joined.text + text.plain }
      else {
        flush()
        if (text.plain !== null) joined = { look: piece.look, text: text.plain }
        else if (piece.type === 'field') runs.push({ ...runOf(piece.look, '', false), field: piece.field })
        else runs.push(runOf(piece.look, text.gap, true))
      }
    })
    flush()
    return runs
  }

  /** The picture that the piece is or makes room for; null where words stand instead. */
  #pictureOf(piece: Piece, scope: Scope): RunPicture | null {
    if (piece.type === 'picture') return piece.shown
    if (piece.type !== 'logotype' || this.#logotype === null || resolvePath(LOGOTYPE, scope) === undefined) return null
    const { widthPx, heightPx } = this.#logotype
    const scale = Math.min(piece.widthPt / widthPx, piece.heightPt / heightPx)
    this.showsLogotype = true
    return { picture: this.#logotype, alt: `Logotyp för ${String(resolvePath(CUSTOMER_NAME, scope))}`, widthPt: widthPx * scale, heightPt: heightPx * scale }
  }

  #textOf(piece: Piece, scope: Scope): { plain: string; gap: '' } | { plain: null; gap: string } {
    if (piece.type === 'text') return { plain: piece.text, gap: '' }
    if (piece.type === 'logotype') return this.#printed(LOGOTYPE, null, '', scope)
    if (piece.type === 'field' || piece.type === 'picture') return { plain: null, gap: '' }
    return this.#printed(piece.path, piece.format, piece.place, scope)
  }

  #printed(named: Path, format: Format | null, place: string, scope: Scope): { plain: string; gap: '' } | { plain: null; gap: string } {
    const value = resolvePath(named, scope)
    if (value === undefined || value === null) {
      const path = describePath(named, scope)
      this.#note(path)
      return { plain: null, gap: `[saknas: ${path}]` }
    }
    const printed = printValue(value, format)
    if ('text' in printed) return { plain: printed.text, gap: '' }
    this.misused.push({ path: place, message: `${describePath(named, scope)}: ${printed.refused}` })
    return { plain: '', gap: '' }
  }

  #note(path: string): void {
    if (!this.missing.some((fault) => fault.path === path)) this.missing.push({ path, message: 'uppgiften saknas men skrivs ut i dokumentet. Lägg till den.' })
  }
}

function runOf(look: Look, text: string, gap: boolean): Run {
  return { text, bold: look.bold, italic: look.italic, ...(look.capitals === true ? { capitals: true } : {}), gap, propertiesXml: look.propertiesXml }
}
