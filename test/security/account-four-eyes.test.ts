import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addAccount, FIRST_USERNAME, firstAdministrator, givePassword, namedAccount } from '../../src/accounts/administer.js'
import { accountActor } from '../../src/accounts/account-event.js'
import { sessionOf } from '../../src/accounts/browser-session.js'
import { choosePassword } from '../../src/accounts/own-account.js'
import { signIn } from '../../src/accounts/sign-in.js'
import { isReviewed } from '../../src/flows/prepare-documents.js'
import { currentEdition, releaseTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { pin } from '../../src/flows/pin-key.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { latestOfTypes } from '../../src/storage/events.js'
import type { Actor } from '../../contracts/event.js'
import type { Role } from '../../contracts/rights.js'
import { call } from '../cli/call.js'
import { tampered } from '../templates/word/template-of.js'
import { receiverKey } from '../../src/demo/mail-receiver.js'
import { failureOf, openHouse, type House } from '../open-house.js'

const CONSOLE = { address: 'prov', name: 'prov', device: null }
const PASSWORD = 'korrekt häst batteri häftklammer'
const made = z.object({ secret: z.string() })
let house: House
const tokens = new Map<string, string>()

/** Gives the account an own password; the administrator's puts accounts in force. */
async function choose(username: string, oneTime: string, who: { name: string; username: string } | null): Promise<void> {
  const { secret } = await signIn(house.app, { username, password: oneTime }, CONSOLE)
  const session = await sessionOf(house.app, secret)
  if (session === null) throw new Error('no session')
  await choosePassword(house.app, session, { password: PASSWORD, repeated: PASSWORD, current: null, name: who?.name ?? null, username: who?.username ?? null })
}

async function account(username: string, name: string, roles: readonly Role[]): Promise<void> {
  const { oneTimePassword } = await addAccount(house.app, { username, name, roles }, SYSTEM)
  await choose(username, oneTimePassword, null)
  writeFileSync(join(house.directory, 'losenord'), `${PASSWORD}\n`)
  const answer = await call(house, 'user', 'token', username, '--password-file', join(house.directory, 'losenord'), '--label', 'prov')
  tokens.set(name, made.parse(answer.json).secret)
}

const actAs = (name: string | null): Promise<void> => house.reopen({ token: name === null ? null : (tokens.get(name) ?? null) })

const as = (username: string): Promise<Actor> => namedAccount(house.app, username).then(accountActor)

async function layUp(by: Actor, name: string): Promise<Actor> {
  const username = `${name.toLowerCase().replace(' ', '.')}@region.example`
  await choose(username, (await addAccount(house.app, { username, name, roles: ['mallansvarig'] }, by)).oneTimePassword, null)
  return as(username)
}

function days(count: number): void {
  house.clock.now = new Date(house.clock.now.getTime() + count * 24 * 3600 * 1000)
}

beforeAll(async () => {
  house = await openHouse()
  await releaseTemplate(house.app, 'raps', house.app.actor('Mia Mall'))
  await releaseTemplate(house.app, 'rutiner', house.app.actor('Mia Mall'))
  await releaseTemplate(house.app, 'rutiner', house.app.actor('Nils Namn'))
  const first = await firstAdministrator(house.app, SYSTEM)
  await choose(FIRST_USERNAME, first?.oneTimePassword ?? '', { name: 'Eva Ek', username: 'eva@region.example' })
  await account('mia@region.example', 'Mia Mall', ['mallansvarig', 'drift'])
  await account('maja@region.example', 'Maja Mall', ['mallansvarig', 'drift'])
  await account('lars@region.example', 'Lars Läsare', ['lasare'])
})

describe('four eyes once accounts are in force', () => {
  it('are two accounts: a name typed before does not count, nor one typed now', async () => {
    await actAs('Mia Mall')
    const edition = await currentEdition(house.app.store.read, 'raps')
    await releaseTemplate(house.app, 'raps', house.app.actor('mia@region.example'))
    expect(await isReviewed(house.app, edition)).toBe(false)
    expect((await failureOf(releaseTemplate(house.app, 'raps', house.app.actor('Mia Mall')))).code).toBe('already-recorded')
    expect((await call(house, 'template', 'release', 'raps', '--by', 'Maja Mall')).text).toContain('access-refused: Du är inloggad som Mia Mall')
    await actAs('Maja Mall')
    expect((await call(house, 'template', 'release', 'raps', '--by', 'maja mall')).exit).toBe(0)
    expect(await isReviewed(house.app, edition)).toBe(true)
    expect((await latestOfTypes(house.app.store.read, ['edition-released']))?.actor).toEqual({ name: 'Maja Mall', osUser: expect.stringMatching(/^konto:[0-9a-f]{16}$/), verified: true })
  })

  it('what two persons had settled before still stands', async () => {
    expect(await isReviewed(house.app, await currentEdition(house.app.store.read, 'rutiner'))).toBe(true)
  })

  it('pin a key only by two accounts', async () => {
    const key = await receiverKey('Driftbolaget', 'granskning@driftbolaget.example', new Date('2026-11-22T08:00:00.000Z'))
    const { fingerprint } = await (await house.app.keyRing()).importPublic(new TextEncoder().encode(key.toPublic().armor()))
    const entry = { fingerprint, address: 'granskning@driftbolaget.example' }
    house.clock.now = new Date('2026-11-22T08:59:00.000Z')
    expect((await pin(house.app, { ...entry, by: { name: 'Nils Namn', osUser: 'nils', verified: false } })).outcome).toBe('first')
    house.clock.now = new Date('2026-11-22T09:00:00.000Z')
    await actAs('Mia Mall')
    expect((await pin(house.app, { ...entry, by: house.app.actor('Mia Mall') })).outcome).toBe('first')
    expect((await pin(house.app, { ...entry, by: house.app.actor('') })).outcome).toBe('repeated')
    await actAs('Maja Mall')
    expect((await pin(house.app, { ...entry, by: house.app.actor('Maja Mall') })).outcome).toBe('second')
  })
})

describe('a house that lays up its accounts', () => {
  it('has two persons in two new ones, and none in a new one and who made it', async () => {
    const eva = await as('eva@region.example')
    const [one, other] = [await layUp(eva, 'Vera Ny'), await layUp(eva, 'Vega Ny')]
    await releaseTemplate(house.app, 'ra-kort-kvittens', one)
    expect((await failureOf(releaseTemplate(house.app, 'ra-kort-kvittens', eva))).code).toBe('transition-refused')
    await releaseTemplate(house.app, 'ra-kort-kvittens', other)
  })

  it('has one in two that were made then and are opened when it is done', async () => {
    const eva = await as('eva@region.example')
    const names = ['Rut Reserv', 'Rita Reserv']
    days(3)
    const spare = []
    for (const name of names) spare.push(await addAccount(house.app, { username: `${name.toLowerCase().replace(' ', '.')}@region.example`, name, roles: ['mallansvarig'] }, eva))
    days(6)
    for (const { account: { username }, oneTimePassword } of spare) await choose(username, oneTimePassword, null)
    await releaseTemplate(house.app, 'leveransavtal-bilaga-1', await as('rut.reserv@region.example'))
    expect((await failureOf(releaseTemplate(house.app, 'leveransavtal-bilaga-1', await as('rita.reserv@region.example')))).code).toBe('transition-refused')
  })

  it('has two persons where there are but two, once the new one says it again after seven days', async () => {
    const eva = await as('eva@region.example')
    const nina = await layUp(eva, 'Nina Ny')
    await releaseTemplate(house.app, 'leveransavtal-bilaga-2', nina)
    days(3)
    expect((await failureOf(releaseTemplate(house.app, 'leveransavtal-bilaga-2', nina))).code).toBe('already-recorded')
    days(5)
    expect((await failureOf(releaseTemplate(house.app, 'leveransavtal-bilaga-2', eva))).message).toContain('Finns ingen tredje kan Nina Ny frisläppa utgåvan en gång till')
    await releaseTemplate(house.app, 'leveransavtal-bilaga-2', nina)
    expect((await failureOf(releaseTemplate(house.app, 'leveransavtal-bilaga-2', nina))).code).toBe('already-recorded')
    await releaseTemplate(house.app, 'leveransavtal-bilaga-2', eva)
    expect(await isReviewed(house.app, await currentEdition(house.app.store.read, 'leveransavtal-bilaga-2'))).toBe(true)
  })
})

describe('an administrator who opens a colleague\'s account', () => {
  it('is not both eyes for seven days, by no chain of resets, and is when the colleague is somebody else', async () => {
    await account('agda@region.example', 'Agda Admin', ['administrator', 'mallansvarig'])
    await account('olle@region.example', 'Olle Offer', ['mallansvarig'])
    await account('pelle@region.example', 'Pelle Pant', ['mallansvarig'])
    const agda = await as('agda@region.example')
    for (const username of ['olle@region.example', 'pelle@region.example']) await choose(username, (await givePassword(house.app, username, agda, null)).oneTimePassword, null)
    await releaseTemplate(house.app, 'grundavtal', agda)
    expect(await failureOf(releaseTemplate(house.app, 'grundavtal', await as('olle@region.example')))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('räknas här som samma person') })
    await releaseTemplate(house.app, 'tjansteavtal', await as('olle@region.example'))
    for (const other of [agda, await as('pelle@region.example')]) expect((await failureOf(releaseTemplate(house.app, 'tjansteavtal', other))).code).toBe('transition-refused')
    await releaseTemplate(house.app, 'tjansteavtal', await as('maja@region.example'))
    const { archive, store } = house.app
    const edited = tampered(await archive.read((await currentEdition(store.read, 'utvardering')).templateSha256), { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ' TILLAGT</w:t></w:r></w:p>') })
    await importTemplate(house.app, { file: edited, by: await as('olle@region.example'), kind: 'utvardering', map: null })
    house.clock.now = new Date(house.clock.now.getTime() + 8 * 24 * 3600 * 1000)
    expect((await failureOf(releaseTemplate(house.app, 'utvardering', agda))).code).toBe('transition-refused')
    await releaseTemplate(house.app, 'grundavtal', await as('olle@region.example'))
    expect(await isReviewed(house.app, await currentEdition(house.app.store.read, 'grundavtal'))).toBe(true)
  })
})

