import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import * as openpgp from 'openpgp'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildLetter } from '../../src/flows/build-letter.js'
import { verifyLetter } from '../../src/flows/letters.js'
import { mailMatters } from '../../src/flows/matters.js'
import { pauseOutbox } from '../../src/flows/outbox-pause.js'
import { configuredParties, setParty } from '../../src/flows/party.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { callOffLetter, callOffLostLetter, holdLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { customerStatus } from '../../src/flows/status.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { eventsOf } from '../../src/storage/events.js'
import { attemptsOf } from '../../src/storage/letter-attempts.js'
import { claimLetter, letters, moveLetter } from '../../src/storage/letters.js'
import { owedReceipts } from '../../src/storage/owed-receipts.js'
import type { Mailer } from '../../src/mail/smtp.js'
import type { Letter } from '../../src/storage/letter.js'
import type { ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import { CLERK, EPOCH, factsOf, failureOf, makeSupplierKey, openPostalHouse, packed, partyRecord, pinSupplierKey, setParties, wait, type PostalHouse } from '../open-house.js'
import { deliveryReport } from '../mail/returned-mails.js'
import { approveReviewSet, confirmed, signedAndConfirmed } from '../signed-scans.js'

const FACTS = factsOf('vardgruppen-solbacka')
let house: PostalHouse
let restore: () => Promise<void>
let pile: ScanReport

async function only(): Promise<Letter> {
  const [letter] = await letters(house.app.store.read)
  if (letter === undefined) throw new Error('no letter is there')
  return letter
}

/** The letter is sealed, and the server has asked for another attempt. */
async function waitForAnother(): Promise<void> {
  house.receiver.behave('refuse-recipient-temporarily')
  expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['queued'])
  house.receiver.behave('accept')
}

/** Works the outbox, which holds the letter and says why; how many mails went all the same. */
async function heldWithout(why: RegExp): Promise<number> {
  const before = house.receiver.messages().length
  expect(await workOutbox(house.app)).toMatchObject([{ state: 'held', reason: expect.stringMatching(why) }])
  return house.receiver.messages().length - before
}

function mailer(): Mailer {
  if (house.app.mailer === null) throw new Error('the house has a mail server')
  return house.app.mailer
}

async function lastConfirmation(): Promise<number> {
  return (await eventsOf(house.app.store.read, FACTS.kund.orgnr)).findLast(({ event }) => event.type === 'signature-confirmed')?.sequence ?? 0
}

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'] })
  const manifest = await packed(house, FACTS, { kinds: ['rutiner'] })
  await approveReviewSet(house, manifest, ['rutiner'])
  pile = await signedAndConfirmed(house, manifest, ['rutiner'])
  wait(house, 60)
  // The clean copies take most of a letter's time, and are the same for all.
  await buildLetter(house.app, await only(), (await configuredParties(house.app)).svr)
  restore = await house.remember()
})

beforeEach(async () => {
  await restore()
  house.receiver.behave('accept')
})

/** The house with an archive that takes no receipts, for whatever reason. */
function withoutReceipts(trouble: Error): PostalHouse['app'] {
  const { archive } = house.app
  return { ...house.app, archive: { ...archive, keep: (bytes) => (new TextDecoder().decode(bytes.subarray(0, 200)).includes('"attempts"') ? Promise.reject(trouble) : archive.keep(bytes)) } }
}

describe('a letter that the server took over when the archive could not take its receipt', () => {
  it.each([['full', new Failure('disk-full', 'Disken är full.')], ['not ours to write', new Failure('data-directory', 'Arkivet går inte att använda (EACCES).')]])('never goes again: the answer is recorded, the receipt archived when it can be, and a person told meanwhile (%s)', async (_why, trouble) => {
    const before = house.receiver.messages().length
    expect((await workOutbox(withoutReceipts(trouble))).map(({ state }) => state)).toEqual(['relayed'])
    const { id, receiptSha256 } = await only()
    expect((await attemptsOf(house.app.store.read, id)).map(({ outcome }) => outcome)).toEqual(['accepted'])
    expect(await mailMatters(house.app)).toMatchObject([{ kind: 'receipt', text: expect.stringContaining('går inte igen') }])
    wait(house, 24 * 60)
    expect((await failureOf(workOutbox(withoutReceipts(trouble)))).code).toBe(trouble.code)
    expect(await house.app.archive.check(receiptSha256 ?? '')).toBe('missing')
    expect(await workOutbox(house.app)).toEqual([])
    expect([(await verifyLetter(house.app, id)).faults, await mailMatters(house.app), await owedReceipts(house.app.store.read)]).toEqual([[], [], []])
    expect(house.receiver.messages().length - before).toBe(1)
  })
})

