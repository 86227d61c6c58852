import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../contracts/event.js'
import { accountActor } from '../../src/accounts/account-event.js'
import { addAccount, FIRST_USERNAME, firstAdministrator, namedAccount } from '../../src/accounts/administer.js'
import { sessionOf } from '../../src/accounts/browser-session.js'
import { choosePassword } from '../../src/accounts/own-account.js'
import { signIn } from '../../src/accounts/sign-in.js'
import { receiverKey } from '../../src/demo/mail-receiver.js'
import { checkKeys } from '../../src/flows/keys.js'
import { matters } from '../../src/flows/matters.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { pin, unpin } from '../../src/flows/pin-key.js'
import { call } from '../cli/call.js'
import { failureOf, openHouse, type House } from '../open-house.js'

const PASSWORD = 'korrekt häst batteri häftklammer'
const ADDRESS = 'granskning@driftbolaget.example'
let house: House
let puppets: readonly [Actor, Actor]
let first = ''
let other = ''

async function choose(username: string, oneTime: string, who: { readonly name: string; readonly username: string } | null): Promise<void> {
  const { secret } = await signIn(house.app, { username, password: oneTime }, { address: 'prov', name: 'prov', device: null })
  const session = await sessionOf(house.app, secret)
  if (session === null) throw new Error('no session')
  await choosePassword(house.app, session, { password: PASSWORD, repeated: PASSWORD, current: null, name: who?.name ?? null, username: who?.username ?? null })
}

async function layUp(name: string, by: Actor): Promise<Actor> {
  const username = `${name.toLowerCase().replace(' ', '.')}@region.example`
  await choose(username, (await addAccount(house.app, { username, name, roles: ['drift'] }, by)).oneTimePassword, null)
  return accountActor(await namedAccount(house.app, username))
}

async function keyOf(name: string, address = ADDRESS): Promise<string> {
  const key = await receiverKey(name, address, new Date('2026-11-22T08:00:00.000Z'))
  return (await (await house.app.keyRing()).importPublic(new TextEncoder().encode(key.toPublic().armor()))).fingerprint
}

const oneMaker = async (): Promise<string[]> => (await checkKeys(house.app)).flatMap(({ code, message }) => (code === 'one-maker' ? [message] : []))

function days(count: number): void {
  house.clock.now = new Date(house.clock.now.getTime() + count * 24 * 3600 * 1000)
}

beforeAll(async () => {
  house = await openHouse()
  await (await house.app.keyRing()).generateOwnKeys({ name: 'SVR', address: 'siths@svr.example', now: house.app.now() })
  const administrator = await firstAdministrator(house.app, SYSTEM)
  await choose(FIRST_USERNAME, administrator?.oneTimePassword ?? '', { name: 'Eva Ek', username: 'eva@region.example' })
  const eva = accountActor(await namedAccount(house.app, 'eva@region.example'))
  puppets = [await layUp('Pop Ett', eva), await layUp('Pop Tva', eva)]
  first = await keyOf('Driftbolaget')
  other = await keyOf('Driftbolaget, en annan')
})

describe('two accounts that one administrator makes in the first week', () => {
  it('pin a first key, and every place that tells of keys says that one person may have done it and what to do', async () => {
    const outcomes = []
    for (const by of puppets) outcomes.push((await pin(house.app, { fingerprint: first, address: ADDRESS, by })).outcome)
    expect(outcomes).toEqual(['first', 'second'])
    expect(await oneMaker()).toEqual([expect.stringMatching(/^Pop Ett och Pop Tva fäste nyckeln .*en enda person kan ha gjort det.*fäst nyckeln på nytt/)])
    for (const argv of [['keys', 'list'], ['keys', 'check'], ['status']]) expect([argv, (await call(house, ...argv)).text]).toEqual([argv, expect.stringContaining('en enda person kan ha gjort det')])
    expect((await matters(house.app)).filter(({ key }) => key === `key ${ADDRESS} one-maker`)).toHaveLength(1)
  })

  it('put no other key in its place, nor one at another address, nor when they have taken it away first', async () => {
    await pin(house.app, { fingerprint: other, address: ADDRESS, by: puppets[0] })
    expect((await failureOf(pin(house.app, { fingerprint: other, address: ADDRESS.toUpperCase(), by: puppets[1] }))).message).toContain('båda av samma administratör')
    const elsewhere = await keyOf('Eva', 'eva@annan.example')
    await pin(house.app, { fingerprint: elsewhere, address: 'eva@annan.example', by: puppets[0] })
    expect((await failureOf(pin(house.app, { fingerprint: elsewhere, address: 'eva@annan.example', by: puppets[1] }))).code).toBe('transition-refused')
    await unpin(house.app, { fingerprint: first, address: ADDRESS, reason: 'prov', by: puppets[0] })
    expect((await failureOf(pin(house.app, { fingerprint: other, address: ADDRESS, by: puppets[1] }))).code).toBe('transition-refused')
    expect(await oneMaker()).toEqual([])
  })

  it('are two persons when seven days have gone, and then nothing more is said', async () => {
    days(8)
    for (const by of puppets) await pin(house.app, { fingerprint: first, address: ADDRESS, by })
    expect([(await checkKeys(house.app)).map(({ code }) => code).includes('unpinned'), await oneMaker()]).toEqual([false, []])
  })
})
