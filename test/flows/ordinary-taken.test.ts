import { hostname } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { INTERRUPTED } from '../../signing/outbox.js'
import { sendDrafts, type DraftMailing } from '../../src/flows/send-drafts.js'
import { sendCustomerMail } from '../../src/flows/send-ordinary.js'
import { callOffOrdinaryLetter, holdOrdinaryLetter } from '../../src/flows/steer-ordinary.js'
import { beginOrdinaryLetter, claimOrdinaryLetter } from '../../src/storage/ordinary-letters.js'
import { CLERK, factsOf, openPostalHouse, packed, wait, type PostalHouse } from '../open-house.js'

const FACTS = factsOf('lillfors-kommun')

let house: PostalHouse
const by = () => house.app.actor(CLERK)
const mailed = () => house.receiver.messages()
const drafts = (changes: Partial<DraftMailing> = {}) => sendDrafts(house.app, { orgnr: FACTS.kund.orgnr, to: null, sending: 'once', by: by(), ...changes })
/** As a process leaves a letter that dies while it sends it. */
const begun = (id: string, worker: string) => house.app.store.write(async (tx) => (await claimOrdinaryLetter(tx, id, worker, house.app.now().toISOString())) !== null && (await beginOrdinaryLetter(tx, id, worker)))

beforeAll(async () => {
  house = await openPostalHouse()
  await packed(house, FACTS, { stage: 'draft', kinds: ['grundavtal'] })
})

describe('drafts that a process has taken', () => {
  it('may have come, and go once more, four hours after a machine that is gone took them', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const before = mailed().length
    await begun(id, 'annan-maskin/1')
    for (const minutes of [0, 239, 1]) expect([wait(house, minutes), await sendCustomerMail(house.app)]).toEqual([undefined, []])
    wait(house, 1)
    expect(await sendCustomerMail(house.app)).toMatchObject([{ id, state: 'relayed', claimedAt: null, attempts: [{ outcome: INTERRUPTED }, {}] }])
    expect(mailed()).toHaveLength(before + 1)
    wait(house, -241)
  })

  it('go once, without a doubt that they may have come, when the process that had taken them died before it began', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const before = mailed().length
    await house.app.store.write((tx) => claimOrdinaryLetter(tx, id, `${hostname()}/999999/dead`, house.app.now().toISOString()))
    expect(await sendCustomerMail(house.app)).toMatchObject([{ id, state: 'relayed', claimedBy: null, attempts: [{ outcome: { kind: 'accepted' } }] }])
    expect(mailed()).toHaveLength(before + 1)
  })

  it('do not go when they are stopped while they are looked at, before anything of them is sent', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const [before, { archive }] = [mailed().length, house.app]
    const stopping: typeof archive = { ...archive, read: async (file) => {
      await holdOrdinaryLetter(house.app, id, 'fel bilaga', by())
      return archive.read(file)
    } }
    expect(await sendCustomerMail({ ...house.app, archive: stopping })).toMatchObject([{ id, state: 'held', reason: 'fel bilaga', claimedBy: null, attempts: [] }])
    expect(mailed()).toHaveLength(before)
    await callOffOrdinaryLetter(house.app, id, 'klart', by())
  })

  it('go once when several look at the same time', async () => {
    await drafts({ sending: 'again' })
    const before = mailed().length
    const first = sendCustomerMail(house.app)
    await sendCustomerMail(house.app)
    await Promise.all([first, sendCustomerMail(house.app)])
    expect(mailed()).toHaveLength(before + 1)
  })

  it('are not sent again by a process that looked before another had sent them, and what is in doubt stays so', async () => {
    const { letter: { id } } = await drafts({ sending: 'again' })
    const [before, { store }] = [mailed().length, house.app]
    let first = true
    const late = { ...store, write: async <T>(work: Parameters<typeof store.write<T>>[0]) => {
      if (first) {
        first = false
        house.receiver.behave('drop-after-dot')
        await sendCustomerMail(house.app)
        house.receiver.behave('accept')
      }
      return store.write(work)
    } }
    expect(await sendCustomerMail({ ...house.app, store: late })).toMatchObject([{ id, state: 'unknown', claimedBy: null, attempts: [{ outcome: { kind: 'unknown' } }] }])
    wait(house, 1)
    expect(await sendCustomerMail(house.app)).toMatchObject([{ id, state: 'relayed', attempts: [{ outcome: { kind: 'unknown' } }, { outcome: { kind: 'accepted' } }] }])
    expect(mailed()).toHaveLength(before + 2)
  })
})
