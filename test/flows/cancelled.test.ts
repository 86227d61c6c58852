import { beforeAll, describe, expect, it } from 'vitest'
import { record } from '../../src/flows/record.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { customerStatus } from '../../src/flows/status.js'
import { versionOf } from '../../src/storage/versions.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'

const FACTS = factsOf('vardgruppen-solbacka')

let house: House
beforeAll(async () => {
  house = await openHouse()
})

describe('a version that a person cancels', () => {
  it('is not given out as unchanged by the next pack, which issues a new one', async () => {
    const { code } = documentOf(await packed(house, FACTS, { kinds: ['kortprognos'] }), 'kortprognos')
    const { events } = await record(house.app, { subject: code, event: 'cancelled', options: { reason: 'fel kund' }, exemplar: null, by: house.app.actor(CLERK), on: null })
    expect((await versionOf(house.app.store.read, code))?.cancelledAt).toBe(house.clock.now.toISOString())
    const again = documentOf(await packed(house, FACTS, { kinds: ['kortprognos'] }), 'kortprognos')
    expect(again.code).not.toBe(code)
    const { documents } = await customerStatus(house.app, FACTS.kund.orgnr)
    expect(documents.map((document) => [document.code, document.stage])).toEqual([[again.code, 'issued'], [code, 'cancelled']])

    const refused = await failureOf(withdraw(house.app, events[0]?.sequence ?? 0, 'ångrat', house.app.actor(CLERK)))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining('blir aldrig giltig igen')])
  })
})
