import { Failure, type Fault } from '../templates/failure.js'
import { didYouMean } from './did-you-mean.js'
import { eventSchema, type Event, type EventType } from './event.js'
import { RECORDABLE, type Recordable, type RecordScope } from './recordable-names.js'

/** What a person gave `record` besides the name; `set` holds the `--set key=value` pairs. */
export interface RecordOptions {
  readonly place?: string
  readonly note?: string
  readonly reason?: string
  readonly set?: Readonly<Record<string, string>>
}

/** The fields of recordable events, with the Swedish name `--set` takes (the English one works too) and what to write. */
export const RECORD_FIELDS: Readonly<Record<string, { readonly key: string; readonly hint: string }>> = {
  reference: { key: 'referens', hint: 'arkivreferens, till exempel ”Närarkiv 3, hylla B”' }, how: { key: 'sätt', hint: 'hur originalet returnerades, till exempel ”rekommenderat brev”' },
  number: { key: 'nummer', hint: 'nummer på beslutet' }, expiresOn: { key: 'giltig-till', hint: 'sista giltighetsdag, ÅÅÅÅ-MM-DD' }, by: { key: 'kod', hint: 'koden på den version som ersätter' },
  name: { key: 'namn', hint: 'personens namn' }, to: { key: 'mottagare', hint: 'vem som tog emot' }, customerNumber: { key: 'kundnummer', hint: 'kundnummer hos korttillverkaren' },
  office: { key: 'kontor', hint: 'kontor' }, source: { key: 'källa', hint: 'vem som lämnade uppgiften' }, month: { key: 'månad', hint: 'månad, ÅÅÅÅ-MM' },
  owner: { key: 'ägare', hint: 'vem som ansvarar' }, promisedOn: { key: 'utlovad', hint: 'utlovad dag, ÅÅÅÅ-MM-DD' }, outcome: { key: 'utfall', hint: 'Styrgruppens utfall' },
  letter: { key: 'brev', hint: 'brevets id' }, mail: { key: 'svar', hint: 'svarets kontrollsumma, som ”answer list” visar' }, phone: { key: 'telefon', hint: 'telefonnummer' }, email: { key: 'e-post', hint: 'e-postadress' }, question: { key: 'fråga', hint: 'frågans namn, till exempel helhet eller lokal-saljare' }, grade: { key: 'betyg', hint: '1–5 eller vet-ej' }, comment: { key: 'svar-i-ord', hint: 'kundens egna ord' },
  note: { key: 'anteckning', hint: 'anteckning' }, reason: { key: 'motivering', hint: 'motivering' },
}

/** The recordable called `name`. @throws Failure `event-unknown` with the nearest name. */
export function recordableOf(name: string): Recordable {
  const found = RECORDABLE.find((recordable) => recordable.name === name)
  if (found) return found
  const names = RECORDABLE.map((recordable) => recordable.name)
  const variants = names.filter((candidate) => candidate.startsWith(`${name}:`))
  const next = variants.length > 0 ? ` Skriv något av: ${variants.join(', ')}.` : didYouMean(name, names)
  throw new Failure('event-unknown', `Händelsen ”${name}” finns inte.${next}${next === '' ? ` Händelserna är: ${names.join(', ')}.` : ''}`)
}

/** The fields of an event besides its type, and whether each must be given. */
export function fieldsOf(type: EventType): readonly { readonly field: string; readonly required: boolean }[] {
  const option = eventSchema.options.find((candidate) => candidate.shape.type.value === type)
  return Object.entries(option?.shape ?? {}).filter(([field]) => field !== 'type' && field !== 'implied').map(([field, schema]) => ({ field, required: !schema.safeParse(undefined).success }))
}

/** What an event has to say of one of its items, though it may be left out of the others: a permit without number and last day could not be renewed in time (seed step 4). */
const NEEDED: Readonly<Record<string, readonly string[]>> = { 'lead-time-received:utfardartillstand': ['number', 'expiresOn'] }

/** The fields that whoever records `name` must fill in. @throws Failure `event-unknown` */
export function neededFields(name: string): readonly string[] {
  const { type, fixed } = recordableOf(name)
  return [...fieldsOf(type).filter(({ field, required }) => required && !(field in fixed)).map(({ field }) => field), ...(NEEDED[name] ?? [])]
}

/** The event that `name` and the options say, checked as strictly as when it is recorded.
 * @throws Failure `event-unknown`; `event-incomplete` with every fault: what is missing, misspelt or of the wrong form. */
export function readRecordable(name: string, options: RecordOptions): { readonly scope: RecordScope; readonly event: Event } {
  const recordable = recordableOf(name)
  const fields = fieldsOf(recordable.type).filter(({ field }) => !(field in recordable.fixed))
  const faults: Fault[] = []
  const given: Record<string, string> = {}
  for (const [option, field, value] of givenBy(recordable, options)) {
    if (field !== null && fields.some((found) => found.field === field)) given[field] = field === 'by' ? value.replaceAll(/[\s-]/g, '').toUpperCase() : value
    else faults.push({ path: option, message: `hör inte till ”${recordable.label}”.${didYouMean(option, fields.map((found) => keyOf(found.field)))} Uppgifterna är: ${fields.map((found) => keyOf(found.field)).join(', ')}` })
  }
  const parsed = eventSchema.safeParse({ type: recordable.type, ...recordable.fixed, ...given })
  if (!parsed.success) for (const { path } of parsed.error.issues) faults.push(faultAt(String(path[0] ?? ''), recordable, given))
  for (const field of NEEDED[name] ?? []) if (given[field] === undefined) faults.push(faultAt(field, recordable, given))
  if (parsed.success && faults.length === 0) return { scope: recordable.scope, event: parsed.data }
  throw new Failure('event-incomplete', `”${recordable.label}” kan inte registreras: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`, { faults })
}

/** What was given, as [the option as typed, the field it fills, the value]. */
function givenBy(recordable: Recordable, { place, note, reason, set = {} }: RecordOptions): readonly (readonly [string, string | null, string])[] {
  const named: [string, string | null, string | undefined][] = [['--place', recordable.place, place], ['--note', 'note', note], ['--reason', 'reason', reason]]
  const pairs = Object.entries(set).map(([key, value]): [string, string | null, string] => [key, fieldCalled(key), value])
  return [...named, ...pairs].flatMap(([option, field, value]) => (value === undefined ? [] : [[option, field, value] as const]))
}

function fieldCalled(key: string): string | null {
  return Object.entries(RECORD_FIELDS).find(([field, { key: swedish }]) => field === key || swedish === key)?.[0] ?? null
}

function keyOf(field: string): string {
  return RECORD_FIELDS[field]?.key ?? field
}

function faultAt(field: string, recordable: Recordable, given: Readonly<Record<string, string>>): Fault {
  const { key, hint } = RECORD_FIELDS[field] ?? { key: field, hint: field }
  const option = field === recordable.place ? '--place' : field === 'note' || field === 'reason' ? `--${field}` : `--set ${key}=…`
  const value = given[field]
  return { path: option, message: value === undefined ? `saknas (${hint})` : `”${value}” går inte att läsa (${hint})` }
}
