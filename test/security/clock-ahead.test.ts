import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sessionOf } from '../../src/accounts/browser-session.js'
import { customerLinkOf, makeCustomerLink, openCustomerLink } from '../../src/accounts/customer-links.js'
import { addAccount } from '../../src/accounts/administer.js'
import { personByToken } from '../../src/accounts/person.js'
import { openSessions } from '../../src/http/sessions.js'
import { signIn, type Browser } from '../../src/accounts/sign-in.js'
import { makeToken, scopesOf } from '../../src/accounts/tokens.js'
import { addWebhook, deliverWebhooks, webhookDeliveries, type Reach } from '../../src/flows/webhooks.js'
import { pauseOutbox } from '../../src/flows/outbox-pause.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { colleague, putInForce } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'
import { failureOf } from '../open-house.js'

const TRUE_TIME = new Date('2026-11-22T09:00:00.000Z')
let now = TRUE_TIME
const service = useService({}, () => now)
const stranger: Browser = { address: '192.0.2.9', name: 'webbläsare', device: null }
const attempt = (username: string, password: string) => signIn(service().app, { username, password }, stranger)
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

async function aYearAhead<T>(work: () => Promise<T>): Promise<T> {
  const before = now
  now = new Date(now.getTime() + YEAR_MS)
  try {
    return await work()
  } finally {
    now = before
  }
}

beforeAll(async () => {
  await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
  await putInForce(service())
})
afterEach(() => {
  now = TRUE_TIME
})

describe('a clock that was a year ahead for a moment', () => {
  it('locks nobody out for longer than a right one would', async () => {
    const { account, password } = await colleague(service(), 'Kim Klocka', ['lasare'])
    await aYearAhead(() => failureOf(attempt(account.username, 'fel')))
    expect((await attempt(account.username, password)).stage).toBe('open')
    await aYearAhead(async () => {
      for (let count = 0; count < 6; count += 1) await failureOf(attempt(account.username, 'fel'))
    })
    expect((await failureOf(attempt(account.username, password))).message).toContain('Vänta 30 sekunder')
    now = new Date(now.getTime() + 31_000)
    expect((await attempt(account.username, password)).stage).toBe('open')
  })

  it('leaves no session that outlives the others', async () => {
    const { account, password } = await colleague(service(), 'Sam Session', ['lasare'])
    const { secret } = await aYearAhead(() => attempt(account.username, password))
    expect(await sessionOf(service().app, secret)).toBeNull()
    const used = await attempt(account.username, password)
    now = new Date(now.getTime() - 60_000)
    expect(await sessionOf(service().app, used.secret)).not.toBeNull()
  })

  it('leaves no customer link or session of one that is good for a year too long', async () => {
    const make = () => makeCustomerLink(service().app, { orgnr: '212000-9879', label: 'Anna', days: 30 }, SYSTEM)
    const secretOf = ({ path }: { readonly path: string }): string => path.split('/').at(-1) ?? ''
    const ahead = secretOf(await aYearAhead(make))
    expect((await failureOf(openCustomerLink(service().app, ahead, null))).code).toBe('sign-in-refused')
    const { app } = service()
    const right = secretOf(await make())
    const day = 24 * 60 * 60 * 1000
    now = new Date(TRUE_TIME.getTime() + 20 * day)
    const session = await openCustomerLink(app, right, null)
    expect(await customerLinkOf(app.store.read, session, now)).not.toBeNull()
    now = new Date(TRUE_TIME.getTime() + 2 * day)
    expect(await customerLinkOf(app.store.read, session, now)).toBeNull()
  })

  it('leaves no token that is good for a year too long', async () => {
    const { app } = service()
    const { account } = await colleague(service(), 'Nils Nyckel', ['lasare'])
    const make = () => makeToken(app, account, { label: 'x', scopes: scopesOf([]), days: 30 }, SYSTEM)
    const [ahead, right] = [await aYearAhead(make), await make()]
    expect([await personByToken(app.store.read, ahead.secret, now), (await personByToken(app.store.read, right.secret, now))?.account.name]).toEqual([null, 'Nils Nyckel'])
  })

  it('leaves no one-time password that is good for a year too long', async () => {
    const { app } = service()
    const give = () => addAccount(app, { username: `enrico.${String(now.getTime())}`, name: `Enrico ${String(now.getTime())}`, roles: ['lasare'] }, SYSTEM)
    const [ahead, right] = [await aYearAhead(give), await give()]
    expect((await failureOf(attempt(ahead.account.username, ahead.oneTimePassword))).code).toBe('sign-in-refused')
    expect((await attempt(right.account.username, right.oneTimePassword)).stage).toBe('new-password')
  })

  it('shows such a one-time password as ended to whoever gives new ones', async () => {
    const { app } = service()
    const { browser } = await colleague(service(), 'Ada Admin', ['administrator'])
    const give = () => addAccount(app, { username: `edla.${String(now.getTime())}`, name: `Edla ${String(now.getTime())}`, roles: ['lasare'] }, SYSTEM)
    const [ahead, right] = [await aYearAhead(give), await give()]
    const { html } = await browser.open('/anvandare')
    const rowOf = (id: string): string => html.split('/anvandare/').find((part) => part.startsWith(id)) ?? ''
    expect([rowOf(ahead.account.id), rowOf(right.account.id)]).toEqual([expect.stringContaining('engångslösenord som har slutat gälla'), expect.stringContaining('engångslösenord till <time datetime="2026-11-29">')])
  })

  it('leaves no login link or session of a browser before there are accounts', () => {
    const sessions = openSessions('t'.repeat(43), () => now)
    now = new Date(TRUE_TIME.getTime() + YEAR_MS)
    const [first, second] = [sessions.offerLink(), sessions.offerLink()]
    const session = sessions.open(first) ?? ''
    expect(sessions.isOpen(session)).toBe(true)
    now = TRUE_TIME
    expect([sessions.isOpen(session), sessions.open(second)]).toEqual([false, null])
  })

  it('holds back no webhook', async () => {
    const { app } = service()
    const answers = [500, 200]
    const reach: Reach = { addressOf: () => Promise.resolve({ address: '8.8.8.8', family: 4 }), post: () => Promise.resolve(answers.shift() ?? 200) }
    const { webhook } = await addWebhook(app, { url: 'https://hook.example/', types: ['outbox-paused'], by: SYSTEM }, reach)
    await aYearAhead(() => pauseOutbox(app, 'prov', SYSTEM))
    expect(await deliverWebhooks(app, reach)).toBe(1)
    expect(await deliverWebhooks(app, reach)).toBe(0)
    now = new Date(now.getTime() + 61_000)
    expect(await deliverWebhooks(app, reach)).toBe(1)
    expect(await webhookDeliveries(app, webhook.id, { most: 9, before: null })).toMatchObject([{ state: 'delivered', attempts: 2 }])
  })
})
