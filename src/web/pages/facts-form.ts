import { KINDS } from '../../../contracts/kinds.js'
import { factsSchema } from '../../../templates/facts.js'
import { pathsIn } from '../../../templates/schema-shape.js'
import type { CardProduct } from '../../../contracts/card-products.js'
import { fieldWords, formView, type FieldSpec, type FieldView } from '../form.js'
import { seenField } from '../seen.js'
import type { checkFacts } from '../../flows/check-facts.js'
import type { Typed } from '../form-body.js'
import type { Visit } from '../page.js'
import { factsFields, factsSaid } from './facts-fields.js'
import { proposedProducts, withProposals } from './facts-products.js'
import { labelOf, type SchemaField } from './schema-fields.js'

const STAGES = [{ value: 'draft', label: 'Utkast', hint: 'Visar det som saknas. Får inte undertecknas.' }, { value: 'signing', label: 'Att underteckna', hint: 'Kräver att allt som handlingarna behöver finns.' }] as const
/** The answer to how papers are issued, for the form and for a file of facts. */
export const HOW: readonly FieldSpec[] = [
  { kind: 'radio', name: 'utgava', label: 'Ge ut som', value: 'draft', options: STAGES },
  { kind: 'long', name: 'skal', label: 'Skäl att ge ut på nytt', optional: 'optional', hint: 'Behövs bara när redan utfärdade handlingar ändras eller ska ges ut med en nyare utgåva av mallen. Ge först ut utan skäl: då sägs vad som ändras och vilka underskrifter som faller, och inget görs.', rows: 2 },
  { kind: 'long', name: 'annat', label: 'Varför texten får gälla med andra uppgifter', optional: 'optional', hint: 'Behövs bara när en antagen avvikelse ska stå kvar fast den säger annat än uppgifterna.', rows: 2 },
]
/** The picture that `kund.logotyp` names, chosen beside its name. */
const PICTURE = { kind: 'file', name: 'file', label: 'Logotyp som bild', optional: 'optional', hint: 'PNG eller JPEG, högst 5 MB. Står i avtal och korrekturblankett.', accept: 'image/png,image/jpeg' } as const satisfies FieldSpec
const WHEN: Readonly<Record<string, string>> = { 'when-due': 'Ges ut när det är dags; hör inte till paketet.', internal: 'För er egen del; hör inte till paketet.', 'pack-if-sis': 'Hör till paketet när kunden väljer SIS-godkända kort.', 'pack-unless-existing-grundavtal': 'Hör till paketet om kunden inte redan har ett grundavtal.', 'pack-per-handlaggare': 'En för varje handläggare.' }
const SINGULAR: Readonly<Record<string, string>> = { 'kort.produkter': 'Kortprodukt', 'prognos.volym': 'Period', ledtider: 'Ledtid' }
/** Lists of the facts in their order. */
const LISTS = [...pathsIn(factsSchema)].filter(([path, shape]) => shape === 'list' && !path.includes('[]')).map(([path]) => path)

/** What the form is filled with. */
export interface FactsFilled {
  /** The facts on record; null for a customer that is not there yet. */
  readonly facts: unknown
  /** What issuing from the form takes the place of; null for nothing. */
  readonly seen: unknown
  /** Where the form is sent; its rows and checks are below. */
  readonly home: string
  /** The list or group that something was just done in; null for none. */
  readonly opened: string | null
  /** Whether that list has got a row to fill in. */
  readonly added: 'a row' | 'nothing'
  /** The picture that stands in the papers; null for none. */
  readonly picture: string | null
  /** The house's list, which the rows of card products are chosen from. */
  readonly products: readonly CardProduct[]
}

/** The facts form: its groups with their rows, the logotype, the kinds, and what is wrong. */
export function factsForm(visit: Visit, { facts, seen, home, opened, added, picture, products }: FactsFilled) {
  const shown = facts === null && visit.tried === null ? null : visit.tried === null ? facts : factsSaid(Object.fromEntries(Object.entries(visit.tried.typed).map(([name, [value]]) => [name, value])))
  const specs = namedRows(factsFields(shown, (list) => ((list === opened && added === 'a row') || (shown === null && list === 'undertecknare') ? 1 : 0)))
  const kinds: FieldSpec = { kind: 'ticks', name: 'slag', label: 'Handlingar', hint: 'Välj inget för hela paketet.', options: KINDS.filter(({ issued }) => issued !== 'cover-letter').map(({ id, title, issued }) => ({ value: id, label: title, ...(WHEN[issued] === undefined ? {} : { hint: WHEN[issued] }) })) }
  const form = formView(visit, { id: 'uppgifter', action: home, heading: '', button: 'Ge ut', fields: [...specs, PICTURE, kinds, ...HOW, seenField(seen)] })
  const fields = new Map(form.fields.map((field) => [field.name, withProposals(field, products)]))
  const own = new Set([...specs.map(({ name }) => name), PICTURE.name, 'slag'])
  const ticks = fields.get('slag')
  return {
    ...form, refused: form.refused?.message === '' ? null : form.refused,
    groups: groupsOf(specs, fields, { opened, added, opens: visit.tried === null }).map((group) => ({ ...group, picture: group.holdsPicture ? { ...fields.get(PICTURE.name), src: picture === null ? '' : `/api/v1/logotypes/${picture}`, sha256: picture ?? '' } : null })),
    kinds: { ...ticks, chosen: ticks?.options.some(({ chosen }) => chosen) === true }, rest: form.fields.filter(({ name }) => !own.has(name)), home, products: proposedProducts(products),
  }
}

