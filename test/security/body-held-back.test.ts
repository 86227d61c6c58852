import { readFileSync } from 'node:fs'
import { request as send } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Role } from '../../contracts/rights.js'
import { addAccount, lockAccount, removeAccount, setRoles } from '../../src/accounts/administer.js'
import { endCustomerLink, makeCustomerLink } from '../../src/accounts/customer-links.js'
import { makeToken, revokeToken, scopesOf } from '../../src/accounts/tokens.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { openLog } from '../../src/http/log.js'
import { serve } from '../../src/http/serve.js'
import { accounts } from '../../src/storage/accounts.js'
import { apiTokensOf } from '../../src/storage/api-tokens.js'
import { scansUnderWay } from '../../src/storage/arrivals.js'
import { askedFirst } from '../../src/http/visitor.js'
import type { Db } from '../../src/storage/store.js'
import { ADMINISTRATOR, colleague, openBrowser, putInForce, signIn, type Browser } from '../http/browser.js'
import { ask, factsOf, startService } from '../http/served-app.js'
import { PNG } from '../white-page.js'

let service: Awaited<ReturnType<typeof startService>>

beforeEach(async () => {
  service = await startService()
})
afterEach(() => service.stop())

interface Sent {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Sends all but the last byte, lets something happen, then sends the last. */
async function heldBack({ path, headers, body }: Sent, during: () => Promise<unknown>, { port } = service.served): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, path, method: 'POST', agent: false, headers: { ...headers, 'Content-Length': body.byteLength } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
    })
    request.on('error', reject)
    request.write(body.subarray(0, -1))
    // Long enough for the service to have asked who it is.
    setTimeout(() => void during().then(() => request.end(body.subarray(-1)), reject), 150)
  })
}

const json = (token: string, path: string, said: unknown): Sent => ({ path: `/api/v1${path}`, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(said)) })
const cookies = (browser: Browser): string => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const csrfOn = async (browser: Browser, path: string): Promise<string> => /name="csrf" value="([^"]+)"/.exec((await browser.open(path)).html)?.[1] ?? ''

