import { beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../contracts/rights.js'
import { versionsOf } from '../../src/storage/versions.js'
import { mailNotice } from '../../src/web/mail-notice.js'
import { lineView } from '../../src/web/pages/customers.js'
import { compileViews } from '../../src/web/views.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
let cookie = ''

async function page(path: string): Promise<{ status: number; html: string; headers: Headers }> {
  const response = await fetch(new URL(path, service().served.url), { headers: { Cookie: cookie }, redirect: 'manual' })
  return { status: response.status, html: await response.text(), headers: response.headers }
}

beforeAll(async () => {
  const opened = await fetch(service().served.loginLink(), { redirect: 'manual' })
  cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
})

describe('the pages', () => {
  it('say what to do when there is no customer', async () => {
    expect((await page('/kunder')).html).toContain('Inga kunder är registrerade än')
  })

  it('name the unknown customer in Swedish, as a page', async () => {
    const { status, html, headers } = await page('/kunder/999999-9999')
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(html).toContain('Ingen kund har organisationsnumret 999999-9999')
  })

  it('allow no inline script, no inline style and nothing from elsewhere', async () => {
    const { html, headers } = await page('/kunder')
    expect(headers.get('content-security-policy')).toBe("default-src 'none';script-src 'self';connect-src 'self';style-src 'self';img-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'")
    expect(html.replace(/<script src="\/[\w./]+" defer><\/script>\n(?:<script src="\/[\w./-]+" type="module"><\/script>\n){2}/, '')).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:/i)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('lead to the first page from the root, and take their style and script from addresses that a browser may keep', async () => {
    const root = await page('/')
    expect([root.status, root.headers.get('location')]).toEqual([303, '/att-gora'])
    const { html } = await page('/kunder')
    for (const pattern of [/href="(\/[0-9a-f]{12}\/anslut\.css)"/, /src="(\/[0-9a-f]{12}\/htmx\.js)"/, /src="(\/[0-9a-f]{12}\/password-fields\.js)"/, /src="(\/[0-9a-f]{12}\/keep-in-sight\.js)"/]) {
      const { status, headers } = await page(pattern.exec(html)?.[1] ?? '')
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    }
  })

  it('say so where there is none, as a page to a browser', async () => {
    const response = await fetch(new URL('/kundr', service().served.url), { headers: { Cookie: cookie, Accept: 'text/html' } })
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('Det finns ingen sida på adressen /kundr')])
  })

  it('show a customer whose name is markup as text', async () => {
    const facts = structuredClone(factsOf('lillfors-kommun'))
    if (typeof facts !== 'object' || facts === null || !('kund' in facts) || typeof facts.kund !== 'object') throw new Error('facts')
    const named = { ...facts, kund: { ...facts.kund, namn: '<img src=x onerror=alert(1)> & "Co"' } }
    const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: named, kinds: ['grundavtal'], stage: 'draft' })
    expect(packed.status).toBe(201)
    for (const path of ['/kunder', '/kunder/212000-9879']) {
      const { html } = await page(path)
      expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; &amp; &quot;Co&quot;')
      expect(html).not.toContain('<img')
    }
  })

  it('find a customer by part of its name, its number or a code, by phase, step and whether it stands still, and say when there is none', async () => {
    const code = (await versionsOf(service().app.store.read, '212000-9879'))[0]?.code ?? ''
    for (const query of ['sok=onerror', 'sok=2120009879', `sok=${code.toLowerCase()}`, 'fas=Initiering&steg=1', 'sok=co+212000']) expect((await page(`/kunder?${query}`)).html).toContain('1 kund')
    for (const query of ['sok=finns-inte', 'fas=Produktion', 'stilla=ja', 'sok=%25']) expect((await page(`/kunder?${query}`)).html).toContain('Ingen kund passar')
    for (const path of ['/kunder?steg=x&sida=9999', '/kunder?sida=1e300', '/skanning?sida=Infinity', '/skanning?sida=-1e300', '/kunder/212000-9879/historik?sida=1e300', '/kalender?sida=1e300']) expect([path, (await page(path)).status]).toEqual([path, 200])
    expect((await page('/att-gora')).html).toContain('Att lämna över till kunden')
  })

  it('tell whoever may mend it how mail is mended, and others that it waits', async () => {
    const { app } = service()
    const told = async (role: Role, trouble: 'outbox' | 'answers') => (await mailNotice({ app, house: { outboxTrouble: () => (trouble === 'outbox' ? 'Sätt ANSLUT_SMTP_URL.' : null), answersTrouble: () => 'Sätt ANSLUT_IMAP_URL.' }, visitor: { roles: new Set([role]) } }))?.message
    expect([await told('drift', 'outbox'), await told('administrator', 'answers')]).toEqual(['Utkorgen arbetar inte: Sätt ANSLUT_SMTP_URL.', 'Sätt ANSLUT_IMAP_URL.'])
    expect([await told('namnd', 'outbox'), await told('lasare', 'answers')]).toEqual([expect.stringMatching(/^Inga brev skickas just nu/), expect.stringMatching(/^Svar på brev hämtas inte just nu/)])
  })

  it('say that all is done of a customer of whom all is, and of none that has not been looked at yet', () => {
    const line = { orgnr: '212000-9879', name: 'Lillfors kommun', phase: '', step: null, stepsDone: 0, stuck: 0, nextAction: null }
    expect([lineView(line).nextAction, lineView({ ...line, stepsDone: 12 }).nextAction]).toEqual(['Räknas ut just nu.', 'Allt är klart.'])
  })

  it('search the history by customer, event, person and day, and check the archive', async () => {
    const { html } = await page('/arkiv/handelser?kund=212000-9879&handelse=customer-registered')
    expect(html.match(/<tr role="row">/g)).toHaveLength(2)
    expect(html).toContain('Kund registrerad<details>')
    expect((await page('/arkiv/handelser?vem=ingen')).html).toContain('Inga händelser stämmer med sökningen')
    expect((await page('/arkiv/handelser?kund=x&fran=igår')).html).toMatch(/Kund: x är inget organisationsnummer.*Från: skriv dagen som/s)
    const older = /href="([^"]*fore=\d+)" rel="next"/.exec((await page('/arkiv/handelser?vem=system')).html)?.[1] ?? '/arkiv/handelser?fore=2'
    expect((await page(older.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='))).html).toContain('<tr role="row">')

    const csrf = /name="csrf" value="([^"]+)"/.exec((await page('/arkiv')).html)?.[1] ?? ''
    const checked = await fetch(new URL('/arkiv/kontroll', service().served.url), { method: 'POST', redirect: 'manual', headers: { Cookie: cookie, Origin: service().served.url.slice(0, -1) }, body: new URLSearchParams({ csrf }) })
    expect([checked.status, checked.headers.get('location')]).toEqual([303, '/arkiv'])
    const told = (checked.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const after = await fetch(new URL('/arkiv', service().served.url), { headers: { Cookie: `${cookie}; ${told}` } })
    expect(await after.text()).toContain('Allt stämmer:')
  })

  it('are in Swedish, with one main heading, landmarks and a title', async () => {
    const { html } = await page('/kunder/212000-9879')
    expect(html).toContain('<html lang="sv">')
    expect(html.match(/<h1>/g)).toHaveLength(1)
    for (const part of ['<main id="innehall">', '<header', '<nav id="meny" class="menu" aria-label="Huvudmeny" popover>', '– Anslut</title>']) expect(html).toContain(part)
  })
})

