import { beforeAll, describe, expect, it } from 'vitest'
import { record } from '../../src/flows/record.js'
import { outlineOf, readOutline } from '../../src/flows/outline.js'
import { customersBehind, lineOf, refreshForLook, refreshLines, tryUnderivableAgain } from '../../src/flows/refresh-lines.js'
import { customerStatus } from '../../src/flows/status.js'
import { summariesAfter } from '../../src/flows/summaries.js'
import { tasksOf } from '../../src/flows/tasks.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { customerLines, customerTasks, keepLine, keptOutlines, staleLineCount, staleLines } from '../../src/storage/customer-lines.js'
import { call } from '../cli/call.js'
import { CLERK, EPOCH, documentOf, factsOf, openHouse, packed, wait, type House } from '../open-house.js'

const ORGNR = '212000-9879'
const ALL = { from: 0, most: 10 }
let house: House
let code = ''

async function heldAgainstTruth(): Promise<void> {
  const status = await customerStatus(house.app, ORGNR)
  expect((await customerLines(house.app.store.read, { words: [] }, ALL)).lines).toEqual([lineOf(status)])
  expect(readOutline((await keptOutlines(house.app.store.read, [ORGNR])).get(ORGNR) ?? '{}')).toEqual(outlineOf(status))
  const kept = []
  for (const kind of new Set(tasksOf(status).map((task) => task.kind))) kept.push(...(await customerTasks(house.app.store.read, kind, 100)).tasks.map(({ orgnr: _orgnr, name: _name, position: _position, ...task }) => task))
  const byName = (tasks: readonly { readonly what: string }[]) => tasks.toSorted((one, other) => one.what.localeCompare(other.what))
  expect(byName(kept)).toEqual(byName(tasksOf(status)))
}

beforeAll(async () => {
  house = await openHouse()
  code = documentOf(await packed(house, factsOf('lillfors-kommun'), { kinds: ['grundavtal'] }), 'grundavtal').code
})

describe('the line of a customer in the list', () => {
  it('is what the status says, after every event, and after one that is taken back', async () => {
    const { app } = house
    await refreshLines(app, 10)
    await heldAgainstTruth()
    expect((await customerTasks(app.store.read, 'hand-over', 5)).total).toBe(1)
    const { events } = await record(app, { subject: code, event: 'handed-over', options: { set: {} }, exemplar: null, by: app.actor(CLERK), on: null })
    expect(await staleLineCount(app.store.read, null)).toBe(1)
    await refreshLines(app, 10)
    await heldAgainstTruth()
    expect((await customerTasks(app.store.read, 'hand-over', 5)).total).toBe(0)
    await withdraw(app, events[0]?.sequence ?? 0, 'Fel handling', app.actor(CLERK))
    await refreshLines(app, 10)
    await heldAgainstTruth()
  })

  it('is derived anew on another day, and only for whoever asks for that', async () => {
    wait(house, 60 * 24 * 40)
    await refreshForLook(house.app)
    // Until then the pages say that they show the day before, on which nobody stood still.
    expect([await customersBehind(house.app), (await customerLines(house.app.store.read, { words: [], stuck: 'stuck' }, ALL)).total]).toEqual([1, 0])
    expect(await refreshLines(house.app, 10)).toBe(1)
    expect(await customersBehind(house.app)).toBe(0)
    await heldAgainstTruth()
    expect((await customerLines(house.app.store.read, { words: [], stuck: 'stuck' }, ALL)).total).toBe(1)
    house.clock.now = EPOCH
  })

  it('stays stale when something changed while it was derived', async () => {
    const { store } = house.app
    await refreshLines(house.app, 10)
    await store.write((tx) => tx.updateTable('customer').set({ name: 'Lillfors' }).where('orgnr', '=', ORGNR).execute())
    const [stale] = await staleLines(store.read, { most: 1, today: null })
    const line = { ...lineOf(await customerStatus(house.app, ORGNR)), search: '', outlineJson: '{}' }
    await store.write((tx) => tx.updateTable('customer').set({ name: 'Lillfors kommun' }).where('orgnr', '=', ORGNR).execute())
    await store.write((tx) => keepLine(tx, line, [], { changes: stale?.changes ?? 0, today: '2026-11-22' }))
    expect(await staleLineCount(store.read, null)).toBe(1)
  })

  it('does not take an older derivation over a newer', async () => {
    const { store } = house.app
    await refreshLines(house.app, 10)
    const { lines: newest } = await customerLines(store.read, { words: [] }, ALL)
    const older = { ...lineOf(await customerStatus(house.app, ORGNR)), stepsDone: 0, stuck: 7, search: '', outlineJson: '{}' }
    await store.write((tx) => keepLine(tx, older, [], { changes: 1, today: '2026-11-22' }))
    expect((await customerLines(store.read, { words: [] }, ALL)).lines).toEqual(newest)
    await heldAgainstTruth()
  })

  it('of one whose status cannot be derived says so, and holds no other up', async () => {
    const { app } = house
    const { orgnr } = (await packed(house, factsOf('region-vastmarken'), { kinds: ['kortprognos'] })).customer
    const rename = (name: string, of: string) => app.store.write((tx) => tx.updateTable('customer').set({ name }).where('orgnr', '=', of).execute())
    const { facts_sha256: facts } = await app.store.read.selectFrom('customer').select('facts_sha256').where('orgnr', '=', ORGNR).executeTakeFirstOrThrow()
    const nameFacts = (sha256: string) => app.store.write((tx) => tx.updateTable('customer').set({ facts_sha256: sha256 }).where('orgnr', '=', ORGNR).execute())
    const unreadable = 'f'.repeat(64)
    await app.store.write((tx) => tx.insertInto('facts').values({ sha256: unreadable, orgnr: ORGNR, facts_json: '{"kund": 7}', recorded_at: EPOCH.toISOString() }).execute())
    await nameFacts(unreadable)
    await rename('Region Nytt Namn', orgnr)
    const told: unknown[] = []
    const reporting = { ...app, report: (error: unknown) => `nr${told.push(error)}` }
    expect(await refreshLines(reporting, 10)).toBe(2)
    expect(told).toHaveLength(1)
    const { lines } = await customerLines(app.store.read, { words: [] }, ALL)
    expect(lines.find((line) => line.orgnr === ORGNR)).toMatchObject({ stuck: 1, nextAction: expect.stringContaining('kunde inte beräknas (internt fel nr1)') })
    expect(lines.find((line) => line.orgnr === orgnr)).toMatchObject({ name: 'Region Nytt Namn', stepsDone: expect.any(Number) })
    expect((await customerTasks(app.store.read, 'underivable', 5)).tasks.map(({ path }) => path)).toEqual([`/kunder/${ORGNR}/historik`])
    expect(await refreshLines(reporting, 10)).toBe(0)
    expect(await call({ ...house, app: reporting }, 'status')).toMatchObject({ exit: 4, complaints: expect.stringMatching(new RegExp(`^${ORGNR} .*kunde inte beräknas \\(internt fel nr2\\)`)), json: expect.arrayContaining([expect.objectContaining({ orgnr, name: 'Region Nytt Namn' })]) })
    expect((await summariesAfter(app, '', null)).map((one) => one.orgnr)).toEqual([ORGNR, orgnr].toSorted())
    expect((await summariesAfter(app, '', 1)).map((one) => one.orgnr)).toEqual([ORGNR, orgnr].toSorted().slice(0, 1))
    await nameFacts(facts)
    await refreshLines(app, 10)
    await tryUnderivableAgain(app)
    expect((await customerTasks(app.store.read, 'underivable', 5)).total).toBe(0)
  })
})
