import { hostname } from 'node:os'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Receipt } from '../../signing/receipt.js'
import { predictedMailBytes } from '../../signing/letter-parts.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { faultsInArchive } from '../../src/flows/receipt-in-archive.js'
import { letterDetails, listedLetters, verifyLetter } from '../../src/flows/letters.js'
import { pauseOutbox, reopenOutbox } from '../../src/flows/outbox-pause.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { record } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { resendLetter, resumeLetter } from '../../src/flows/steer-letter.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { openLetter } from '../../src/mail/open-letter.js'
import { cleanCopies } from '../../src/storage/clean-copies.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { DEAD_PROCESS, mortal } from '../crash/mortal.js'
import { CLERK, factsOf, failureOf, makeSupplierKey, openPostalHouse, packed, pinSupplierKey, wait, type PostalHouse } from '../open-house.js'
import { deliveryReport, reply } from '../mail/returned-mails.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const FACTS = factsOf('lillfors-kommun')
let house: PostalHouse

const letter = async (): Promise<Letter> => {
  const found = (await letters(house.app.store.read)).at(-1)
  if (found === undefined) throw new Error('no letter fell due')
  return found
}
const partsOf = async () => (await letterDetails(house.app, (await letter()).id)).parts
const worked = async (): Promise<string[]> => (await workOutbox(house.app)).map(({ state }) => state)
const subjects = async (from: number): Promise<string[]> => {
  const sender = await (await house.app.keyRing()).ownPublic('sender')
  return Promise.all(house.receiver.messages().slice(from).map(async ({ raw }) => {
    const opened = await openLetter([raw], house.supplierKey, sender)
    return `${opened.subject.split(', ').at(-1) ?? ''}: ${opened.attachments.length} bilaga`
  }))
}
const received = async (): Promise<unknown> => record(house.app, { event: 'letter-received', options: { place: 'telefon' }, subject: FACTS.kund.orgnr, exemplar: null, by: house.app.actor(CLERK), on: null })
const report = async (part: number, action: 'delivered' | 'failed', diagnostic: string = action): Promise<void> => {
  const [{ id, recipient }, mail] = [await letter(), (await partsOf())[part - 1]]
  await receiveAnswer(house.app, deliveryReport([{ action, recipient, status: action === 'failed' ? '5.2.2' : '2.0.0', diagnostic }], { envelopeId: `${id}.${part}`, messageId: mail?.messageId ?? '' }), 'if-ours')
}
const stage = async (): Promise<string | undefined> => (await customerStatus(house.app, FACTS.kund.orgnr)).letters.at(-1)?.stage

beforeAll(async () => {
  house = await openPostalHouse({ mailMaxBytes: 5000 })
  const papers: Manifest = await packed(house, FACTS, { kinds: ['raps', 'rutiner'] })
  await approveReviewSet(house, papers, ['raps', 'rutiner'])
  await signedAndConfirmed(house, papers, ['raps', 'rutiner'])
  wait(house, 60)
})

/** The house with a mail server that has come to take less than it said. */
function taking(limitBytes: number): PostalHouse['app'] {
  const { mailer } = house.app
  if (mailer === null) throw new Error('the house has a mail server')
  const deliver: typeof mailer.deliver = async (mail) => (mail.raw.sizeBytes <= limitBytes ? mailer.deliver(mail) : { kind: 'too-large', limitBytes, response: 'postservern tar mindre' })
  return { ...house.app, mailer: { ...mailer, deliver, sizeLimit: async () => null } }
}

/** Sends what waits, the first mail to a server that answers and the next to one that drops the line after the last dot. */
async function droppedAfterOne(): Promise<string[]> {
  const { mailer } = house.app
  if (mailer === null) throw new Error('the house has a mail server')
  const deliver: typeof mailer.deliver = async (mail) => mailer.deliver(mail).finally(() => house.receiver.behave('drop-after-dot'))
  const states = (await workOutbox({ ...house.app, mailer: { ...mailer, deliver } })).map(({ state }) => state)
  house.receiver.behave('accept')
  wait(house, 60)
  return states
}
/** The worker's process is gone at one of its steps; what it held is held by nobody who lives. */
async function killedAt(step: number): Promise<void> {
  const one = mortal(house.app, step)
  await Promise.race([workOutbox(one.app), one.died])
  await house.app.store.write((tx) => sql`update letter set claimed_by = ${`${hostname()}/${DEAD_PROCESS}/gone`} where claimed_by is not null`.execute(tx))
}

