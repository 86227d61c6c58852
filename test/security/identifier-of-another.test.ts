import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { insertLetter } from '../../src/storage/letters.js'
import { insertScan } from '../../src/storage/scans.js'
import { eventCount } from '../../src/storage/event-chain.js'
import { eventsOf } from '../../src/storage/events.js'
import { versionsOf } from '../../src/storage/versions.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { ask, factsOf, filesForm, useService } from '../http/served-app.js'
import { withDocument } from '../templates/word/template-of.js'

const service = useService()
const A = '212000-9879'
const BY = { by: 'Eva Ek' }
let b = ''
let nameOfB = ''
let browser: Browser
/** What customer A and customer B have of the same sort. */
const own = { code: '', scan: 'a'.repeat(64) }
const foreign = { code: '', scan: 'b'.repeat(64), picture: '', link: '', point: '', minutes: '', sequence: 0, letter: 'b'.repeat(16), email: '', text: '' }

type Answer = { readonly status: number; readonly text: string }
/** `customer`: the identifier says whose it is, and whoever has the route's right sees every customer. `house`: what it names is no customer's. `account`: of one's own account, tried in account-roles.test.ts and account-stolen-token.test.ts. Otherwise what is tried: something of B under A. */
type Row = 'customer' | 'house' | 'account' | (() => Promise<Answer>)

async function api(method: string, path: string, body?: unknown): Promise<Answer> {
  const { status, bytes } = await ask(service(), method, `/api/v1${path}`, body)
  return { status, text: new TextDecoder().decode(bytes) }
}

async function form(path: string, fields: Record<string, string>): Promise<Answer> {
  const { status, html } = await browser.send(path, { ...fields, ...BY })
  return { status, text: html }
}

const wordOf = async (code: string): Promise<Uint8Array> => (await ask(service(), 'GET', `/api/v1/versions/${code}/files/grundavtal.docx`)).bytes

/** B's own file, sent on a form of A's. */
async function returned(path: string, formular: string): Promise<Answer> {
  const { status, html } = await browser.sendFiles(`${HOME}/texter/${path}`, { formular, handling: foreign.code, ...BY }, { name: 'retur.docx', bytes: await wordOf(foreign.code) })
  return { status, text: html }
}

