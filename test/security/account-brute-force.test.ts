import { beforeAll, describe, expect, it } from 'vitest'
import { givePassword, lockAccount, namedAccount } from '../../src/accounts/administer.js'
import { offerSecondStep, switchOffSecondStep, switchOnSecondStep } from '../../src/accounts/own-account.js'
import { sessionOf } from '../../src/accounts/browser-session.js'
import { signIn, signInWithCode, type Browser } from '../../src/accounts/sign-in.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { signInsOf } from '../../src/storage/browser-sessions.js'
import { ADMINISTRATOR, colleague, putInForce, totpCode } from '../http/browser.js'
import { useService } from '../http/served-app.js'
import { failureOf } from '../open-house.js'

let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({}, () => now)
const later = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000)
}
const stranger: Browser = { address: '192.0.2.9', name: 'gissare', device: null }
const attempt = (username: string, password: string, browser = stranger) => signIn(service().app, { username, password }, browser)
const codesOf = async (tries: number, username: string): Promise<string[]> => {
  const codes: string[] = []
  for (let count = 0; count < tries; count++) codes.push((await failureOf(attempt(username, `gissning ${count}`))).code)
  return codes
}

beforeAll(async () => {
  await putInForce(service())
})

describe('guessing a password', () => {
  it('is slowed down after five attempts, longer and longer, and never for more than a quarter', async () => {
    const { account, password } = await colleague(service(), 'Kim Svår', ['lasare'])
    expect(await codesOf(7, account.username)).toEqual([...Array<string>(5).fill('sign-in-refused'), 'too-many-attempts', 'too-many-attempts'])
    expect((await failureOf(attempt(account.username, password))).message).toContain('Vänta 30 sekunder')
    for (let round = 0; round < 8; round++) {
      later(16 * 60)
      expect((await failureOf(attempt(account.username, 'fel igen'))).code).toBe('sign-in-refused')
    }
    later(15 * 60)
    expect((await attempt(account.username, password)).stage).toBe('open')
    expect((await signInsOf(service().app.store.read, account.id, 3))[0]).toMatchObject({ outcome: 'opened', address: '192.0.2.9' })
  })

  it('by many at once is counted like one after the other', async () => {
    const { account } = await colleague(service(), 'Mika Många', ['lasare'])
    const codes = await Promise.all(Array.from({ length: 12 }, async (_, index) => (await failureOf(attempt(account.username, `gissning ${index}`))).code))
    expect(codes.filter((code) => code === 'sign-in-refused')).toHaveLength(5)
  })

  it('cannot keep out the owner, whose browser has been here before', async () => {
    const { account, password } = await colleague(service(), 'Olle Ägare', ['lasare'])
    const { device } = await attempt(account.username, password)
    await codesOf(8, account.username)
    expect((await failureOf(attempt(account.username, password))).code).toBe('too-many-attempts')
    expect((await attempt(account.username, password, { ...stranger, device })).stage).toBe('open')
    const borrowed = await failureOf(attempt(account.username, password, { ...stranger, device: `${device}x` }))
    expect(borrowed.code).toBe('too-many-attempts')
  })

  it('tells nothing about which names exist', async () => {
    const { account } = await colleague(service(), 'Nina Namn', ['lasare'])
    const [known, unknown] = [await failureOf(attempt(account.username, 'fel')), await failureOf(attempt('finns.inte@region.example', 'fel'))]
    expect([known.code, known.message]).toEqual([unknown.code, unknown.message])
    expect((await codesOf(6, 'finns.inte@region.example')).at(-1)).toBe('too-many-attempts')
    await lockAccount(service().app, account.username, 'locked', SYSTEM)
    expect((await failureOf(attempt(account.username, 'fel'))).message).toBe(known.message)
    expect((await failureOf(namedAccount(service().app, 'finns.inte@region.example'))).code).toBe('account-unknown')
  })

  it('from a stolen session is slowed down too, and leaves the owner\'s sign-in alone', async () => {
    const { account, password } = await colleague(service(), 'Siv Stulen', ['lasare'])
    const codes: string[] = []
    for (let count = 0; count < 6; count++) codes.push((await failureOf(switchOffSecondStep(service().app, account, `gissning ${count}`))).code)
    expect(codes).toEqual([...Array<string>(5).fill('sign-in-refused'), 'too-many-attempts'])
    expect((await attempt(account.username, password)).stage).toBe('open')
  })

  it('of a one-time password must be done within a week', async () => {
    const { account } = await colleague(service(), 'Sara Sen', ['lasare'])
    const { oneTimePassword } = await givePassword(service().app, account.username, SYSTEM, null)
    later(8 * 24 * 3600)
    expect((await failureOf(attempt(account.username, oneTimePassword))).code).toBe('sign-in-refused')
  })
})

