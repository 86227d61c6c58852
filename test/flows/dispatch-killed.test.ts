import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refuseForeignReceipt } from '../../src/flows/foreign-receipts.js'
import { verifyLetter } from '../../src/flows/letters.js'
import { mailMatters } from '../../src/flows/matters.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { record } from '../../src/flows/record.js'
import { remind } from '../../src/flows/remind.js'
import { sendOrdinaryLetters } from '../../src/flows/send-ordinary.js'
import { callOffLetter, holdLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import type { Mailer } from '../../src/mail/smtp.js'
import type { Letter } from '../../src/storage/letter.js'
import { beginNote, endNote, notedOutcome } from '../../src/storage/attempt-note.js'
import { attemptsOf } from '../../src/storage/letter-attempts.js'
import { letters } from '../../src/storage/letters.js'
import { beginOrdinaryLetter, claimOrdinaryLetter, insertOrdinaryLetter, ordinaryLetters } from '../../src/storage/ordinary-letters.js'
import { Failure } from '../../templates/failure.js'
import { CLERK, factsOf, failureOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { call } from '../cli/call.js'
import { deliveryReport } from '../mail/returned-mails.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const FACTS = factsOf('vardgruppen-solbacka')
let house: PostalHouse
let restore: () => Promise<void>

async function only(): Promise<Letter> {
  const [letter] = await letters(house.app.store.read)
  if (letter === undefined) throw new Error('no letter is there')
  return letter
}

function mailer(): Mailer {
  if (house.app.mailer === null) throw new Error('the house has a mail server')
  return house.app.mailer
}

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'], reminderTo: 'ansvarig@radgivning.example' })
  const manifest = await packed(house, FACTS, { kinds: ['rutiner'] })
  await approveReviewSet(house, manifest, ['rutiner'])
  await signedAndConfirmed(house, manifest, ['rutiner'])
  wait(house, 60)
  // The letter is sealed, and the server has asked for another attempt.
  house.receiver.behave('refuse-recipient-temporarily')
  await workOutbox(house.app)
  wait(house, 60)
  restore = await house.remember()
})

beforeEach(async () => {
  await restore()
  house.receiver.behave('accept')
})

describe('a letter whose process died', () => {
  /** The worker's process is gone at some moment of the delivery, and another works the outbox. */
  async function killedWhile(deliver: Mailer['deliver']): Promise<void> {
    let died = (): void => undefined
    const dead = new Promise<void>((resolve) => {
      died = resolve
    })
    const work = workOutbox({ ...house.app, mailer: { ...mailer(), deliver: async (mail) => {
      await deliver(mail)
      died()
      return new Promise<never>(() => undefined)
    } } })
    await Promise.race([work, dead])
    const { id } = await only()
    await house.app.store.write((tx) => sql`update letter set claimed_by = ${`${hostname()}/999999/dead`} where id = ${id}`.execute(tx))
  }

  it('before the whole of it was sent goes anew, without a doubt that it may have come', async () => {
    const unsent: Mailer['deliver'] = async () => ({ kind: 'unreachable', reason: '' })
    await killedWhile(unsent)
    await workOutbox(house.app)
    expect(await only()).toMatchObject({ state: 'queued', reason: expect.stringContaining('avbröts innan hela brevet var sänt') })
    const before = house.receiver.messages().length
    wait(house, 5)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    expect([house.receiver.messages().length, await mailMatters(house.app)]).toEqual([before + 1, []])
  })

  it('after the server’s answer was read has gone, with its receipt, and goes no more', async () => {
    const before = house.receiver.messages().length
    await killedWhile(async (mail) => mailer().deliver(mail))
    await workOutbox(house.app)
    const { id, state } = await only()
    expect([state, house.receiver.messages().length]).toEqual(['relayed', before + 1])
    expect((await verifyLetter(house.app, id)).faults).toEqual([])
    wait(house, 10)
    expect([await workOutbox(house.app), house.receiver.messages().length]).toEqual([[], before + 1])
    expect((await readdir(house.app.config.dataDirectory)).filter((name) => name.includes('attempt'))).toEqual([])
  })

  it('after the server’s answer was read is told of, with what to do, for as long as its receipt cannot be made, and is settled when it can', async () => {
    await killedWhile(async (mail) => mailer().deliver(mail))
    const { id, ciphertextSha256 } = await only()
    const path = house.app.archive.pathOf(ciphertextSha256 ?? '')
    await rename(path, `${path}.borta`)
    for (const minutes of [0, 5 * 60, 24 * 60]) {
      wait(house, minutes)
      expect([await workOutbox(house.app), (await only()).state]).toEqual([[], 'sending'])
      expect(await mailMatters(house.app)).toEqual([{ kind: 'late', key: `sending ${id}`, text: expect.stringMatching(new RegExp(`har gått eller kan ha gått.*Arkivet saknar filen ${ciphertextSha256}\\. Kör kommandot archive verify och läs tillbaka filen från säkerhetskopian\\. När det är rättat`, 'u')) }])
    }
    await rename(`${path}.borta`, path)
    expect([await workOutbox(house.app), (await only()).state, await mailMatters(house.app)]).toEqual([[], 'relayed', []])
  })

  it('between the last byte and the answer goes once more, the same bytes, and a person is told until the recipient has answered', async () => {
    house.receiver.behave('drop-after-dot')
    const before = house.receiver.messages().length
    await killedWhile(async (mail) => mailer().deliver(mail))
    await workOutbox(house.app)
    expect((await only()).state).toBe('unknown')
    house.receiver.behave('accept')
    wait(house, 5)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
    const { id, number } = await only()
    const came = house.receiver.messages().slice(before)
    expect([came.length, came[0]?.raw.equals(came[1]?.raw ?? Buffer.alloc(0))]).toEqual([2, true])
    expect(await mailMatters(house.app)).toMatchObject([{ kind: 'again', key: `again ${id}`, text: expect.stringMatching(new RegExp(`^Brev ${number} för .* kan ha kommit fram två gånger`, 'u')) }])
    await record(house.app, { event: 'letter-received', options: { place: 'telefon' }, subject: FACTS.kund.orgnr, exemplar: null, by: house.app.actor(CLERK), on: null })
    expect(await mailMatters(house.app)).toEqual([])
  })
})