const REASON = { ...BY, reason: 'Prov' }
const API_ROWS: Readonly<Record<string, Row>> = {
  'post /accounts/:id/roles': 'house', 'post /accounts/:id/sign-on': 'house', 'post /accounts/:id/lock': 'house', 'post /accounts/:id/unlocking': 'house', 'post /accounts/:id/password': 'house', 'post /accounts/:id/removal': 'house',
  'post /own-account/tokens/:id/revocation': 'account', 'post /own-account/sessions/:id/end': 'account', 'post /own-account/sessions/end': 'account', 'post /own-account/password': 'account', 'post /own-account/second-step': 'account', 'post /own-account/second-step/removal': 'account',
  'get /customers/:orgnr': 'customer', 'get /customers/:orgnr/events': 'customer', 'get /customers/:orgnr/bundle/:format': 'customer',
  'post /customers/:orgnr/events': () => api('post', `/customers/${A}/events`, { ...BY, event: 'received-by-supplier', set: { brev: foreign.letter } }),
  'post /customers/:orgnr/points/:id': () => api('post', `/customers/${A}/points/${foreign.point}`, BY),
  'post /customers/:orgnr/points/:id/unticking': () => api('post', `/customers/${A}/points/${foreign.point}/unticking`, REASON),
  'post /customers/:orgnr/points': 'customer',
  'post /customers/:orgnr/points/:id/removal': () => api('post', `/customers/${A}/points/${foreign.point}/removal`, REASON),
  'get /customers/:orgnr/links': 'customer', 'post /customers/:orgnr/links': 'customer',
  'post /customers/:orgnr/links/:id/revocation': () => api('post', `/customers/${A}/links/${foreign.link}/revocation`, BY),
  'get /logotypes/:sha256': 'customer',
  'get /versions/:code': 'customer', 'get /versions/:code/pages/:page/picture': 'customer', 'get /versions/:code/files/:path': 'customer', 'post /versions/:code/approval': 'customer', 'post /versions/:code/revision': 'customer', 'post /versions/:code/events': 'customer',
  'get /versions/:code/comparison': 'customer', 'post /versions/:code/return-to-template': 'customer', 'post /versions/:code/printed-decision': 'customer',
  'post /drafts/comparison': 'customer', 'post /drafts': 'customer', 'get /customers/:orgnr/drafts': 'customer', 'get /customers/:orgnr/drafts/:text/file': () => api('get', `/customers/${A}/drafts/${foreign.text}/file`), 'get /drafts/:text/comparison': 'customer', 'post /drafts/:text/acceptance': 'customer', 'post /drafts/:text/rejection': 'customer',
  'post /customers/:orgnr/draft-letters': () => api('post', `/customers/${A}/draft-letters`, { ...BY, to: foreign.email }),
  'get /scans/:sha': 'customer', 'get /scans/:sha/desk': 'customer', 'get /scans/:sha/pages/:page/picture': 'customer',
  'get /scans/:sha/pictures/:name': () => api('get', `/scans/${own.scan}/pictures/${foreign.picture}.png`),
  'post /scans/:sha/confirmations': () => api('post', `/scans/${own.scan}/confirmations`, { ...BY, document: foreign.code, party: 'kund', override: 'Prov' }),
  'post /scans/:sha/examinations': 'customer',
  // A page without a code may be any customer's: which one is what the person says, and it is compared with that page.
  'post /scans/:sha/pages/:page/assignment': 'customer', 'post /scans/:sha/pages/:page/discarding': 'customer', 'post /scans/:sha/pages/:page/splitting': 'customer', 'post /scans/:sha/pages/:page/restoration': 'customer',
  'post /events/:sequence/withdrawal': 'customer',
  'get /letters/:id': 'customer', 'get /letters/:id/verification': 'customer', 'post /letters/:id/hold': 'customer', 'post /letters/:id/resumption': 'customer', 'post /letters/:id/resending': 'customer', 'post /letters/:id/cancellation': 'customer', 'post /letters/:id/non-arrival': 'customer',
  'post /ordinary-letters/:id/hold': 'customer', 'post /ordinary-letters/:id/resumption': 'customer', 'post /ordinary-letters/:id/cancellation': 'customer',
  'get /keys/:fingerprint': 'house', 'get /own-keys/:own/public': 'house', 'get /own-keys/:own/sheet': 'house', 'post /keys/:fingerprint/pins': 'house', 'post /keys/:fingerprint/unpinning': 'house', 'post /own-keys/:own/rotation': 'house', 'post /own-keys/:own/revocation': 'house',
  'get /customers/:orgnr/meetings': 'customer', 'post /customers/:orgnr/meetings/:ordinal/booking': 'customer', 'post /customers/:orgnr/meetings/:ordinal/cancellation': 'customer', 'post /customers/:orgnr/meetings/:ordinal/holding': 'customer',
  'post /minutes': 'customer', 'get /customers/:orgnr/minutes/:sha': () => api('get', `/customers/${A}/minutes/${foreign.minutes}`),
  'get /customers/:orgnr/meetings/:ordinal/invitation': 'customer', 'post /customers/:orgnr/meetings/:ordinal/invitation': 'customer',
  'post /handouts': 'house', 'post /handouts/:handout/retirement': 'house', 'get /handouts/:handout/editions/:edition': 'house',
  'get /customers/:orgnr/plan': 'customer', 'put /customers/:orgnr/plan': 'customer', 'post /customers/:orgnr/evaluation': 'customer',
  'get /answers/:id': 'customer', 'post /answers/:id/meaning': 'customer',
  'post /webhooks/:id/removal': 'house', 'get /webhooks/:id/deliveries': 'house', 'post /webhooks/:id/deliveries/:delivery/redelivery': 'house',
  'get /templates/:kind': 'house', 'get /templates/:kind/editions/:edition/file': 'house', 'get /templates/:kind/editions/:edition/difference/:from': 'house', 'post /templates/:kind/releases': 'house',
  'get /templates/:kind/previews/:orgnr/:format': 'customer', 'get /templates/:kind/previews/:orgnr/pages/:page/picture': 'customer', 'put /card-products/:article': 'house', 'put /retention/:subject': 'house', 'get /versions/:code/retention': 'customer', 'post /versions/:code/retention-extension': 'customer', 'post /card-products/:article/withdrawal': 'house', 'get /parties/:part': 'house', 'put /parties/:part': 'house',
}

