import type { CompiledTemplate } from './compile-template.js'
import type { Fault } from './failure.js'
import { knownPaths, nearest, pathShape, sayingsOf, takesFormat } from './known-paths.js'
import { HEAD_LINES, FOOT_LINES } from './layout/running-head.js'
import { shown } from './plain-text.js'
import { LETTER_KIND } from './template-kind.js'
import type { Format } from './swedish.js'
import type { Flow } from './word/flow.js'
import type { ParagraphProgram, Piece } from './word/program.js'
import type { Condition, Path } from './word/tag.js'

/** The lists being walked where a tag stands, innermost first, as known paths ("kontakter.ra[]"). */
type Around = readonly string[]

/** What each format prints, in Swedish. */
const PRINTS: Readonly<Record<Format, string>> = { datum: 'dagar', orgnr: 'organisationsnummer', postnr: 'postnummer', telefon: 'telefonnummer', belopp: 'belopp i kronor', antal: 'tal' }

/** Of the template's own words, so that facts have room beside them in the smallest size. */
const MOST_CHARACTERS = { Sidhuvud: 300, Sidfot: 200 } as const

/** What `sayingsOf` gives for a boolean, which may be compared as true and false too. */
const YES_OR_NO = 'ja,nej'

/** Every tag of the template that names a fact there is not, or one of the wrong kind, by its place, with what was probably meant; empty when there is none. */
export function lintTemplate(template: CompiledTemplate, kind: string | null = null): Fault[] {
  const lint = readTags(template)
  if (kind !== LETTER_KIND && [...lint.named].some((path) => /^paket(?:\.|$)/.test(path))) lint.faults.push({ path: 'Mallen', message: `{{paket …}} är känt bara i ${LETTER_KIND}. Ta bort taggarna.` })
  if (kind !== LETTER_KIND && !lint.printedInHeader(template.header)) lint.faults.push({ path: 'Sidhuvud', message: '{{dokument.kod}} saknas i sidhuvudet. Lägg till den, så att varje sida säger vilken version den hör till.' })
  return lint.faults
}

/** Every known path that the template prints, asks about or goes through ("kontakter.ra", "kontakter.ra[].epost"). */
export function factsNamedIn(template: CompiledTemplate): ReadonlySet<string> {
  return readTags(template).named
}

function readTags(template: CompiledTemplate): Lint {
  const lint = new Lint()
  lint.walk(template.body, [], (block, around) => {
    if (block.type === 'paragraph') lint.paragraph(block, around)
    if (block.type !== 'table') return
    lint.walk(block.rows, around, (row, inRow) => {
      for (const cell of row.cells) lint.walk(cell.content, inRow, (paragraph, inCell) => lint.paragraph(paragraph, inCell))
    })
  })
  lint.walk(template.header, [], (paragraph, around) => lint.paragraph(paragraph, around))
  lint.walk(template.footer, [], (paragraph, around) => lint.paragraph(paragraph, around))
  lint.linesOf('Sidhuvud', template.header, HEAD_LINES)
  lint.linesOf('Sidfot', template.footer, FOOT_LINES)
  return lint
}

class Lint {
  readonly faults: Fault[] = []
  readonly named = new Set<string>()

  /** Checks the flow's own conditions and loops, and hands each leaf on with the lists around it. */
  walk<T>(flow: Flow<T>, around: Around, take: (value: T, around: Around) => void): void {
    for (const node of flow) {
      if (node.type === 'leaf') take(node.value, around)
      else if (node.type === 'choice') {
        this.#condition(node.condition, around, node.place)
        this.walk(node.body, around, take)
        this.walk(node.otherwise, around, take)
      } else {
        const list = this.#known(node.list, around, node.place)
        if (list !== null && pathShape(list) !== 'list') this.#fault(node.place, `{{#each ${node.list.source}}}: ${node.list.source} är ingen lista. Skriv taggen utan #each.`)
        this.walk(node.body, [`${list ?? node.list.source}[]`, ...around], take)
        this.walk(node.otherwise, around, take)
      }
    }
  }

  paragraph(program: ParagraphProgram, around: Around): void {
    this.walk(program.pieces, around, (piece, inside) => this.#piece(piece, inside))
  }

  /** Every page has room for so many lines of its header or footer; the PDF would leave out the rest. */
  linesOf(place: 'Sidhuvud' | 'Sidfot', flow: Flow<ParagraphProgram>, room: number): void {
    const lines = mostLines(flow)
    if (longest(flow) > MOST_CHARACTERS[place]) this.#fault(place, `${place === 'Sidhuvud' ? 'sidhuvudet' : 'sidfoten'} har mer text än sidan rymmer. Korta den till högst ${MOST_CHARACTERS[place]} tecken, uppgifterna oräknade.`)
    if (lines > room) this.#fault(place, `${place === 'Sidhuvud' ? 'sidhuvudet' : 'sidfoten'} har ${lines === Infinity ? 'ett obestämt antal' : lines} stycken med text, men sidan rymmer ${room}. Slå ihop stycken, gärna med tabb emellan, eller ta bort något.`)
  }

  printedInHeader(header: Flow<ParagraphProgram>): boolean {
    return header.some((node) => node.type === 'leaf' && node.value.pieces.some((piece) => piece.type === 'leaf' && piece.value.type === 'print' && piece.value.path.source === 'dokument.kod'))
  }

  /** A comparison with what the fact can never say would leave its text out for every customer. */
  #condition(condition: Condition, around: Around, place: string): void {
    const path = this.#known(condition.path, around, place)
    const sayings = path === null || condition.type !== 'equal' ? null : sayingsOf(path)
    if (condition.type !== 'equal' || sayings === null || sayings.includes(condition.text)) return
    if (sayings.join() === YES_OR_NO && /^(?:true|false)$/.test(condition.text)) return
    const meant = nearest(condition.text.toLowerCase(), sayings)
    this.#fault(place, `(lika ${condition.path.source} "${condition.text}") stämmer aldrig: ${condition.path.source} kan inte vara ${shown(condition.text)}${meant === null ? `. Välj bland ${sayings.join(', ')}.` : `, menade du ${meant}?`}`)
  }

