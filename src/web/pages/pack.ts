import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { readFacts } from '../../../templates/facts-faults.js'
import { namedCustomer } from '../../flows/history.js'
import { pack } from '../../flows/pack.js'
import { formView, type FieldSpec } from '../form.js'
import { pageForm, type Done, type Page, type Shown, type Visit } from '../page.js'
import { factsFields, factsSaid } from './facts-fields.js'

const STAGES = [{ value: 'draft', label: 'Utkast', hint: 'Visar det som saknas. Får inte undertecknas.' }, { value: 'signing', label: 'Att underteckna', hint: 'Kräver att allt som handlingarna behöver finns.' }] as const
const HOW: readonly FieldSpec[] = [
  { kind: 'radio', name: 'utgava', label: 'Ge ut som', value: 'draft', options: STAGES },
  { kind: 'long', name: 'skal', label: 'Skäl att ge ut på nytt', optional: 'optional', hint: 'Behövs bara när redan utfärdade handlingar ändras. Ge först ut utan skäl: då sägs vad som ändras och vilka underskrifter som faller, och inget görs.', rows: 2 },
]
const how = { utgava: z.enum(['draft', 'signing']), skal: z.string().trim().max(2000).optional() }
const FACTS_BYTES = 1024 * 1024

/** *Paket*: a customer's facts, every fault at once, and its papers issued from them. */
export const PACK_PAGE: Page = {
  path: '/kunder/:orgnr/paket', right: 'work',
  show: async (visit) => {
    const { orgnr, name, facts } = await namedCustomer(visit.app, visit.params['orgnr'] ?? '')
    return shown(visit, { title: 'Paket', home: `/kunder/${orgnr}/paket`, facts, name, orgnr, crumbs: [{ label: 'Kunder', href: '/kunder' }, { label: name, href: `/kunder/${orgnr}` }] })
  },
  forms: formsAt('/kunder/:orgnr/paket'),
}

/** *Ny kund*: the first facts of a customer, typed or from a file. */
export const NEW_CUSTOMER_PAGE: Page = {
  path: '/ny-kund', right: 'work',
  show: async (visit) => shown(visit, { title: 'Ny kund', home: '/ny-kund', facts: null, name: '', orgnr: '', crumbs: [{ label: 'Kunder', href: '/kunder' }] }),
  forms: formsAt('/ny-kund'),
}

function formsAt(path: string) {
  return [
    pageForm({ id: 'uppgifter', path, right: 'work', said: z.looseObject(how), work: async (visit, { said: { utgava, skal, ...typed } }) => issue(visit, factsSaid(typed), { utgava, skal }) }),
    pageForm({
      id: 'fil', path: `${path}/fil`, right: 'work', said: z.strictObject(how), mostBytes: FACTS_BYTES,
      work: async (visit, { said, files }) => {
        const [file, another] = files
        if (file === undefined || another !== undefined) throw new Failure('call-invalid', 'Välj en fil med kundens uppgifter.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
        return issue(visit, await jsonOf(file.path), said)
      },
    }),
  ]
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (cause) {
    throw new Failure('facts-invalid', 'Filen går inte att läsa som JSON. Inget är gjort.', { cause, faults: [{ path: 'file', message: 'Filen är inte JSON.' }] })
  }
}

/** Issues from these facts; under a customer's own page, from that customer's alone. */
async function issue({ app, params, actor }: Visit, json: unknown, { utgava, skal }: { readonly utgava: 'draft' | 'signing'; readonly skal?: string | undefined }): Promise<Done> {
  const by = actor()
  const facts = readFacts(json)
  if (params['orgnr'] !== undefined && (await namedCustomer(app, params['orgnr'])).orgnr !== facts.kund.orgnr) throw new Failure('facts-invalid', 'Uppgifterna gäller en annan kund än den här sidan. Inget är gjort.', { faults: [{ path: 'kund.orgnr', message: `ska vara ${params['orgnr']}; en annan kund registreras på sin egen sida` }] })
  const { orgnr, documents, dropped, notices } = await pack(app, { facts, stage: utgava, kinds: null, reissue: skal === undefined ? null : { by, reason: skal } })
  const count = (made: string): number => documents.filter((one) => one.made === made).length
  const told = [`${count('issued')} handlingar är utfärdade`, `${count('reissued')} utfärdade på nytt`, `${count('unchanged')} oförändrade`, ...(dropped.length === 0 ? [] : [`${dropped.join(', ')} hör inte längre till paketet`])].join(', ')
  return { to: `/kunder/${orgnr}`, told: `${told}.${notices.length === 0 ? '' : ` Att se efter: ${notices.map(({ path, message }) => `${path}: ${message}`).join('; ')}`}` }
}

function shown(visit: Visit, { title, home, facts, name, orgnr, crumbs }: Pick<Shown, 'title' | 'crumbs'> & { readonly home: string; readonly facts: unknown; readonly name: string; readonly orgnr: string }): Shown {
  const specs = factsFields(facts ?? typedFacts(visit))
  const form = formView(visit, { id: 'uppgifter', action: home, heading: '', button: 'Ge ut paketet', fields: [...specs, ...HOW] })
  const groupOf = new Map(specs.map((spec) => [spec.name, spec.group]))
  const groups = [...new Set(groupOf.values())].map((group, index) => {
    const fields = form.fields.filter((field) => groupOf.get(field.name) === group)
    const faulty = fields.filter(({ error }) => error !== '').length
    return { group, fields: fields.map((field) => ({ ...field, required: false })), faults: faulty === 0 ? '' : faulty === 1 ? '1 fel' : `${faulty} fel`, open: faulty > 0 || (index === 0 && visit.tried === null) }
  })
  return {
    view: 'pack', title, crumbs,
    content: {
      name, bundles: orgnr === '' ? null : { pdf: `/api/v1/customers/${orgnr}/bundle/pdf`, zip: `/api/v1/customers/${orgnr}/bundle/zip` }, heading: title, form, groups, rest: form.fields.filter((field) => !groupOf.has(field.name)),
      file: formView(visit, { id: 'fil', action: `${home}/fil`, heading: '', button: 'Läs filen och ge ut', fields: [{ kind: 'file', name: 'file', label: 'Fil med uppgifter', hint: 'JSON, samma form som kommandot pack tar.', accept: '.json,application/json' }, ...HOW] }),
    },
  }
}

/** What was typed, so that lists are shown as long as they were. */
function typedFacts({ tried }: Visit): unknown {
  return tried === null ? null : factsSaid(Object.fromEntries(Object.entries(tried.typed).map(([name, [value]]) => [name, value])))
}
