import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mayDo, ROLES, type Role } from '../../contracts/rights.js'
import { lockAccount, setRoles } from '../../src/accounts/administer.js'
import { usesNoted } from '../../src/accounts/note-use.js'
import { makeToken, revokeToken, scopesOf } from '../../src/accounts/tokens.js'
import { houseEvent, SYSTEM } from '../../src/flows/new-event.js'
import { appendEvents } from '../../src/storage/events.js'
import { apiTokensOf } from '../../src/storage/api-tokens.js'
import { insertLetter, moveLetter } from '../../src/storage/letters.js'
import { holdOrdinaryLetters, insertOrdinaryLetter } from '../../src/storage/ordinary-letters.js'
import { versionsOf } from '../../src/storage/versions.js'
import { ROUTES } from '../../src/http/routes/routes.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { ADMINISTRATOR, colleague, openBrowser, putInForce, signIn, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'
import { failureOf } from '../open-house.js'

let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({}, () => now)
const people = new Map<Role, Awaited<ReturnType<typeof colleague>>>()
let administrator: Browser
const madeToken = z.object({ secret: z.string(), token: z.object({ expiresAt: z.string() }) })

const as = (token: string, method: string, path: string, body?: unknown) => ask({ ...service(), token }, method, `/api/v1${path}`, body)
const person = (role: Role) => {
  const found = people.get(role)
  if (found === undefined) throw new Error(role)
  return found
}

beforeAll(async () => {
  administrator = await putInForce(service())
  for (const role of ROLES) people.set(role, await colleague(service(), `Person ${role}`, [role]))
})

describe('what the first computer could do', () => {
  it('is over when accounts are in force: its token, its links and their sessions', async () => {
    expect((await as(service().token, 'GET', '/customers')).status).toBe(401)
    expect((await openBrowser(service()).open(new URL(service().served.loginLink()).pathname + new URL(service().served.loginLink()).search)).status).toBe(401)
    expect((await as(person('administrator').token, 'POST', '/login-links', {})).json).toMatchObject({ code: 'transition-refused' })
  })
})

describe('somebody with another role', () => {
  it.each(ROLES)('%s is let in by exactly the routes and pages that the table gives', async (role) => {
    const { token, browser, account } = person(role)
    const roles = new Set(account.roles)
    for (const { method, path, right } of ROUTES) {
      if (path === '/archive/verification') continue
      const { status } = await as(token, method.toUpperCase(), path.replaceAll(/:\w+/g, '1'), method === 'get' ? undefined : { nonsense: 1 })
      expect([method, path, status === 403]).toEqual([method, path, !mayDo(roles, right)])
    }
    for (const page of PAGES) {
      const { status } = await browser.open(page.path.replaceAll(/:\w+/g, '1'))
      expect([page.path, status === 403]).toEqual([page.path, !mayDo(roles, page.right)])
      for (const form of page.forms) expect([form.path, (await browser[form.mostBytes === null ? 'send' : 'sendFiles'](form.path.replaceAll(/:\w+/g, '1'), { csrf: 'fel' })).status]).toEqual([form.path, 403])
    }
  })

  it.each(ROLES)('%s sees when the archive was checked, and has it read anew only as the table gives', async (role) => {
    const { token, browser } = person(role)
    const may = mayDo(new Set([role]), 'operate')
    const { status, html } = await browser.open('/arkiv')
    expect([status, html.includes('action="/arkiv/kontroll"')]).toEqual([200, may])
    expect((await as(token, 'GET', '/archive/verification')).status).toBe(may ? 200 : 403)
    expect((await as(token, 'GET', '/archive/checks')).status).toBe(200)
  })

  it('is told of no task that is not theirs', async () => {
    const statuses = async (role: Role) => Promise.all(['decide', 'archive', 'letter'].map(async (kind) => (await as(person(role).token, 'GET', `/tasks?kind=${kind}`)).status))
    expect([await statuses('namnd'), await statuses('administrator'), await statuses('drift'), await statuses('lasare')]).toEqual([[200, 403, 403], [403, 200, 200], [403, 403, 403], [403, 403, 403]])
  })

  it('cannot say what is the board\'s to record like other events', async () => {
    const said = { by: 'Person administrator', event: 'returned-for-revision', reason: 'Ändra § 3' }
    expect((await as(person('administrator').token, 'POST', '/versions/7K3M9QXT2B/events', said)).json).toMatchObject({ code: 'access-refused', detail: expect.stringContaining('nämnd') })
  })

  it('cannot give itself a role, act in another\'s name, or reach another\'s tokens', async () => {
    const [reader, other] = [person('lasare'), person('namnd')]
    expect((await as(reader.token, 'POST', `/accounts/${reader.account.id}/roles`, { by: reader.account.name, roles: ['administrator'] })).status).toBe(403)
    expect((await as(reader.token, 'POST', '/own-account/tokens', { label: 'x', scopes: ['read'], days: 1, account: other.account.id, roles: ['administrator'] })).json).toMatchObject({ code: 'call-invalid' })
    const forged = await as(person('administrator').token, 'POST', '/accounts', { by: other.account.name, username: 'ny@region.example', name: 'Ny Person', roles: [] })
    expect(forged.json).toMatchObject({ code: 'access-refused', detail: expect.stringContaining('Du är inloggad som Person administrator') })
    const { token } = await makeToken(service().app, other.account, { label: 'min', scopes: scopesOf([]), days: 1 }, SYSTEM)
    expect((await as(reader.token, 'POST', `/own-account/tokens/${token.id}/revocation`, {})).json).toMatchObject({ code: 'account-unknown' })
    expect(JSON.stringify((await as(reader.token, 'GET', '/own-account/tokens')).json)).not.toContain(token.id)
  })

  it('writes nothing through the API by a browser\'s cookie', async () => {
    const cookie = `anslut-session=${administrator.cookies.get('anslut-session') ?? ''}`
    const send = (method: string, path: string) => fetch(new URL(`/api/v1${path}`, service().served.url), { method, headers: { Cookie: cookie, 'Content-Type': 'application/json' }, ...(method === 'GET' ? {} : { body: '{}' }) })
    expect((await send('GET', '/customers')).status).toBe(200)
    expect((await send('POST', '/outbox/runs')).status).toBe(401)
  })
})