describe('a letter that waits while the archive cannot be written', () => {
  it('says why, without a byte to the mail server, and goes once when it can', async () => {
    await waitForAnother()
    wait(house, 60)
    const before = [house.receiver.bytesReceived(), house.receiver.messages().length] as const
    const place = join(dirname(dirname(house.app.archive.pathOf('0'.repeat(64)))), 'tmp')
    await rename(place, `${place}-away`)
    await writeFile(place, '')
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'queued', reason: expect.stringMatching(/går inte att använda \(ENOTDIR\).* prövas igen/u) }])
    expect(house.receiver.bytesReceived()).toBe(before[0])
    await rm(place)
    await rename(`${place}-away`, place)
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
    expect(house.receiver.messages().length - before[1]).toBe(1)
  })
})

describe('a letter that cannot be sealed because the disk is full', () => {
  it('says why it waits, and goes when there is room', async () => {
    const { sealer } = house.app
    const full = { ...sealer, seal: () => Promise.reject(new Failure('disk-full', 'Disken är full.')) }
    expect(await workOutbox({ ...house.app, sealer: full })).toMatchObject([{ state: 'due', reason: expect.stringContaining('Disken är full') }])
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed' }])
  })
})

describe('a letter that may have arrived', () => {
  it('is not called back by a withdrawal, not even after a person has held it', async () => {
    house.receiver.behave('drop-after-dot')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['unknown'])
    const { id } = await only()
    await holdLetter(house.app, id, 'väntar på besked', house.app.actor(CLERK))
    expect((await failureOf(withdraw(house.app, await lastConfirmation(), 'fel', house.app.actor(CLERK)))).code).toBe('letter-state')
    expect((await only()).state).toBe('held')

    const by = house.app.actor(CLERK)
    await setParty(house.app, partyRecord('driftleverantor', { granskningsadress: 'ny@driftbolaget.example' }), by)
    expect((await failureOf(callOffLetter(house.app, id, 'fel adress', by))).message).toContain('--never-arrived')
    expect(await callOffLostLetter(house.app, id, 'adressen finns inte', by)).toMatchObject({ state: 'cancelled', reason: 'Kom aldrig fram: adressen finns inte' })
    await withdraw(house.app, await lastConfirmation(), 'ny adress', by)
    await confirmed(house, pile, (await only()).codes[0] ?? '', 'svr', 2)
    expect((await letters(house.app.store.read)).map(({ state, recipient }) => [state, recipient])).toEqual([['cancelled', expect.anything()], ['due', 'ny@driftbolaget.example']])
  })

  it('and came back, also while it is held, says so and can be called off like others, once a report has named it by what only mail servers know', async () => {
    house.receiver.behave('drop-after-dot')
    await workOutbox(house.app)
    const { id, messageId, recipient } = await only()
    const by = house.app.actor(CLERK)
    await holdLetter(house.app, id, 'väntar på besked', by)
    expect((await failureOf(callOffLetter(house.app, id, 'fel adress', by))).code).toBe('letter-state')
    const report = (envelopeId: string | null) => deliveryReport([{ action: 'failed', recipient, status: '5.1.1', diagnostic: '550 no such user' }], { envelopeId, messageId: messageId ?? '' })
    // Whoever has seen the letter's Message-ID can write this one.
    await receiveAnswer(house.app, report(null), 'always')
    expect((await failureOf(callOffLetter(house.app, id, 'fel adress', by))).message).toContain('--never-arrived')
    await receiveAnswer(house.app, report(id), 'always')
    expect((await only()).reason).toMatch(/kom i retur.*no such user.*Tidigare: väntar på besked$/)
    expect((await callOffLetter(house.app, id, 'fel adress', by)).state).toBe('cancelled')
  })
})