describe('point 19: a letter larger than the recipient takes', () => {
  it('is held before anything is encrypted when a document alone is too large, and says which and what to do', async () => {
    expect(await worked()).toEqual(['held'])
    expect((await letter()).reason).toMatch(/ANSLUT_MAIL_MAX_MB tar högst .*Skanna handlingen på nytt/u)
    expect(await letter()).toMatchObject({ ciphertextSha256: null, messageId: null })
    expect(house.receiver.bytesReceived()).toBe(0)
  })

  it('goes in numbered parts, each a whole mail, when the server turns out to take no more; one whose answer was lost goes again as the same bytes, and only it', async () => {
    const copies = await cleanCopies(house.app.store.read, null)
    await house.reopen({ mailMaxBytes: null })
    await resumeLetter(house.app, (await letter()).id, house.app.actor(CLERK))
    const least = taking(Math.ceil(1.02 * Math.max(...copies.map(({ bytes }) => predictedMailBytes([bytes])))))
    expect((await workOutbox(least)).map(({ state, reason }) => [state, reason])).toEqual([['queued', expect.stringContaining('inget av det har gått')]])
    const { messageId, ciphertextSha256 } = await letter()
    house.receiver.behave('drop-after-dot')
    expect((await workOutbox(least)).map(({ state, reason }) => [state, reason])).toEqual([['unknown', expect.any(String)]])
    expect([(await letter()).messageId, (await letter()).ciphertextSha256]).not.toEqual([messageId, ciphertextSha256])
    await expect(house.app.store.write((tx) => sql`delete from letter_part`.execute(tx))).rejects.toThrow('may have arrived')
    house.receiver.behave('accept')
    wait(house, 60)
    expect((await failureOf(received())).message).toContain('alla delar har inte skickats')
    expect(await droppedAfterOne()).toEqual(['unknown'])
    expect(await subjects(0)).toEqual(['del 1 av 2: 1 bilaga', 'del 1 av 2: 1 bilaga', 'del 2 av 2: 1 bilaga'])
    const [first, again, second] = house.receiver.messages()
    expect(first?.raw.equals(again?.raw ?? Buffer.alloc(0))).toBe(true)
    expect(new Set([first?.envelopeId, second?.envelopeId])).toEqual(new Set([`${(await letter()).id}.1`, `${(await letter()).id}.2`]))
    expect((await letterDetails(house.app, (await letter()).id)).attempts.map(({ part, outcome }) => `${part} ${outcome}`)).toEqual(['1 too-large', '1 unknown', '1 accepted', '2 unknown'])
  })

  it('is answered as one letter by a reply that refers to several of its mails; a report must say which', async () => {
    const [{ id, recipient }, ids] = [await letter(), (await partsOf()).map(({ messageId }) => messageId ?? '')]
    const both = (mail: Buffer) => Buffer.from(mail.toString().replace('MIME-Version', `References: ${ids.join(' ')}\r\nMIME-Version`))
    const [thread, second] = [await receiveAnswer(house.app, both(reply(recipient, 'Båda har kommit.', '<annat@x.example>')), 'if-ours'), await receiveAnswer(house.app, both(reply(recipient, 'Den andra.', ids[1] ?? '')), 'if-ours')]
    expect([thread?.answer, second?.answer]).toMatchObject([{ kind: 'reply', letter: id, part: null }, { kind: 'reply', letter: id, part: 2 }])
    const unsure = await receiveAnswer(house.app, both(deliveryReport([{ action: 'failed', recipient, status: '5.2.2' }], { envelopeId: null, messageId: ids[0] ?? '' })), 'if-ours')
    expect(unsure?.answer).toMatchObject({ kind: 'notice', letter: id, part: null, diagnostic: expect.stringContaining('vilken av brevets delar') })
  })

  it('has come, and does not go again, when the recipient says so of the last part that nobody knew of; a part that comes back afterwards is not overlooked', async () => {
    await received()
    expect([(await letter()).state, await stage(), await worked()]).toEqual(['relayed', 'received', []])
    expect((await letterDetails(house.app, (await letter()).id)).attempts.at(-1)).toMatchObject({ part: 2, outcome: 'confirmed' })
    await report(1, 'failed', 'full')
    expect([(await letter()).state, await stage(), (await letter()).reason]).toEqual(['failed', 'failed', expect.stringContaining('Del 1 av brevet kom i retur')])
    await resumeLetter(house.app, (await letter()).id, house.app.actor(CLERK))
    expect(await worked()).toEqual(['relayed'])
  })

  it('leaves one receipt that names every part and is borne out by the archive, which has no litter', async () => {
    const { receipt, faults } = await verifyLetter(house.app, (await letter()).id)
    expect(faults).toEqual([])
    expect(receipt.parts?.map(({ members }) => members.length)).toEqual([1, 1])
    const [first, second] = receipt.parts ?? []
    if (first === undefined || second === undefined) throw new Error('the letter is two mails')
    const { app } = house
    const keys = await (await app.keyRing()).openingKeys(receipt.keys)
    const open = async (ciphertext: string) => ({ ...(await app.sealer.open({ ciphertext, key: keys.archive, sender: keys.sender })), archiveIds: keys.archive.getKeyIDs().map((id) => id.toHex()) })
    const paths = async (changes: Partial<Receipt>) => (await faultsInArchive({ ...receipt, ...changes }, { archive: app.archive, recipientIds: null, open })).map(({ path }) => path)
    expect(await paths({})).toEqual([])
    expect(await paths({ parts: [second, first], messageId: second.messageId, ciphertext: second.ciphertext })).toEqual(['del 1 av 2, letter', 'del 1 av 2, parts', 'del 2 av 2, letter', 'del 2 av 2, parts'])
    expect(await paths({ parts: undefined, members: receipt.members.filter(({ sha256 }) => first.members.includes(sha256)) })).toEqual(['letter', 'parts'])
    const { faults: damage, litter } = await verifyEverything(house.app)
    expect({ damage, litter }).toEqual({ damage: [], litter: [] })
  })

  it('is delivered when all its parts are', async () => {
    const seen = house.receiver.messages().length
    await resendLetter(house.app, (await letter()).id, 'syns inte', house.app.actor(CLERK))
    house.receiver.behave('drop-after-dot')
    expect(await worked()).toEqual(['unknown'])
    house.receiver.behave('accept')
    await report(1, 'delivered')
    expect((await listedLetters(house.app.store.read)).at(-1)?.parts.map(({ relayedAt, deliveredAt }) => [relayedAt !== null, deliveredAt !== null])).toEqual([[true, true], [false, false]])
    expect(await worked()).toEqual(['relayed'])
    expect(await subjects(seen)).toEqual(['del 1 av 2: 1 bilaga', 'del 2 av 2: 1 bilaga'])
    expect(await stage()).toBe('relayed')
    await report(2, 'delivered')
    expect(await stage()).toBe('delivered')
  })

  it('is sent once more in whole, or only the part that the recipient misses', async () => {
    const seen = house.receiver.messages().length
    expect((await failureOf(resendLetter(house.app, (await letter()).id, 'del tre saknas', house.app.actor(CLERK), 3))).code).toBe('letter-state')
    await resendLetter(house.app, (await letter()).id, 'del två saknas', house.app.actor(CLERK), 2)
    expect((await workOutbox(taking(1))).map(({ state, reason }) => [state, reason])).toEqual([['held', expect.stringContaining('inget skickas två gånger')]])
    await resumeLetter(house.app, (await letter()).id, house.app.actor(CLERK))
    expect(await worked()).toEqual(['relayed'])
    expect(await subjects(seen)).toEqual(['del 2 av 2: 1 bilaga'])
  })

  it('stops between its parts when the outbox is paused, which is no trouble to log, and goes on after', async () => {
    const { mailer } = house.app
    if (mailer === null) throw new Error('the house has a mail server')
    const seen = house.receiver.messages().length
    await resendLetter(house.app, (await letter()).id, 'syns inte', house.app.actor(CLERK))
    const deliver: typeof mailer.deliver = async (mail) => {
      const outcome = await mailer.deliver(mail)
      await pauseOutbox(house.app, 'nyckelbyte', house.app.actor(CLERK))
      return outcome
    }
    expect(await workOutbox({ ...house.app, mailer: { ...mailer, deliver } })).toMatchObject([{ state: 'queued', code: null }])
    await reopenOutbox(house.app, house.app.actor(CLERK))
    expect(await workOutbox(house.app)).toMatchObject([{ state: 'relayed', code: null }])
    expect(await subjects(seen)).toEqual(['del 1 av 2: 1 bilaga', 'del 2 av 2: 1 bilaga'])
  })

  it('has failed when a part comes back, and only that part goes again when a person resumes it', async () => {
    const seen = house.receiver.messages().length
    await report(1, 'failed')
    expect(await letter()).toMatchObject({ state: 'failed' })
    await resumeLetter(house.app, (await letter()).id, house.app.actor(CLERK))
    expect(await worked()).toEqual(['relayed'])
    expect(await subjects(seen)).toEqual(['del 1 av 2: 1 bilaga'])
    expect((await verifyLetter(house.app, (await letter()).id)).faults).toEqual([])
  })

  it.each([7, 9])('ends as one copy of each part when its worker is killed between them (step %i)', async (step) => {
    const seen = house.receiver.messages().length
    await resendLetter(house.app, (await letter()).id, 'syns inte', house.app.actor(CLERK))
    await killedAt(step)
    for (let pass = 0; pass < 3 && (await letter()).state !== 'relayed'; pass += 1) {
      await worked()
      wait(house, 300)
    }
    expect((await letter()).state).toBe('relayed')
    const went = await subjects(seen)
    expect(['del 1 av 2', 'del 2 av 2'].map((part) => went.filter((subject) => subject.startsWith(part)).length)).toEqual([1, 1])
  })

  it('says so when it was sealed to a key that another has taken the place of', async () => {
    const { id } = await letter()
    expect((await letterDetails(house.app, id)).recipientKey).toMatchObject({ standing: 'pinned', replacedBy: null })
    const key = await makeSupplierKey(house)
    await pinSupplierKey(house, key)
    expect((await letterDetails(house.app, id)).recipientKey).toMatchObject({ standing: 'replaced', replacedBy: key.getFingerprint().toUpperCase() })
  })
})
