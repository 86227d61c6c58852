import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { readFacts } from '../../../templates/facts-faults.js'
import { LARGEST_PICTURE_BYTES } from '../../../templates/picture.js'
import type { Facts } from '../../../templates/facts.js'
import type { App } from '../../app.js'
import { checkFacts } from '../../flows/check-facts.js'
import { namedCustomer } from '../../flows/history.js'
import { heldLogotype, holdLogotype } from '../../flows/hold-logotype.js'
import { factsOfDrafts } from '../../flows/latest-facts.js'
import { keptLogotype } from '../../flows/logotype.js'
import { pack } from '../../flows/pack.js'
import { houseProducts } from '../../flows/products.js'
import { customerPapers } from '../../flows/customer-papers.js'
import { customerStatus } from '../../flows/status.js'
import { foldedForm } from '../fold.js'
import type { Typed } from '../form-body.js'
import { pageForm, type Answered, type Done, type FormFile, type Page, type PageForm, type Shown, type Visit } from '../page.js'
import { pageWords } from '../page-words.js'
import { unlessStale } from '../seen.js'
import { handedInJson } from '../handed-in-json.js'
import { newerRows } from './customer-content.js'
import { factsForm, factsVerdict, HOW, liveFields, type FactsFilled } from './facts-form.js'
import { factsSaid } from './facts-fields.js'
import { asListed } from './facts-products.js'
import { rowsInOrder, sentPlaces, withoutRow } from './facts-rows.js'

const texts = z.union([z.string(), z.array(z.string())])
const how = { utgava: z.enum(['draft', 'signing']), skal: z.string().trim().max(2000).optional(), annat: z.string().trim().max(2000).optional() }
const typedForm = z.record(z.string(), texts)
/** `bild` is a picture held before, `slag` the kinds to issue. */
const picture = z.string().regex(/^[0-9a-f]{64}$/).optional()
const FACTS_BYTES = 1024 * 1024

interface Place {
  readonly title: string
  readonly home: string
  readonly orgnr: string
  readonly name: string
  /** Null for a customer that is not there yet. */
  readonly facts: Facts | null
  /** The facts of papers to be signed and of the latest draft; null without. */
  readonly seen: unknown
  /** Where the facts that papers to be signed were made with are shown instead of the latest draft's; empty where they are the same. */
  readonly inForce: string
}

/** *Paket*: a customer's facts, every fault at once, and its papers issued from them. */
export const PACK_PAGE: Page = {
  path: '/kunder/:orgnr/paket', right: 'work',
  show: async (visit) => shown(visit, { opened: null, added: 'nothing' }),
  forms: formsAt('/kunder/:orgnr/paket'),
}

/** *Ny kund*: the first facts of a customer, typed or from a file. */
export const NEW_CUSTOMER_PAGE: Page = {
  path: '/ny-kund', right: 'work',
  show: async (visit) => shown(visit, { opened: null, added: 'nothing' }),
  forms: formsAt('/ny-kund'),
}

