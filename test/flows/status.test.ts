import { beforeAll, describe, expect, it } from 'vitest'
import { POINTS, pointRefusal } from '../../contracts/checklist-points.js'
import { RECORDABLE } from '../../contracts/recordable-names.js'
import { neededFields, RECORD_FIELDS, recordableOf } from '../../contracts/recordable.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { record, tickPoint } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { summariesAfter } from '../../src/flows/summaries.js'
import { commandsFor } from '../../src/cli/commands.js'
import { silentProgress } from '../silent-progress.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

const FACTS = factsOf('bryggans-barnmorskemottagning')
const ORGNR = FACTS.kund.orgnr
const PAPERS = ['grundavtal', 'tjansteavtal', 'raps', 'rutiner'] as const

let house: House
let manifest: Manifest

const about = () => ({ exemplar: null, by: house.app.actor(CLERK), on: null })
const page = () => customerStatus(house.app, ORGNR)
const point = async (id: string) => (await page()).steps.flatMap(({ points }) => points).find((one) => one.id === id)
const step = async (number: number) => (await page()).steps.find((one) => one.step === number)
const onPaper = (kind: string, event: string, options: Parameters<typeof record>[1]['options'] = {}) => record(house.app, { ...about(), subject: documentOf(manifest, kind).code, event, options })
const onCustomer = (event: string, options: Parameters<typeof record>[1]['options'] = {}) => record(house.app, { ...about(), subject: ORGNR, event, options })

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, FACTS)
})

describe('the customer’s page', () => {
  it('holds the twelve steps with 57 points and their planned weeks', async () => {
    const { steps } = await page()
    expect(steps.map((one) => one.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(steps.flatMap(({ points }) => points).filter(({ id }) => POINTS.some((known) => known.id === id))).toHaveLength(57)
    expect(steps[1]).toMatchObject({ plannedFrom: '2026-11-29', weeks: { from: 1, to: 3 } })
  })

  it('names the next thing to do, and one thing only', async () => {
    expect((await page()).nextAction).toMatch(/Lämna över till kunden/)
    expect(await summariesAfter(house.app, '', null)).toMatchObject([{ orgnr: ORGNR, stepsDone: 0, nextAction: (await page()).nextAction }])
  })

  it('is printed on one page', async () => {
    const [command] = await commandsFor(['status'])
    const outcome = await command?.run?.({ app: house.app, args: [ORGNR], options: {}, progress: silentProgress })
    expect(outcome?.text.split('\n').length).toBeLessThan(80)
    expect(outcome?.text).toContain('NÄSTA:')
  })

  it('says what is stuck, since when and why, once nobody has touched it for a fortnight', async () => {
    expect((await page()).stuck.filter(({ what }) => what.startsWith('Grundavtal'))).toEqual([])
    wait(house, 15 * 24 * 60)
    expect((await page()).stuck.find(({ what }) => what.startsWith('Grundavtal'))).toMatchObject({ since: '2026-11-22', why: expect.stringContaining('Väntar sedan 15 dagar') })
  })

  it('never moves because weeks pass', async () => {
    expect((await page()).steps.every(({ state }) => state === 'waiting')).toBe(true)
  })

  it('is known by the organisationsnummer in any form, and by no other', async () => {
    expect((await customerStatus(house.app, ORGNR.replace('-', ''))).name).toBe(FACTS.kund.namn)
    expect((await customerStatus(house.app, `16${ORGNR.replace('-', '')}`)).name).toBe(FACTS.kund.namn)
    expect((await failureOf(customerStatus(house.app, '212000-0142'))).message).toContain(FACTS.kund.namn)
  })
})

describe('a checklist point', () => {
  it('that a person settles is ticked once, by name', async () => {
    await tickPoint(house.app, { orgnr: ORGNR, point: '1.1', note: 'på plats', by: house.app.actor(CLERK), on: null })
    expect((await point('1.1'))?.settled).toMatchObject({ by: 'person', who: CLERK })
    expect((await failureOf(tickPoint(house.app, { orgnr: ORGNR, point: '1.1', note: null, by: house.app.actor(CLERK), on: null }))).code).toBe('already-recorded')
    expect((await failureOf(tickPoint(house.app, { orgnr: ORGNR, point: '1.12', note: null, by: house.app.actor(CLERK), on: null }))).code).toBe('point-unknown')
  })

  it('that documents or events settle cannot be ticked, and says what settles it', async () => {
    const refused = await failureOf(tickPoint(house.app, { orgnr: ORGNR, point: '7.2', note: null, by: house.app.actor(CLERK), on: null }))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining('arkiverad')])
    for (const { id, settledBy } of POINTS) expect([id, pointRefusal(id) === null]).toEqual([id, settledBy.by === 'person'])
  })

  it('is settled by the papers handed over', async () => {
    for (const kind of ['tjansteavtal', 'raps']) await onPaper(kind, 'handed-over')
    expect((await point('4.2.2'))?.settled).toBeNull()
    await onPaper('rutiner', 'handed-over')
    expect((await point('4.2.2'))?.settled).not.toBeNull()
  })

  it('is settled by the event it names', async () => {
    expect((await point('3.1'))?.settled).toBeNull()
    await onCustomer('local-seller-named', { place: 'Lotta Säljare' })
    expect((await point('3.1'))?.settled).toBeNull()
    await onCustomer('local-seller-told')
    expect((await point('3.1'))?.settled).not.toBeNull()
    await onCustomer('ra-card-handed-over:production', { place: 'Åsa RA' })
    expect((await point('6.9'))?.settled).toBeNull()
    await onCustomer('ra-card-handed-over:training', { place: 'Åsa RA' })
    expect((await point('6.9'))?.settled).not.toBeNull()
  })

  it('on the SIS application is none of a customer’s who wants no such cards', async () => {
    expect((await point('4.2.4'))?.settled).not.toBeNull()
  })
})

