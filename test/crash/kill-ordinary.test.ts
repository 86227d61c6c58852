import { hostname } from 'node:os'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { receiverKey } from '../../src/demo/mail-receiver.js'
import { mailMatters } from '../../src/flows/matters.js'
import { pin } from '../../src/flows/pin-key.js'
import { sendDrafts } from '../../src/flows/send-drafts.js'
import { sendCustomerMail } from '../../src/flows/send-ordinary.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { noteNames } from '../../src/storage/attempt-note.js'
import { ordinaryLettersWhere, type OrdinaryLetter } from '../../src/storage/ordinary-letters.js'
import { CLERK, COLLEAGUE, factsOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'
import { DEAD_PROCESS, mortal } from './mortal.js'

const FACTS = factsOf('lillfors-kommun')
const TO = { open: FACTS.kontakter?.kontraktsansvarig?.epost ?? '', encrypted: FACTS.kontakter?.ra?.[0]?.epost ?? '' }
/** Claimed, begun, handed over, recorded: each has a step before it and one after. One more than there are. */
const STEPS = Array.from({ length: 9 }, (_, index) => index + 1)

let house: PostalHouse

beforeAll(async () => {
  house = await openPostalHouse()
  await packed(house, FACTS, { stage: 'draft', kinds: ['grundavtal'] })
  const key = await receiverKey('RA', TO.encrypted, house.clock.now)
  const { fingerprint } = await (await house.app.keyRing()).importPublic(Buffer.from(key.toPublic().armor()))
  for (const person of [CLERK, COLLEAGUE]) await pin(house.app, { fingerprint, address: TO.encrypted, by: house.app.actor(person) })
})

async function now(id: string): Promise<OrdinaryLetter> {
  const [letter] = await ordinaryLettersWhere(house.app.store.read, { ids: [id] })
  if (letter === undefined) throw new Error('the letter is gone')
  return letter
}

/** Drafts whose process is killed at that step; others then work the outbox until nothing is left to do. Gives how the attempts went and the mails that came. */
async function killedAt(dieAt: number, protection: keyof typeof TO): Promise<{ readonly outcomes: readonly string[]; readonly mails: readonly Buffer[] }> {
  const { app, receiver } = house
  const { letter: { id, protection: found } } = await sendDrafts(app, { orgnr: FACTS.kund.orgnr, to: TO[protection], sending: 'again', by: app.actor(CLERK) })
  const before = receiver.messages().length
  const one = mortal(app, dieAt)
  await Promise.race([sendCustomerMail(one.app), one.died])
  await app.store.write((tx) => sql`update ordinary_letter set claimed_by = ${`${hostname()}/${DEAD_PROCESS}/gone`} where claimed_by is not null`.execute(tx))
  receiver.behave('accept')
  for (let pass = 0; pass < 3; pass += 1) {
    await workOutbox(app)
    await sendCustomerMail(app)
    wait(house, 10)
  }
  const { state, attempts } = await now(id)
  expect({ dieAt, found, state, matters: await mailMatters(app) }).toEqual({ dieAt, found: protection, state: 'relayed', matters: [] })
  expect(await noteNames(app.config.dataDirectory)).toEqual([])
  return { outcomes: attempts.map(({ outcome }) => outcome.kind), mails: receiver.messages().slice(before).map(({ raw }) => raw) }
}

it.each(STEPS.flatMap((step) => [[step, 'open'], [step, 'encrypted']] as const))('point 17: ordinary letters whose process is killed at step %i come once, and nobody is told that they may have come twice (%s)', { timeout: 60_000 }, async (dieAt, protection) => {
  const { outcomes, mails } = await killedAt(dieAt, protection)
  expect({ outcomes: outcomes.filter((kind) => kind !== 'unreachable'), mails: mails.length }).toEqual({ outcomes: ['accepted'], mails: 1 })
})

it('point 18: ordinary letters come once more, the same bytes, only when the process was killed after the last of them had gone', async () => {
  house.receiver.behave('drop-after-dot')
  const { outcomes, mails } = await killedAt(6, 'encrypted')
  expect([outcomes, mails.length, mails[0]?.equals(mails[1] ?? Buffer.alloc(0))]).toEqual([['unknown', 'accepted'], 2, true])
})