describe('whoever runs the house and sees no customers', () => {
  it('reads neither their names, numbers, codes nor files in any answer or on any page, and administrators do', async () => {
    const { store } = service().app
    const packed = await as(person('administrator').token, 'POST', '/packs', { facts: factsOf('lillfors-kommun'), kinds: ['raps'] })
    const { orgnr } = z.object({ orgnr: z.string() }).parse(packed.json)
    const code = (await versionsOf(store.read, orgnr))[0]?.code ?? ''
    const at = now.toISOString()
    await store.write(async (tx) => {
      await insertLetter(tx, { id: 'abcd1234', orgnr, recipient: 'granskning@leverantor.example', predecessor: null, codes: [code], evidence: [{ member: code, code, exemplar: 1, pages: [{ page: 1, scan: 'a'.repeat(64), sourcePage: 3, rotation: 0 }] }], dueAt: at, releaseAt: at })
      await moveLetter(tx, 'abcd1234', 'due', { state: 'held', reason: `Brev 1 för ${orgnr} går inte: ${code} är ersatt.`, nextAttemptAt: null })
      await insertOrdinaryLetter(tx, { id: 'd00d1234', purpose: 'draft', orgnr, recipient: 'avtal@lillfors.example', about: code, protection: 'encrypted', messageId: '<d00d@svr.example>', rawSha256: 'b'.repeat(64), createdAt: at })
      await holdOrdinaryLetters(tx, 'Nyckeln saknas.')
    })
    const telling = /lillfors|212000-?9879/i
    const told = async (role: Role): Promise<string[]> => {
      const { token, browser } = person(role)
      const paths = ROUTES.filter(({ method }) => method === 'get').map(({ path }) => path.replaceAll(/:(?:id|letter)\b/g, 'abcd1234').replaceAll(/:\w+/g, '1'))
      const found: string[] = []
      for (const path of paths) {
        const { bytes } = await as(token, 'GET', path)
        const text = new TextDecoder().decode(bytes)
        if (telling.test(text) || text.includes(code) || text.includes('a'.repeat(64))) found.push(path)
      }
      for (const { path } of PAGES) {
        const { html } = await browser.open(path.replaceAll(':letter', 'abcd1234').replaceAll(/:\w+/g, '1'))
        if (telling.test(html) || html.includes(code)) found.push(path)
      }
      return found
    }
    expect(await told('administrator')).toEqual(expect.arrayContaining(['/customers', '/letters', '/letters/abcd1234', '/matters', '/kunder', '/utskick', '/utskick/brev/:letter']))
    expect(await told('drift')).toEqual([])
    expect((await as(person('drift').token, 'GET', '/letters')).json).toMatchObject([{ id: 'abcd1234', state: 'held', recipient: 'granskning@leverantor.example' }])
    const answer = ROUTES.find(({ method, path }) => method === 'get' && path === '/letters')?.answer
    for (const role of ['drift', 'lasare'] as const) expect(answer?.safeParse((await as(person(role).token, 'GET', '/letters')).json).success).toBe(true)
  })
})

