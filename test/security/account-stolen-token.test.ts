import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sessionsOf } from '../../src/storage/browser-sessions.js'
import { colleague, openBrowser, putInForce, signIn, totpCode } from '../http/browser.js'
import { ask, useService } from '../http/served-app.js'

let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({}, () => now)
const later = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000)
}
let anna: Awaited<ReturnType<typeof colleague>>
const own = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => ask({ ...service(), token: anna.token }, method, `/api/v1/own-account${path}`, body, headers)
const offered = z.object({ offer: z.string(), secret: z.string(), address: z.string().startsWith('otpauth://totp/') })
const REFUSED = { status: 401, json: { code: 'sign-in-refused' } }

beforeAll(async () => {
  await putInForce(service())
  anna = await colleague(service(), 'Anna Ask', ['lasare'])
})

describe('a token without its owner\'s password', () => {
  it('neither changes how the owner signs in nor signs the owner out, and its guesses are slowed down without keeping the owner from anything', async () => {
    const { offer, secret } = offered.parse((await own('POST', '/second-step/offers', {})).json)
    expect(await own('POST', '/second-step', { offer, code: totpCode(secret, now), password: 'gissning' })).toMatchObject(REFUSED)
    expect(await own('POST', '/password', { password: 'gissning', newPassword: 'tjuvens fyra egna ord' })).toMatchObject(REFUSED)
    expect(await own('POST', '/sessions/end', { password: 'gissning' })).toMatchObject(REFUSED)
    const [session] = await sessionsOf(service().app.store.read, anna.account.id)
    expect(await own('POST', `/sessions/${session?.id ?? ''}/end`, { password: 'gissning' })).toMatchObject(REFUSED)
    expect(await own('POST', '/second-step/removal', { password: 'gissning' })).toMatchObject(REFUSED)
    expect((await own('POST', '/sessions/end', { password: anna.password })).json).toMatchObject({ code: 'too-many-attempts' })
    expect((await anna.browser.open('/konto')).status).toBe(200)
    expect((await signIn(openBrowser(service()), anna.account.username, anna.password)).to).toBe('/')
    later(3600)
  })

  it('makes an administrator\'s account nobody else\'s: neither a one-time password nor another sign-on is given to its owner', async () => {
    const eva = await colleague(service(), 'Eva Alm', ['administrator'])
    const administer = (path: string, body: unknown) => ask({ ...service(), token: eva.token }, 'POST', `/api/v1/accounts/${eva.account.id}${path}`, body)
    expect(await administer('/password', { by: 'Eva Alm' })).toMatchObject({ status: 403, json: { code: 'access-refused' } })
    expect(await administer('/sign-on', { by: 'Eva Alm', signOn: { way: 'certificate', id: 'tjuven' } })).toMatchObject({ status: 403, json: { code: 'access-refused' } })
    expect((await signIn(openBrowser(service()), eva.account.username, eva.password)).to).toBe('/')
  })

  it('is told nothing of what was said, nor is a hash of it kept, by which the password could be guessed', async () => {
    const wrong = await own('POST', '/password', { password: 7, newPassword: 'hemliga ord som ingen ska se', code: 'x'.repeat(1001) })
    expect([wrong.status, JSON.stringify(wrong.json).includes('hemliga')]).toEqual([400, false])
    const key = { 'Idempotency-Key': 'utloggning-1' }
    expect((await own('POST', '/sessions/end', { password: anna.password }, key)).json).toEqual([])
    expect(await own('POST', '/sessions/end', { password: 'annat' }, key)).toMatchObject({ status: 201, json: [] })
    expect(service().logged()).not.toContain('hemliga')
  })
})

describe('a token with its owner\'s password', () => {
  it('sets the second step up, needs a code of it from then on, takes it away, lists and ends sessions, and ends itself with a new password', async () => {
    await signIn(anna.browser, anna.account.username, anna.password)
    const { offer, secret } = offered.parse((await own('POST', '/second-step/offers', {})).json)
    const on = await own('POST', '/second-step', { offer, code: totpCode(secret, now), password: anna.password })
    expect([on.status, z.object({ recoveryCodes: z.array(z.string()) }).parse(on.json).recoveryCodes.length, (await anna.browser.open('/konto')).status]).toEqual([201, 8, 401])
    expect(await own('POST', '/password', { password: anna.password, newPassword: 'fyra andra ord här' })).toMatchObject(REFUSED)
    expect(await own('POST', '/second-step/removal', { password: anna.password, code: '000000' })).toMatchObject(REFUSED)
    later(30)
    expect((await own('POST', '/second-step/removal', { password: anna.password, code: totpCode(secret, now) })).json).toMatchObject({ secondStep: false })
    await signIn(anna.browser, anna.account.username, anna.password)
    const [listed] = z.array(z.object({ id: z.string(), proof: z.literal('password') })).parse((await own('GET', '/sessions')).json)
    const other = await colleague(service(), 'Bo Bok', ['lasare'])
    const [foreign] = await sessionsOf(service().app.store.read, other.account.id)
    expect((await own('POST', `/sessions/${foreign?.id ?? ''}/end`, { password: anna.password })).json).toMatchObject({ code: 'account-unknown' })
    expect((await own('POST', `/sessions/${listed?.id ?? ''}/end`, { password: anna.password })).json).toEqual([])
    expect([(await anna.browser.open('/konto')).status, (await other.browser.open('/konto')).status]).toEqual([401, 200])
    expect((await own('POST', '/password', { password: anna.password, newPassword: 'kort' })).json).toMatchObject({ code: 'call-invalid' })
    expect((await own('POST', '/password', { password: anna.password, newPassword: 'fyra andra ord här' })).status).toBe(201)
    expect([(await own('GET', '')).status, (await signIn(anna.browser, anna.account.username, 'fyra andra ord här')).to]).toEqual([401, '/'])
  })
})