describe('a sealed letter', () => {
  it('whose key two persons have replaced goes only when a person says that the earlier one is right', async () => {
    await waitForAnother()
    const { id } = await only()
    expect((await failureOf(callOffLostLetter(house.app, id, 'kom aldrig', house.app.actor(CLERK)))).message).toMatch(/har inte gått.*letter cancel/)
    await pinSupplierKey(house, await makeSupplierKey(house))
    wait(house, 60)
    expect(await heldWithout(/i dess ställe.*återuppta brevet/)).toBe(0)
    await resumeLetter(house.app, id, house.app.actor(CLERK))
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['relayed'])
  })

  it('goes nowhere once the review address is another, and says what to do', async () => {
    house.receiver.behave('refuse-recipient')
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['failed'])
    const by = house.app.actor(CLERK)
    await setParty(house.app, partyRecord('driftleverantor', { granskningsadress: 'ny-granskning@driftbolaget.example' }), by)
    house.receiver.behave('accept')
    const before = house.receiver.messages().length
    await resumeLetter(house.app, (await only()).id, by)
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['held'])
    expect((await only()).reason).toMatch(/Granskningsadressen har ändrats från granskning@driftbolaget.example till ny-granskning@driftbolaget.example .*letter cancel/)
    expect(house.receiver.messages().length).toBe(before)
  })

  it('is from whom it says, on the envelope and in its receipt, whatever the sender’s address is by now; while it is being sent, nothing says that it waits', async () => {
    await waitForAnother()
    const sealedBy = partyRecord('svr')
    await setParty(house.app, partyRecord('svr', { avsandaradress: 'annan@annanstans.example' }), house.app.actor(CLERK))
    wait(house, 60)
    const waiting = await only()
    const seen: Letter[] = []
    const deliver: Mailer['deliver'] = async (mail) => {
      seen.push(await only())
      return mailer().deliver(mail)
    }
    await workOutbox({ ...house.app, mailer: { ...mailer(), deliver } })
    expect([waiting, ...seen].map(({ state, reason, nextAttemptAt }) => [state, reason, nextAttemptAt])).toEqual([['queued', expect.any(String), expect.any(String)], ['sending', null, null]])
    expect(house.receiver.messages().at(-1)?.from).toBe(sealedBy.part === 'svr' ? sealedBy.avsandaradress : '')
    const { receipt, faults } = await verifyLetter(house.app, (await only()).id)
    expect([receipt.from, faults]).toEqual([sealedBy.part === 'svr' ? sealedBy.avsandaradress : '', []])
  })

  it('of which a byte has changed in the archive is held as a damaged file, not as one for other keys', async () => {
    await waitForAnother()
    wait(house, 60)
    const sha256 = (await only()).ciphertextSha256 ?? ''
    const [path, whole] = [house.app.archive.pathOf(sha256), await house.app.archive.read(sha256)]
    const changed = Buffer.from(whole)
    const at = Math.floor(changed.byteLength / 2)
    changed[at] = changed[at] === 0x41 ? 0x42 : 0x41
    await chmod(path, 0o600)
    await writeFile(path, changed)
    expect(await heldWithout(new RegExp(`^Filen ${sha256} i arkivet är ändrad eller skadad.*säkerhetskopian`, 'u'))).toBe(0)
    await writeFile(path, whole)
  })

  it('that waits to be tried again goes nowhere once the part of the key that it is encrypted to is revoked, and says so', async () => {
    await waitForAnother()
    const { supplierKey: key } = house
    const [subkey] = key.subkeys
    if (subkey === undefined || !(key.keyPacket instanceof openpgp.SecretKeyPacket)) throw new Error('a secret key has a subkey')
    key.subkeys = [await subkey.revoke(key.keyPacket, { flag: openpgp.enums.reasonForRevocation.keyCompromised }, house.clock.now)]
    const revoked = key.toPublic().write()
    key.subkeys = [subkey]
    await (await house.app.keyRing()).importPublic(revoked)
    wait(house, 60)
    expect(await heldWithout(/den kan vara röjd/)).toBe(0)
  })

  it('that waits to be tried again goes nowhere once the key has expired, and says so', async () => {
    await waitForAnother()
    house.clock.now = new Date(EPOCH.getTime() + 800 * 86_400_000)
    expect(await heldWithout(/Nyckeln har gått ut/)).toBe(0)
  })

  it('that a person holds is not said to be tried again', async () => {
    house.receiver.behave('drop-after-dot')
    await workOutbox(house.app)
    await holdLetter(house.app, (await only()).id, 'väntar på besked', house.app.actor(CLERK))
    expect((await only()).nextAttemptAt).toBeNull()
  })
})

