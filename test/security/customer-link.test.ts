import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { arrivals } from '../../src/storage/arrivals.js'
import { insertCustomerScan } from '../../src/storage/customer-links.js'
import { filesOf, versionsOf } from '../../src/storage/versions.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { rawRequest } from '../http/raw-request.js'
import { ask, factsOf, filesForm, useService } from '../http/served-app.js'

let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({}, () => now)
const OWN = '212000-9879'
let other = ''
const codes = new Map<string, string>()

const madeSchema = z.object({ path: z.string() })
type Made = z.output<typeof madeSchema>

async function makeLink(days = 30, orgnr = OWN): Promise<Made> {
  const { status, json } = await ask(service(), 'POST', `/api/v1/customers/${orgnr}/links`, { by: 'Eva Ek', label: 'Anna hos kunden', days })
  expect(status).toBe(201)
  return madeSchema.parse(json)
}

/** A browser that has opened the link and pressed its button. */
async function inside({ path }: Made): Promise<Browser> {
  const browser = openBrowser(service())
  const secret = path.split('/').at(-1) ?? ''
  const opened = await browser.send('/kund/in', { lank: secret })
  expect([opened.status, opened.to]).toEqual([303, '/kund'])
  return browser
}

const cookieOf = (browser: Browser): string => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const get = (browser: Browser, path: string) => fetch(new URL(path, service().served.url), { redirect: 'manual', headers: { Cookie: cookieOf(browser) } })
const fileAt = (kind: string, path: string): string => `/kund/handlingar/${codes.get(kind) ?? ''}/${path}`

async function handIn(browser: Browser, files: Parameters<typeof filesForm>[0], csrf?: string): Promise<Response> {
  const token = csrf ?? /name="csrf" value="([^"]+)"/.exec((await browser.open('/kund')).html)?.[1] ?? ''
  const form = new FormData()
  form.append('csrf', token)
  for (const file of filesForm(files).getAll('file')) form.append('file', file)
  return fetch(new URL('/kund/skanningar', service().served.url), { method: 'POST', body: form, redirect: 'manual', headers: { Cookie: cookieOf(browser) } })
}

/** The original of an issued paper, as a customer would scan it to PDF. */
async function original(code: string): Promise<Uint8Array> {
  const file = (await filesOf(service().app.store.read, code)).find(({ exemplar }) => exemplar === 1)
  return service().app.archive.read(file?.sha256 ?? '')
}

beforeAll(async () => {
  for (const [slug, own] of [['lillfors-kommun', true], ['tallmo-omsorg', false]] as const) {
    const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf(slug), kinds: ['grundavtal'] })
    const { orgnr } = z.object({ orgnr: z.string() }).parse(packed.json)
    if (!own) other = orgnr
    for (const { code } of await versionsOf(service().app.store.read, orgnr)) codes.set(own ? 'own' : 'foreign', code)
  }
})

