import { beforeAll, describe, expect, it } from 'vitest'
import { record } from '../../src/flows/record.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { customerStatus } from '../../src/flows/status.js'
import { documentRetention, documentsRunOut, extendRetention } from '../../src/flows/document-retention.js'
import { setRetention } from '../../src/flows/retention.js'
import { eventCount } from '../../src/storage/event-chain.js'
import { filesOf, versionOf } from '../../src/storage/versions.js'
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

  it('comes up for a person to decide about when its time has run out, is kept longer by a decision, and is never deleted', async () => {
    const { app, clock } = house
    const by = app.actor(CLERK)
    const decided = { from: 'ceased', decision: 'Plan 2026, 4.2', decidedBy: 'Arkivnämnden', decidedOn: '2026-05-04' } as const
    const cancelled = (await customerStatus(app, FACTS.kund.orgnr)).documents.find(({ stage }) => stage === 'cancelled')?.code ?? ''
    expect((await documentRetention(app, cancelled)).state).toBe('undecided')
    const before = await eventCount(app.store.read)
    for (const _ of ['once', 'again']) await setRetention(app, 'kortprognos', { ...decided, years: 2 }, by)
    expect(await eventCount(app.store.read)).toBe(before + 1)
    expect((await failureOf(setRetention(app, 'kortprognos', { ...decided, years: 1, decidedOn: '2999-01-01' }, by))).code).toBe('call-invalid')
    expect(await failureOf(setRetention(app, 'kortprognoss', { ...decided, years: 1 }, by))).toMatchObject({ code: 'kind-unknown', message: expect.stringContaining('Menade du kortprognos?') })

    const year = Number(clock.now.toISOString().slice(0, 4))
    expect((await documentRetention(app, cancelled)).until).toBe(`${year + 2}-12-31`)
    clock.now = new Date(`${year + 2}-12-31T12:00:00Z`)
    expect(await documentsRunOut(app)).toEqual([])
    clock.now = new Date(`${year + 3}-01-01T12:00:00Z`)
    expect(await documentsRunOut(app)).toMatchObject([{ code: cancelled, customer: FACTS.kund.namn, started: { by: 'cancelled' } }])
    expect((await failureOf(extendRetention(app, cancelled, { until: `${year + 2}-06-30`, reason: 'tvist', by }))).code).toBe('call-invalid')
    expect(await extendRetention(app, cancelled, { until: `${year + 5}-06-30`, reason: 'tvist med 19900101-2385', by })).toMatchObject({ state: 'running', until: `${year + 5}-06-30`, extended: { reason: expect.not.stringContaining('2385') } })
    expect(await failureOf(extendRetention(app, cancelled, { until: `${year + 4}-06-30`, reason: 'tvist', by }))).toMatchObject({ code: 'call-invalid', message: expect.stringContaining(`${year + 5}-06-30`) })
    expect(await extendRetention(app, cancelled, { until: null, reason: 'tvist', by })).toMatchObject({ state: 'for-ever' })
    expect((await failureOf(extendRetention(app, cancelled, { until: `${year + 6}-06-30`, reason: 'tvist', by }))).code).toBe('already-recorded')
    expect(await documentsRunOut(app)).toEqual([])
    for (const { sha256 } of await filesOf(app.store.read, cancelled)) expect((await app.archive.read(sha256)).length).toBeGreaterThan(0)
    await setRetention(app, 'kortprognos', { ...decided, years: null }, by)
    expect((await failureOf(extendRetention(app, cancelled, { until: null, reason: 'tvist', by }))).code).toBe('already-recorded')
  })
})