describe('point 12: a letter so large that the mail server is asked how much it takes', () => {
  it('is held, and that server not even called, while the keys are not ready; it is asked once they are', async () => {
    const asked: string[] = []
    const app = { ...house.app, mailer: { ...mailer(), sizeLimit: () => Promise.resolve(asked.push('SIZE')) } }
    const { now } = house.clock
    house.clock.now = new Date(EPOCH.getTime() + 800 * 86_400_000)
    expect([await workOutbox(app), asked]).toMatchObject([[{ state: 'held', reason: expect.stringContaining('har gått ut') }], []])
    house.clock.now = now
    await resumeLetter(app, (await only()).id, app.actor(CLERK))
    expect([await workOutbox(app), asked]).toMatchObject([[{ state: 'held', reason: expect.stringContaining('SIZE') }], ['SIZE']])
  })
})

describe('a letter of papers that were issued while the parties were examples', () => {
  it('is held when the parties have become real ones, and not a byte of it leaves', async () => {
    const before = house.receiver.bytesReceived()
    await setParties(house, { exempel: false })
    expect((await workOutbox(house.app)).map(({ state }) => state)).toEqual(['held'])
    expect((await only()).reason).toContain('EXEMPEL')
    expect(house.receiver.bytesReceived()).toBe(before)
  })
})

it('a letter that may have arrived is said to be in doubt on the customer’s page, with what to do', async () => {
  house.receiver.behave('drop-after-dot')
  await workOutbox(house.app)
  const page = await customerStatus(house.app, FACTS.kund.orgnr)
  expect(page.letters[0]?.label).toContain('kan ha kommit fram')
  expect(page.nextAction).toContain('Fråga mottagaren')
})

describe('a letter that another worker holds', () => {
  it('is left alone by recovery as long as that worker may be at it', async () => {
    const { id } = await only()
    const claimed = `${hostname()}/1/other`
    await house.app.store.write((tx) => claimLetter(tx, id, claimed, house.app.now().toISOString()))
    expect(await workOutbox(house.app)).toEqual([])
    expect(await only()).toMatchObject({ state: 'due', claimedBy: claimed })
  })

  it('is told of when its worker died while it was sent and that has lasted, and is in doubt at the next pass, also while the outbox is paused, without a byte sent', async () => {
    await waitForAnother()
    const { id } = await only()
    await house.app.store.write(async (tx) => {
      const claimedBy = `${hostname()}/999999/dead`
      await claimLetter(tx, id, claimedBy, house.app.now().toISOString())
      await moveLetter(tx, id, 'queued', { state: 'sending', reason: null, nextAttemptAt: null, claimedBy })
    })
    await pauseOutbox(house.app, 'väntar', house.app.actor(CLERK))
    expect(await mailMatters(house.app)).toEqual([])
    wait(house, 5 * 60)
    expect(await mailMatters(house.app)).toMatchObject([{ kind: 'late', text: expect.stringContaining('har varit på väg ut sedan') }])
    const before = house.receiver.bytesReceived()
    expect([await workOutbox(house.app), (await only()).state, house.receiver.bytesReceived()]).toEqual([[], 'unknown', before])
  })
})