it('a letter in doubt that came back before it went once more is not said to have come twice', async () => {
  house.receiver.behave('drop-after-dot')
  await workOutbox(house.app)
  const { id, messageId, recipient } = await only()
  await receiveAnswer(house.app, deliveryReport([{ action: 'failed', recipient, status: '5.1.1', diagnostic: '550 no such user' }], { envelopeId: id, messageId: messageId ?? '' }), 'always')
  house.receiver.behave('accept')
  await resumeLetter(house.app, id, house.app.actor(CLERK))
  expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
  expect([(await attemptsOf(house.app.store.read, id)).map(({ outcome }) => outcome), await mailMatters(house.app)]).toEqual([['refused-temporarily', 'unknown', 'accepted'], []])
})

describe('a letter whose note is left behind or cannot be read', () => {
  const places = async () => (await readdir(house.app.config.dataDirectory)).filter((name) => name.includes('attempt')).map((name) => join(house.app.config.dataDirectory, name))
  const DEAD = `${hostname()}/999999/dead`

  /** Something stands in the place of the note, which no process can read. */
  async function unreadable(id: string): Promise<string> {
    const place = join(house.app.config.dataDirectory, `.anslut-attempt-${id}-${house.app.now().toISOString().replace(/\D/gu, '')}`)
    await mkdir(place)
    return place
  }

  it('leaves none behind when it is called off after its process died with one begun', async () => {
    const { id, messageId } = await only()
    await beginNote(house.app.config.dataDirectory, { letter: id, messageId: messageId ?? '', claimedAt: house.app.now().toISOString() })
    await callOffLetter(house.app, id, 'ska inte gå', house.app.actor(CLERK))
    expect([await workOutbox(house.app), await places()]).toEqual([[], []])
  })

  it('waits alone, and is settled when it can: a review letter', async () => {
    const { id } = await only()
    await house.app.store.write((tx) => sql`update letter set state = 'sending', claimed_by = ${DEAD}, claimed_at = ${house.app.now().toISOString()} where id = ${id}`.execute(tx))
    const place = await unreadable(id)
    expect([await workOutbox(house.app), (await only()).state]).toEqual([[], 'sending'])
    await rm(place, { recursive: true })
    await workOutbox(house.app)
    expect([(await only()).state, await places()]).toEqual(['unknown', []])
  })

  it('waits alone, and the others go: a reminder', async () => {
    await house.app.store.write(async (tx) => {
      for (const id of ['fast', 'annat']) await insertOrdinaryLetter(tx, { id, purpose: 'reminder', orgnr: null, recipient: 'ansvarig@radgivning.example', about: id, protection: 'open', messageId: `<${id}@radgivning.example>`, rawSha256: '0'.repeat(64), createdAt: house.app.now().toISOString() })
      await claimOrdinaryLetter(tx, 'fast', DEAD, house.app.now().toISOString())
      await beginOrdinaryLetter(tx, 'fast', DEAD)
    })
    const place = await unreadable('fast')
    const states = async () => (await ordinaryLetters(house.app.store.read)).map(({ state }) => state)
    await sendOrdinaryLetters(house.app, 'reminder')
    // Its bytes are in no archive: that it was held says that its turn came.
    expect(await states()).toEqual(['sending', 'held'])
    expect((await mailMatters(house.app)).map(({ key, text }) => `${key}: ${text}`)).toEqual([expect.stringMatching(/^sending fast: Påminnelsen till .* kan inte skrivas upp: Datakatalogen .* går inte att använda/u), expect.stringMatching(/^held annat: /u)])
    await rm(place, { recursive: true })
    await sendOrdinaryLetters(house.app, 'reminder')
    expect([await states(), await places()]).toEqual([['unknown', 'held'], []])
  })
})

