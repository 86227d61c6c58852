import type { CompiledTemplate } from '../compile-template.js'
import type { Fault } from '../failure.js'
import { nearest } from '../nearest.js'
import type { Flow } from '../word/flow.js'
import type { BlockProgram, ParagraphProgram } from '../word/program.js'
import type { Condition } from '../word/tag.js'
import { closedSayings, conditionOf, factOf, inElement, paragraphOf } from './entry-program.js'
import type { FieldEntry, FieldMap, SignatureEntry } from './field-map.js'
import { sortName, type FieldSort, type FormField } from './form-fields.js'

/** What fills one field; each flow gives at most one leaf. */
export type FieldProgram =
  | { readonly type: 'blank' }
  | { readonly type: 'text'; readonly flow: Flow<ParagraphProgram> }
  | { readonly type: 'tick'; readonly flow: Flow<Condition> }
  /** `options` says which option stands for what the fact says; what it leaves out stands for itself. */
  | { readonly type: 'choice'; readonly flow: Flow<ParagraphProgram>; readonly options: ReadonlyMap<string, string | null> }

export interface CompiledField {
  readonly field: FormField
  readonly program: FieldProgram
}

export interface CompiledSignature {
  readonly entry: SignatureEntry
  readonly role: Flow<ParagraphProgram>
}

/** The entries of a map compiled against the fields of its form. */
export interface CompiledEntries {
  readonly fields: readonly CompiledField[]
  readonly signatures: readonly CompiledSignature[]
  /** All their tags as a template, for what is asked of any template's tags. */
  readonly tags: CompiledTemplate
  readonly faults: readonly Fault[]
}

/** Which entries suit which fields. */
const SUITS: Readonly<Record<'text' | 'tick' | 'choose', readonly FieldSort[]>> = { text: ['text'], tick: ['tick'], choose: ['radio', 'list'] }

function fieldPlace(name: string): string {
  return `Fält ${name}`
}

/** A field with where it stands, as faults name it to somebody who looks for it. */
function described({ sort, places: [first] }: FormField): string {
  return first === undefined ? sortName(sort) : `${sortName(sort)}, sida ${first.page}`
}

/** Compiles the map field by field; every field must be filled, signed or left on purpose. */
export function compileEntries(map: FieldMap, fields: readonly FormField[]): CompiledEntries {
  const compiling = new Compiling(fields)
  const compiled = fields.map((field): CompiledField => ({ field, program: compiling.field(field, map) }))
  const signatures = map.signatures.map((entry, index) => compiling.signature(entry, index, map))
  for (const name of Object.keys(map.fields)) compiling.known(name, fieldPlace(name))
  return { fields: compiled, signatures, tags: compiling.tags(), faults: compiling.faults }
}

class Compiling {
  readonly faults: Fault[] = []
  readonly #body: Flow<BlockProgram>[] = []
  readonly #names: readonly string[]