const HOME = `/kunder/${A}`
const PAGE_ROWS: Readonly<Record<string, Row>> = {
  '/kunder/:orgnr': 'customer', '/kunder/:orgnr/historik': 'customer', '/kunder/:orgnr/lankar': 'customer', '/kunder/:orgnr/paket': 'customer', '/kunder/:orgnr/checklista': 'customer', '/kunder/:orgnr/moten': 'customer',
  '/kunder/:orgnr/moten/:traff': 'customer', '/kunder/:orgnr/plan': 'customer', '/kunder/:orgnr/utvardering': 'customer', '/kunder/:orgnr/leverantor': 'customer',
  '/kunder/:orgnr/handlingar/:code': async () => {
    const { status, html } = await browser.open(`${HOME}/handlingar/${foreign.code}`)
    return { status, text: html }
  },
  '/kunder/:orgnr/handlingar/:code/bevarande bevaras-langre': () => form(`${HOME}/handlingar/${foreign.code}/bevarande`, { formular: 'bevaras-langre', hur: 'alltid', skal: 'Prov' }),
  '/kunder/:orgnr/handlingar/:code/tryckt-beslut tryck-beslut': () => form(`${HOME}/handlingar/${foreign.code}/tryckt-beslut`, { formular: 'tryck-beslut' }),
  '/kunder/:orgnr/handlingar/:code handelse': () => form(`${HOME}/handlingar/${foreign.code}`, { formular: 'handelse', handelse: 'handed-over' }),
  '/kunder/:orgnr/overlamning lamna-over': () => form(`${HOME}/overlamning`, { formular: 'lamna-over', papper: foreign.code }),
  '/kunder/:orgnr/historik handelse': () => form(`${HOME}/historik`, { formular: 'handelse', handelse: 'received-by-supplier', letter: foreign.letter }),
  '/kunder/:orgnr/historik/:sequence/aterta aterta': () => form(`${HOME}/historik/${foreign.sequence}/aterta`, { formular: 'aterta', reason: 'Prov' }),
  '/kunder/:orgnr/lankar ny': 'customer', '/kunder/:orgnr/lankar/aterkallelser aterkalla': () => form(`${HOME}/lankar/aterkallelser`, { formular: 'aterkalla', lank: foreign.link }),
  '/kunder/:orgnr/paket uppgifter': 'customer', '/kunder/:orgnr/paket/rader rader': 'customer', '/kunder/:orgnr/paket/kontroll kontroll': 'customer', '/kunder/:orgnr/paket/lage lage': 'customer',
  '/kunder/:orgnr/texter': 'customer', '/kunder/:orgnr/texter/utskick skicka': () => form(`${HOME}/texter/utskick`, { formular: 'skicka', till: foreign.email }),
  '/kunder/:orgnr/texter/registrering registrera': () => returned('registrering', 'registrera'), '/kunder/:orgnr/texter/jamforelse jamfor': () => returned('jamforelse', 'jamfor'),
  '/kunder/:orgnr/texter/:text': async () => {
    const { status, html } = await browser.open(`${HOME}/texter/${foreign.text}`)
    return { status, text: html }
  },
  '/kunder/:orgnr/texter/:text/antagande anta': () => form(`${HOME}/texter/${foreign.text}/antagande`, { formular: 'anta' }),
  '/kunder/:orgnr/texter/:text/avslag avsla': () => form(`${HOME}/texter/${foreign.text}/avslag`, { formular: 'avsla', reason: 'Prov' }),
  '/kunder/:orgnr/texter/:text/mallens-text lamna': () => form(`${HOME}/texter/${foreign.text}/mallens-text`, { formular: 'lamna', reason: 'Prov' }),
  // Facts of another customer in a file are refused in work-pages.test.ts.
  '/kunder/:orgnr/paket/fil fil': 'customer', '/ny-kund uppgifter': 'customer',
  '/skanning/:sha': 'customer', '/skanning/:sha/undersokningar undersok': 'customer', '/skanning/:sha/bekraftelser bekrafta': () => form(`/skanning/${own.scan}/bekraftelser`, { formular: 'bekrafta', document: foreign.code, party: 'kund', exemplar: '1', override: 'Prov' }),
  '/skanning/:sha/sidor/:page/hanforing hanfor': 'customer', '/skanning/:sha/sidor/:page/delning dela': 'customer', '/skanning/:sha/sidor/:page/bortlaggning lagg-bort': 'customer', '/skanning/:sha/bortlaggningar lagg-bort-annan': 'customer', '/skanning/:sha/sidor/:page/aterstallning aterstall': 'customer',
  '/namnd/:code': 'customer', '/namnd/:code/godkannande godkann': 'customer', '/namnd/:code/aterremiss aterremittera': 'customer',
  '/mallar/:kind': 'house', '/mallar/:kind/inlamning lamna-in': 'customer', '/mallar/:kind/frislappande frislapp': 'house',
  '/administration/webhookar/omsandning igen': 'house', '/administration/parter/:part': 'house', '/administration/parter/:part part': 'house', '/administration/parter/:part/fil fil': 'house',
  '/kunder/:orgnr/checklista/bockar bocka': () => form(`${HOME}/checklista/bockar`, { formular: 'bocka', punkt: foreign.point }),
  '/kunder/:orgnr/checklista/angrade angra': () => form(`${HOME}/checklista/angrade`, { formular: 'angra', punkt: foreign.point, skal: 'Prov' }),
  '/kunder/:orgnr/checklista/egna egen': 'customer', '/kunder/:orgnr/checklista/borttagna bort': () => form(`${HOME}/checklista/borttagna`, { formular: 'bort', punkt: foreign.point, skal: 'Prov' }),
  '/kunder/:orgnr/moten/:traff/bokningar boka': 'customer', '/kunder/:orgnr/moten/:traff/hallna hall': 'customer', '/kunder/:orgnr/moten/:traff/inbjudningar bjud-in': 'customer', '/kunder/:orgnr/moten/:traff/installda stall-in': 'customer',
  '/kunder/:orgnr/plan plan': 'customer', '/kunder/:orgnr/utvardering svar': 'customer',
  '/kunder/:orgnr/leverantor/ledtider ledtid': 'customer', '/kunder/:orgnr/leverantor/kontakter kontakt': 'customer', '/kunder/:orgnr/leverantor/besked besked': 'customer', '/kunder/:orgnr/leverantor/overlamnat overlamnat': 'customer',
  '/utskick/nycklar/fastning fast': 'house', '/utskick/nycklar/lossning lossa': 'house',
  '/utskick/brev/:letter': 'customer', '/utskick/brev/:letter/stopp stoppa': 'customer', '/utskick/brev/:letter/fortsattning slapp': 'customer', '/utskick/brev/:letter/omsandning igen': 'customer', '/utskick/brev/:letter/installning stall-in': 'customer', '/utskick/brev/:letter/utebliven aldrig-fram': 'customer', '/utskick/brev/:letter/provning prova': 'customer',
  '/utskick/ovrigt/:letter': 'customer', '/utskick/ovrigt/:letter/stopp stoppa': 'customer', '/utskick/ovrigt/:letter/fortsattning slapp': 'customer', '/utskick/ovrigt/:letter/installning stall-in': 'customer',
  '/utskick/svar/:answer': 'customer', '/utskick/svar/:answer/tolkning tolka': 'customer',
  '/anvandare/:konto': 'house', '/anvandare/:konto/roller roller': 'house', '/anvandare/:konto/inloggning inloggning': 'house', '/anvandare/:konto/losenord losenord': 'house', '/anvandare/:konto/las las': 'house', '/anvandare/:konto/ta-bort ta-bort': 'house',
  '/konto/nycklar-aterkalla aterkalla': 'account', '/konto/sessioner avsluta': 'account', '/hjalp/:avsnitt': 'house',
}

