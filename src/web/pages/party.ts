import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { Failure } from '../../../templates/failure.js'
import { readParty } from '../../../templates/facts-faults.js'
import { cardMakerSchema, providerSchema, supplierSchema, type PartyRecord } from '../../../templates/party.js'
import { setParty } from '../../flows/party.js'
import { parties, type StoredParty } from '../../storage/parties.js'
import { foldedForm } from '../fold.js'
import { pageForm, type Done, type Page, type Visit } from '../page.js'
import { seenField, unlessStale, type Overwritten } from '../seen.js'
import { handedInJson } from '../handed-in-json.js'
import { schemaFields, schemaSaid } from './schema-fields.js'

type Part = PartyRecord['part']

/** What the parties are called on pages. */
export const PARTY_TITLES: Readonly<Record<Part, string>> = { svr: 'SVR', driftleverantor: 'Driftleverantör', korttillverkare: 'Korttillverkare' }
const SCHEMAS: Readonly<Record<Part, z.ZodObject>> = { svr: providerSchema, driftleverantor: supplierSchema, korttillverkare: cardMakerSchema }
const MOST_BYTES = 1024 * 1024
const PATH = '/administration/parter/:part'

/** *Part*: one of the organisations that customers deal with, as the documents name it. */
export const PARTY_PAGE: Page = {
  path: PATH, right: 'follow',
  show: async (visit) => {
    const { record, origin } = await storedParty(visit)
    const fields = schemaFields(SCHEMAS[record.part], record).map((field) => ({ ...field, label: labelOf(field) }))
    const home = `/administration/parter/${record.part}`
    const form = foldedForm(visit, { id: 'part', action: home, heading: 'Ändra uppgifterna', intro: 'Gäller från nästa utfärdande. Det som redan är utfärdat behåller sina uppgifter. En tom rad sist i en lista är till för en person till.', fields: [seenField(record), ...fields], button: 'Spara parten' })
    return {
      view: 'party', title: PARTY_TITLES[record.part], crumbs: [{ label: 'Administration', href: '/administration' }],
      content: {
        heading: PARTY_TITLES[record.part], name: record.namn, example: origin === 'shipped' ? 'Uppgifterna är ett medföljande exempel. Inget skickas förrän parten är angiven.' : record.exempel ? 'Organisationen är påhittad: varje handling märks EXEMPEL.' : '',
        said: fields.filter(({ value }) => value !== '').map(({ label, value }) => ({ label, value: value === 'true' ? 'Ja' : value === 'false' ? 'Nej' : value })),
        forms: !mayDo(visit.visitor.roles, 'work') ? [] : [
          { ...form, form: { ...form.form, fields: form.form.fields.map((field) => ({ ...field, required: false })) } },
          foldedForm(visit, { id: 'fil', action: `${home}/fil`, heading: 'Eller lämna in en fil', fields: [seenField(record), { kind: 'file', name: 'file', label: 'Fil med partens uppgifter', hint: 'JSON, i samma form som exemplen som följer med programmet.', accept: '.json,application/json' }], button: 'Läs filen och spara' }),
        ],
      },
    }
  },
  forms: [
    pageForm({ id: 'part', path: PATH, right: 'work', said: z.looseObject({ sedd: z.string().max(100).optional() }), work: async (visit, { said: { sedd, ...said } }) => {
      const { record } = await storedParty(visit)
      const app = await unlessStale(visit.app, sedd, partyOn(visit))
      return save({ ...visit, app }, record.part, Object.assign({ part: record.part }, schemaSaid(SCHEMAS[record.part], said)))
    } }),
    pageForm({
      id: 'fil', path: `${PATH}/fil`, right: 'work', said: z.strictObject({ sedd: z.string().max(100).optional() }), mostBytes: MOST_BYTES,
      work: async (visit, { said: { sedd }, files }) => {
        const { record } = await storedParty(visit)
        const app = await unlessStale(visit.app, sedd, partyOn(visit))
        const [file, another] = files
        if (file === undefined || another !== undefined) throw new Failure('call-invalid', 'Välj en fil med partens uppgifter.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
        return save({ ...visit, app }, record.part, await handedInJson(file.path, 'party-invalid'))
      },
    }),
  ],
}

function partyOn(visit: Visit): Overwritten {
  return { what: 'Parten', stateIn: async (app) => (await storedParty({ ...visit, app })).record }
}

async function save({ app, actor }: Visit, part: Part, json: unknown): Promise<Done> {
  const by = actor()
  const record = readParty(json)
  if (record.part !== part) throw new Failure('party-invalid', `Filen gäller ${PARTY_TITLES[record.part]}, men den här sidan ${PARTY_TITLES[part]}. Inget är sparat.`, { faults: [{ path: 'file', message: 'Välj filen för rätt part.' }] })
  await setParty(app, record, by)
  return { to: `/administration/parter/${part}`, told: `${record.namn} är sparad och gäller från nästa utfärdande.` }
}

async function storedParty({ app, params }: Visit): Promise<StoredParty> {
  const found = (await parties(app.store.read)).find(({ record }) => record.part === params['part'])
  if (found === undefined) throw new Failure('resource-unknown', `Parten ”${(params['part'] ?? '').slice(0, 60)}” finns inte. Parterna står under Administration.`)
  return found
}

/** A field of a group says which group: `Postadress: Gata`, `Undertecknare 1: Namn`. */
function labelOf({ name, label, group }: { readonly name: string; readonly label: string; readonly group: string }): string {
  if (!name.includes('.')) return label
  return /^\d/u.test(label) ? `${group} ${label}` : `${group}: ${label}`
}