describe('the handbook and the accessibility statement', () => {
  it('show every section, all of them on one page, and what is not a section as unknown', async () => {
    const { html } = await page('/hjalp')
    const links = [...html.matchAll(/<a href="(\/hjalp\/[a-z-]+)"/g)].map(([, href = '']) => href)
    expect(links.length).toBeGreaterThan(15)
    for (const path of new Set(links)) expect([path, (await page(path)).status]).toEqual([path, 200])
    const whole = (await page('/hjalp/hela-handboken')).html
    expect(new Set(whole.match(/ id="[^"]+"/g)).size).toBe(whole.match(/ id="[^"]+"/g)?.length)
    expect((await page('/hjalp/finns-inte')).status).toBe(404)
    expect((await page('/skanning')).html).toContain('<a href="/hjalp/skanning">Hjälp om sidan</a>')
  })

  it('is open to who has not logged in, as the law asks, and names who answers for the service', async () => {
    const response = await fetch(new URL('/tillganglighet', service().served.url))
    const html = await response.text()
    expect([response.status, html.includes('Exempel Sjukvårdsrådgivning AB står bakom'), html.includes('id="meny"')]).toEqual([200, true, false])
  })
})

describe('a view', () => {
  it('refuses content that lacks what it shows', () => {
    const views = compileViews()
    const frame = { title: 'x', crumbs: [], menu: [], visitor: null, told: '', help: '', css: '/x', htmx: '/x', passwords: '/x', inSight: '/x', icon: '/x' }
    expect(() => views.page('refused', frame, { title: 'x', faults: [], code: 'x' })).toThrow('detail')
    expect(views.names).toContain('customers')
  })
})
