import { chmod, writeFile } from 'node:fs/promises'
import * as openpgp from 'openpgp'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mailMatters } from '../../src/flows/matters.js'
import { revokeKey } from '../../src/flows/own-keys.js'
import { pin, unpin } from '../../src/flows/pin-key.js'
import { sendDrafts } from '../../src/flows/send-drafts.js'
import { sendCustomerMail } from '../../src/flows/send-ordinary.js'
import { callOffOrdinaryLetter, holdOrdinaryLetter, releaseOrdinaryLetter } from '../../src/flows/steer-ordinary.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { eventsOf } from '../../src/storage/events.js'
import { ordinaryLetters } from '../../src/storage/ordinary-letters.js'
import { CLERK, COLLEAGUE, factsOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'

const FACTS = factsOf('lillfors-kommun')
const RA = FACTS.kontakter?.ra?.[0]?.epost ?? ''
const DAY_MINUTES = 1440

let house: PostalHouse
let back: () => Promise<void>
let key: openpgp.PrivateKey
let id: string
let first: string
let before: number
let kinds: readonly string[]
let files: readonly string[]
const by = () => house.app.actor(CLERK)
const fingerprintOf = (one: openpgp.Key) => one.getFingerprint().toUpperCase()
const contactKey = async (days: number): Promise<openpgp.PrivateKey> => (await openpgp.generateKey({ type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ name: 'RA', email: RA }], date: house.clock.now, keyExpirationTime: days * 86_400, format: 'object' })).privateKey
const importKey = async (one: openpgp.PublicKey) => (await house.app.keyRing()).importPublic(one.write())
const pinned = async (one: openpgp.PrivateKey): Promise<void> => {
  await importKey(one.toPublic())
  for (const person of [CLERK, COLLEAGUE]) await pin(house.app, { fingerprint: fingerprintOf(one), address: RA, by: house.app.actor(person) })
}
const sent = () => sendCustomerMail(house.app)
const only = async () => (await ordinaryLetters(house.app.store.read)).find((letter) => letter.id === id)
const mailsSince = () => house.receiver.messages().length - before

beforeAll(async () => {
  house = await openPostalHouse()
  await packed(house, FACTS, { stage: 'draft', kinds: ['grundavtal', 'raps'] })
  key = await contactKey(10)
  await pinned(key)
  const { letter, documents } = await sendDrafts(house.app, { orgnr: FACTS.kund.orgnr, to: RA, sending: 'once', by: by() })
  first = letter.id
  kinds = documents.map(({ kind }) => kind)
  files = documents.map(({ sha256 }) => sha256)
  wait(house, 1)
  back = await house.remember()
})

beforeEach(async () => {
  await back()
  id = first
  before = house.receiver.messages().length
})

/** Sends, and asks that the letter is held with that reason, told of, held again when somebody lets it go, and can be called off; gives how many mails went. */
async function goneThough(reason: RegExp): Promise<number> {
  await sent()
  expect(await only()).toMatchObject({ state: 'held', reason: expect.stringMatching(reason) })
  expect((await mailMatters(house.app)).find(({ key: matter }) => matter === `held ${id}`)?.text).toMatch(reason)
  await releaseOrdinaryLetter(house.app, id, by())
  expect(await sent()).toMatchObject([{ id, state: 'held', reason: expect.stringMatching(reason) }])
  expect(await callOffOrdinaryLetter(house.app, id, 'skickas på nytt', by())).toMatchObject({ state: 'cancelled' })
  expect((await verifyEverything(house.app)).faults).toEqual([])
  return mailsSince()
}