  #piece(piece: Piece, around: Around): void {
    if (piece.type === 'logotype') this.named.add('kund.logotyp')
    if (piece.type !== 'print') return
    const path = this.#known(piece.path, around, piece.place)
    const shape = path === null ? null : pathShape(path)
    const written = `{{${piece.format === null ? '' : `${piece.format} `}${piece.path.source}}}`
    if (shape === 'list') this.#fault(piece.place, `${written}: ${piece.path.source} är en lista. Gå igenom den med {{#each ${piece.path.source}}}.`)
    else if (shape === 'group') this.#fault(piece.place, `${written}: ${piece.path.source} är en grupp. Skriv hela namnet på den uppgift som ska stå där.`)
    else if (path !== null && piece.format !== null && !takesFormat(path, piece.format)) this.#fault(piece.place, `${written}: ${piece.path.source} kan inte skrivas som ${piece.format}, som är till för ${PRINTS[piece.format]}. Ta bort eller byt formatet.`)
  }

  /** The path in full where it names something known; otherwise null, with a fault. Inside a list whose own name is wrong nothing more is said. */
  #known(path: Path, around: Around, place: string): string | null {
    const [element] = around
    if (path.type === 'number') {
      if (element === undefined) this.#fault(place, '@nummer har ett värde bara inom {{#each}}.')
      return null
    }
    if (path.type === 'element') {
      if (element === undefined) this.#fault(place, `{{${path.source}}} har ett värde bara inom {{#each}}.`)
      return element ?? null
    }
    const candidates = [...around.map((list) => `${list}.${path.source}`), path.source]
    const found = candidates.find((candidate) => knownPaths().has(candidate))
    if (found !== undefined) {
      this.named.add(found)
      return found
    }
    if (around.some((list) => !knownPaths().has(list))) return null
    const meant = nearest(path.source, nameableFrom(around))
    this.#fault(place, `{{${path.source}}} är ingen känd uppgift${meant === null ? '. Rätta namnet.' : `, menade du ${meant}?`}`)
    return null
  }

  #fault(path: string, message: string): void {
    this.faults.push({ path, message })
  }
}

/** Everything that could be written at a place: the lists' own keys first, then what is outside every list. */
function nameableFrom(around: Around): string[] {
  const own = around.flatMap((list) => [...knownPaths()].filter((path) => path.startsWith(`${list}.`)).map((path) => path.slice(list.length + 1)))
  return [...own, ...knownPaths()].filter((path) => !path.includes('[]'))
}

/** The most lines that can stand there at once; a paragraph of page numbers alone is none, because every page prints its own. */
function mostLines(flow: Flow<ParagraphProgram>): number {
  return flow.reduce((sum, node) => {
    if (node.type === 'leaf') return sum + (saysSomething(node.value.pieces) ? 1 : 0)
    const body = mostLines(node.body)
    return sum + Math.max(node.type === 'choice' || body === 0 ? body : Infinity, mostLines(node.otherwise))
  }, 0)
}

/** How many characters of its own the flow can come to print. */
function longest(flow: Flow<ParagraphProgram | Piece>): number {
  return flow.reduce((sum, node) => {
    if (node.type !== 'leaf') return sum + Math.max(longest(node.body), longest(node.otherwise))
    return sum + (node.value.type === 'paragraph' ? longest(node.value.pieces) : node.value.type === 'text' ? node.value.text.length : 0)
  }, 0)
}

/** Whether some part between tab stops says something and counts no pages, as the layout takes them. */
function saysSomething(pieces: Flow<Piece>): boolean {
  const parts = [{ says: false, counts: false }]
  const note = (said: { readonly says?: true; readonly counts?: true }): void => void Object.assign(parts.at(-1) ?? {}, said)
  for (const node of pieces) {
    if (node.type !== 'leaf' || node.value.type === 'print') note({ says: true })
    else if (node.value.type === 'field') note({ counts: true })
    else if (node.value.type === 'text') {
      for (const [index, text] of node.value.text.split('\t').entries()) {
        if (index > 0) parts.push({ says: false, counts: false })
        if (text.trim() !== '') note({ says: true })
      }
    }
  }
  return parts.some((part) => part.says && !part.counts)
}