describe('the command line once accounts are in force', () => {
  it('reads as before for whoever can read the directory, and writes in nobody\'s name without a token', async () => {
    await actAs(null)
    expect((await call(house, 'template', 'list')).exit).toBe(0)
    expect((await call(house, 'template', 'release', 'raps', '--by', 'Mia Mall')).text).toContain('token-required: Konton gäller')
    await actAs('Lars Läsare')
    expect((await call(house, 'template', 'release', 'raps', '--by', 'Lars Läsare')).text).toContain('access-refused: Lars Läsare har inte behörighet')
  })

  it('does nothing without a name either: what names nobody takes a token with the right', async () => {
    const nameless = [['pack', 'kund.json'], ['scan', 'scan.pdf'], ['send', '--once'], ['keys', 'generate'], ['answer', 'read', 'svar.eml'], ['answer', 'fetch']]
    await actAs(null)
    for (const argv of nameless) expect([argv, (await call(house, ...argv)).text]).toEqual([argv, expect.stringContaining('token-required: Konton gäller')])
    await actAs('Lars Läsare')
    for (const argv of nameless) expect([argv, (await call(house, ...argv)).text]).toEqual([argv, expect.stringContaining('access-refused: Lars Läsare har inte behörighet')])
    await actAs('Mia Mall')
    expect((await call(house, 'send', '--once')).text).not.toContain('access-refused')
  })

  it('lets operation read in keys, as the API does, and nobody who may only read', async () => {
    const file = join(house.directory, 'nyckel.asc')
    writeFileSync(file, 'ingen nyckel')
    await actAs('Mia Mall')
    expect((await call(house, 'keys', 'import', file, '--by', 'Mia Mall')).text).toContain('key-invalid')
    await actAs('Lars Läsare')
    expect((await call(house, 'keys', 'import', file, '--by', 'Lars Läsare')).text).toContain('access-refused')
  })

  it('rescues the accounts when no administrator can sign in, and says so in history', async () => {
    await actAs(null)
    expect((await call(house, 'user', 'password', 'eva@region.example', '--by', 'Drift Drift')).exit).toBe(3)
    const rescued = await call(house, 'user', 'password', 'eva@region.example', '--by', 'Drift Drift', '--rescue', 'Eva har slutat')
    expect(rescued.text).toMatch(/Engångslösenord: [a-z2-9]{4}-/)
    const event = await latestOfTypes(house.app.store.read, ['account-changed'])
    expect([event?.actor.verified, event?.event]).toEqual([false, expect.objectContaining({ change: 'password-given', note: 'Eva har slutat' })])
    expect(JSON.stringify(event)).not.toContain(/lösenord: (\S+)/.exec(rescued.text)?.[1] ?? 'x')
  })
})

