import { createHash } from 'node:crypto'
import type { PDFDocument } from 'pdf-lib'
import { Failure, type Fault } from '../failure.js'
import { lintTemplate } from '../lint-template.js'
import { openForeignPdf } from '../pdf/open-foreign-pdf.js'
import { isOutOfLibrary } from '../pdf/out-of-library.js'
import { operatorsOf, viewOf } from '../pdf/page-parts.js'
import { ownArea, shownArea } from '../pdf/place-page.js'
import { mapField, unusedFacts } from '../unused-facts.js'
import { attachedJson } from './attached-map.js'
import { compileEntries, type CompiledEntries, type CompiledField } from './compile-entries.js'
import { MAP_FILE, readFieldMap, type FieldMap, type SignatureEntry } from './field-map.js'
import { formFieldsOf, type FormField } from './form-fields.js'
import { shown } from '../plain-text.js'
import type { Rectangle } from '../stamp.js'

/** A third party's PDF form with its map, ready to be filled. */
export interface CompiledForm extends Omit<CompiledEntries, 'faults'> {
  /** The edition's bytes, with the map inside. */
  readonly bytes: Uint8Array
  readonly map: FieldMap
  /** SHA-256 (hex) of each page's own drawing: what the form says without what is filled in. */
  readonly pageSha256s: readonly string[]
  /** Where each of `signatures` is signed. */
  readonly boxes: readonly { readonly page: number; readonly area: Rectangle }[]
}

/** A PDF read as a form as far as that goes. */
export interface FormReading {
  /** Null when there is any fault. */
  readonly form: CompiledForm | null
  /** What the form holds; empty when it could not be opened. */
  readonly fields: readonly FormField[]
  /** The map that was handed in or found inside; null when there was none that could be read. */
  readonly map: FieldMap | null
  readonly faults: readonly Fault[]
  /** Facts that signing copies of the kind cannot be made without though the map never names them. */
  readonly notes: readonly Fault[]
}

/** A box smaller than this holds no signature. */
const LEAST_BOX = { widthPt: 50, heightPt: 12 } as const
const NO_MAP: Fault = { path: 'fil', message: 'blanketten har ingen fältkarta. Ange den med --fields KARTA.json; ”template check FIL --out KARTA.json” skriver en att börja med.' }

/** Reads a form with the map inside it, or with `json` in its place; every fault by field, page or place in the map. `kind` null: only what is wrong for every kind. */
export async function readForm(bytes: Uint8Array, json: unknown, kind: string | null): Promise<FormReading> {
  const { document, faults: found } = await openForeignPdf(bytes, MAP_FILE)
  if (document === null) return { form: null, fields: [], map: null, faults: found, notes: [] }
  const fields = fieldsIn(document)
  if (fields === null) return { form: null, fields: [], map: null, faults: [...found, { path: 'fil', message: 'blankettens fält går inte att läsa. Öppna den i ett PDF-program, spara den på nytt och försök igen.' }], notes: [] }
  const empty: Fault[] = fields.length === 0 ? [{ path: 'fil', message: 'PDF:en har inga formulärfält att fylla i. Lägg till fält i ett PDF-program, eller gör handlingen som Word-mall.' }] : []
  const given = json ?? attachedJson(document)
  // A form without fields has nothing to map.
  const { map, faults: misread } = given === null ? { map: null, faults: fields.length === 0 ? [] : [NO_MAP] } : readFieldMap(given)
  if (map === null) return { form: null, fields, map, faults: [...found, ...empty, ...misread], notes: [] }
  const entries = compileEntries(map, fields)
  const places = map.signatures.map((entry, index) => boxOf(entry, `signatures.${index}`, fields, document))
  const faults = [...found, ...empty, ...entries.faults, ...placeFaults(entries.fields, document), ...places.flatMap((place) => place.faults), ...lintTemplate(entries.tags)]
  if (faults.length > 0) return { form: null, fields, map, faults, notes: [] }
  const boxes = places.flatMap(({ box }) => (box === null ? [] : [box]))
  const pageSha256s = document.getPages().map((page, index) => createHash('sha256').update(operatorsOf(page, `Sida ${index + 1}`)).digest('hex'))
  const { signatures, tags } = entries
  return { form: { fields: entries.fields, signatures, tags, bytes, map, pageSha256s, boxes }, fields, map, faults, notes: kind === null ? [] : [...givenNotes(entries.fields), ...unusedFacts(tags, kind, mapField)] }
}

/** The form an edition is. @throws Failure `template-invalid` with every fault */
export async function compileForm(bytes: Uint8Array): Promise<CompiledForm> {
  const { form, faults } = await readForm(bytes, null, null)
  const [first] = faults
  if (form === null) throw new Failure('template-invalid', `Blanketten kan inte användas: ${first?.path}: ${first?.message}`, { faults })
  return form
}

function fieldsIn(document: PDFDocument): FormField[] | null {
  try {
    return formFieldsOf(document)
  } catch (error) {
    if (!isOutOfLibrary(error)) throw error
    return null
  }
}

