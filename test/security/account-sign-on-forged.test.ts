import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount, lockAccount, removeAccount, tieAccount } from '../../src/accounts/administer.js'
import { offerSecondStep, switchOnSecondStep } from '../../src/accounts/own-account.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { openLog } from '../../src/http/log.js'
import { serve, type Served } from '../../src/http/serve.js'
import { latestOfTypes } from '../../src/storage/events.js'
import { ADMINISTRATOR, colleague, openBrowser, putInForce, signIn, totpCode, type Browser, type Shown } from '../http/browser.js'
import { CLIENT, startProvider, type Claims, type Deviation } from '../http/identity-provider.js'
import { rawRequest } from '../http/raw-request.js'
import { ask, useService } from '../http/served-app.js'
import { failureOf } from '../open-house.js'

const provider = await startProvider()
const directory = mkdtempSync(join(tmpdir(), 'anslut-provider-'))
const secretFile = join(directory, 'secret')
writeFileSync(secretFile, `${CLIENT.secret}\n`)
let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({ ANSLUT_OIDC_ISSUER: provider.issuer, ANSLUT_OIDC_CLIENT_ID: CLIENT.id, ANSLUT_OIDC_CLIENT_SECRET_FILE: secretFile }, () => now)
let eva: Browser

beforeAll(async () => {
  eva = await putInForce(service())
})
afterAll(async () => {
  await provider.stop()
  rmSync(directory, { recursive: true })
})

const EMAIL = 'kim.konto@region.example'
const verified = (sub: string, email = EMAIL): Claims => ({ sub, email, email_verified: true })
const lay = (username: string, name: string) => addAccount(service().app, { username, name, roles: ['lasare'] }, SYSTEM)

/** Signs in with the provider as a browser does it. */
async function signOn(browser: Browser, claims: Claims, { deviation = {}, till = '' }: { readonly deviation?: Deviation; readonly till?: string } = {}): Promise<Shown> {
  const begun = await browser.open(`/konto/inloggning/tjanst?till=${encodeURIComponent(till)}`)
  return browser.open(provider.consent(begun.to, claims, deviation))
}

/** What somebody sees who has been refused, who then is nobody. */
async function refused(browser: Browser, shown: Shown): Promise<string> {
  expect([shown.status, browser.cookies.has('anslut-session'), (await browser.open('/kunder')).status]).toEqual([401, false, 401])
  return /<strong>([^<]*)/.exec(shown.html)?.[1] ?? ''
}