  constructor(fields: readonly FormField[]) {
    this.#names = fields.map(({ name }) => name)
    for (const name of new Set(this.#names.filter((name, index) => this.#names.indexOf(name) !== index))) this.faults.push({ path: fieldPlace(name), message: 'namnet finns på flera fält i blanketten, så det är oklart vilket som menas. Ge dem olika namn i ett PDF-program.' })
  }

  known(name: string, path: string): void {
    if (this.#names.includes(name)) return
    const meant = nearest(name, this.#names)
    this.faults.push({ path, message: `blanketten har inget sådant fält${meant === null ? '. ”template check FIL --out KARTA.json” skriver alla fält.' : `, menade du ${meant}?`}` })
  }

  field(field: FormField, map: FieldMap): FieldProgram {
    const given = Object.entries(map.fields).find(([name]) => name === field.name)?.[1]
    const isSigned = map.signatures.some((signature) => signature.field === field.name)
    const place = fieldPlace(field.name)
    if (given === undefined) {
      if (!isSigned && field.sort !== 'button') this.faults.push({ path: place, message: `fältet (${described(field)}) saknas i kartan. Skriv vad som ska stå där, eller null om det fylls i för hand.` })
      return { type: 'blank' }
    }
    if (given === null) return { type: 'blank' }
    if (isSigned) this.faults.push({ path: place, message: 'fältet är en plats för underskrift och kan inte fyllas i. Skriv null, eller ta bort det ur signatures.' })
    const entry: FieldEntry = typeof given === 'string' ? { text: given } : given
    const hidden = field.places.length === 0 ? 'står inte på någon sida' : field.places.some((one) => one.hidden) ? 'är dolt' : null
    if (hidden !== null) this.faults.push({ path: place, message: `fältet ${hidden}, så det som fylls i skulle inte synas. Skriv null.` })
    if (field.objection !== null) this.faults.push({ path: place, message: `${field.objection}. Skriv null, eller be den som äger blanketten ändra fältet.` })
    return this.#program(field, entry, place)
  }

  #program(field: FormField, entry: FieldEntry, place: string): FieldProgram {
    const sorts = (['text', 'tick', 'choose'] as const).filter((key) => entry[key] !== undefined)
    const [sort] = sorts
    if (sort === undefined || sorts.length > 1) this.faults.push({ path: place, message: 'ska ha precis ett av text, tick och choose.' })
    else if (!SUITS[sort].includes(field.sort)) this.faults.push({ path: place, message: `fältet är en ${sortName(field.sort)} och kan inte fyllas med ”${sort}”. ${this.#suiting(field)}` })
    if (entry.when !== undefined && entry.tick === undefined) this.faults.push({ path: place, message: '”when” hör till ”tick”.' })
    if (entry.options !== undefined && entry.choose === undefined) this.faults.push({ path: place, message: '”options” hör till ”choose”.' })
    if (entry.tick !== undefined) return this.#tick(entry, entry.tick, place)
    if (entry.choose !== undefined) return this.#choice(field, entry, entry.choose, place)
    return entry.text === undefined ? { type: 'blank' } : this.#text(field, entry, entry.text, place)
  }

  #suiting({ sort }: FormField): string {
    const suits = (['text', 'tick', 'choose'] as const).find((key) => SUITS[key].includes(sort))
    return suits === undefined ? 'Skriv null.' : `Använd ”${suits}”.`
  }

  #text(field: FormField, entry: FieldEntry, text: string, place: string): FieldProgram {
    const fixed = text.replaceAll(/\{\{[^{}]*\}\}/g, '')
    if (field.maxLength !== null && fixed.length > field.maxLength) this.faults.push({ path: place, message: `den fasta texten har ${fixed.length} tecken, men fältet tar högst ${field.maxLength}. Korta den.` })
    if (field.lines === 'one' && text.includes('\n')) this.faults.push({ path: place, message: 'texten har flera rader, men fältet har en. Skriv den på en rad.' })
    const flow = inElement([{ type: 'leaf', value: paragraphOf(text, place, this.faults) }], entry, place, this.faults)
    this.#body.push(flow)
    return { type: 'text', flow }
  }

  #tick(entry: FieldEntry, tag: string, place: string): FieldProgram {
    const path = factOf(tag, 'tick', place, this.faults)
    if (path === null) return { type: 'blank' }
    const sayings = closedSayings(path, entry)
    if (entry.when !== undefined && sayings !== null && !sayings.includes(entry.when)) this.#unsaid(entry.when, path.source, sayings, place)
    const condition = conditionOf(path, entry.when, sayings)
    this.#body.push(inElement([{ type: 'choice', negated: false, condition, body: [], otherwise: [], place }], entry, place, []))
    return { type: 'tick', flow: inElement([{ type: 'leaf', value: condition }], entry, place, this.faults) }
  }

  #choice(field: FormField, entry: FieldEntry, tag: string, place: string): FieldProgram {
    const path = factOf(tag, 'choose', place, this.faults)
    if (path === null) return { type: 'blank' }
    const options = new Map(Object.entries(entry.options ?? {}))
    const sayings = closedSayings(path, entry)
    for (const [saying, option] of options) {
      if (sayings !== null && !sayings.includes(saying)) this.#unsaid(saying, path.source, sayings, place)
      if (option !== null) this.#offered(option, field, place)
    }
    for (const saying of sayings ?? []) {
      if (!options.has(saying) && !field.options.includes(saying)) this.faults.push({ path: place, message: `${path.source} kan vara ”${saying}”, men fältet har inget sådant alternativ. Skriv i options vilket av ${field.options.join(', ')} som menas, eller null för inget.` })
    }
    const flow = inElement([{ type: 'leaf', value: paragraphOf(tag, place, this.faults) }], entry, place, this.faults)
    this.#body.push(flow)
    return { type: 'choice', flow, options }
  }

  #offered(option: string, field: FormField, path: string): void {
    if (field.options.includes(option)) return
    const meant = nearest(option, field.options)
    this.faults.push({ path, message: `fältet har inget alternativ ”${option}”${meant === null ? `. Alternativen är ${field.options.join(', ')}.` : `, menade du ${meant}?`}` })
  }

  #unsaid(saying: string, source: string, sayings: readonly string[], path: string): void {
    this.faults.push({ path, message: `${source} är aldrig ”${saying}”. Uppgiften är ett av ${sayings.join(', ')}.` })
  }

  signature(entry: SignatureEntry, index: number, map: FieldMap): CompiledSignature {
    const place = `signatures.${index}`
    if (entry.field !== undefined) this.known(entry.field, place)
    if (entry.field !== undefined && map.signatures.findIndex(({ field }) => field === entry.field) !== index) this.faults.push({ path: place, message: `fältet ${entry.field} är redan en plats för underskrift. Varje underskrift behöver en egen.` })
    const role = inElement([{ type: 'leaf', value: paragraphOf(entry.role ?? '', place, this.faults) }], entry, place, this.faults)
    this.#body.push(role)
    return { entry, role }
  }

  /** The stamp prints the code on every page, as a Word template's header must. */
  tags(): CompiledTemplate {
    const code = paragraphOf('{{dokument.kod}}', 'Sidhuvud', [])
    return { initials: [], body: this.#body.flat(), header: [{ type: 'leaf', value: code }], footer: [], numbering: new Map(), documentShell: { name: '', before: '', after: '' }, headerShell: null, footerShell: null, parts: [], textWidthTwips: 0, properties: null }
  }
}