describe('encrypted drafts that wait', () => {
  it('say in the history what they are sealed with, and go while nothing has happened to those keys', async () => {
    expect([(await only())?.protection, kinds]).toEqual(['encrypted', ['grundavtal', 'raps']])
    const ring = await house.app.keyRing()
    const keys = { sender: fingerprintOf(await ring.ownPublic('sender')), recipient: fingerprintOf(key), archive: fingerprintOf(await ring.ownPublic('archive')) }
    expect((await eventsOf(house.app.store.read, FACTS.kund.orgnr)).map(({ event }) => event).find(({ type }) => type === 'mail-queued')).toMatchObject({ mail: id, protection: 'encrypted', keys })
    expect(await sent()).toMatchObject([{ id, state: 'relayed' }])
    expect(mailsSince()).toBe(1)
  })

  it('never leave once the word for the key is taken back, and are stopped at once', async () => {
    expect(await unpin(house.app, { fingerprint: fingerprintOf(key), address: RA.toUpperCase(), reason: 'nyckeln stulen.', by: by() })).toMatchObject({ held: 1 })
    expect(await only()).toMatchObject({ state: 'held', reason: expect.stringMatching(/nyckeln stulen\. Låt två personer fästa rätt nyckel, och ställ in det med ”outbox cancel [0-9a-f]{16}” och skicka utkasten på nytt med ”draft send”\./u) })
    await releaseOrdinaryLetter(house.app, id, by())
    expect(await goneThough(/som inte längre är fäst vid .*outbox release .*Annars ställ in det med ”outbox cancel/u)).toBe(0)
  })

  it('do not leave once two persons have pinned another key, unless a person then lets them go as they are', async () => {
    wait(house, 1)
    await pinned(await contactKey(10))
    expect(await sent()).toMatchObject([{ id, state: 'held', reason: expect.stringMatching(/två personer har sedan dess fäst nyckeln .*outbox release .*draft send/u) }])
    expect(mailsSince()).toBe(0)
    wait(house, 1)
    await releaseOrdinaryLetter(house.app, id, by())
    expect(await sent()).toMatchObject([{ id, state: 'relayed' }])
  })

  it('say so when they stood still for something else while another key was pinned', async () => {
    await holdOrdinaryLetter(house.app, id, 'väntar på besked.', by())
    await pinned(await contactKey(10))
    expect(await only()).toMatchObject({ state: 'held', reason: expect.stringMatching(/^väntar på besked\. Sedan dess har två personer fäst nyckeln .* till den tidigare nyckeln\./u) })
  })

  it.each([['hard', openpgp.enums.reasonForRevocation.keyCompromised], ['soft', openpgp.enums.reasonForRevocation.keySuperseded]] as const)('never leave once the owner has revoked the key (%s)', async (_, flag) => {
    const { publicKey } = await openpgp.revokeKey({ key, reasonForRevocation: { flag }, date: house.clock.now, format: 'object' })
    await importKey(publicKey)
    wait(house, 1)
    expect(await goneThough(/som inte längre kan användas: .*återkallad av sin ägare.*draft send/u)).toBe(0)
  })

  it('never leave once the key has expired', async () => {
    wait(house, 11 * DAY_MINUTES)
    expect(await goneThough(/som inte längre kan användas: .*gått ut.*draft send/u)).toBe(0)
  })

  it('point 15: never leave when what was sealed is not exactly the archived documents, and a person is told', async () => {
    const { sealer } = house.app
    const lacking: typeof sealer = { ...sealer, seal: ({ letter, ...rest }) => sealer.seal({ ...rest, letter: letter.purpose === 'draft' ? { ...letter, members: letter.members.slice(1) } : letter }) }
    await callOffOrdinaryLetter(house.app, id, 'skickas på nytt', by())
    const { letter } = await sendDrafts({ ...house.app, sealer: lacking }, { orgnr: FACTS.kund.orgnr, to: RA, sending: 'once', by: by() })
    id = letter.id
    expect(await goneThough(/innehåller inte exakt de arkiverade handlingarna\. Kör ”archive verify”\. Är arkivet helt, ställ in det med ”outbox cancel/u)).toBe(0)
  })

  it('point 15: wait for a person while an archived document of theirs is damaged, and go as they are once it is whole', async () => {
    const [sha256 = ''] = files
    const [path, whole] = [house.app.archive.pathOf(sha256), await house.app.archive.read(sha256)]
    await chmod(path, 0o600)
    await writeFile(path, 'annat')
    expect(await sent()).toMatchObject([{ id, state: 'held', reason: expect.stringContaining(`Filen ${sha256} i arkivet är ändrad eller skadad`) }])
    await writeFile(path, whole)
    await releaseOrdinaryLetter(house.app, id, by())
    expect([await sent(), mailsSince()]).toMatchObject([[{ id, state: 'relayed' }], 1])
  })

  it.each(['sender', 'archive'] as const)('never leave once our own key is revoked (%s), and are stopped at once', async (own) => {
    expect(await revokeKey(house.app, { own, fingerprint: null, cause: 'compromised', reason: 'datorn blev stulen.', by: by() })).toMatchObject({ held: 1 })
    expect(await only()).toMatchObject({ state: 'held', reason: expect.stringMatching(/är återkallad: datorn blev stulen\. .*outbox cancel/u) })
    await releaseOrdinaryLetter(house.app, id, by())
    expect(await goneThough(/är förseglat med den egna nyckeln [0-9A-F]{40}, som är återkallad/u)).toBe(0)
  })
})