describe('a customer link', () => {
  it('lets its customer in by a button, not by being looked at, and keeps its secret out of every other address', async () => {
    const made = await makeLink()
    const stranger = openBrowser(service())
    const looked = await fetch(new URL(made.path, service().served.url), { redirect: 'manual' })
    expect([looked.status, looked.headers.get('referrer-policy'), looked.headers.get('set-cookie')]).toEqual([200, 'strict-origin', null])
    expect(await looked.text()).not.toContain('Lillfors')
    expect((await stranger.open('/kund')).status).toBe(401)
    const browser = await inside(made)
    const secret = made.path.split('/').at(-1) ?? ''
    expect([...browser.cookies.keys()]).toEqual(['anslut-kund'])
    expect(cookieOf(browser)).not.toContain(secret)
    const { html } = await browser.open('/kund')
    expect(html).toContain('<h1>Lillfors kommun</h1>')
    expect(html).not.toContain(secret)
    for (const inner of ['Tallmo', 'Anna hos kunden', 'Eva Ek', 'hecklista', '/kunder', '/api/']) expect(html).not.toContain(inner)
    expect(service().logged()).not.toContain(secret)
    expect(JSON.stringify((await ask(service(), 'GET', `/api/v1/customers/${OWN}/events`)).json)).toContain('customer-link-made')
    expect(JSON.stringify((await ask(service(), 'GET', `/api/v1/customers/${OWN}/links`)).json)).not.toContain(secret)
    await browser.send('/kund/utgang', {})
    expect((await browser.open('/kund')).status).toBe(401)
  })

  it('gives drafts at once, originals to sign only when they are handed over, and nothing of another customer', async () => {
    const browser = await inside(await makeLink())
    const draft = await get(browser, fileAt('own', 'grundavtal.docx'))
    expect([draft.status, draft.headers.get('content-disposition')]).toEqual([200, 'attachment; filename=grundavtal.docx'])
    expect((await get(browser, fileAt('own', 'grundavtal-1.pdf'))).status).toBe(404)
    await ask(service(), 'POST', `/api/v1/versions/${codes.get('own') ?? ''}/events`, { event: 'handed-over', by: 'Eva Ek' })
    expect((await get(browser, fileAt('own', 'grundavtal-1.pdf'))).status).toBe(200)
    await ask(service(), 'POST', `/api/v1/versions/${codes.get('foreign') ?? ''}/events`, { event: 'handed-over', by: 'Eva Ek' })
    const [foreign, unknown] = [await get(browser, fileAt('foreign', 'grundavtal.docx')), await get(browser, '/kund/handlingar/7K3M9QXT2B/grundavtal.docx')]
    expect([foreign.status, unknown.status]).toEqual([404, 404])
    expect(await foreign.text()).toBe(await unknown.text())
    for (const path of [`${fileAt('own', '')}..%2f..%2fanslut.sqlite`, `/kund/handlingar/${other}/x`]) expect((await get(browser, path)).status).toBe(404)
  })

  it('opens no page and no route of the house', async () => {
    const browser = await inside(await makeLink())
    for (const { path, method } of ROUTES) {
      const { status } = await fetch(new URL(`/api/v1${path.replaceAll(/:\w+/g, OWN)}`, service().served.url), { method: method.toUpperCase(), headers: { Cookie: cookieOf(browser) } })
      expect([method, path, status]).toEqual([method, path, 401])
    }
    for (const { path } of PAGES) expect([path, (await browser.open(path.replaceAll(/:\w+/g, OWN))).status]).toEqual([path, 401])
    const secret = browser.cookies.get('anslut-kund') ?? ''
    expect((await fetch(new URL('/api/v1/customers', service().served.url), { headers: { Cookie: `anslut-session=${secret}`, Authorization: `Bearer ${secret}` } })).status).toBe(401)
  })

  it('takes scans like any others, marked as the customer\'s, and tells of pages alone and of none that are another\'s', async () => {
    const browser = await inside(await makeLink())
    const csrf = /name="csrf" value="([^"]+)"/.exec((await browser.open('/kund')).html)?.[1] ?? ''
    expect((await handIn(browser, [{ name: 'a.pdf', bytes: await original(codes.get('own') ?? '') }], 'fel')).status).toBe(403)
    expect(await (await handIn(browser, [{ name: '', bytes: new Uint8Array() }], csrf)).text()).toContain('Skannade handlingar: Välj en fil.')
    expect((await handIn(browser, [{ name: 'tom.pdf', bytes: new Uint8Array() }], csrf)).status).toBe(422)
    expect((await browser.open('/kund')).html).not.toContain('Det ni har lämnat in')
    const sent = await handIn(browser, [{ name: '<b>vårt avtal.pdf', bytes: await original(codes.get('own') ?? '') }, { name: 'grannens.pdf', bytes: await original(codes.get('foreign') ?? '') }], csrf)
    expect(sent.status).toBe(303)
    await expect.poll(async () => (await browser.open('/kund')).html, { timeout: 60_000 }).not.toContain('Läses nu')
    const { html } = await browser.open('/kund')
    expect(html).toMatch(/Grundavtal för IT-tjänster, exemplar 1: alla \d+ sidor/)
    expect(html).toMatch(/\d+ sidor kände vi inte igen/)
    expect(html).not.toContain('Tallmo')
    expect(html).not.toContain('<b>v')
    expect(html).not.toMatch(/föreslås|underskrift av|suspect/i)
    const clerk = openBrowser(service())
    await clerk.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
    expect((await clerk.open('/skanning')).html).toContain('Från kunden: Lillfors kommun')
    const neighbour = await inside(await makeLink(30, other))
    const theirs = /name="csrf" value="([^"]+)"/.exec((await neighbour.open('/kund')).html)?.[1] ?? ''
    expect((await handIn(neighbour, [{ name: 'samma.pdf', bytes: await original(codes.get('foreign') ?? '') }], theirs)).status).toBe(303)
    const list = (await clerk.open('/skanning')).html
    expect(list).toMatch(/inlämnad av kunden Lillfors kommun som grannens\.pdf.*inlämnad av kunden [^<]* som samma\.pdf/s)
    expect(list).toContain('Från kunden: Lillfors kommun')
    expect((await clerk.open(`/kunder/${OWN}/historik`)).html).toContain('Skanning inlämnad av kunden')
    expect((await neighbour.open('/kund')).html).not.toContain('grannens.pdf')
  })

  it('takes no upload larger than its bounds, nor one that does not say how large it is', async () => {
    const browser = await inside(await makeLink())
    for (const size of [{ 'Content-Length': String(201 * 1024 * 1024) }, { 'Transfer-Encoding': 'chunked' }]) {
      const headers = { Host: `127.0.0.1:${service().served.port}`, Cookie: cookieOf(browser), 'Content-Type': 'multipart/form-data; boundary=x', ...size }
      expect((await rawRequest(service().served.port, { method: 'POST', path: '/kund/skanningar', headers, body: '--x' })).status).toBe(413)
    }
  })

  it('takes no more than a day\'s papers, and goes on the day after', async () => {
    const made = await makeLink()
    const [received] = await arrivals(service().app.store.read)
    const { id } = z.array(z.object({ id: z.string() })).parse((await ask(service(), 'GET', `/api/v1/customers/${OWN}/links`)).json).at(0) ?? { id: '' }
    await service().app.store.write(async (tx) => {
      for (let count = 0; count < 200; count++) await insertCustomerScan(tx, { link: id, scan: received?.scan ?? '', fileName: `${count}.pdf`, at: now.toISOString() })
    })
    const browser = await inside(made)
    const sent = await handIn(browser, [{ name: 'en-till.pdf', bytes: await original(codes.get('own') ?? '') }])
    expect([sent.status, await sent.text()]).toEqual([429, expect.stringContaining('Gränsen är 200 filer')])
    now = new Date(now.getTime() + 25 * 3600 * 1000)
    expect((await handIn(await inside(made), [{ name: 'en-till.pdf', bytes: await original(codes.get('own') ?? '') }])).status).toBe(303)
    now = new Date('2026-11-22T09:00:00.000Z')
  })

  it('is made and revoked on the customer\'s page, shown once, and open pages close at once', async () => {
    const clerk = openBrowser(service())
    await clerk.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
    const page = `/kunder/${OWN}/lankar`
    expect((await clerk.open(`/kunder/${OWN}`)).html).toContain(`href="${page}"`)
    await clerk.open(page)
    expect((await clerk.send(page, { formular: 'ny', till: 'Bo Berg', dagar: '400', by: 'Eva Ek' })).html).toContain('href="#ny-dagar"')
    expect((await clerk.send(page, { formular: 'ny', till: 'Bo Berg', dagar: '7', by: 'Eva Ek' })).to).toBe(page)
    const told = (await clerk.open(page)).html
    const path = /http:\/\/127\.0\.0\.1:\d+(\/kund\/in\/[\w-]{43})/.exec(told)?.[1] ?? ''
    const browser = await inside({ path })
    const listed = (await clerk.open(page)).html
    expect(listed).not.toContain(path)
    expect(listed).toContain('av Eva Ek')
    const id = /value="([0-9a-f]{16})"/.exec(listed.split('Bo Berg</th>')[1] ?? '')?.[1] ?? ''
    expect((await clerk.send(`/kunder/${other}/lankar/aterkallelser`, { lank: id, by: 'Eva Ek' })).status).toBe(404)
    expect((await browser.open('/kund')).status).toBe(200)
    expect((await clerk.send(`${page}/aterkallelser`, { lank: id, by: 'Eva Ek' })).status).toBe(303)
    expect((await browser.open('/kund')).status).toBe(401)
    expect((await browser.send('/kund/in', { lank: path.split('/').at(-1) ?? '' })).status).toBe(401)
  })

  it('is over when its days are, and a browser must open it anew each day', async () => {
    const made = await makeLink(2)
    const browser = await inside(made)
    now = new Date(now.getTime() + 12 * 3600 * 1000)
    expect((await browser.open('/kund')).status).toBe(401)
    const again = await inside(made)
    expect((await again.open('/kund')).status).toBe(200)
    now = new Date(now.getTime() + 37 * 3600 * 1000)
    expect((await again.send('/kund/in', { lank: made.path.split('/').at(-1) ?? '' })).status).toBe(401)
    now = new Date('2026-11-22T09:00:00.000Z')
  })

  it('cannot be guessed: wrong ones are slowed down', async () => {
    const stranger = openBrowser(service())
    const statuses: number[] = []
    for (let count = 0; count < 31; count++) statuses.push((await stranger.send('/kund/in', { lank: String(count).padEnd(43, 'x') })).status)
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429])
    expect(stranger.cookies.size).toBe(0)
  })
})