async function form(browser: Browser, page: string, path: string, fields: Readonly<Record<string, string>>): Promise<Sent> {
  const body = new URLSearchParams({ csrf: await csrfOn(browser, page), ...fields }).toString()
  return { path, headers: { Cookie: cookies(browser), 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' }, body: Buffer.from(body) }
}

function upload(path: string, headers: Readonly<Record<string, string>>, fields: Readonly<Record<string, string>>, file: Uint8Array): Sent {
  const texts = Object.entries(fields).map(([name, value]) => `--snitt\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')
  const head = `${texts}--snitt\r\nContent-Disposition: form-data; name="file"; filename="papper.pdf"\r\nContent-Type: application/pdf\r\n\r\n`
  return { path, headers: { ...headers, 'Content-Type': 'multipart/form-data; boundary=snitt' }, body: Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--snitt--\r\n')]) }
}

const [SCAN, OTHER] = [Buffer.from('%PDF-1.7\n% ett papper'), Buffer.from('%PDF-1.7\n% ett annat')]
const scans = async (): Promise<readonly unknown[]> => scansUnderWay(service.app.store.read)
const names = async (): Promise<string[]> => (await accounts(service.app.store.read)).map(({ name }) => name)

describe('a request whose last byte is held back', () => {
  const person = (name: string, roles: readonly Role[]) => colleague(service, name, roles)

  it('does nothing when its account is locked, removed or loses a role meanwhile, or its token is revoked', async () => {
    await putInForce(service)
    const wanted = { by: 'Ada Al', username: 'sock@region.example', name: 'Sock Docka', roles: ['administrator'] }
    const [ada, bo, cia, dan] = [await person('Ada Al', ['administrator']), await person('Bo Bok', ['administrator']), await person('Cia Cederlund', ['administrator', 'lasare']), await person('Dan Dal', ['administrator'])]
    const { token, secret } = await makeToken(service.app, dan.account, { label: 'x', scopes: scopesOf([]), days: 1 }, SYSTEM)
    const tried = [
      await heldBack(json(ada.token, '/accounts', wanted), () => lockAccount(service.app, ada.account.id, 'locked', SYSTEM)),
      await heldBack(json(bo.token, '/accounts', { ...wanted, by: 'Bo Bok' }), () => removeAccount(service.app, bo.account.id, SYSTEM)),
      await heldBack(json(cia.token, '/accounts', { ...wanted, by: 'Cia Cederlund' }), () => setRoles(service.app, cia.account.id, ['lasare'], SYSTEM)),
      await heldBack(json(secret, '/accounts', { ...wanted, by: 'Dan Dal' }), () => revokeToken(service.app, dan.account, token.id, SYSTEM)),
    ]
    expect(tried.map(({ status, text }) => [status, z.object({ code: z.string() }).parse(JSON.parse(text)).code])).toEqual([[401, 'token-required'], [401, 'token-required'], [403, 'access-refused'], [401, 'token-required']])
    expect(await names()).not.toContain('Sock Docka')
  })

  it('makes no token with a session that a new password has ended', async () => {
    await putInForce(service)
    const eva = await person('Eva Lund', ['administrator'])
    const made = await form(eva.browser, '/konto', '/konto/nycklar', { benamning: 'tjuven', dagar: '366' })
    const before = (await apiTokensOf(service.app.store.read, eva.account.id)).length
    const answer = await heldBack(made, async () => {
      const owner = openBrowser(service)
      await signIn(owner, eva.account.username, eva.password)
      await owner.open('/konto/losenord')
      expect((await owner.send('/konto/losenord', { nuvarande: eva.password, losenord: 'fyra helt andra ord', igen: 'fyra helt andra ord' })).to).toBe('/')
    })
    expect([answer.status, (await apiTokensOf(service.app.store.read, eva.account.id)).length]).toEqual([401, before])
    const again = await signIn(eva.browser, eva.account.username, 'fyra helt andra ord')
    expect([again.to, (await heldBack(await form(eva.browser, '/konto', '/konto/nycklar', { benamning: 'min', dagar: '3' }), () => Promise.resolve())).status]).toEqual(['/', 303])
  })

  it('does nothing in the name of a session that has ended, when the same browser sends another after it', async () => {
    await putInForce(service)
    const [stolen, thief] = [await person('Eva Lund', ['administrator']), await person('Tor Tjuv', ['administrator'])]
    const asked = await form(stolen.browser, '/konto', '/konto/nycklar', { benamning: 'tjuven', dagar: '3' })
    const both = { ...asked, headers: { ...asked.headers, Cookie: `${cookies(stolen.browser)}; ${cookies(thief.browser)}` } }
    expect((await heldBack(both, () => Promise.resolve())).status).toBe(303)
    const counts = async () => Promise.all([stolen, thief].map(async ({ account }) => (await apiTokensOf(service.app.store.read, account.id)).length))
    const before = await counts()
    expect((await heldBack(both, () => lockAccount(service.app, stolen.account.id, 'locked', SYSTEM))).status).toBe(401)
    expect(await counts()).toEqual(before)
  })

  it('does nothing with the first computer\'s token when accounts are put in force meanwhile', async () => {
    const answer = await heldBack(json(service.token, '/accounts', { by: 'Tjuv', username: 'sock@region.example', name: 'Sock Docka', roles: ['administrator'] }), () => putInForce(service))
    expect([answer.status, await names()]).toEqual([401, [ADMINISTRATOR.namn]])
  })
})

describe('what is asked for in time', () => {
  it('is asked again in the transaction of its first write, which does nothing when it is refused, and not after that', async () => {
    const { store } = service.app
    const seen: number[] = []
    const refuse = async (db: Db): Promise<void> => {
      seen.push((await accounts(db)).length)
      if (seen.length === 4) throw new Error('let out')
    }
    const add = (name: string) => addAccount(service.app, { username: `${name.replace(' ', '.')}@region.example`, name, roles: [] }, SYSTEM)
    await askedFirst(store, refuse, () => Promise.all([add('Ada Al'), add('Bo Bok')]))
    await expect(askedFirst(store, refuse, () => add('Cia Ek'))).rejects.toThrow('let out')
    expect([seen, await names()]).toEqual([[0, 0, 2, 2], ['Ada Al', 'Bo Bok']])
  })
})

describe('a body that is no upload', () => {
  it('is refused when it is held back longer than its size takes over a bad line, and an upload is not', async () => {
    const served = await serve(service.app, { host: '127.0.0.1', port: 0, log: openLog({ write: () => undefined }), bodyWithinMs: 300 })
    const here = { served, token: readFileSync(join(service.directory, '.anslut-token'), 'utf8').trim() }
    const longer = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 600))
    const late = await heldBack(json(here.token, '/packs', { facts: {} }), longer, served)
    const slow = await heldBack(upload('/api/v1/scans', { Authorization: `Bearer ${here.token}` }, {}, PNG), longer, served)
    const large = await heldBack(json(here.token, '/packs', { facts: { x: 'x'.repeat(3 * 512 * 1024) } }), longer, served)
    const form = await heldBack({ path: '/inloggning', headers: { accept: 'text/html,*/*;q=0.8', 'Content-Type': 'application/x-www-form-urlencoded' }, body: Buffer.from('nyckel=xyz') }, longer, served)
    const customers = await heldBack({ path: '/kund/in', headers: { accept: 'text/html,*/*;q=0.8', 'Content-Type': 'application/x-www-form-urlencoded' }, body: Buffer.from('lank=xyz') }, longer, served)
    await served.close()
    expect([customers.status, customers.text]).toEqual([400, expect.stringMatching(/kom inte fram inom 1 sekunder[^]*<a href="\/kund">Till era handlingar/)])
    expect(customers.text).not.toContain('Till startsidan')
    expect([form.status, form.text]).toEqual([400, expect.stringMatching(/^<!doctype html>[^]*kom inte fram inom 1 sekunder\. Inget är gjort/i)])
    expect([late.status, JSON.parse(late.text), slow.status, JSON.parse(large.text)]).toEqual([400, expect.objectContaining({ code: 'upload-broken' }), 201, expect.not.objectContaining({ code: 'upload-broken' })])
  })
})

describe('an upload whose last byte is held back', () => {
  it('is not kept, nor answered as before, when its account is locked meanwhile', async () => {
    await putInForce(service)
    const [ada, bo] = [await colleague(service, 'Ada Al', ['administrator']), await colleague(service, 'Bo Bok', ['administrator'])]
    const program = upload('/api/v1/scans', { Authorization: `Bearer ${ada.token}` }, {}, PNG)
    const repeated = { ...program, headers: { ...program.headers, 'Idempotency-Key': '1' } }
    expect((await heldBack(repeated, () => Promise.resolve())).status).toBe(201)
    const byToken = await heldBack(repeated, () => lockAccount(service.app, ada.account.id, 'locked', SYSTEM))
    const csrf = await csrfOn(bo.browser, '/skanning')
    const onPage = await heldBack(upload('/skanning', { Cookie: cookies(bo.browser), Accept: 'text/html' }, { csrf }, PNG), () => lockAccount(service.app, bo.account.id, 'locked', SYSTEM))
    expect([byToken.status, onPage.status, await scans()]).toEqual([401, 401, []])
  })

  it('is not kept when the customer link it came by is revoked meanwhile, and is otherwise', async () => {
    const { orgnr } = z.object({ orgnr: z.string() }).parse((await ask(service, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })).json)
    const { link, path } = await makeCustomerLink(service.app, { orgnr, label: 'Anna', days: 3 }, SYSTEM)
    const browser = openBrowser(service)
    await browser.send('/kund/in', { lank: path.split('/').at(-1) ?? '' })
    const csrf = await csrfOn(browser, '/kund')
    const handIn = (file: Uint8Array) => upload('/kund/skanningar', { Cookie: cookies(browser) }, { csrf }, file)
    const kept = async () => JSON.stringify((await ask(service, 'GET', `/api/v1/customers/${orgnr}/events`)).json).split('customer-scan-received').length - 1
    const taken = await heldBack(handIn(SCAN), () => Promise.resolve())
    const refused = await heldBack(handIn(OTHER), () => endCustomerLink(service.app, { orgnr, id: link.id }, SYSTEM))
    expect([taken.status, refused.status, refused.text.includes('Länken öppnar inget'), await kept()]).toEqual([303, 401, true, 1])
  })
})