describe('what the board has recorded', () => {
  it('is taken back by the board alone, through the API as on the page', async () => {
    const actor = { name: 'Person namnd', osUser: 'prov', verified: false }
    const [approved] = await service().app.store.write((tx) => appendEvents(tx, [houseEvent(actor, now.toISOString(), { type: 'approved', decision: '§ 4', contentSha256: 'a'.repeat(64) })], now.toISOString()))
    const back = (role: Role) => as(person(role).token, 'POST', `/events/${approved?.sequence ?? 0}/withdrawal`, { by: `Person ${role}`, reason: 'Fel' })
    for (const role of ['administrator', 'mallansvarig', 'lasare'] as const) expect((await back(role)).json).toMatchObject({ code: 'access-refused', detail: expect.stringContaining('nämnd') })
    expect((await back('namnd')).json).toMatchObject({ code: 'transition-refused' })
  })
})

describe('a token', () => {
  it('reaches no further than its scopes, and makes none that does', async () => {
    const { account } = person('administrator')
    const { secret } = await makeToken(service().app, account, { label: 'läser', scopes: scopesOf(['follow', 'self']), days: 1 }, SYSTEM)
    expect((await as(secret, 'GET', '/letters')).status).toBe(200)
    expect(await as(secret, 'GET', '/customers')).toMatchObject({ status: 403, json: { detail: expect.stringContaining('Nyckeln gäller inte för detta (se kunder och handlingar), som ') } })
    const made = await as(secret, 'POST', '/own-account/tokens', { label: 'mer', scopes: ['work', 'follow'], days: 1 })
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ token: expect.objectContaining({ scopes: ['follow'] }) })])
    expect(await failureOf(makeToken(service().app, person('lasare').account, { label: 'x', scopes: scopesOf(['work']), days: 1 }, SYSTEM))).toMatchObject({ code: 'access-refused', message: 'Person lasare får själv inte något av det som den nya nyckeln skulle gälla för: arbeta med ärenden. Välj sådant som rollerna ger.' })
    const refusals = ['decide', 'work'].map(async (scope) => as(secret, 'POST', '/own-account/tokens', { label: 'mer', scopes: [scope], days: 1 }))
    expect(await Promise.all(refusals)).toMatchObject([{ status: 403, json: { detail: expect.stringContaining('Person administrator får själv inte något') } }, { status: 403, json: { detail: expect.stringContaining('Nyckeln som du frågar med ger inte något') } }])
  })

  it('neither lists nor ends one that reaches further, so that a narrow one that has leaked stops no other program', async () => {
    const { account } = person('mallansvarig')
    const make = async (...scopes: readonly string[]) => makeToken(service().app, account, { label: scopes.join(), scopes: scopesOf(scopes), days: 1 }, SYSTEM)
    const [narrow, twin, wide] = [await make('self'), await make('self'), await make('read', 'self')]
    const ids = z.array(z.object({ id: z.string() }))
    const listed = ids.parse((await as(narrow.secret, 'GET', '/own-account/tokens')).json).map(({ id }) => id)
    expect([listed.includes(narrow.token.id), listed.includes(twin.token.id), listed.includes(wide.token.id)]).toEqual([true, true, false])
    expect(await as(narrow.secret, 'POST', `/own-account/tokens/${wide.token.id}/revocation`, {})).toMatchObject({ status: 403, json: { code: 'access-refused' } })
    expect((await as(wide.secret, 'GET', '/customers')).status).toBe(200)
    expect((await as(wide.secret, 'POST', `/own-account/tokens/${narrow.token.id}/revocation`, {})).status).toBe(201)
    expect((await as(twin.secret, 'POST', `/own-account/tokens/${twin.token.id}/revocation`, {})).status).toBe(201)
    expect([(await as(narrow.secret, 'GET', '/own-account')).status, (await as(twin.secret, 'GET', '/own-account')).status]).toEqual([401, 401])
  })

  it('makes none that lasts longer, and takes those it made with it when it ends, however long the chain', async () => {
    const { account } = person('administrator')
    const { secret, token } = await makeToken(service().app, account, { label: 'kort', scopes: scopesOf([]), days: 1 }, SYSTEM)
    const make = async (by: string) => madeToken.parse((await as(by, 'POST', '/own-account/tokens', { label: 'lång', scopes: ['read', 'self'], days: 366 })).json)
    const child = await make(secret)
    const grandchild = await make(child.secret)
    expect([child.token.expiresAt, grandchild.token.expiresAt]).toEqual([token.expiresAt, token.expiresAt])
    expect((await as(grandchild.secret, 'GET', '/customers')).status).toBe(200)
    await revokeToken(service().app, account, token.id, SYSTEM)
    expect([(await as(child.secret, 'GET', '/customers')).status, (await as(grandchild.secret, 'GET', '/customers')).status]).toEqual([401, 401])
    expect((await failureOf(makeToken(service().app, account, { label: 'sen', scopes: scopesOf([]), days: 1 }, SYSTEM, token))).code).toBe('token-required')
  })

  it('ends, with every session, when its owner chooses a new password', async () => {
    const { account, browser, password, token } = await colleague(service(), 'Pia Pass', ['lasare'])
    const other = openBrowser(service())
    await signIn(other, account.username, password)
    await browser.open('/konto/losenord')
    expect((await browser.send('/konto/losenord', { nuvarande: password, losenord: `${password} och ett till`, igen: `${password} och ett till` })).to).toBe('/')
    expect([(await as(token, 'GET', '/customers')).status, (await other.open('/kunder')).status, (await browser.open('/kunder')).status]).toEqual([401, 401, 200])
  })

  it('is over when it is revoked, has expired, or its owner is locked out, and is kept by nobody', async () => {
    const { account } = await colleague(service(), 'Nils Nyckel', ['lasare'])
    const make = async (days: number) => makeToken(service().app, account, { label: 'prov', scopes: scopesOf([]), days }, SYSTEM)
    const [revoked, short, locked] = [await make(9), await make(1), await make(9)]
    await revokeToken(service().app, account, revoked.token.id, SYSTEM)
    expect((await as(revoked.secret, 'GET', '/customers')).status).toBe(401)
    expect((await as(short.secret, 'GET', '/customers')).status).toBe(200)
    now = new Date(now.getTime() + 25 * 3600 * 1000)
    expect((await as(short.secret, 'GET', '/customers')).status).toBe(401)
    await lockAccount(service().app, account.username, 'locked', SYSTEM)
    expect((await as(locked.secret, 'GET', '/customers')).status).toBe(401)
    now = new Date(now.getTime() - 25 * 3600 * 1000)
    const made = () => ask({ ...service(), token: person('administrator').token }, 'POST', '/api/v1/own-account/tokens', { label: 'en gång', scopes: ['follow'], days: 1 }, { 'Idempotency-Key': 'k-1' })
    const { secret } = z.object({ secret: z.string().min(20) }).parse((await made()).json)
    const again = await made()
    expect([again.status, again.json]).toMatchObject([409, { code: 'already-recorded', detail: expect.stringContaining('hemlighet') }])
    expect((await apiTokensOf(service().app.store.read, person('administrator').account.id)).filter(({ label }) => label === 'en gång')).toHaveLength(1)
    expect(JSON.stringify(await service().app.store.read.selectFrom('idempotency_key').selectAll().execute())).not.toContain(secret)
  })

  it('opens no page, where roles count and scopes do not', async () => {
    const { account } = person('administrator')
    const { secret } = await makeToken(service().app, account, { label: 'sidor', scopes: scopesOf(['follow']), days: 1 }, SYSTEM)
    for (const path of ['/kunder', '/att-gora', '/konto']) {
      const { status } = await fetch(new URL(path, service().served.url), { headers: { Authorization: `Bearer ${secret}` } })
      expect([path, status]).toEqual([path, 403])
    }
  })

  it('shows its owner when it was last used', async () => {
    const { account } = person('drift')
    const { secret, token } = await makeToken(service().app, account, { label: 'dag', scopes: scopesOf([]), days: 1 }, SYSTEM)
    const usedOn = async () => (await apiTokensOf(service().app.store.read, account.id)).find(({ id }) => id === token.id)?.usedOn
    expect(await usedOn()).toBe(null)
    await as(secret, 'GET', '/letters')
    await usesNoted(service().app.store)
    expect(await usedOn()).toBe(now.toISOString().slice(0, 10))
  })

  it('is given nothing that another account was answered, by sending its Idempotency-Key', async () => {
    const [eva, mia] = [person('administrator'), person('mallansvarig')]
    const send = (token: string, id: string) => ask({ ...service(), token }, 'POST', `/api/v1/own-account/tokens/${id}/revocation`, {}, { 'Idempotency-Key': 'samma' })
    const { token } = await makeToken(service().app, eva.account, { label: 'Evas', scopes: scopesOf([]), days: 1 }, SYSTEM)
    expect((await send(eva.token, token.id)).status).toBe(201)
    expect((await send(mia.token, token.id)).json).toMatchObject({ code: 'account-unknown' })
  })

  it('that reaches less far is given nothing that a wider one was answered, and does it no second time', async () => {
    const { account } = person('administrator')
    const keys = []
    for (const scopes of [[], ['self'], ['self']]) keys.push(await makeToken(service().app, account, { label: 'räckvidd', scopes: scopesOf(scopes), days: 1 }, SYSTEM))
    const [wide, narrow, target] = keys
    const send = (secret = '') => ask({ ...service(), token: secret }, 'POST', `/api/v1/own-account/tokens/${target?.token.id ?? ''}/revocation`, {}, { 'Idempotency-Key': 'rackvidd' })
    expect([(await send(wide?.secret)).status, (await send(wide?.secret)).status]).toEqual([201, 201])
    expect((await send(narrow?.secret)).json).toMatchObject({ code: 'repeat-mismatch', detail: expect.stringMatching(/gäller för annat än den här.*kan den vara utförd: se efter .*bara om den inte utfördes/) })
  })

  it('is no file: a path sent as one is read by nobody', async () => {
    expect((await as(`${service().directory}/.anslut-token`, 'GET', '/customers')).status).toBe(401)
  })
})