/** Fields that name something there is. */
const NAMING: ReadonlySet<string> = new Set(['document', 'code', 'letter', 'orgnr', 'handout', 'text', 'fingerprint', 'to', 'set', 'lank', 'punkt', 'mail', 'bild', 'nyckel', 'session', 'kund', 'konto', 'part', 'handling', 'skanning', 'webhook'])
const names = (path: string, fields: readonly string[]): boolean => path.includes(':') || fields.some((field) => NAMING.has(field))
const apiNaming = ROUTES.filter(({ path, body }) => names(path, body instanceof z.ZodObject ? Object.keys(body.shape) : [])).map(({ method, path }) => `${method} ${path}`)
const pagesNaming = PAGES.flatMap((page) => [...(page.path.includes(':') ? [page.path] : []), ...page.forms.filter(({ path, said }) => names(path, Object.keys(said.shape))).map(({ id, path }) => `${path} ${id}`)])

beforeAll(async () => {
  for (const slug of ['lillfors-kommun', 'tallmo-omsorg']) await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf(slug), kinds: ['grundavtal'] })
  const facts = z.object({ kund: z.object({ orgnr: z.string(), namn: z.string(), epost: z.string() }) }).parse(factsOf('tallmo-omsorg'))
  b = facts.kund.orgnr
  nameOfB = facts.kund.namn
  foreign.email = facts.kund.epost
  browser = openBrowser(service())
  await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
  await browser.open(`${HOME}/historik?handelse=local-seller-named`)
  const { store, archive } = service().app
  for (const [orgnr, of] of [[A, own], [b, foreign]] as const) {
    const [version] = await versionsOf(store.read, orgnr)
    of.code = version?.code ?? ''
    const pages = Array.from({ length: version?.pageCount ?? 0 }, (_, index) => ({ scan: of.scan, sourcePage: index + 1, code: of.code, exemplar: 1, page: index + 1, pageCount: version?.pageCount ?? 0, rotation: 0 as const }))
    await store.write((tx) => insertScan(tx, { sha256: of.scan, fileName: 'kopiator.pdf', bytes: 1, mediaType: 'application/pdf', receivedAt: '2026-11-22T09:00:00.000Z', pages: pages.length }, pages))
  }
  foreign.picture = (await archive.keep(new TextEncoder().encode(`utklipp av ${nameOfB}`))).sha256
  const at = '2026-11-22T09:00:00.000Z'
  await store.write((tx) => insertLetter(tx, { id: foreign.letter, orgnr: b, recipient: 'granskning@driftbolaget.example', predecessor: null, codes: [foreign.code], evidence: [], dueAt: at, releaseAt: at }))
  await api('post', `/customers/${b}/links`, { ...BY, label: 'Bo', days: 7 })
  foreign.link = z.array(z.object({ id: z.string() })).parse((await ask(service(), 'GET', `/api/v1/customers/${b}/links`)).json)[0]?.id ?? ''
  await api('post', `/customers/${b}/points`, { ...BY, step: 4, text: 'Bs egen punkt' })
  const changed = withDocument(await wordOf(foreign.code), 'Grundavtalet', 'Detta avtal')
  const returned = filesForm([{ name: 'retur.docx', bytes: changed }])
  for (const [name, value] of Object.entries({ document: foreign.code, ...BY })) returned.append(name, value)
  foreign.text = z.object({ text: z.string() }).parse((await ask(service(), 'POST', '/api/v1/drafts', returned)).json).text
  const minutes = filesForm([{ name: 'minnen.txt', bytes: new TextEncoder().encode(`Minnesanteckningar hos ${nameOfB}`) }])
  for (const [name, value] of Object.entries({ orgnr: b, ordinal: '1', ...BY })) minutes.append(name, value)
  await api('post', '/minutes', minutes)
  for (const { sequence, event } of await eventsOf(store.read, b)) {
    if (event.type === 'own-point-added') foreign.point = event.point
    if (event.type === 'meeting-minutes-kept') foreign.minutes = event.sha256
    foreign.sequence = sequence
  }
})