function groupsOf(specs: readonly SchemaField[], fields: ReadonlyMap<string, FieldView>, { opened, added, opens }: Pick<FactsFilled, 'opened' | 'added'> & { readonly opens: boolean }) {
  const viewsOf = (some: readonly SchemaField[], autofocus: string): (FieldView & { readonly autofocus: boolean })[] => some.flatMap((spec) => {
    const field = fields.get(spec.name)
    // In a row the row says whose it is; the label on its own would say it again.
    return field === undefined ? [] : [{ ...field, required: false, live: true, describedBy: field.error === '' ? `${field.describedBy} ${field.errorId}`.trim() : field.describedBy, label: spec.row === '' ? field.label : (field.label.split(': ').at(-1) ?? field.label), autofocus: spec === some[0] && autofocus !== '' && spec.row === autofocus }]
  })
  const keys = [...new Set([...specs.map(({ name }) => name.split('.')[0] ?? ''), ...LISTS.map((list) => list.split('.')[0] ?? '')])]
  return keys.toSorted((one, other) => orderOf(one) - orderOf(other)).map((key, index) => {
    const below = specs.filter(({ name }) => name === key || name.startsWith(`${key}.`))
    const lists = LISTS.filter((list) => list.split('.')[0] === key).map((list) => {
      const rows = [...new Set(below.filter(({ row }) => row.startsWith(`${list}.`)).map(({ row }) => row))]
      const word = rowWord(list)
      const last = rows.at(-1) ?? ''
      // The button that took a row away is gone with it: typing goes on at the list's own.
      return { list, word: lowered(word), focused: list === opened && added === 'nothing', rows: rows.map((row, at) => ({ row, legend: `${word} ${at + 1}`, fields: viewsOf(below.filter((spec) => spec.row === row), list === opened && added === 'a row' ? last : '') })) }
    })
    const holdsPicture = key === 'kund'
    const faulty = [...below, ...(holdsPicture ? [PICTURE] : [])].filter(({ name }) => fields.get(name)?.error !== '').length
    const isOpen = faulty > 0 || (opens && index === 0) || (opened !== null && opened.split('.')[0] === key)
    return { id: `grupp-${key}`, group: labelOf(key), fields: viewsOf(below.filter(({ row }) => row === ''), ''), lists, faults: faulty === 0 ? '' : faulty === 1 ? '1 fel' : `${faulty} fel`, open: isOpen, holdsPicture }
  })
}

function rowWord(list: string): string {
  return SINGULAR[list] ?? labelOf(list.split('.').at(-1) ?? list)
}

/** A field in a row says whose it is wherever it is spoken of: `RA 2: Telefon`. */
function namedRows(specs: readonly SchemaField[]): SchemaField[] {
  return specs.map((spec) => {
    const [, list, index] = /^(.*)\.(\d+)$/.exec(spec.row) ?? []
    return list === undefined ? spec : { ...spec, label: `${rowWord(list)} ${Number(index) + 1}: ${spec.label.split(': ').at(-1) ?? ''}` }
  })
}

const ORDER = [...pathsIn(factsSchema)].map(([path]) => path)

function orderOf(key: string): number {
  return ORDER.indexOf(key)
}

/** RA stays RA in the middle of a sentence. */
function lowered(word: string): string {
  return word === word.toLocaleUpperCase('sv') ? word : `${word.slice(0, 1).toLocaleLowerCase('sv')}${word.slice(1)}`
}

/** The fields of the form as it is on the screen, where rows have been added and taken away; each row says itself that it is there. */
export function liveFields(visit: Visit, sent: Typed): readonly FieldView[] {
  const rows = sent['rad'] ?? []
  const most = Math.max(0, ...rows.map((row) => Number(row.split('.').at(-1)) + 1))
  const specs = namedRows(factsFields(null, (list) => (rows.some((row) => row.startsWith(`${list}.`)) ? most : 0))).filter(({ row }) => row === '' || rows.includes(row))
  return formView(visit, { id: 'uppgifter', action: '', heading: '', button: '', signedBy: 'nobody', fields: specs }).fields
}

type Verdict = ReturnType<typeof checkFacts>

/** What a check puts beside the fields: at each filled field what is wrong there, and in one place what else is. */
export function factsVerdict(fields: readonly FieldView[], typed: Typed, { faults, missing, notices }: Verdict) {
  const field = new Map(fields.map((one) => [one.name, one]))
  const atFields = new Map(faults.filter(({ path }) => typed[path] !== undefined).map(({ path, message }) => [path, message]))
  const placed = (some: Verdict['faults']) => some.map(({ path, message }) => {
    const found = field.get(path)
    return { href: found === undefined ? '' : `#${found.id}`, text: `${found?.label ?? pathWords(path)}: ${found === undefined ? message : fieldWords(message)}` }
  })
  const wrong = placed(faults.filter(({ path }) => atFields.has(path)))
  const lacking = placed(faults.filter(({ path }) => !atFields.has(path)))
  return {
    spots: fields.map(({ name, errorId }) => ({ id: errorId, error: sentence(fieldWords(atFields.get(name) ?? '')) })),
    wrong, lacking, missing: placed(missing), missingTold: `Behövs för att underteckna: ${missing.length === 1 ? '1 uppgift' : `${missing.length} uppgifter`}`, notices: placed(notices),
    told: wrong.length > 0 ? `${wrong.length === 1 ? 'Ett fält behöver' : `${wrong.length} fält behöver`} rättas.` : lacking.length > 0 ? 'Inget fel i det som är ifyllt, men mer behövs innan något kan ges ut.' : missing.length > 0 ? 'Uppgifterna räcker för utkast.' : 'Uppgifterna räcker för att ge ut handlingar att underteckna.',
  }
}

/** A place that has no field of its own, such as a whole group: in the words of the labels. */
function pathWords(path: string): string {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : labelOf(step))).join(': ')
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.slice(0, 1).toLocaleUpperCase('sv')}${text.slice(1)}.`
}
