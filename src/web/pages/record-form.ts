import { z } from 'zod'
import { fieldsOf, neededFields, RECORD_FIELDS, recordableOf } from '../../../contracts/recordable.js'
import { RECORDABLE, type Recordable, type RecordScope } from '../../../contracts/recordable-names.js'
import { Failure } from '../../../templates/failure.js'
import { record } from '../../flows/record.js'
import { swedishDay } from '../../flows/new-event.js'
import { formView, type FieldSpec, type FormView } from '../form.js'
import type { Done, Visit } from '../page.js'

const LONG: ReadonlySet<string> = new Set(['note', 'reason'])
/** `by` of an event is another version's code, which only `pack` gives; in a form it is who does it. */
const FIELDS = Object.keys(RECORD_FIELDS).filter((field) => field !== 'by')

/** What a form that records an event may say. */
export const RECORD_SAID = z.strictObject({
  handelse: z.string().max(100), dag: z.iso.date().optional(), exemplar: z.coerce.number().int().min(1).max(31).optional(),
  ...Object.fromEntries(FIELDS.map((field) => [field, z.string().max(2000).optional()])),
})

/** The events that a form can record about a version or a customer, by what they are called. */
export function recordables(scope: RecordScope): Recordable[] {
  return RECORDABLE.filter((one) => one.scope === scope && fieldsIn(one).every(({ field }) => FIELDS.includes(field))).toSorted((one, other) => one.label.localeCompare(other.label, 'sv'))
}

function fieldsIn({ type, fixed }: Recordable) {
  return fieldsOf(type).filter(({ field }) => !(field in fixed))
}

/** The form for one event; null for a name that there is no form for. `exemplars` are offered where there are several. */
export function recordForm(visit: Visit, { id, action, name, scope, intro = '', exemplars }: { readonly id: string; readonly action: string; readonly name: string; readonly scope: RecordScope; readonly intro?: string; readonly exemplars: readonly { readonly exemplar: number; readonly holder: string }[] }): FormView | null {
  const recordable = recordables(scope).find((one) => one.name === name)
  if (recordable === undefined) return null
  const needed = neededFields(name)
  const which: readonly FieldSpec[] = exemplars.length < 2 ? [] : [{ kind: 'choice', name: 'exemplar', label: 'Exemplar', optional: 'optional', options: [{ value: '', label: 'Hela handlingen' }, ...exemplars.map(({ exemplar, holder }) => ({ value: String(exemplar), label: `Exemplar ${exemplar} (${holder})` }))] }]
  return formView(visit, {
    id, action, heading: recordable.label, intro, button: 'Registrera',
    fields: [
      { kind: 'hidden', name: 'handelse', value: name },
      { kind: 'date', name: 'dag', label: 'Dag det hände', value: swedishDay(visit.app.now()) },
      ...which,
      ...fieldsIn(recordable).map(({ field }) => fieldSpec(field, needed.includes(field) ? 'required' : 'optional')),
    ],
  })
}

function fieldSpec(field: string, need: 'required' | 'optional'): FieldSpec {
  const { key, hint } = RECORD_FIELDS[field] ?? { key: field, hint: '' }
  const described = { name: field, label: capitalised(key.replaceAll('-', ' ')), ...(hint === key ? {} : { hint: `${capitalised(hint)}.` }), ...(need === 'optional' ? { optional: 'optional' as const } : {}) }
  if (LONG.has(field)) return { kind: 'long', ...described }
  return field.endsWith('On') ? { kind: 'date', ...described } : { kind: 'text', ...described }
}

/** Records what such a form says about a version or a customer. @throws Failure as `record`, its faults by field */
export async function recordSaid(visit: Visit, subject: string, said: z.output<typeof RECORD_SAID>): Promise<Done['told']> {
  const { handelse, dag, exemplar, ...given } = said
  const recordable = recordableOf(handelse)
  const set = Object.fromEntries(Object.entries(given).flatMap(([field, value]) => (typeof value === 'string' ? [[field, value]] : [])))
  try {
    const { letterDue } = await record(visit.app, { subject, event: handelse, options: { set }, exemplar: exemplar ?? null, by: visit.actor(), on: dag ?? null })
    return `Registrerat: ${recordable.label}.${letterDue === null ? '' : ` Brev ${letterDue.number} går av sig självt ${letterDue.releaseAt.slice(0, 16).replace('T', ' ')} UTC.`}`
  } catch (failure) {
    throw failure instanceof Failure && failure.code === 'event-incomplete' ? byField(failure, recordable) : failure
  }
}

/** The command line's names for what is missing, as the form's fields. */
function byField(failure: Failure, { label, place }: Recordable): Failure {
  const fieldOf = (path: string): string => {
    if (path === '--place') return place ?? path
    const key = /^--(?:set )?([^=]+)/u.exec(path)?.[1] ?? path
    return Object.entries(RECORD_FIELDS).find(([field, known]) => field === key || known.key === key)?.[0] ?? path
  }
  const faults = failure.faults.map(({ path, message }) => ({ path: fieldOf(path), message: message.replace(/^saknas \((.*)\)$/u, 'fyll i $1') }))
  return new Failure(failure.code, `”${label}” är inte registrerat: rätta det som är markerat.`, { cause: failure, faults })
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toLocaleUpperCase('sv')}${text.slice(1)}`
}
