import { beforeAll, describe, expect, it } from 'vitest'
import { record, tickPoint } from '../../src/flows/record.js'
import { eventsOf } from '../../src/storage/events.js'
import { CLERK, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'

const FACTS = factsOf('lillfors-kommun')
const orgnr = FACTS.kund.orgnr
let house: House

beforeAll(async () => {
  house = await openHouse()
  await packed(house, FACTS, { kinds: ['raps'] })
})

const about = (event: string, options: { place?: string; note?: string }) => ({ subject: orgnr, event, options, exemplar: null, by: house.app.actor(CLERK), on: null })

async function history(): Promise<string> {
  return JSON.stringify(await eventsOf(house.app.store.read, orgnr))
}

describe('what people type into the history', () => {
  it.each(['nyckel A0A1A2A3A4A5', 'A0 A1 A2 A3 A4 A5', 'a0:a1:a2:a3:a4:a5'])('never holds a MIFARE key: %s', async (note) => {
    const before = await history()
    expect((await failureOf(record(house.app, about('mifare-key-handed-over', { place: 'Anna Berg', note })))).code).toBe('event-incomplete')
    expect(await history()).toBe(before)
  })

  it('takes the hand-over itself', async () => {
    await record(house.app, about('mifare-key-handed-over', { place: 'Anna Berg', note: 'förseglat kuvert' }))
    expect(await history()).toContain('förseglat kuvert')
  })

  it('masks what looks like a personnummer, in notes, receivers and names', async () => {
    await record(house.app, { ...about('forecast-recorded', { note: 'Anna 19850101-1234' }), by: house.app.actor('Eva 850101-1234') })
    await tickPoint(house.app, { orgnr, point: '1.1', note: 'ring 850101-1234', by: house.app.actor(CLERK), on: null })
    expect(await history()).not.toMatch(/850101-?1234/)
    expect(await history()).toContain('Anna ********-****')
  })
})
