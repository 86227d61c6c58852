import { elementOf, fieldsOf, unwrapped } from '../../../templates/schema-shape.js'
import { z } from 'zod'
import type { FieldSpec } from '../form.js'

const WORDS: Readonly<Record<string, string>> = {
  orgnr: 'Organisationsnummer', hsaId: 'HSA-id', gln: 'GLN', peppolId: 'Peppol-id', epost: 'E-post', postnr: 'Postnummer', postadress: 'Postadress', besoksadress: 'Besöksadress', ra: 'RA', ora: 'ORA', kra: 'KRA', lra: 'LRA',
  handlaggare: 'Handläggare', raFunktionsbrevlada: 'RA:s funktionsbrevlåda', svrArende: 'Ärendenummer hos SVR', sisKort: 'SIS-kort', utformning: 'Utformning', titelPaKort: 'Titel på kort', breddinforande: 'Breddinförande',
  sisDnv: 'SIS/DNV', antalAnstallda: 'Antal anställda', sakerhetsansvarig: 'Säkerhetsansvarig', leverantor: 'Leverantör', lokalSaljare: 'Lokal säljare', kundtyp: 'Kundtyp', befintligtGrundavtal: 'Befintligt grundavtal', atagande: 'Åtagande', uppsagningstidManader: 'Uppsägningstid i månader', vaktare: 'Väktare', agare: 'Ägare', begard: 'Begärd', forandring: 'Förändring',
  webb: 'Webbplats', exempel: 'Påhittad organisation (handlingarna märks EXEMPEL)', kundtjanst: 'Kundtjänst', contractManager: 'Contract Manager', avsandaradress: 'Avsändaradress för brev', granskningsadress: 'Adress för granskningsdokument',
}
const OPTION_WORDS: Readonly<Record<string, string>> = {
  kommun: 'Kommun', region: 'Region', privat: 'Privat vårdgivare', statlig: 'Statlig', kommunalforbund: 'Kommunalförbund', ja: 'Ja', nej: 'Nej', 'ej-beslutat': 'Inte beslutat', standard: 'Standard', kundunik: 'Kundens egen',
  handlaggare: 'Handläggare', utfardartillstand: 'Utfärdartillstånd', korttyper: 'Korttyper', ra: 'RA', support: 'Support',
}
/** As many as the longest list that the schemas let in. */
const MOST_OF_A_LIST = 200

/** One field of a record, the group it stands in, and the row where it stands in a list: `kontakter.ra.0`, else empty. */
export type SchemaField = FieldSpec & { readonly label: string; readonly value: string; readonly group: string; readonly row: string }

interface Place {
  readonly group: string
  readonly above: string
  readonly row: string
  readonly emptyRows: (list: string) => number
}

/** What a record holds, as fields named by their paths (`kontakter.ra.0.namn`): every place of its schema that is not one fixed word, each list with room for one more, or for as many as `emptyRows` says. */
export function schemaFields(schema: z.core.$ZodType, record: unknown, emptyRows: (list: string) => number = () => 1): SchemaField[] {
  return [...fieldsOf(schema)].filter(([, field]) => !(unwrapped(field) instanceof z.ZodLiteral)).flatMap(([key, field]) => fieldsAt(field, key, valueAt(record, key), { group: labelOf(key), above: '', row: '', emptyRows }))
}

function fieldsAt(schema: z.core.$ZodType, path: string, value: unknown, place: Place): SchemaField[] {
  const inner = unwrapped(schema)
  const element = elementOf(inner)
  if (element !== null) {
    const length = Math.min((Array.isArray(value) ? value.length : 0) + place.emptyRows(path), MOST_OF_A_LIST)
    return Array.from({ length }, (_, index) => fieldsAt(element, `${path}.${index}`, valueAt(value, String(index)), { ...place, row: `${path}.${index}`, above: joined(place.above, `${index + 1}`) })).flat()
  }
  const fields = fieldsOf(inner)
  if (fields.size > 0) return [...fields].flatMap(([key, below]) => fieldsAt(below, `${path}.${key}`, valueAt(value, key), { ...place, above: fieldsOf(unwrapped(below)).size > 0 || elementOf(unwrapped(below)) !== null ? joined(place.above, labelOf(key)) : place.above }))
  return [leaf(inner, path, value, place)]
}

function leaf(schema: z.core.$ZodType, path: string, value: unknown, { group, above, row }: Place): SchemaField {
  const label = joined(above, labelOf(path.split('.').at(-1) ?? path))
  const described = { name: path, label, group, row, value: typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '' }
  if (schema instanceof z.ZodEnum) return { kind: 'choice', ...described, options: [{ value: '', label: 'Inte valt' }, ...schema.options.map((option) => ({ value: String(option), label: OPTION_WORDS[String(option)] ?? String(option) }))] }
  if (schema instanceof z.ZodBoolean) return { kind: 'choice', ...described, options: [{ value: '', label: 'Inte valt' }, { value: 'true', label: 'Ja' }, { value: 'false', label: 'Nej' }] }
  if (schema instanceof z.ZodNumber) return { kind: 'text', inputmode: 'numeric', ...described }
  return { kind: 'text', ...described }
}

/** The record that a form says, as its file would: empty places left out, empty rows of lists too, numbers and yes or no as such. */
export function schemaSaid(schema: z.core.$ZodType, typed: Readonly<Record<string, unknown>>): unknown {
  const said = [...schemaFields(schema, null), ...Object.keys(typed).map((name) => ({ name }))].map(({ name }) => name)
  const tree: Tree = new Map()
  for (const path of new Set(said)) {
    const value = typed[path]
    if (typeof value === 'string' && value.trim() !== '') put(tree, path.split('.'), typedAs(schema, path, value.trim()))
  }
  return plain(tree)
}

type Tree = Map<string, unknown>

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree.set(key, value)
    return
  }
  const below = tree.get(key)
  const next: Tree = below instanceof Map ? below : new Map<string, unknown>()
  tree.set(key, next)
  put(next, rest, value)
}

/** A map whose keys are all numbers is a list; nothing a form says can name a property that is not its own. */
function plain(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const entries = [...(value as Tree)].map(([key, below]) => [key, plain(below)] as const)
  return entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key)) ? entries.toSorted(([one], [other]) => Number(one) - Number(other)).map(([, below]) => below) : Object.fromEntries(entries)
}

function typedAs(schema: z.core.$ZodType, path: string, value: string): unknown {
  const found = path.split('.').reduce<z.core.$ZodType | null>((place, step) => (place === null ? null : /^\d+$/.test(step) ? elementOf(place) : (fieldsOf(place).get(step) ?? null)), schema)
  const inner = found === null ? null : unwrapped(found)
  if (inner instanceof z.ZodNumber && /^-?\d+([.,]\d+)?$/.test(value)) return Number(value.replace(',', '.'))
  return inner instanceof z.ZodBoolean && (value === 'true' || value === 'false') ? value === 'true' : value
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
}

/** What a place of a record is called on a page. */
export function labelOf(key: string): string {
  const words = WORDS[key] ?? key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLocaleLowerCase('sv')
  return `${words.slice(0, 1).toLocaleUpperCase('sv')}${words.slice(1)}`
}

function joined(above: string, label: string): string {
  return above === '' ? label : `${above}: ${label}`
}