it('a reminder that another process has taken over meanwhile is left with the note of that one', async () => {
  const { store, config: { dataDirectory } } = house.app
  const [id, messageId, claimedAt] = ['taget', '<taget@radgivning.example>', house.app.now().toISOString()]
  await store.write(async (tx) => {
    await insertOrdinaryLetter(tx, { id, purpose: 'reminder', orgnr: null, recipient: 'ansvarig@radgivning.example', about: id, protection: 'open', messageId, rawSha256: '0'.repeat(64), createdAt: claimedAt })
    await claimOrdinaryLetter(tx, id, `${hostname()}/999999/dead`, claimedAt)
    await beginOrdinaryLetter(tx, id, `${hostname()}/999999/dead`)
  })
  const app = { ...house.app, store }
  app.store = { ...store, write: async (work) => {
    await store.write((tx) => sql`update ordinary_letter set claimed_by = ${`${hostname()}/${process.ppid}`} where id = ${id}`.execute(tx))
    await beginNote(dataDirectory, { letter: id, messageId, claimedAt })
    return store.write(work)
  } }
  await sendOrdinaryLetters(app, 'reminder')
  expect(await notedOutcome(dataDirectory, { letter: id, messageId, claimedAt })).toMatchObject({ kind: 'unreachable' })
  await endNote(dataDirectory, { letter: id, messageId, claimedAt })
})

it('a reminder that a full disk stopped before the last byte goes by itself when there is room', async () => {
  wait(house, 24 * 60)
  await holdLetter(house.app, (await only()).id, 'väntar', house.app.actor(CLERK))
  const full = async () => Promise.reject(new Failure('disk-full', 'Disken är full.'))
  expect((await failureOf(remind({ ...house.app, mailer: { ...mailer(), deliver: full, deliverOpen: full } }))).code).toBe('disk-full')
  expect(await ordinaryLetters(house.app.store.read)).toMatchObject([{ state: 'queued', attempts: [], claimedBy: null }])
  expect(await remind(house.app)).toMatchObject([{ state: 'relayed' }])
})

describe('a mail that the server took over just as the database failed', () => {
  /** The house whose database fails once the mail server has answered. */
  function failing(): PostalHouse['app'] {
    const { store } = house.app
    const app = { ...house.app, store }
    const fail = (): void => {
      app.store = { ...store, write: async () => Promise.reject(new Failure('disk-full', 'Ingenting är sparat.')) }
    }
    const answering = mailer()
    const deliver: Mailer['deliver'] = async (mail) => answering.deliver(mail).finally(fail)
    const deliverOpen: Mailer['deliverOpen'] = async (mail) => answering.deliverOpen(mail).finally(fail)
    return Object.assign(app, { mailer: { ...answering, deliver, deliverOpen } })
  }

  it('has gone, and goes no more: a letter', async () => {
    const before = house.receiver.messages().length
    const app = failing()
    const refused = await failureOf(workOutbox(app))
    expect([refused.code, refused.message]).toEqual(['answer-unrecorded', expect.stringMatching(/^Brev 1 för .* har gått \(.*\), men det kunde inte skrivas i databasen: disken är full/u)])
    expect((await only()).state).toBe('sending')
    wait(house, 10)
    expect((await failureOf(workOutbox(app))).code).toBe('answer-unrecorded')
    expect(await call({ ...house, app }, 'send', '--once')).toMatchObject({ exit: 4, text: expect.stringContaining('skickas just nu'), complaints: expect.stringMatching(/^answer-unrecorded: Brev 1 .*\n$/u) })
    await workOutbox(house.app)
    wait(house, 10)
    await workOutbox(house.app)
    expect([(await only()).state, house.receiver.messages().length]).toEqual(['relayed', before + 1])
  })

  it('has gone, and goes no more: a reminder', async () => {
    wait(house, 24 * 60)
    await holdLetter(house.app, (await only()).id, 'väntar', house.app.actor(CLERK))
    const before = house.receiver.messages().length
    const refused = await failureOf(remind(failing()))
    expect([refused.code, refused.message]).toEqual(['answer-unrecorded', expect.stringMatching(/^Brevet [0-9a-f]{16} till ansvarig@radgivning.example har gått/u)])
    await remind(house.app)
    expect((await ordinaryLetters(house.app.store.read)).map(({ state, attempts }) => [state, attempts.map(({ outcome }) => outcome.kind)])).toEqual([['relayed', ['accepted']]])
    expect(house.receiver.messages().length).toBe(before + 1)
    expect((await readdir(house.app.config.dataDirectory)).filter((name) => name.includes('attempt'))).toEqual([])
  })
})

describe('a file in the archive that no row names and that is no letter', () => {
  it('is looked at by the first process that seals, and by none after it', async () => {
    const { sha256 } = await house.app.archive.keep(Buffer.from('ett gammalt utklipp'))
    const looked: string[] = []
    const looking = (app: PostalHouse['app']): PostalHouse['app'] => ({ ...app, archive: { ...app.archive, pieces: (file) => {
      looked.push(file)
      return app.archive.pieces(file)
    } } })
    await refuseForeignReceipt(looking(house.app), await only())
    expect(looked).toEqual([sha256])
    await house.reopen()
    await refuseForeignReceipt(looking(house.app), await only())
    expect(looked).toEqual([sha256])
  })
})