describe('an identifier of another customer', () => {
  it('has a row for every route and page that takes one', () => {
    expect(Object.keys(API_ROWS).toSorted()).toEqual([...new Set(apiNaming)].toSorted())
    expect(Object.keys(PAGE_ROWS).toSorted()).toEqual([...new Set(pagesNaming)].toSorted())
    const mixed = Object.entries({ ...API_ROWS, ...PAGE_ROWS }).filter(([path]) => /(?::orgnr|:sha)\b.*:(?!ordinal|traff|page|format)/.test(path))
    expect(mixed.filter(([, row]) => typeof row === 'string')).toEqual([])
  })

  it.each(Object.entries({ ...API_ROWS, ...PAGE_ROWS }).flatMap(([path, row]) => (typeof row === 'string' ? [] : [[path, row] as const])))('neither shows nor changes anything: %s', async (_path, attempt) => {
    const before = await eventCount(service().app.store.read)
    const { status, text } = await attempt()
    expect([400, 403, 404, 409, 422]).toContain(status)
    expect(text).not.toContain(nameOfB)
    expect(await eventCount(service().app.store.read)).toBe(before)
  })

  it('is there, so that what was refused would have worked under its own', async () => {
    for (const path of [`/customers/${b}/minutes/${foreign.minutes}`, `/customers/${b}/drafts/${foreign.text}/file`, `/letters/${foreign.letter}`, `/versions/${foreign.code}`]) expect([path, (await api('get', path)).status]).toEqual([path, 200])
    for (const [path, body] of [[`points/${foreign.point}`, BY], [`points/${foreign.point}/unticking`, REASON], [`points/${foreign.point}/removal`, REASON], [`links/${foreign.link}/revocation`, BY]] as const) expect([path, (await api('post', `/customers/${b}/${path}`, body)).status]).toEqual([path, 201])
  })
})