describe('signing in with a provider', () => {
  it('ties an account to its owner by the address that the provider vouches for, opens a new session without a code, and leads to the page that was asked for', async () => {
    const { account, oneTimePassword } = await lay(EMAIL, 'Kim Konto')
    const offer = await offerSecondStep(service().app, account)
    await switchOnSecondStep(service().app, account, { offer: offer.offer, code: totpCode(offer.secret, now), password: oneTimePassword }, null)
    const browser = openBrowser(service())
    const asked = await browser.open('/kunder?q=region')
    expect(asked.html).toContain(`Logga in med ${new URL(provider.issuer).host}`)
    const begun = await browser.open((/href="(\/konto\/inloggning\/tjanst[^"]*)"/.exec(asked.html)?.[1] ?? '').replaceAll('&#x3D;', '='))
    expect(Object.fromEntries(new URL(begun.to).searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email', redirect_uri: `${service().served.url}konto/inloggning/svar` })
    browser.cookies.set('anslut-session', 'planted')
    const shown = await browser.open(provider.consent(begun.to, verified('kim-1', 'Kim.Konto@Region.example')))
    expect([shown.status, shown.html.includes('href="/kunder?q&#x3D;region"'), browser.cookies.has('anslut-pa-vag')]).toEqual([200, true, false])
    expect(browser.cookies.get('anslut-session')).toMatch(/^[\w-]{43}$/)
    expect((await browser.open('/kunder')).status).toBe(200)
    expect((await latestOfTypes(service().app.store.read, ['account-changed']))?.event).toMatchObject({ account: account.id, change: 'sign-on', note: expect.stringContaining('bekräftad e-postadress') })
  })

  it('knows its owner again by the provider\'s number, whatever the address, also where only the user info tells it', async () => {
    const browser = openBrowser(service())
    expect((await signOn(browser, { sub: 'kim-1' })).status).toBe(200)
    expect((await browser.open('/konto')).html).toContain('Kim Konto · kim.konto@region.example')
    await lay('lo@region.example', 'Lo Lund')
    expect((await signOn(openBrowser(service()), verified('lo-1', 'lo@region.example'), { deviation: { email: 'user-info' } })).status).toBe(200)
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example/', '/a/..//evil.example', '/.//evil.example', 'javascript:alert(1)', '/konto/inloggning'])('never leads on to %s', async (till) => {
    const browser = openBrowser(service())
    const begun = await browser.open(`/konto/inloggning/tjanst?till=${encodeURIComponent(till)}`)
    const answer = await fetch(new URL(provider.consent(begun.to, { sub: 'kim-1' }), service().served.url), { headers: { Cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    expect([answer.status, answer.headers.get('refresh')]).toEqual([200, '0; url=/'])
  })
})

describe('signing out', () => {
  it('shows whoever came by the provider the way out there as well, and nobody else', async () => {
    const browser = openBrowser(service())
    await signOn(browser, { sub: 'kim-1' })
    await browser.open('/konto')
    const left = await browser.send('/konto/utloggning', {})
    expect([left.to, browser.cookies.has('anslut-session'), browser.cookies.has('anslut-tjanst')]).toEqual(['/konto/utloggad', false, false])
    const href = new URL((/class="button" href="([^"]*)"/.exec((await browser.open(left.to)).html)?.[1] ?? '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))
    expect([href.origin + href.pathname, Object.fromEntries(href.searchParams)]).toEqual([`${provider.issuer}/end`, { client_id: CLIENT.id, post_logout_redirect_uri: `${service().served.url}konto/inloggning` }])
    await signIn(browser, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
    await browser.open('/konto')
    expect((await browser.send('/konto/utloggning', {})).to).toBe('/konto/inloggning')
  })
})

describe('a forged answer', () => {
  it.each<[string, Deviation, string]>([
    ['another state', { state: 'another' }, 'OAUTH_INVALID_RESPONSE'], ['another nonce', { nonce: 'another' }, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'], ['another issuer', { iss: 'https://evil.example' }, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['another audience', { aud: 'another' }, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'], ['a key that is not the provider\'s', { key: 'foreign' }, 'OAUTH_INVALID_RESPONSE'],
  ])('with %s opens nothing', async (_what, deviation, reason) => {
    const browser = openBrowser(service())
    expect(await refused(browser, await signOn(browser, { sub: 'kim-1' }, { deviation }))).toContain(`gick inte igenom (${reason})`)
  })

  it('that has been used, was begun in another browser, or too long ago, is not even shown to the provider', async () => {
    const [browser, stranger] = [openBrowser(service()), openBrowser(service())]
    const begun = await browser.open('/konto/inloggning/tjanst')
    const kept = new Map(browser.cookies)
    const answer = provider.consent(begun.to, { sub: 'kim-1' })
    expect(await refused(stranger, await stranger.open(answer))).toContain('inte börjat i den här webbläsaren')
    expect((await browser.open(answer)).status).toBe(200)
    const redeemed = provider.redeemed()
    for (const [name, value] of kept) stranger.cookies.set(name, value)
    await refused(stranger, await stranger.open(answer))
    expect(provider.redeemed()).toBe(redeemed)
    const late = provider.consent((await stranger.open('/konto/inloggning/tjanst')).to, { sub: 'kim-1' })
    now = new Date(now.getTime() + 11 * 60 * 1000)
    expect(await refused(stranger, await stranger.open(late))).toContain('är för gammal')
    expect(provider.redeemed()).toBe(redeemed)
  })

  it('without consent says so', async () => {
    const browser = openBrowser(service())
    const { searchParams } = new URL((await browser.open('/konto/inloggning/tjanst')).to)
    expect(await refused(browser, await browser.open(`/konto/inloggning/svar?error=access_denied&state=${searchParams.get('state') ?? ''}`))).toContain('(access_denied)')
  })
})

describe('somebody whom the provider knows', () => {
  it.each<[string, Claims]>([
    ['without an account', verified('ny-1', 'ny@region.example')], ['with another\'s address that is not vouched for', { sub: 'ny-2', email: ADMINISTRATOR.anvandarnamn, email_verified: false }], ['with an address that nobody speaks of', { sub: 'ny-3', email: ADMINISTRATOR.anvandarnamn }],
    ['with letters that look alike', verified('ny-4', 'ｅva.ek@region.example')], ['with the address of an account that is another\'s', verified('ny-5')],
  ])('%s is let in nowhere, and told what to ask for', async (_what, claims) => {
    const browser = openBrowser(service())
    expect(await refused(browser, await signOn(browser, claims))).toContain(`identiteten ”${claims.sub}”`)
  })

  it('stays out while the account is locked, and when it is removed', async () => {
    const browser = openBrowser(service())
    await lockAccount(service().app, 'lo@region.example', 'locked', SYSTEM)
    expect(await refused(browser, await signOn(browser, { sub: 'lo-1' }))).toContain('Kontot är låst')
    await removeAccount(service().app, 'lo@region.example', SYSTEM)
    expect(await refused(browser, await signOn(browser, verified('lo-1', 'lo@region.example')))).toContain('Inget konto')
    await lay('max@region.example', 'Max Modig')
    await lockAccount(service().app, 'max@region.example', 'locked', SYSTEM)
    await refused(browser, await signOn(browser, verified('max-1', 'max@region.example')))
  })

  it('is tied by an administrator on the page or through the API, to one account, and untied again', async () => {
    const { account, token } = await colleague(service(), 'Ulla Under', ['administrator'])
    const page = `/anvandare/${account.id}`
    expect((await eva.open(page)).html).toContain('Inloggning utan lösenord')
    expect((await eva.send(`${page}/inloggning`, { satt: 'oidc' })).html).toContain('Fyll i identiteten.')
    expect((await eva.send(`${page}/inloggning`, { satt: 'oidc', identitet: 'kim-1' })).html).toContain('Kontot för Kim Konto är redan knutet')
    await eva.send(`${page}/inloggning`, { satt: 'oidc', identitet: 'ulla-1' })
    expect((await eva.open(page)).html).toContain('value="ulla-1"')
    const browser = openBrowser(service())
    expect((await signOn(browser, { sub: 'ulla-1' })).status).toBe(200)
    expect((await ask({ ...service(), token }, 'GET', '/api/v1/accounts')).status).toBe(401)
    await eva.open(page)
    await eva.send(`${page}/inloggning`, { satt: 'losenord', identitet: 'ulla-1' })
    expect((await browser.open('/kunder')).status).toBe(401)
    browser.cookies.clear()
    await refused(browser, await signOn(browser, { sub: 'ulla-1' }))
    const { token: fresh } = await colleague(service(), 'Vera Vän', ['administrator'])
    const tied = await ask({ ...service(), token: fresh }, 'POST', `/api/v1/accounts/${account.id}/sign-on`, { by: 'Vera Vän', signOn: { way: 'oidc', id: 'ulla-2' } })
    expect([tied.status, tied.json]).toEqual([201, expect.objectContaining({ signOn: { way: 'oidc', id: 'ulla-2' } })])
  })
})

describe('a certificate that a proxy is said to have checked', () => {
  const SUBJECT = 'serialNumber=SE123-1001,CN=Kim Kort,O=Regionen,C=SE'
  const HEADER = 'X-Client-Subject'
  const HOST = 'anslut.region.example'
  const open: Served[] = []
  const proxied = async (proxy: string): Promise<number> => {
    const { app } = service()
    const served = await serve({ ...app, config: { ...app.config, publicUrl: `https://${HOST}`, proxies: [proxy], certificateHeader: HEADER } }, { host: '127.0.0.1', port: 0, log: openLog({ write: () => undefined }) })
    open.push(served)
    return served.port
  }
  const show = (port: number, headers: Record<string, string | string[]>, path = '/konto/inloggning/certifikat', method = 'POST') => rawRequest(port, { method, path, headers: { Host: HOST, Accept: 'text/html', ...headers } })
  afterAll(async () => {
    for (const served of open) await served.close()
  })

  it('opens the account that is tied to it, and no other', async () => {
    const { account } = await lay('kort@region.example', 'Kim Kort')
    await tieAccount(service().app, account.id, { way: 'certificate', id: SUBJECT }, SYSTEM)
    const port = await proxied('127.0.0.1')
    expect((await show(port, {}, '/konto/inloggning', 'GET')).text).toContain('Logga in med certifikat')
    const shown = await show(port, { [HEADER]: SUBJECT })
    expect([shown.status, shown.headers['location'], String(shown.headers['set-cookie'])]).toEqual([303, '/', expect.stringMatching(/^__Host-anslut-session=[\w-]{43};.*Secure; SameSite=Strict/)])
    for (const other of [`${SUBJECT}, ${SUBJECT}`, 'CN=Kim Kort', SUBJECT.toLowerCase(), 'kim-1', EMAIL]) expect((await show(port, { [HEADER]: other })).status).toBe(401)
    expect((await show(port, {})).text).toContain('inte visat något certifikat')
  })

  it('is nothing from anybody else, on any other way in, or for anything else than signing in', async () => {
    const [own, stranger] = [await proxied('127.0.0.1'), await proxied('192.0.2.1')]
    expect((await show(own, { Host: `127.0.0.1:${own}`, [HEADER]: SUBJECT })).status).toBe(403)
    expect((await show(stranger, { Host: `127.0.0.1:${stranger}`, [HEADER]: SUBJECT })).status).toBe(403)
    expect((await show(stranger, { [HEADER]: SUBJECT })).status).toBe(403)
    expect((await show(own, { [HEADER]: [SUBJECT, SUBJECT] })).status).toBe(403)
    expect((await show(own, { [HEADER]: SUBJECT }, '/kunder', 'GET')).status).toBe(401)
    expect((await show(service().served.port, { Host: `127.0.0.1:${service().served.port}`, [HEADER]: SUBJECT })).status).toBe(404)
    expect((await failureOf(tieAccount({ ...service().app, config: { ...service().app.config, oidc: null } }, EMAIL, { way: 'oidc', id: 'x' }, SYSTEM))).message).toContain('ANSLUT_OIDC_ISSUER')
  })
})

describe('a provider that does not answer', () => {
  it('keeps nobody out who has a password', async () => {
    await provider.stop()
    const browser = openBrowser(service())
    expect(await refused(browser, await signOn(browser, { sub: 'kim-1' }))).toContain('den svarar inte')
    expect((await signIn(browser, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)).to).toBe('/')
  })
})
