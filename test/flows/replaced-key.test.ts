import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { holdLetter } from '../../src/flows/steer-letter.js'
import { workOutbox } from '../../src/flows/work-outbox.js'
import { eventsOf } from '../../src/storage/events.js'
import type { Letter } from '../../src/storage/letter.js'
import { letters } from '../../src/storage/letters.js'
import { CLERK, factsOf, makeSupplierKey, openPostalHouse, packed, pinSupplierKey, wait, type PostalHouse } from '../open-house.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

let house: PostalHouse
let restore: () => Promise<void>

async function only(): Promise<Letter> {
  const [letter] = await letters(house.app.store.read)
  if (letter === undefined) throw new Error('no letter is there')
  return letter
}

/** The one letter after two persons have pinned another key, and how its reason ought to begin. */
async function afterNewKey(): Promise<{ readonly letter: Letter; readonly beginning: string }> {
  const { reason } = await only()
  const key = await makeSupplierKey(house)
  await pinSupplierKey(house, key)
  return { letter: await only(), beginning: `${reason ?? ''} Sedan dess har två personer fäst nyckeln ${key.getFingerprint().toUpperCase()} ` }
}

beforeAll(async () => {
  house = await openPostalHouse({ reviewSet: ['rutiner'] })
  const manifest = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: ['rutiner'] })
  await approveReviewSet(house, manifest, ['rutiner'])
  await signedAndConfirmed(house, manifest, ['rutiner'])
  wait(house, 60)
  restore = await house.remember()
})

beforeEach(async () => {
  await restore()
  house.receiver.behave('accept')
})

describe('a sealed letter that stands still while its key is replaced', () => {
  it('says so to whoever lets it go on, beside what a person held it for', async () => {
    house.receiver.behave('refuse-recipient-temporarily')
    await workOutbox(house.app)
    await holdLetter(house.app, (await only()).id, 'väntar på besked', house.app.actor(CLERK))
    const { letter, beginning } = await afterNewKey()
    expect([letter.state, letter.reason?.slice(0, beginning.length)]).toEqual(['held', beginning])
    expect((await eventsOf(house.app.store.read, letter.orgnr)).findLast(({ event }) => event.type === 'letter-held')?.event).toMatchObject({ letter: letter.id, reason: letter.reason })
  })

  it('says so beside why the server refused it', async () => {
    house.receiver.behave('refuse-recipient')
    await workOutbox(house.app)
    const { letter, beginning } = await afterNewKey()
    expect([letter.state, letter.reason?.slice(0, beginning.length)]).toEqual(['failed', beginning])
  })
})
