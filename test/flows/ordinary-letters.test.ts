import { renameSync } from 'node:fs'
import { hostname } from 'node:os'
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, it } from 'vitest'
import { withReviewSet } from '../../contracts/kinds.js'
import { mailInvitation } from '../../src/flows/invitation.js'
import { bookMeeting, cancelMeeting, holdMeeting, type BookingRequest } from '../../src/flows/meetings.js'
import { mailMatters } from '../../src/flows/matters.js'
import { draftFiles } from '../../src/flows/open-drafts.js'
import { pin } from '../../src/flows/pin-key.js'
import { callOffOrdinaryLetter, holdOrdinaryLetter, releaseOrdinaryLetter } from '../../src/flows/steer-ordinary.js'
import { beginOrdinaryLetter, claimOrdinaryLetter, ordinaryLetters, type OrdinaryLetter } from '../../src/storage/ordinary-letters.js'
import { sendDrafts, type DraftMailing } from '../../src/flows/send-drafts.js'
import { sendCustomerMail } from '../../src/flows/send-ordinary.js'
import { openLetter } from '../../src/mail/open-letter.js'
import { customerOf } from '../../src/storage/customers.js'
import { eventsOf } from '../../src/storage/events.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { receiverKey, type ReceivedMail } from '../../src/demo/mail-receiver.js'
import { CLERK, COLLEAGUE, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { calendarIn, wentTo } from './invitation-letters.js'

const FACTS = factsOf('lillfors-kommun')
const CONTACT = FACTS.kontakter?.kontraktsansvarig?.epost ?? ''
const RA = FACTS.kontakter?.ra?.[0]?.epost ?? ''

let house: PostalHouse
const by = () => house.app.actor(CLERK)
const mailed = () => house.receiver.messages()
const latest = (): ReceivedMail => {
  const mail = mailed().at(-1)
  if (mail === undefined) throw new Error('nothing has come')
  return mail
}
const drafts = (changes: Partial<DraftMailing> = {}) => sendDrafts(house.app, { orgnr: FACTS.kund.orgnr, to: null, sending: 'once', by: by(), ...changes })
/** As a process leaves a letter that dies while it sends it. */
const begun = (id: string, worker: string) => house.app.store.write(async (tx) => (await claimOrdinaryLetter(tx, id, worker, house.app.now().toISOString())) !== null && (await beginOrdinaryLetter(tx, id, worker)))

beforeAll(async () => {
  house = await openPostalHouse()
  await packed(house, FACTS, { stage: 'draft', kinds: ['grundavtal', 'raps', 'checklista'] })
})

describe('drafts to a customer without a pinned key', () => {
  it('go in clear as Word files, but only of kinds that may, and the others are named', async () => {
    const { letter, documents, leftOut } = await drafts()
    expect([documents.map(({ kind }) => kind), leftOut.map(({ kind }) => kind)]).toEqual([['grundavtal'], ['raps']])
    expect(letter).toMatchObject({ purpose: 'draft', protection: 'open', recipient: CONTACT, state: 'queued' })
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const mail = latest()
    expect(mail).toMatchObject({ to: [CONTACT], encryptedConnection: true, envelopeId: letter.id })
    const read = await PostalMime.parse(mail.raw)
    expect(read).toMatchObject({ subject: `Utkast till handlingar för ${FACTS.kund.namn}`, text: expect.stringContaining('får inte undertecknas') })
    expect(read.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([[documents[0]?.fileName, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document']])
    expect((await eventsOf(house.app.store.read, FACTS.kund.orgnr)).at(-1)).toMatchObject({ actor: { name: CLERK }, event: { type: 'mail-queued', purpose: 'draft', protection: 'open', codes: documents.map(({ code }) => code.replaceAll('-', '')) } })
  })

  it('do not go twice unless a person says so, nor to anybody the customer has not named', async () => {
    expect((await failureOf(drafts())).code).toBe('already-recorded')
    expect((await failureOf(drafts({ to: 'spion@annan.example' }))).code).toBe('facts-missing')
    const before = mailed().length
    await drafts({ sending: 'again' })
    await sendCustomerMail(house.app)
    expect(mailed()).toHaveLength(before + 1)
  })

  it('are held, and a person told, when what they hold has become a review document meanwhile', async () => {
    const { letter: { id } } = await drafts({ to: RA })
    const before = mailed().length
    const changed = { ...house.app, kinds: withReviewSet(['grundavtal', 'raps', 'rutiner']) }
    expect(await sendCustomerMail(changed)).toMatchObject([{ state: 'held', reason: expect.stringContaining('inte längre ett utkast') }])
    expect(mailed()).toHaveLength(before)
    expect((await mailMatters(house.app)).map(({ kind, text }) => `${kind} ${text}`).join()).toMatch(new RegExp(`unsent Utkasten för ${FACTS.kund.orgnr}.* Skicka utkasten på nytt med ”draft send”\\. Inget har skickats\\.$`, 'u'))
    expect((await failureOf(sendDrafts(changed, { orgnr: FACTS.kund.orgnr, to: RA, sending: 'again', by: by() }))).code).toBe('key-unpinned')
    expect(await failureOf(drafts({ to: RA }))).toMatchObject({ code: 'already-recorded', message: expect.stringContaining(`outbox release ${id}`) })
    const again = await drafts({ to: RA, sending: 'again' })
    expect(await failureOf(releaseOrdinaryLetter(house.app, id, by()))).toMatchObject({ code: 'letter-state', message: expect.stringContaining(again.letter.id) })
    for (const one of [id, again.letter.id]) await callOffOrdinaryLetter(house.app, one, 'klart', by())
  })
})

describe('drafts that a person stops', () => {
  const eventsNow = async () => (await eventsOf(house.app.store.read, FACTS.kund.orgnr)).slice(-2).map(({ actor, event }) => `${actor.name} ${event.type}`)

  it('stay until they are let go, and then go once, also when the process that held them has started anew', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const before = mailed().length
    expect(await holdOrdinaryLetter(house.app, id.slice(0, 8), 'fel bilaga', by())).toMatchObject({ state: 'held', reason: 'fel bilaga' })
    expect((await mailMatters(house.app)).find(({ key }) => key === `held ${id}`)?.text).toBe(`Utkasten för ${FACTS.kund.orgnr} till ${CONTACT} har stoppats: fel bilaga. Ska det gå som det är, släpp det med ”outbox release ${id}”. Annars ställ in det med ”outbox cancel ${id}”.`)
    expect(await sendCustomerMail(house.app)).toEqual([])
    expect(await releaseOrdinaryLetter(house.app, id, by())).toMatchObject({ state: 'queued', resumedAt: house.clock.now.toISOString() })
    expect(await eventsNow()).toEqual([`${CLERK} mail-held`, `${CLERK} mail-resumed`])
    await begun(id, `${hostname()}/${process.pid}`)
    expect((await failureOf(holdOrdinaryLetter(house.app, id, 'för sent', by()))).code).toBe('letter-state')
    expect([await sendCustomerMail(house.app), wait(house, 1)]).toEqual([[], undefined])
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    expect(mailed()).toHaveLength(before + 1)
    for (const steer of [holdOrdinaryLetter, callOffOrdinaryLetter]) expect((await failureOf(steer(house.app, id, 'för sent', by()))).code).toBe('letter-state')
    expect((await failureOf(releaseOrdinaryLetter(house.app, 'finns inte', by()))).code).toBe('letter-unknown')
  })

  it('fail at once where the server takes less than they are, for only review letters are divided', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const { mailer } = house.app
    if (mailer === null) throw new Error('the house has a mail server')
    const small: typeof mailer = { ...mailer, deliverOpen: async () => ({ kind: 'too-large', limitBytes: 1, response: 'postservern tar mindre.' }) }
    expect(await sendCustomerMail({ ...house.app, mailer: small })).toMatchObject([{ id, state: 'failed', reason: expect.stringMatching(/vägrade ta emot brevet: postservern tar mindre\. Rätta orsaken/u) }])
    await releaseOrdinaryLetter(house.app, id, by())
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed'])
  })

  it('stand as they were when something breaks before the server has been given a byte, and do not keep the others', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const { letter: { id: next } } = await drafts({ sending: 'again' })
    const { mailer } = house.app
    if (mailer === null) throw new Error('the house has a mail server')
    const broken: typeof mailer = { ...mailer, deliverOpen: async (mail) => (mail.envelopeId === id ? Promise.reject(new TypeError('oväntat')) : mailer.deliverOpen(mail)) }
    await expect(sendCustomerMail({ ...house.app, mailer: broken })).rejects.toThrow('oväntat')
    const stateOf = async (one: string) => (await ordinaryLetters(house.app.store.read)).find((letter) => letter.id === one)
    expect([await stateOf(id), (await stateOf(next))?.state]).toMatchObject([{ state: 'queued', attempts: [], claimedBy: null }, 'relayed'])
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed'])
  })

  it('are held alone, and a person told, when the archive has lost them: the others go', async () => {
    const { letter: { id, rawSha256 } } = await drafts({ to: RA, sending: 'again' })
    await drafts({ sending: 'again' })
    const path = house.app.archive.pathOf(rawSha256)
    renameSync(path, `${path}.borta`)
    expect((await sendCustomerMail(house.app)).map((letter) => [letter.id === id, letter.state])).toEqual([[true, 'held'], [false, 'relayed']])
    expect((await mailMatters(house.app)).filter(({ key }) => key.includes(id)).map(({ text }) => text).join()).toContain(rawSha256)
    renameSync(`${path}.borta`, path)
    await callOffOrdinaryLetter(house.app, id, 'klart', by())
  })

  it('never go when they are called off, and may be sent anew', async () => {
    const { letter: { id } } = await drafts({ to: RA })
    expect(await callOffOrdinaryLetter(house.app, id, 'fel mottagare', by())).toMatchObject({ state: 'cancelled' })
    expect(await sendCustomerMail(house.app)).toEqual([])
    expect((await mailMatters(house.app)).filter(({ key }) => key.includes(id))).toEqual([])
    const again = await drafts({ to: RA })
    await callOffOrdinaryLetter(house.app, again.letter.id, 'fel mottagare', by())
    expect((await ordinaryLetters(house.app.store.read)).filter(({ id: one }) => one === id || one === again.letter.id).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('drafts to a customer with a pinned key', () => {
  it('go encrypted with every draft, open to the customer’s key alone, and never in clear though they were queued before the key was pinned', async () => {
    const [inClear, before] = [(await drafts({ to: RA })).letter, mailed().length]
    const key = await receiverKey('Kontraktsansvarig', RA, house.clock.now)
    const { fingerprint } = await (await house.app.keyRing()).importPublic(Buffer.from(key.toPublic().armor()))
    for (const person of [CLERK, COLLEAGUE]) await pin(house.app, { fingerprint, address: RA, by: house.app.actor(person) })
    wait(house, 1)
    expect(await sendCustomerMail(house.app)).toMatchObject([{ id: inClear.id, protection: 'open', state: 'held', reason: expect.stringMatching(/en nyckel fästs vid .*outbox cancel .*draft send/u) }])
    expect(mailed()).toHaveLength(before)
    await callOffOrdinaryLetter(house.app, inClear.id, 'går krypterat', by())
    const { letter, documents, leftOut } = await drafts({ to: RA })
    expect([letter.protection, documents.map(({ kind }) => kind), leftOut]).toEqual(['encrypted', ['grundavtal', 'raps'], []])
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const { raw } = latest()
    expect(raw.toString('latin1')).not.toContain(FACTS.kund.orgnr)
    const opened = await openLetter([raw], key, await (await house.app.keyRing()).ownPublic('sender'))
    expect(opened.attachments.map(({ sha256, fileName }) => [sha256, fileName])).toEqual(documents.map(({ sha256, fileName }) => [sha256, fileName]))
    expect(await mailMatters(house.app)).toEqual([])
  })

  it('never hold what is internal', async () => {
    const customer = await customerOf(house.app.store.read, FACTS.kund.orgnr)
    expect(customer && (await draftFiles(house.app, customer)).map(({ kind }) => kind)).toEqual(['grundavtal', 'raps'])
  })
})

describe('an invitation', () => {
  const both = [CONTACT, RA].map((address) => `Någon <${address}>`)
  const book = (changes: Partial<BookingRequest> = {}) => bookMeeting(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 2, startsAt: '2026-12-01T09:00', endsAt: '2026-12-01T16:00', place: 'Rådhuset', link: null, participants: both, note: null, by: by(), ...changes })
  const invite = () => mailInvitation(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 2, by: by() })
  const about = ({ recipient, about: what }: OrdinaryLetter) => [recipient, what.split(' ').slice(1).join(' ')]

  it('goes to every attendee, once, with the meeting for the calendar', async () => {
    const before = mailed().length
    await book()
    expect(await invite()).toHaveLength(2)
    expect(await invite()).toEqual([])
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed', 'relayed'])
    expect(mailed().slice(before).map(({ to }) => to).flat().sort()).toEqual([CONTACT, RA].sort())
    expect(await calendarIn(latest())).toMatch(/METHOD:REQUEST[^]*SEQUENCE:0[^]*DTSTART;TZID=Europe\/Stockholm:20261201T090000/u)
    expect((await PostalMime.parse(latest().raw)).text).toContain('Börjar: tisdag 1 december 2026 kl. 09:00')
  })

  it('follows the meeting when it is moved and when it is called off, whichever way an address was spelled', async () => {
    await wentTo(house, RA.toUpperCase(), '0 request')
    await book({ place: 'Biblioteket', participants: both.slice(0, 1) })
    const before = mailed().length
    expect((await invite()).map(about)).toEqual([[CONTACT, '1 request'], [RA, '1 drop']])
    expect(await invite()).toEqual([])
    await sendCustomerMail(house.app)
    const told = new Map(await Promise.all(mailed().slice(before).map(async (mail) => [mail.to.join(), [await calendarIn(mail), (await PostalMime.parse(mail.raw)).subject]] as const)))
    expect(told.get(CONTACT)).toEqual([expect.stringMatching(/METHOD:REQUEST[^]*SEQUENCE:1/u), expect.stringMatching(/^Ändrat: SITHS, träff 2/u)])
    expect(told.get(RA)).toEqual([expect.stringMatching(/METHOD:CANCEL[^]*SEQUENCE:1/u), expect.stringMatching(/^Återbud: SITHS, träff 2/u)])
    await cancelMeeting(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 2, reason: 'sjukdom', by: by() })
    expect((await invite()).map(about)).toEqual([[CONTACT, '2 cancel']])
    await sendCustomerMail(house.app)
    expect([await calendarIn(latest()), (await PostalMime.parse(latest().raw)).subject]).toEqual([expect.stringMatching(/METHOD:CANCEL[^]*SEQUENCE:2[^]*STATUS:CANCELLED/u), expect.stringMatching(/^Inställt: SITHS, träff 2/u)])
  })

  it('that was stopped is not queued a second time beside itself, and never reaches who has been taken off the meeting, though a person lets it go', async () => {
    await book()
    const [first, second] = await invite()
    await holdOrdinaryLetter(house.app, second?.id ?? '', 'vänta', by())
    expect(await invite()).toEqual([])
    await book({ participants: both.slice(0, 1) })
    const before = mailed().length
    expect((await invite()).map(about)).toEqual([[CONTACT, '4 request']])
    await releaseOrdinaryLetter(house.app, second?.id ?? '', by())
    expect((await sendCustomerMail(house.app)).map(({ id, state, reason }) => [id === first?.id ? 'outdated' : id === second?.id ? 'taken off' : 'new', state, reason])).toEqual([
      ['outdated', 'held', expect.stringContaining('Mötet har ändrats sedan')], ['taken off', 'held', expect.stringContaining('inte längre inbjuden')], ['new', 'relayed', expect.anything()],
    ])
    expect(mailed().slice(before).map(({ to }) => to)).toEqual([[CONTACT]])
    expect((await mailMatters(house.app)).filter(({ kind }) => kind === 'unsent').map(({ key }) => key)).toEqual([`held ${second?.id}`])
    await wentTo(house, RA.toUpperCase(), '4 drop')
    expect((await mailMatters(house.app)).filter(({ kind }) => kind === 'unsent')).toEqual([])
  })

  it('goes though the customer’s status cannot be derived, and never about a meeting that has been held', async () => {
    await book({ place: 'Stadshuset', participants: both.slice(0, 1) })
    await invite()
    // Nothing can be derived from papers of kinds that nobody knows.
    expect((await sendCustomerMail({ ...house.app, kinds: [] })).map(({ state }) => state)).toEqual(['relayed'])
    await book({ ordinal: 4, participants: both.slice(0, 1) })
    await mailInvitation(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 4, by: by() })
    await holdMeeting(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 4, on: null, attended: [], handouts: [], minutes: null, note: null, by: by() })
    expect(await sendCustomerMail(house.app)).toMatchObject([{ state: 'held', reason: expect.stringContaining('redan hållet') }])
  })

  it('does not go, and cannot be queued, when the time of the meeting is over', async () => {
    await book({ ordinal: 5, startsAt: '2026-11-22T10:30', endsAt: '2026-11-22T10:45', participants: both.slice(0, 1) })
    const inviteToFifth = () => mailInvitation(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 5, by: by() })
    const short = { ordinal: 1, startsAt: '2026-11-22T10:30', endsAt: '2026-11-22T10:45' } as const
    await book({ ...short, participants: both })
    await mailInvitation(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 1, by: by() })
    await sendCustomerMail(house.app)
    await book({ ...short, participants: both.slice(0, 1) })
    expect([...(await inviteToFifth()), ...(await mailInvitation(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 1, by: by() }))].map(({ recipient }) => recipient)).toEqual([CONTACT, CONTACT, RA])
    wait(house, 60)
    await holdMeeting(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 1, on: null, attended: [], handouts: [], minutes: null, note: null, by: by() })
    expect(await sendCustomerMail(house.app)).toMatchObject(Array.from({ length: 3 }, () => ({ state: 'held', reason: expect.stringContaining('redan passerat') })))
    expect(await failureOf(inviteToFifth())).toMatchObject({ code: 'letter-state', message: expect.stringContaining('för sent') })
    await cancelMeeting(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 5, reason: 'inget blev av', by: by() })
    expect((await failureOf(inviteToFifth())).code).toBe('letter-state')
  })

  it('goes to the people of the papers to sign and of the latest drafts alike, drafts to those of the drafts alone', async () => {
    await packed(house, FACTS, { kinds: ['kortprognos'] })
    const named = { ...FACTS, kontakter: { ...FACTS.kontakter, ra: [{ namn: 'Ny Namnsson', epost: 'ny@lillfors.example' }] } }
    await packed(house, { ...named, raFunktionsbrevlada: 'ra@lillfors.example' }, { stage: 'draft', kinds: ['grundavtal'] })
    await book({ participants: [...both, 'Ny Namnsson <ny@lillfors.example>'] })
    expect((await invite()).map(({ recipient }) => recipient)).toEqual([CONTACT, RA, 'ny@lillfors.example'])
    expect((await failureOf(drafts({ to: RA }))).code).toBe('facts-missing')
    expect((await sendCustomerMail(house.app)).map(({ state }) => state)).toEqual(['relayed', 'relayed', 'relayed'])
  })

  it('goes to nobody when one attendee is unknown to the customer, or there is none', async () => {
    await book({ participants: [`A <${CONTACT}>`, 'B <spion@annan.example>'] })
    expect((await failureOf(invite())).code).toBe('facts-missing')
    await book({ ordinal: 3, participants: [] })
    expect((await failureOf(mailInvitation(house.app, { orgnr: FACTS.kund.orgnr, ordinal: 3, by: by() }))).code).toBe('event-incomplete')
    expect(await sendCustomerMail(house.app)).toEqual([])
    const { faults, litter } = await verifyEverything(house.app)
    expect({ faults, litter }).toEqual({ faults: [], litter: [] })
  })

  it('is stopped when it cannot be told whether it is still true', async () => {
    const [{ store }, { orgnr }] = [house.app, FACTS.kund]
    await book({ place: 'Slottet', participants: both.slice(0, 1) })
    const told = await invite()
    expect(told.length).toBeGreaterThan(0)
    const last = await store.read.selectFrom('chain').selectAll().executeTakeFirstOrThrow()
    const unknown = { sequence: last.sequence + 1, recorded_at: house.app.now().toISOString(), happened_on: '2026-11-22', actor_name: CLERK, actor_os_user: 'prov', actor_verified: 0, code: null, exemplar: null, type: 'okänd', payload_json: '{"type":"okänd"}', previous_hash: last.hash, hash: 'f'.repeat(64) }
    await store.write((tx) => tx.insertInto('event').values({ ...unknown, orgnr }).execute())
    const sent = await sendCustomerMail({ ...house.app, report: () => '4711' })
    expect(sent.map(({ state, reason }) => [state, reason])).toEqual(told.map(() => ['held', expect.stringContaining('kan inte avgöra om inbjudan stämmer (internt fel 4711)')]))
  })
})