function formsAt(path: string): PageForm[] {
  const facts = { right: 'work', mostBytes: LARGEST_PICTURE_BYTES, names: 'free', tidied: tidiedFacts } as const
  const shownAgain = { ...facts, tidied: listedFacts } as const
  return [
    pageForm({
      id: 'uppgifter', path, ...facts, said: z.looseObject({ ...how, slag: texts.optional(), bild: picture, sedd: z.string().max(100).optional() }),
      work: async (visit, { said: { utgava, skal, annat, slag, bild, sedd, ...typed } }) => {
        const app = await unlessStale(visit.app, sedd, { what: 'Kundens uppgifter', stateIn: async (now) => (await placeOf({ ...visit, app: now })).seen })
        return issue({ ...visit, app }, factsSaid(typed), { stage: utgava, reason: skal, otherFacts: annat, kinds: slag === undefined ? null : [slag].flat(), picture: bild })
      },
    }),
    pageForm({ id: 'rader', path: `${path}/rader`, ...shownAgain, said: z.looseObject({ till: z.string().optional(), bort: z.string().optional() }), work: changeRows }),
    pageForm({ id: 'kontroll', path: `${path}/kontroll`, ...shownAgain, said: z.looseObject({}), work: async (visit, { said }) => checked(visit, typedAgain(said)) }),
    pageForm({ id: 'lage', path: `${path}/lage`, right: 'work', said: z.looseObject({}), work: async (visit, { said }) => verdictAlone(visit, typedAgain(said)) }),
    pageForm({
      id: 'fil', path: `${path}/fil`, right: 'work', said: z.strictObject(how), mostBytes: FACTS_BYTES,
      work: async (visit, { said: { utgava, skal, annat }, files }) => {
        const [file, another] = files
        if (file === undefined || another !== undefined) throw new Failure('call-invalid', 'Välj en fil med kundens uppgifter.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
        return issue(visit, await handedInJson(file.path, 'facts-invalid'), { stage: utgava, reason: skal, otherFacts: annat, kinds: null, picture: undefined })
      },
    }),
  ]
}

/** Rows numbered as the facts number them, without the one to take away, which is named as it was numbered on the screen; and a picture held for the papers that it shall stand in. */
async function tidiedFacts(app: App, typed: Typed, files: readonly FormFile[]): Promise<Typed> {
  const [gone] = typed['bort'] ?? []
  const inOrder = gone === undefined ? rowsInOrder(typed) : withoutRow(typed, gone)
  const chosen = files.find(({ bytes }) => bytes > 0)
  if (chosen === undefined) return hasNoLogotype(inOrder) ? Object.fromEntries(Object.entries(inOrder).filter(([name]) => name !== 'bild')) : inOrder
  const { sha256, fileName } = await heldAsChosen(app, chosen)
  return { ...inOrder, bild: [sha256], 'kund.logotyp': [fileName] }
}

/** The chosen picture, held. @throws Failure as `holdLogotype`, with what is wrong where the picture was chosen */
async function heldAsChosen(app: App, { path, fileName }: FormFile): ReturnType<typeof holdLogotype> {
  try {
    return await holdLogotype(app, await readFile(path), fileName)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure(error.code, error.message, { cause: error, faults: error.faults.map(({ message }) => ({ path: 'file', message: `Bilden ${message}` })) })
  }
}

/** The same, with the name and price of the house's list where a row names an article and says neither: on the screen before anything is issued. */
async function listedFacts(app: App, typed: Typed, files: readonly FormFile[]): Promise<Typed> {
  return asListed(await tidiedFacts(app, typed, files), await houseProducts(app.store.read))
}

/** Whether the name of the logotype was cleared: its picture goes with it. */
function hasNoLogotype(typed: Typed): boolean {
  return (typed['kund.logotyp']?.[0] ?? '').trim() === ''
}

/** The form with a row more, or one less as `tidiedFacts` leaves it, or with the picture that was chosen; nothing is issued. */
async function changeRows(visit: Visit, { said }: { readonly said: Readonly<Record<string, unknown>> }): Promise<Answered> {
  const { till = null, bort = null } = z.object({ till: z.string().optional(), bort: z.string().optional() }).parse(said)
  const opened = till ?? bort?.replace(/\.\d+$/, '') ?? 'kund'
  return { status: 200, shown: await shown({ ...visit, tried: triedAs(typedAgain(said)) }, { opened, added: till === null ? 'nothing' : 'a row' }) }
}

async function checked(visit: Visit, typed: Typed): Promise<Answered> {
  const verdict = checkFacts(factsSaid(firstOf(typed)), kindsOf(typed), await houseProducts(visit.app.store.read))
  const faults = new Map(verdict.faults.map(({ path, message }) => [path, `${message.slice(0, 1).toLocaleUpperCase('sv')}${message.slice(1)}.`]))
  const page = await shown({ ...visit, tried: { ...triedAs(typed), faults } }, { opened: null, added: 'nothing' }, typed)
  return { status: verdict.faults.length === 0 ? 200 : 422, shown: page }
}

/** For the live check: only what it puts beside the fields, whose rows stay where they are. */
async function verdictAlone(visit: Visit, sent: Typed): Promise<Answered> {
  const { title } = await placeOf(visit)
  const inForm = sentPlaces(sent)
  const { faults, missing, notices } = checkFacts(factsSaid(firstOf(rowsInOrder(sent))), kindsOf(sent), await houseProducts(visit.app.store.read))
  const moved = (some: typeof faults): typeof faults => some.map(({ path, message }) => ({ path: inForm(path), message }))
  return { status: 200, shown: { view: 'facts-verdict', title, crumbs: [], content: { verdict: factsVerdict(liveFields(visit, sent), sent, { faults: moved(faults), missing: moved(missing), notices: moved(notices) }) } } }
}

function typedAgain(said: Readonly<Record<string, unknown>>): Typed {
  const { till: _till, bort: _bort, ...typed } = typedForm.parse(said)
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, [value].flat()]))
}

function firstOf(typed: Typed): Record<string, unknown> {
  return Object.fromEntries(Object.entries(typed).map(([name, [value]]) => [name, value]))
}

function kindsOf({ slag }: Typed): readonly string[] | null {
  return slag ?? null
}

function triedAs(typed: Typed): NonNullable<Visit['tried']> {
  return { form: 'uppgifter', message: '', faults: new Map(), otherFaults: [], typed }
}

