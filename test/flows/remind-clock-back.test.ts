import { beforeAll, expect, it } from 'vitest'
import { remind } from '../../src/flows/remind.js'
import { openUnpinnedHouse, type PostalHouse } from '../open-house.js'

let house: PostalHouse

beforeAll(async () => {
  house = await openUnpinnedHouse({ reminderTo: 'forvaltare@radgivning.example' })
})

it('what was told by a clock years ahead is told again when it is right, once, and then as usual', async () => {
  const told: [string, number][] = []
  for (const day of ['2029-12-03', '2026-11-23', '2026-11-23', '2026-11-24', '2026-11-27', '2026-11-30']) {
    house.clock.now = new Date(`${day}T09:00:00Z`)
    told.push([day, (await remind(house.app)).length])
  }
  expect(told).toEqual([['2029-12-03', 1], ['2026-11-23', 1], ['2026-11-23', 0], ['2026-11-24', 0], ['2026-11-27', 0], ['2026-11-30', 1]])
  expect(house.receiver.messages()).toHaveLength(3)
})
