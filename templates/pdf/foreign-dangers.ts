import { PDFArray, PDFDict, PDFName, PDFRef, PDFStream, type PDFDocument, type PDFObject, type PDFPage } from 'pdf-lib'
import type { Fault } from '../failure.js'

/** Actions that only take a reader somewhere, and that flat pages do not have (ISO 32000-1, table 198). */
const HARMLESS_ACTIONS = ['GoTo', 'URI', 'Named']
const ACTIONS: Readonly<Record<string, string>> = {
  JavaScript: 'ett skript (JavaScript)', Launch: 'en åtgärd som startar program (Launch)', SubmitForm: 'en åtgärd som skickar uppgifter (SubmitForm)', ImportData: 'en åtgärd som hämtar uppgifter (ImportData)',
  ResetForm: 'en åtgärd som tömmer fält (ResetForm)', GoToR: 'en åtgärd som öppnar en annan fil (GoToR)', GoToE: 'en åtgärd som öppnar en inbäddad fil (GoToE)', Rendition: 'ljud eller film', Movie: 'film', Sound: 'ljud',
  SetOCGState: 'en åtgärd som döljer eller visar text (SetOCGState)', Hide: 'en åtgärd som döljer eller visar fält (Hide)', RichMediaExecute: 'rika medier', GoTo3DView: 'en tredimensionell bild', Trans: 'en övergång', Thread: 'en artikeltråd (Thread)',
}
const KEYS: readonly (readonly [string, string])[] = [
  ['XFA', 'ett XFA-formulär, som inte är ett vanligt PDF-formulär'], ['RichMediaContent', 'rika medier'], ['3DD', 'en tredimensionell bild'],
  ['Collection', 'en portfölj av filer'], ['OPI', 'en hänvisning till en bild utanför filen (OPI)'], ['FFilter', 'innehåll som ligger utanför filen'], ['RV', 'formaterad text i fält (rich text)'],
]
const MOST_DEPTH = 400

const NEXT = 'Be den som äger dokumentet om en PDF utan det, eller skriv ut det till en ny PDF.'

/** Everything in a foreign PDF that runs, sends, fetches, hides or carries something else, by the field or page it belongs to; `attachment` is the one file it may carry. */
export function dangersIn(document: PDFDocument, pages: readonly PDFPage[], attachment: string | null): Fault[] {
  const search = new Search(document, attachment)
  for (const [index, page] of pages.entries()) search.from(page.node, `Sida ${index + 1}`)
  search.from(document.catalog, 'fil')
  for (const [ref] of document.context.enumerateIndirectObjects()) search.from(ref, 'fil')
  return search.faults
}

interface Found {
  readonly value: PDFObject | undefined
  readonly place: string
  readonly depth: number
}

class Search {
  readonly #faults = new Map<string, Fault>()
  readonly #seen = new Set<PDFObject>()

  constructor(private readonly document: PDFDocument, private readonly attachment: string | null) {}

  get faults(): Fault[] {
    return [...this.#faults.values()]
  }

  from(start: PDFObject, place: string): void {
    const open: Found[] = [{ value: start, place, depth: 0 }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) this.#look(next, open)
  }

  #look({ value: found, place, depth }: Found, open: Found[]): void {
    const value = found instanceof PDFRef ? this.document.context.lookup(found) : found
    if (value === undefined || this.#seen.has(value)) return
    if (value instanceof PDFArray || value instanceof PDFDict || value instanceof PDFStream) this.#seen.add(value)
    if (depth > MOST_DEPTH) return this.#fault(place, 'innehåll som är inneslutet i sig självt orimligt djupt')
    if (value instanceof PDFArray) for (let index = 0; index < value.size(); index++) open.push({ value: value.get(index), place, depth: depth + 1 })
    const dict = value instanceof PDFStream ? value.dict : value
    if (!(dict instanceof PDFDict)) return
    const own = this.#placeOf(dict, place)
    this.#dict(dict, own, value instanceof PDFStream)
    for (const [key, inner] of dict.entries()) if (!['/Parent', '/P'].includes(key.asString())) open.push({ value: inner, place: own, depth: depth + 1 })
  }

  /** What belongs to a field is said of the field. */
  #placeOf(dict: PDFDict, place: string): string {
    const names: string[] = []
    let at: PDFObject | undefined = dict
    for (let step = 0; at instanceof PDFDict && step < 20; step++) {
      const name = at.get(PDFName.of('T'))
      if (name !== undefined && 'decodeText' in name && typeof name.decodeText === 'function') names.unshift(String(name.decodeText()))
      at = at.lookup(PDFName.of('Parent'))
    }
    return names.length === 0 ? place : `Fält ${names.join('.')}`
  }

  #dict(dict: PDFDict, place: string, isStream: boolean): void {
    const nameAt = (key: string): string => {
      const value = dict.lookup(PDFName.of(key))
      return value instanceof PDFName ? value.decodeText() : ''
    }
    const [type, subtype, action] = [nameAt('Type'), nameAt('Subtype'), nameAt('S')]
    for (const [key, said] of KEYS) if (dict.has(PDFName.of(key))) this.#fault(place, said)
    const isAction = type === 'Action' || (type !== 'StructElem' && Object.hasOwn(ACTIONS, action))
    if (isAction && !HARMLESS_ACTIONS.includes(action)) this.#fault(place, ACTIONS[action] ?? `en åtgärd (${action})`)
    if (dict.has(PDFName.of('ByteRange')) || type === 'DocTimeStamp') this.#fault(place, 'en digital underskrift, som inte gäller när dokumentet stämplas')
    if (isStream && subtype === 'PS') this.#fault(place, 'PostScript-kod')
    if (isStream && subtype === 'Form' && dict.has(PDFName.of('Ref'))) this.#fault(place, 'en hänvisning till en annan fil (Ref)')
    if (isStream && dict.has(PDFName.of('F'))) this.#fault(place, 'innehåll som ligger utanför filen')
    if (dict.has(PDFName.of('EF')) && !this.#isAllowed(dict)) this.#fault(place, 'en bifogad fil')
  }

  #isAllowed(specification: PDFDict): boolean {
    const name = specification.lookup(PDFName.of('UF'))
    return this.attachment !== null && name !== undefined && 'decodeText' in name && typeof name.decodeText === 'function' && name.decodeText() === this.attachment
  }

  #fault(path: string, what: string): void {
    const message = `här finns ${what}. ${NEXT}`
    this.#faults.set(`${path} ${message}`, { path, message })
  }
}