interface Issuing {
  readonly stage: 'draft' | 'signing'
  readonly reason: string | undefined
  readonly otherFacts: string | undefined
  readonly kinds: readonly string[] | null
  readonly picture: string | undefined
}

/** Issues from these facts; under a customer's own page, from that customer's alone. */
async function issue({ app, params, actor }: Visit, json: unknown, { stage, reason, otherFacts, kinds, picture: held }: Issuing): Promise<Done> {
  const by = actor()
  const facts = readFacts(json)
  if (params['orgnr'] !== undefined && (await namedCustomer(app, params['orgnr'])).orgnr !== facts.kund.orgnr) throw new Failure('facts-invalid', 'Uppgifterna gäller en annan kund än den här sidan. Inget är gjort.', { faults: [{ path: 'kund.orgnr', message: `ska vara ${params['orgnr']}; en annan kund registreras på sin egen sida` }] })
  const logotype = held === undefined ? null : await heldLogotype(app, held)
  const { orgnr, documents, dropped, notices } = await pack(app, { facts, stage, kinds, reissue: reason === undefined ? null : { by, reason }, ...(otherFacts === undefined ? {} : { otherFacts: { by, reason: otherFacts } }), ...(logotype === null ? {} : { logotype: logotype.bytes }) })
  const count = (made: string): number => documents.filter((one) => one.made === made).length
  const told = [`Utfärdade handlingar: ${count('issued')}`, `utfärdade på nytt: ${count('reissued')}`, `oförändrade: ${count('unchanged')}`, ...(dropped.length === 0 ? [] : [`${dropped.join(', ')} hör inte längre till paketet`])].join(', ')
  return { to: `/kunder/${orgnr}`, told: `${told}.${notices.length === 0 ? '' : ` Att se efter: ${notices.map(({ path, message }) => `${path}: ${pageWords(message)}`).join('; ')}`}` }
}

async function placeOf({ app, params, query }: Visit): Promise<Place> {
  if (params['orgnr'] === undefined) return { title: 'Ny kund', home: '/ny-kund', orgnr: '', name: '', facts: null, seen: null, inForce: '' }
  const customer = await namedCustomer(app, params['orgnr'])
  const { orgnr, name } = customer
  const home = `/kunder/${orgnr}/paket`
  const latest = await factsOfDrafts(app.store.read, customer)
  const drafted = query['uppgifter'] === 'gallande' ? null : latest
  return { title: 'Paket', home, orgnr, name, facts: drafted ?? customer.facts, seen: [customer.facts, latest], inForce: drafted === null ? '' : `${home}?uppgifter=gallande` }
}

async function shown(visit: Visit, filled: Pick<FactsFilled, 'opened' | 'added'>, toCheck: Typed | null = null): Promise<Shown> {
  const { title, home, orgnr, name, facts, seen, inForce } = await placeOf(visit)
  const kept = facts === null ? null : await keptLogotype(visit.app, facts, visit.app.now().toISOString())
  const [held = null] = visit.tried?.typed['bild'] ?? []
  const products = await houseProducts(visit.app.store.read)
  const form = factsForm(visit, { ...filled, facts, seen, home, products, picture: visit.tried !== null && hasNoLogotype(visit.tried.typed) ? null : (held ?? kept?.sha256 ?? null) })
  const hasPapers = orgnr !== '' && (await customerPapers(visit.app, await namedCustomer(visit.app, orgnr))).documents.length > 0
  const verdict = toCheck === null ? null : factsVerdict(form.fields, toCheck, checkFacts(factsSaid(firstOf(toCheck)), kindsOf(toCheck), products))
  return {
    view: 'pack', title, crumbs: [{ label: 'Kunder', href: '/kunder' }, ...(orgnr === '' ? [] : [{ label: name, href: `/kunder/${orgnr}` }])],
    content: {
      name, newerEditions: orgnr === '' ? [] : newerRows((await customerStatus(visit.app, orgnr)).newerEditions), inForce: visit.tried === null ? inForce : '', bundles: !hasPapers ? null : { pdf: `/api/v1/customers/${orgnr}/bundle/pdf`, zip: `/api/v1/customers/${orgnr}/bundle/zip` }, heading: title, form: { ...form, checked: verdict },
      file: foldedForm(visit, { id: 'fil', action: `${home}/fil`, heading: 'Eller lämna in en fil', button: 'Läs filen och ge ut', fields: [{ kind: 'file', name: 'file', label: 'Fil med uppgifter', hint: 'JSON, till exempel från ert eget system.', accept: '.json,application/json' }, ...HOW] }),
    },
  }
}