describe('step 7', () => {
  it('has its second point settled only when every agreement and appendix is signed, archived and returned', async () => {
    await approveReviewSet(house, manifest)
    await signedAndConfirmed(house, manifest, PAPERS, ['kund'])
    expect((await point('7.1'))?.settled).not.toBeNull()
    const settled: boolean[] = []
    const note = async (): Promise<void> => {
      settled.push((await point('7.2'))?.settled !== null)
    }
    await note()
    wait(house, 10)
    await signedAndConfirmed(house, manifest, PAPERS, ['svr'])
    await note()
    for (const kind of PAPERS) await onPaper(kind, 'archived', { place: 'Närarkiv 3' })
    await note()
    for (const kind of PAPERS.slice(1)) await onPaper(kind, 'original-returned', { place: 'rekommenderat brev' })
    await note()
    expect(settled).toEqual([false, false, false, false])
    await onPaper('grundavtal', 'original-returned', { place: 'rekommenderat brev' })
    expect((await point('7.2'))?.settled).not.toBeNull()
    expect((await step(7))?.state).toBe('started')
  })

  it('says where each original is, and that archived and returned are apart', async () => {
    const { originals, documents } = await page()
    expect(originals.filter(({ kind }) => kind === 'grundavtal').map(({ holder, place }) => [holder, place])).toEqual([['svr', 'Arkiverat hos SVR: Närarkiv 3'], ['kund', 'Returnerat till kunden: rekommenderat brev']])
    expect(documents.find(({ kind }) => kind === 'grundavtal')).toMatchObject({ stage: 'signed', archived: { text: 'Närarkiv 3' }, originalReturned: { text: 'rekommenderat brev' } })
  })
})

describe('every event that can be recorded', () => {
  it('is told apart by name, and a wrong name is met with the nearest', async () => {
    expect(new Set(RECORDABLE.map(({ name }) => name)).size).toBe(RECORDABLE.length)
    for (const { name } of RECORDABLE) expect(recordableOf(name).name).toBe(name)
    expect((await failureOf(onPaper('grundavtal', 'arkived'))).message).toContain('archived')
  })

  // Secure mail is configured for somebody who has a card, so the cards come first.
  const aboutCustomers = RECORDABLE.filter(({ scope }) => scope === 'customer').toSorted((a, b) => Number(b.type === 'ra-card-handed-over') - Number(a.type === 'ra-card-handed-over'))

  it.each(aboutCustomers)('about a customer is recorded: $name', async ({ name, type, fixed }) => {
    const samples: Record<string, string> = { month: '2026-12', promisedOn: '2027-02-01', expiresOn: '2029-01-01', grade: '4', question: type === 'evaluation-commented' ? 'vill-andra' : 'helhet' }
    const other = factsOf('ovre-kvarnadalens-forbund')
    await packed(house, other, { kinds: ['kortprognos'] })
    const options = { set: Object.fromEntries(neededFields(name).map((field) => [RECORD_FIELDS[field]?.key ?? field, samples[field] ?? 'Lotta Prov'])) }
    const { events } = await record(house.app, { ...about(), on: type === 'delivery-may-start' ? '2026-12-01' : null, subject: other.kund.orgnr, event: name, options })
    expect(events.at(-1)?.event).toMatchObject({ type, ...fixed })
  })

  it('is refused with what is missing rather than recorded by halves', async () => {
    const refused = await failureOf(onCustomer('customer-number-reported'))
    expect([refused.code, refused.faults.map(({ path }) => path)]).toEqual(['event-incomplete', ['--set kundnummer=…', '--place', '--set källa=…']])
  })

  it('may lie in the past but not in the future', async () => {
    const request = { subject: ORGNR, event: 'logotype-handed-in', options: {}, exemplar: null, by: house.app.actor(CLERK) }
    expect((await failureOf(record(house.app, { ...request, on: '2027-06-01' }))).message).toContain('framtiden')
    expect((await record(house.app, { ...request, on: '2026-11-25' })).events).toMatchObject([{ happenedOn: '2026-11-25' }])
  })
})

describe('status', () => {
  it('follows from the recorded events alone', async () => {
    const shown = await page()
    const { documents } = shown
    expect(documents.length).toBeGreaterThan(10)
    await house.reopen()
    expect(await page()).toEqual(shown)
  })
})