describe('a session', () => {
  it('ends when roles change, when it is idle, and after a working day, however it is used', async () => {
    const { browser, account } = await colleague(service(), 'Ture Tur', ['lasare'])
    expect((await browser.open('/kunder')).status).toBe(200)
    await setRoles(service().app, account.username, ['lasare', 'drift'], SYSTEM)
    expect((await browser.open('/kunder')).status).toBe(401)
    const begun = now
    const fresh = openBrowser(service())
    await fresh.send('/konto/inloggning', ADMINISTRATOR)
    for (let look = 1; look < 25; look++) {
      now = new Date(begun.getTime() + look * 29 * 60_000)
      expect((await fresh.open('/kunder')).status).toBe(200)
      await usesNoted(service().app.store)
    }
    now = new Date(begun.getTime() + 12 * 3600 * 1000)
    expect((await fresh.open('/kunder')).status).toBe(401)
    await fresh.send('/konto/inloggning', ADMINISTRATOR)
    now = new Date(now.getTime() + 31 * 60_000)
    expect((await fresh.open('/kunder')).status).toBe(401)
  })

  it('ends at sign-out, for whoever has copied its cookie too', async () => {
    const fresh = openBrowser(service())
    await fresh.send('/konto/inloggning', ADMINISTRATOR)
    const copied = fresh.cookies.get('anslut-session') ?? ''
    await fresh.open('/konto/losenord')
    expect((await fresh.send('/konto/utloggning', { csrf: 'fel' })).status).toBe(403)
    await fresh.open('/konto/losenord')
    expect((await fresh.send('/konto/utloggning', {})).to).toBe('/konto/inloggning')
    const thief = openBrowser(service())
    thief.cookies.set('anslut-session', copied)
    expect((await thief.open('/kunder')).status).toBe(401)
  })
})

describe('the last administrator', () => {
  it('cannot be lost', async () => {
    await lockAccount(service().app, person('administrator').account.username, 'locked', SYSTEM)
    for (const work of [lockAccount(service().app, ADMINISTRATOR.anvandarnamn, 'locked', SYSTEM), setRoles(service().app, ADMINISTRATOR.anvandarnamn, ['drift'], SYSTEM)]) {
      expect((await failureOf(work)).code).toBe('transition-refused')
    }
  })
})