describe('an administrator who lays up accounts', () => {
  it('cannot be both eyes with a new one, nor with two of them, for seven days from when it is taken into use', async () => {
    const agda = await as('agda@region.example')
    const { oneTimePassword, account: spare } = await addAccount(house.app, { username: 'sara@region.example', name: 'Sara Skugga', roles: ['mallansvarig'] }, agda)
    const tilda = await layUp(agda, 'Tilda Test')
    await releaseTemplate(house.app, 'leveransavtal', agda)
    expect(await failureOf(releaseTemplate(house.app, 'leveransavtal', tilda))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('lagts upp') })
    days(6)
    await choose('sara@region.example', oneTimePassword, null)
    days(2)
    expect((await failureOf(releaseTemplate(house.app, 'leveransavtal', accountActor(spare)))).code).toBe('transition-refused')
    await releaseTemplate(house.app, 'kortprognos', accountActor(spare))
    await releaseTemplate(house.app, 'leveransavtal', tilda)
    days(7)
    await releaseTemplate(house.app, 'checklista', accountActor(spare))
    await releaseTemplate(house.app, 'checklista', agda)
    const [one, other] = [await layUp(agda, 'Una Ny'), await layUp(agda, 'Ulla Ny')]
    await releaseTemplate(house.app, 'korrekturblankett', one)
    expect((await failureOf(releaseTemplate(house.app, 'korrekturblankett', other))).code).toBe('transition-refused')
    await releaseTemplate(house.app, 'korrekturblankett', await as('maja@region.example'))
  })

  it('cannot be both eyes with one that a colleague made, whose first password it replaced', async () => {
    const agda = await as('agda@region.example')
    await addAccount(house.app, { username: 'ove@region.example', name: 'Ove Oanvänd', roles: ['mallansvarig'] }, await as('maja@region.example'))
    days(8)
    await choose('ove@region.example', (await givePassword(house.app, 'ove@region.example', agda, null)).oneTimePassword, null)
    await releaseTemplate(house.app, 'leveransavtal-bilaga-3', agda)
    expect((await failureOf(releaseTemplate(house.app, 'leveransavtal-bilaga-3', await as('ove@region.example')))).code).toBe('transition-refused')
  })

  it('is nobody\'s second pair with an account that was opened at the computer', async () => {
    const rescuer: Actor = { name: 'Drift Drift', osUser: 'drift', verified: false }
    await choose('pelle@region.example', (await givePassword(house.app, 'pelle@region.example', rescuer, 'har slutat')).oneTimePassword, null)
    await releaseTemplate(house.app, 'nyckel-kvittens', await as('maja@region.example'))
    expect(await failureOf(releaseTemplate(house.app, 'nyckel-kvittens', await as('pelle@region.example')))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('--rescue') })
    days(8)
    await releaseTemplate(house.app, 'nyckel-kvittens', await as('pelle@region.example'))
  })
})