/** A form that somebody has begun to fill in carries that to every customer. */
function givenNotes(fields: readonly CompiledField[]): Fault[] {
  const left = fields.filter(({ field, program }) => program.type === 'blank' && field.given !== '' && ['text', 'tick', 'radio', 'list'].includes(field.sort))
  return left.map(({ field: { name, given } }) => ({ path: `Fält ${name}`, message: `fältet är redan ifyllt (${shown(given)}) och lämnas så, vilket då står i varje kunds handling. Hör det inte till blanketten: töm fältet i ett PDF-program.` }))
}

/** How much of the smaller of two fields may lie on the other: drawn side by side they share their borders. */
const MOST_COVERED = 0.25

/** What is filled in must be seen: on the page, and not under what is filled in elsewhere. */
function placeFaults(fields: readonly CompiledField[], document: PDFDocument): Fault[] {
  const filled = fields.filter(({ program }) => program.type !== 'blank').flatMap(({ field }) => field.places.map((place) => ({ name: field.name, ...place })))
  return filled.flatMap(({ name, page, area, hidden }, index): Fault[] => {
    const path = `Fält ${name}`
    const seen = page <= document.getPageCount() ? viewOf(document.getPage(page - 1))?.box : undefined
    if (hidden || seen === undefined) return []
    const outside: Fault[] = sharedPt2(area, seen) > 0.99 * area.widthPt * area.heightPt ? [] : [{ path, message: `fältet ligger helt eller delvis utanför det som syns av sida ${page}, så det som fylls i skulle inte synas. Skriv null, eller be den som äger blanketten flytta fältet.` }]
    const covering = filled.slice(0, index).find((other) => other.name !== name && other.page === page && sharedPt2(area, other.area) > MOST_COVERED * Math.min(area.widthPt * area.heightPt, other.area.widthPt * other.area.heightPt))
    return covering === undefined ? outside : [...outside, { path, message: `fältet ligger över fältet ${covering.name} på sida ${page}, så det ena skulle dölja det andra. Skriv null för ett av dem, eller be den som äger blanketten flytta det.` }]
  })
}

/** How much of an area lies on another, in square points. */
function sharedPt2(one: Rectangle, other: Rectangle): number {
  const across = Math.min(one.xPt + one.widthPt, other.xPt + other.widthPt) - Math.max(one.xPt, other.xPt)
  const up = Math.min(one.yPt + one.heightPt, other.yPt + other.heightPt) - Math.max(one.yPt, other.yPt)
  return Math.max(across, 0) * Math.max(up, 0)
}

/** Where a signature is written, with what is wrong with that place. */
function boxOf(entry: SignatureEntry, path: string, fields: readonly FormField[], document: PDFDocument): { box: CompiledForm['boxes'][number] | null; faults: Fault[] } {
  const refused = (message: string): { box: null; faults: Fault[] } => ({ box: null, faults: [{ path, message }] })
  const { field: name, page, xPt, yPt, widthPt, heightPt } = entry
  const drawn = [page, xPt, yPt, widthPt, heightPt]
  if (name !== undefined && drawn.some((value) => value !== undefined)) return refused('ska ha antingen field eller en ruta (page, xPt, yPt, widthPt, heightPt), inte båda.')
  if (name !== undefined) {
    const field = fields.find((one) => one.name === name)
    const [place] = field?.places ?? []
    if (field === undefined) return { box: null, faults: [] }
    if (place === undefined || field.places.length > 1) return refused(`fältet ${name} står inte på precis ett ställe. Ange rutan med page, xPt, yPt, widthPt och heightPt.`)
    return within({ page: place.page, area: place.area }, path, document)
  }
  if (page === undefined || xPt === undefined || yPt === undefined || widthPt === undefined || heightPt === undefined) return refused('ska ha field, eller page, xPt, yPt, widthPt och heightPt i punkter från sidans nedre vänstra hörn.')
  const view = page >= 1 && page <= document.getPageCount() ? viewOf(document.getPage(page - 1)) : null
  const area = { xPt, yPt, widthPt, heightPt }
  return within({ page, area: view === null ? area : ownArea(view, area) }, path, document)
}

function within(box: CompiledForm['boxes'][number], path: string, document: PDFDocument): { box: typeof box | null; faults: Fault[] } {
  const page = box.page <= document.getPageCount() ? document.getPage(box.page - 1) : null
  if (page === null) return { box: null, faults: [{ path, message: `blanketten har ingen sida ${box.page}; den har ${document.getPageCount()}.` }] }
  const view = viewOf(page)
  const { area } = box
  const faults: Fault[] = []
  const { widthPt, heightPt } = view === null ? area : shownArea(view, area)
  if (widthPt < LEAST_BOX.widthPt || heightPt < LEAST_BOX.heightPt) faults.push({ path, message: `rutan är ${Math.round(widthPt)} × ${Math.round(heightPt)} punkter; en underskrift behöver minst ${LEAST_BOX.widthPt} × ${LEAST_BOX.heightPt}.` })
  const seen = view?.box
  const isSeen = seen !== undefined && area.xPt >= seen.xPt && area.yPt >= seen.yPt && area.xPt + area.widthPt <= seen.xPt + seen.widthPt && area.yPt + area.heightPt <= seen.yPt + seen.heightPt
  if (view !== null && !isSeen) faults.push({ path, message: `rutan ligger utanför sida ${box.page}. Räkna i punkter (1/72 tum) från sidans nedre vänstra hörn.` })
  return { box, faults }
}
