import { beforeAll, describe, expect, it } from 'vitest'
import { setRoles } from '../../src/accounts/administer.js'
import { record } from '../../src/flows/record.js'
import { setRetention } from '../../src/flows/retention.js'
import { setProduct } from '../../src/flows/products.js'
import { setParty } from '../../src/flows/party.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { shippedParty } from '../../src/program-files.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { factsFields } from '../../src/web/pages/facts-fields.js'
import { schemaFields } from '../../src/web/pages/schema-fields.js'
import { supplierSchema } from '../../templates/party.js'
import { colleague, putInForce, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
let eva: Browser
const seenOn = (html: string, id: string): string => /name="sedd" value="([^"]+)"/.exec(html.slice(html.indexOf(` id="${id}"`)))?.[1] ?? ''

/** Opens a page, lets a colleague change what its form holds, and sends the form: refused once, whatever else is wrong, and taken when it is sent again. */
async function overtaken(page: string, { id, to = page, fields, faulty, change, files }: { readonly id: string; readonly to?: string; readonly fields: Readonly<Record<string, string>>; readonly faulty: Readonly<Record<string, string>>; readonly change: () => Promise<unknown>; readonly files?: 'files' }): Promise<void> {
  const send = (said: Readonly<Record<string, string>>) => eva[files === undefined ? 'send' : 'sendFiles'](to, { formular: id, ...said })
  const sedd = seenOn((await eva.open(page)).html, id)
  const wrong = await send({ ...fields, ...faulty, sedd })
  expect([page, wrong.status >= 400, seenOn(wrong.html, id)]).toEqual([page, true, sedd])
  await change()
  const late = await send({ ...fields, sedd })
  expect([page, late.status, /(har ändrats av någon annan sedan du öppnade sidan|finns redan)\. Inget är sparat\./.test(late.html), seenOn(late.html, id) === sedd]).toEqual([page, 409, true, false])
  const again = await send({ ...fields, sedd: seenOn(late.html, id) })
  expect([page, again.status]).toEqual([page, 303])
}

beforeAll(async () => {
  eva = await putInForce(service())
})