describe('guessing a code of the second step', () => {
  const withSecondStep = async (name: string) => {
    const made = await colleague(service(), name, ['lasare'])
    const one = { ...made, account: await namedAccount(service().app, made.account.username) }
    const offer = await offerSecondStep(service().app, one.account)
    const codes = await switchOnSecondStep(service().app, one.account, { offer: offer.offer, code: totpCode(offer.secret, now), password: one.password }, null)
    return { ...one, secret: offer.secret, codes, code: () => totpCode(offer.secret, now) }
  }
  const pending = async (username: string, password: string) => {
    const { secret, stage } = await attempt(username, password)
    expect(stage).toBe('second-step')
    const session = await sessionOf(service().app, secret)
    if (session === null) throw new Error('no session')
    return session
  }

  it('is counted with the passwords, and a right password in between forgives nothing', async () => {
    const { account, password, code } = await withSecondStep('Tove Två')
    later(60)
    for (let count = 0; count < 2; count++) {
      const session = await pending(account.username, password)
      expect((await failureOf(signInWithCode(service().app, session, '000000', stranger))).code).toBe('sign-in-refused')
    }
    const session = await pending(account.username, password)
    expect((await failureOf(signInWithCode(service().app, session, code(), stranger))).code).toBe('too-many-attempts')
  })

  it('takes no code twice, none from the set-up, and each recovery code once', async () => {
    const { account, password, code, codes } = await withSecondStep('Rut Repris')
    expect((await failureOf(signInWithCode(service().app, await pending(account.username, password), code(), stranger))).code).toBe('sign-in-refused')
    later(30)
    expect((await signInWithCode(service().app, await pending(account.username, password), code(), stranger)).stage).toBe('open')
    expect((await failureOf(signInWithCode(service().app, await pending(account.username, password), code(), stranger))).code).toBe('sign-in-refused')
    const [first = ''] = codes
    later(60)
    expect((await signInWithCode(service().app, await pending(account.username, password), ` ${first.toUpperCase().replaceAll('-', ' ')}`, stranger)).stage).toBe('open')
    expect((await failureOf(signInWithCode(service().app, await pending(account.username, password), first, stranger))).code).toBe('sign-in-refused')
  })

  it('is no use to a stolen session with an offer from before: it takes the password to put another phone in its place', async () => {
    const { account, password } = await withSecondStep('Omar Ombytt')
    const offer = await offerSecondStep(service().app, account)
    const current = await namedAccount(service().app, account.username)
    const refused = await failureOf(switchOnSecondStep(service().app, current, { offer: offer.offer, code: totpCode(offer.secret, now), password }, null))
    expect([refused.code, refused.message]).toEqual(['sign-in-refused', expect.stringContaining('redan på')])
    const asItWas = await failureOf(switchOnSecondStep(service().app, { ...current, totpSealed: null }, { offer: offer.offer, code: totpCode(offer.secret, now), password }, null))
    expect(asItWas.message).toContain('redan på')
  })

  it('is no way round: a session that lacks the code opens no page', async () => {
    const { account, password, browser } = await withSecondStep('Per Paus')
    browser.cookies.delete('anslut-session')
    expect((await browser.send('/konto/inloggning', { anvandarnamn: account.username, losenord: password })).to).toBe('/konto/kod')
    expect((await browser.open('/kunder')).status).toBe(401)
    await browser.open('/konto/kod')
    expect((await browser.send('/konto/losenord', { losenord: 'nytt lösenord utan kod', igen: 'nytt lösenord utan kod' })).status).toBe(401)
  })

  it('keeps the secret sealed: the database alone is not enough', async () => {
    const { account, secret } = await withSecondStep('Stina Stulen')
    const row = JSON.stringify(await namedAccount(service().app, account.username))
    expect(row).not.toContain(secret)
    expect(row).toMatch(/\$argon2id\$/)
    expect(row).not.toContain(ADMINISTRATOR.losenord)
  })
})