describe('a form that overwrites a state', () => {
  it('is one of these, and carries what it was shown with; every other adds something of its own, or names what it acts on', () => {
    expect(PAGES.flatMap(({ forms }) => forms.filter(({ said }) => 'sedd' in said.shape).map(({ path }) => path)).toSorted()).toEqual([
      '/administration/bevarande', '/administration/kortprodukter', '/administration/parter/:part', '/administration/parter/:part/fil', '/anvandare/:konto/inloggning', '/anvandare/:konto/roller',
      '/kalender/planmall', '/kunder/:orgnr/leverantor/kontakter', '/kunder/:orgnr/moten/:traff/bokningar', '/kunder/:orgnr/paket', '/kunder/:orgnr/plan', '/kunder/:orgnr/utvardering', '/ny-kund',
    ])
  })

  it('takes back nothing that a colleague has changed meanwhile: party, product, retention and roles', async () => {
    const { app } = service()
    const supplier = supplierSchema.parse(shippedParty('driftleverantor'))
    const typed = Object.fromEntries(schemaFields(supplierSchema, supplier).map(({ name, value }) => [name, value]))
    await overtaken('/administration/parter/driftleverantor', { id: 'part', fields: typed, faulty: { orgnr: 'x' }, change: () => setParty(app, { ...supplier, namn: 'Kollegans Drift AB' }, SYSTEM) })
    const product = { artikel: 'SK-1', namn: 'Kort', slag: 'card', pris: '10' }
    await overtaken('/administration/kortprodukter', { id: 'produkt', fields: product, faulty: { pris: 'x' }, change: () => setProduct(app, { article: 'SK-1', name: 'Kollegans', sort: 'card', price: 20 }, SYSTEM) })
    await overtaken('/administration/kortprodukter?artikel=SK-1', { id: 'produkt', to: '/administration/kortprodukter', fields: { ...product, namn: 'Kort två' }, faulty: { pris: 'x' }, change: () => setProduct(app, { article: 'SK-1', name: 'Kollegans igen', sort: 'card' }, SYSTEM) })
    const rule = { slag: 'raps', tid: '10', raknas: 'ceased', grund: 'Plan 2026', beslutande: 'Nämnden', beslutsdag: '2026-01-02' }
    await overtaken('/administration/bevarande', { id: 'beslut', fields: rule, faulty: { tid: 'x' }, change: () => setRetention(app, 'raps', { years: 7, from: 'ceased', decision: 'Plan 2025', decidedBy: 'Nämnden', decidedOn: '2025-01-02' }, SYSTEM) })
    const { account } = await colleague(service(), 'Roland Roll', ['lasare'])
    await overtaken(`/anvandare/${account.id}`, { id: 'roller', to: `/anvandare/${account.id}/roller`, fields: { roller: 'namnd' }, faulty: { roller: 'kejsare' }, change: () => setRoles(app, account.id, ['mallansvarig'], SYSTEM) })
    expect((await eva.open('/administration/parter/driftleverantor')).html).toContain(supplier.namn)
  })

  it('is taken once of two sent at the same moment: the other is told', async () => {
    const kim = (await colleague(service(), 'Kim Samtidig', ['administrator'])).browser
    const form = { formular: 'produkt', artikel: 'SK-9', slag: 'card' }
    await eva.send('/administration/kortprodukter', { ...form, namn: 'Kort' })
    const page = '/administration/kortprodukter?artikel=SK-9'
    const [mine, theirs] = [seenOn((await eva.open(page)).html, 'produkt'), seenOn((await kim.open(page)).html, 'produkt')]
    const answers = await Promise.all([eva.send('/administration/kortprodukter', { ...form, namn: 'Evas', sedd: mine }), kim.send('/administration/kortprodukter', { ...form, namn: 'Kims', sedd: theirs })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409])
  })

  it('takes back none of a customer\'s facts and booked meetings either', async () => {
    const facts = factsOf('lillfors-kommun')
    const { token } = await colleague(service(), 'Kim Kund', ['administrator'])
    const asKim = async (path: string, body: object): Promise<void> => expect(JSON.stringify((await ask({ ...service(), token }, 'POST', `/api/v1${path}`, body)).json)).not.toContain('"detail"')
    await asKim('/packs', { facts, kinds: ['grundavtal'] })
    const HOME = '/kunder/212000-9879'
    const typed: Readonly<Record<string, string>> = Object.fromEntries(factsFields(facts, () => 0).map(({ name, value }) => [name, value]))
    const changed: unknown = JSON.parse(JSON.stringify(facts).replace(/"epost":"[^"]+"/, '"epost":"ny.adress@lillfors.example"'))
    await overtaken(`${HOME}/paket`, { id: 'uppgifter', fields: { ...typed, utgava: 'signing', skal: 'Rättat', slag: 'grundavtal' }, faulty: { 'kund.orgnr': 'x' }, files: 'files', change: () => asKim('/packs', { facts: changed, kinds: ['grundavtal'], reissue: { by: 'Kim Kund', reason: 'Ny adress' } }) })
    const booked = { by: 'Kim Kund', startsAt: '2027-02-11T09:00', endsAt: '2027-02-11T12:00', place: 'Rådhuset' }
    await overtaken(`${HOME}/leverantor`, { id: 'kontakt', to: `${HOME}/leverantor/kontakter`, fields: { roll: 'kundtjanst', namn: 'Kundtjänst Väst' }, faulty: { 'e-post': 'x' }, change: () => record(service().app, { subject: '212000-9879', event: 'supplier-contact-recorded:kundtjanst', options: { set: { namn: 'Kollegans kundtjänst' } }, exemplar: null, by: SYSTEM, on: null }) })
    await overtaken(`${HOME}/moten/1`, { id: 'boka', to: `${HOME}/moten/1/bokningar`, fields: { dag: '2027-02-10', fran: '09:00', till: '16:00', plats: 'Stadshuset' }, faulty: { fran: 'nio' }, change: () => asKim('/customers/212000-9879/meetings/1/booking', booked) })
  })
})
