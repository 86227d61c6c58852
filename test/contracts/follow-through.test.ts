import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { awaitedFrom } from '../../contracts/awaited.js'
import { datedOf, inOrder } from '../../contracts/calendar-entries.js'
import { EVALUATION_QUESTIONS, EVALUATION_TEXTS, EVALUATION_WORD_TEXTS } from '../../contracts/evaluation-questions.js'
import { followUpOf } from '../../contracts/follow-up.js'
import { cardProducts, productNotices } from '../../contracts/card-products.js'
import { handoutLibrary, packingList } from '../../contracts/handouts.js'
import { meetingStatuses } from '../../contracts/meetings.js'
import { planOf, plannedSteps, planTemplate } from '../../contracts/plan.js'
import { progressOf, type CustomerProgress } from '../../contracts/progress.js'
import type { Event, EventOf } from '../../contracts/event.js'
import { readFacts } from '../../templates/facts-faults.js'
import { CLERK, failureIn, ORGNR, SHA, Story } from './story.js'

const BOOKING: EventOf<'meeting-booked'> = { type: 'meeting-booked', ordinal: 2, startsAt: '2026-12-01T09:00', endsAt: '2026-12-01T16:00', place: 'Rådhuset', participants: [{ name: 'Rut Ran', address: 'rut@kommunen.example' }] }

function page(story: Story): CustomerProgress {
  return progressOf({ orgnr: ORGNR, name: 'Exempelkommunen', versions: story.versions, events: story.events, facts: null, plan: { startsOn: '2026-10-05' }, today: story.today, answerDays: 10 })
}
const pointsOf = (story: Story) => page(story).steps.flatMap(({ points }) => points)
const meeting = (story: Story, ordinal: number) => page(story).meetings.find((one) => one.ordinal === ordinal)

describe('a customer’s own points', () => {
  it('are ticked like the others, hold their step up, and are gone when removed', () => {
    const story = new Story()
    story.record({ type: 'own-point-added', point: '1.e1', step: 1, text: 'Boka lokal' })
    for (const point of ['1.1', '1.2.1', '1.2.2', '1.2.3', '1.3', '1.4']) story.record({ type: 'point-ticked', point })
    expect(page(story).steps[0]).toMatchObject({ state: 'started', doneOn: null })
    story.record({ type: 'point-ticked', point: '1.e1', note: 'sal 4' })
    expect(pointsOf(story).find(({ id }) => id === '1.e1')).toMatchObject({ own: true, text: 'Boka lokal', settled: { who: CLERK.name, note: 'sal 4' } })
    expect(page(story).steps[0]).toMatchObject({ state: 'done', startedOn: story.today, doneOn: story.today })
    story.record({ type: 'own-point-removed', point: '1.e1', reason: 'dubblett' })
    expect(pointsOf(story).some(({ own }) => own)).toBe(false)
  })

  it('cannot be ticked once they are gone', () => {
    const story = new Story()
    story.record({ type: 'own-point-added', point: '1.e1', step: 1, text: 'Boka lokal' })
    story.record({ type: 'own-point-removed', point: '1.e1', reason: 'dubblett' })
    expect(failureIn(() => story.record({ type: 'point-ticked', point: '1.e1' })).code).toBe('point-unknown')
  })

  it('are the only ones that can be removed', () => {
    expect(failureIn(() => new Story().record({ type: 'own-point-removed', point: '1.1', reason: 'nej' }))).toMatchObject({ code: 'transition-refused', message: expect.stringContaining('hör till checklistan') })
    expect(failureIn(() => new Story().record({ type: 'own-point-removed', point: '1.e1', reason: 'nej' })).code).toBe('point-unknown')
  })
})

describe('a meeting', () => {
  it('is booked, moved, called off and booked again, each change counted for its invitation', () => {
    const story = new Story()
    expect(meeting(story, 2)).toMatchObject({ state: 'unbooked', step: 4, duration: '1 dag' })
    story.record(BOOKING)
    story.record({ ...BOOKING, startsAt: '2026-12-02T09:00', endsAt: '2026-12-02T16:00' })
    expect(meeting(story, 2)).toMatchObject({ state: 'booked', changes: 2, booking: { startsAt: '2026-12-02T09:00', participants: [{ name: 'Rut Ran', address: 'rut@kommunen.example' }] } })
    story.record({ type: 'meeting-cancelled', ordinal: 2, reason: 'snöstorm' })
    expect(meeting(story, 2)).toMatchObject({ state: 'cancelled', changes: 3, cancelled: { text: 'snöstorm' } })
    story.record(BOOKING)
    expect(meeting(story, 2)).toMatchObject({ state: 'booked', changes: 4, cancelled: null })
  })

  it('asks whether it was held when its day has passed, and is over when it was', () => {
    const story = new Story()
    story.record(BOOKING)
    story.today = '2026-12-02'
    expect(meeting(story, 2)?.state).toBe('passed')
    story.record({ type: 'meeting-held', ordinal: 2 }, { on: '2026-12-01' })
    story.record({ type: 'meeting-attended', ordinal: 2, participants: ['Rut Ran'] })
    story.record({ type: 'meeting-minutes-kept', ordinal: 2, sha256: SHA, fileName: 'anteckningar.docx' })
    expect(meeting(story, 2)).toMatchObject({ state: 'held', held: { on: '2026-12-01' }, attended: ['Rut Ran'], minutes: [{ fileName: 'anteckningar.docx' }] })
    expect(failureIn(() => story.record(BOOKING)).message).toContain('hölls 2026-12-01')
  })

  it.each<[Event, string]>([
    [{ ...BOOKING, endsAt: '2026-12-01T08:00' }, 'måste sluta senare än den börjar'],
    [{ ...BOOKING, startsAt: '2027-03-28T03:30', endsAt: '2027-03-28T03:30' }, 'måste sluta senare än den börjar'],
    [{ ...BOOKING, startsAt: '2027-03-28T02:30', endsAt: '2027-03-28T03:30' }, 'Klockan 02:30 finns inte den 2027-03-28: då ställs klockan fram en timme till sommartid. Välj en annan tid.'],
    [{ ...BOOKING, startsAt: '2027-03-28T01:30', endsAt: '2027-03-28T02:00' }, 'Klockan 02:00 finns inte'],
    [{ type: 'meeting-booked', ordinal: 2, startsAt: '2026-12-01T09:00', endsAt: '2026-12-01T10:00', participants: [] }, 'Varken plats eller länk'],
    [{ type: 'meeting-cancelled', ordinal: 2, reason: 'snöstorm' }, 'inte bokad'],
    [{ type: 'meeting-attended', ordinal: 2, participants: ['Rut Ran'] }, 'inte antecknad som hållen'],
  ])('refuses %j', (event, message) => {
    expect(failureIn(() => new Story().record(event)).message).toContain(message)
  })
})

const house = (...events: Parameters<Story['append']>[0][number]['event'][]) => new Story().append(events.map((event) => ({ happenedOn: '2026-11-20', actor: CLERK, orgnr: null, code: null, exemplar: null, event })))

describe('what is handed out', () => {
  const added = (edition: string, needs: string[]) => ({ type: 'handout-added', handout: 'KRA-häfte', edition, sha256: SHA, fileName: 'kra.pdf', mediaType: 'application/pdf', bytes: 9, needs } as const)

  it('is packed for the meetings whose points need it, in its newest edition, until it is retired', () => {
    const library = handoutLibrary(house(added('1', ['6.7']), added('2', ['6.7', '10.6', '4'])))
    const points = pointsOf(new Story())
    expect(packingList(3, points, library).bring.find(({ point }) => point === '6.7')?.handouts).toMatchObject([{ edition: '2' }])
    expect(packingList(2, points, library).bring.at(-1)).toMatchObject({ point: null, text: 'KRA-häfte' })
    expect(packingList(3, points, library).check.map(({ point }) => point)).toContain('6.1')
    const retired = handoutLibrary(house(added('1', ['6.7']), { type: 'handout-retired', handout: 'KRA-häfte', reason: 'föråldrat' }))
    expect(retired[0]?.retired).toEqual({ on: '2026-11-20', reason: 'föråldrat' })
    expect(packingList(3, points, retired).bring.flatMap(({ handouts }) => handouts)).toEqual([])
  })

  it('has a packing list for each of the five meetings, and every point of its step stands on it once', () => {
    const points = pointsOf(new Story())
    for (const { ordinal, step } of meetingStatuses([], '2026-11-22')) {
      const { bring, check } = packingList(ordinal, points, [])
      expect([...bring, ...check].map(({ point }) => point).toSorted()).toEqual(points.filter((point) => point.step === step).map(({ id }) => id).toSorted())
    }
  })
})

describe('a plan', () => {
  it('is the template with the customer’s own weeks over it, and moves no step', () => {
    const story = new Story()
    const [house] = story.append([{ happenedOn: story.today, actor: CLERK, orgnr: null, code: null, exemplar: null, event: { type: 'plan-template-set', steps: [{ step: 4, weeks: { from: 2, to: 6 } }, { step: 7, weeks: { from: 5, to: 7 } }] } }])
    story.record({ type: 'plan-set', startsOn: '2026-12-07', steps: [{ step: 7, weeks: { from: 9, to: 9 } }] })
    const plan = planOf(planTemplate(house ? [house] : []), story.events, '2026-11-22')
    expect(plan.startsOn).toBe('2026-12-07')
    expect(plannedSteps(plan.weeks).filter(({ changed }) => changed).map(({ step, weeks }) => [step, weeks.from, weeks.to])).toEqual([[4, 2, 6], [7, 9, 9]])
    expect(planOf({}, [], '2026-11-22')).toEqual({ startsOn: '2026-11-22', weeks: {} })
    expect(page(story).steps.every(({ state }) => state === 'waiting')).toBe(true)
  })
})

describe('the supplier’s people', () => {
  it('are the seller as named last, told only after that', () => {
    const story = new Story()
    expect(failureIn(() => story.record({ type: 'local-seller-told' })).message).toContain('Ingen lokal säljare är utsedd')
    story.record({ type: 'local-seller-named', name: 'Lotta Säljare', phone: '08-123 45 67' })
    story.record({ type: 'local-seller-told' })
    expect(page(story).contacts[0]).toMatchObject({ name: 'Lotta Säljare', phone: '08-123 45 67', toldOn: story.today, from: 'recorded' })
    story.record({ type: 'local-seller-named', name: 'Nils Ny' })
    expect(page(story).contacts[0]).toMatchObject({ name: 'Nils Ny', toldOn: null })
    story.record({ type: 'supplier-contact-recorded', role: 'kundtjanst', name: 'Kundtjänst Väst', email: 'vast@leverantor.example' })
    expect(page(story).contacts.find(({ role }) => role === 'kundtjanst')).toMatchObject({ name: 'Kundtjänst Väst', from: 'recorded' })
  })
})

describe('what is awaited', () => {
  it('names whom, and puts what is late first', () => {
    const story = new Story('raps')
    story.on('raps', { type: 'handed-over' })
    story.record({ type: 'lead-time-requested', item: 'handlaggare', owner: 'Eva Ek' })
    story.record({ type: 'lead-time-promised', item: 'handlaggare', promisedOn: '2026-11-25' })
    expect(page(story).awaited.map(({ from, late }) => [from, late])).toEqual([['driftleverantören', false], ['kunden', false]])
    story.today = '2026-11-26'
    expect(page(story).awaited[0]).toMatchObject({ what: 'Registrering av handläggare', from: 'driftleverantören', owner: 'Eva Ek', dueOn: '2026-11-25', late: true })
    expect(awaitedFrom({ documents: [], letters: [], leadTimes: [], customerFiles: [{ month: '2026-11', expectedOn: '2026-11-05', sentOn: null, sentBy: null, checkedOn: null, checkedBy: null, state: 'late' }], events: [], today: '2026-11-26' })).toMatchObject([{ what: 'Kunddatafil 2026-11', from: 'kundtjänst', late: true }])
  })
})

describe('the monthly customer file', () => {
  it('says who recorded that it was sent and who checked it', () => {
    const story = new Story()
    story.record({ type: 'delivery-may-start', source: 'Lotta Säljare' }, { on: '2026-11-02' })
    for (const type of ['customer-file-sent', 'customer-file-checked'] as const) story.record({ type, month: '2026-11' })
    expect(page(story).customerFiles).toEqual([{ month: '2026-11', expectedOn: '2026-11-05', sentOn: story.today, sentBy: CLERK.name, checkedOn: story.today, checkedBy: CLERK.name, state: 'checked' }])
    expect(datedOf(page(story)).find(({ kind }) => kind === 'customer-file')).toMatchObject({ on: '2026-11-05', done: true, who: CLERK.name })
  })
})

describe('the calendar', () => {
  it('holds meetings, promises, renewals and the coordination lane by day, and says what is late', () => {
    const story = new Story()
    story.record(BOOKING)
    story.record({ type: 'lead-time-promised', item: 'korttyper', promisedOn: '2026-11-30' })
    story.record({ type: 'lead-time-received', item: 'utfardartillstand', number: 'U-17', expiresOn: '2026-12-24' })
    story.today = '2026-12-02'
    expect(inOrder(datedOf(page(story))).map(({ on, kind, late }) => [on, kind, late])).toEqual([
      ['2026-11-01', 'coordination', true], ['2026-11-30', 'lead-time', true], ['2026-12-01', 'meeting', true], ['2026-12-24', 'renewal', true], ['2026-12-28', 'coordination', false],
    ])
  })
})

describe('the evaluation', () => {
  it('asks exactly what the form asks', () => {
    const form = readFileSync(new URL('../../templates/library/utvardering/text.md', import.meta.url), 'utf8')
    const asked = form.split('\n').flatMap((line) => /^\| (?:\{\{#if [^}]*\}\}+)?([^|{]+?) \| □/.exec(line)?.[1] ?? [])
    expect(EVALUATION_QUESTIONS.map((question) => EVALUATION_TEXTS[question].text)).toEqual(asked)
    for (const text of Object.values(EVALUATION_WORD_TEXTS)) expect(form).toContain(`| ${text} |`)
  })

  it('counts the latest answer, leaves “vet ej” out of the mean, and tells where customers stand still', () => {
    const story = new Story('grundavtal')
    for (const grade of ['2', '5'] as const) story.record({ type: 'evaluation-answered', question: 'helhet', grade })
    story.record({ type: 'evaluation-commented', question: 'vill-andra', comment: 'Kortare väntan' })
    const other = new Story()
    other.record({ type: 'evaluation-answered', question: 'helhet', grade: 'vet-ej' })
    for (const point of ['1.1', '1.2.1', '1.2.2', '1.2.3', '1.3', '1.4']) other.record({ type: 'point-ticked', point }, { on: point === '1.1' ? '2026-11-20' : '2026-11-22' })
    story.today = '2026-12-30'
    const figures = followUpOf([page(story), page(other)])
    expect(figures).toMatchObject({ customers: 2, answered: 2, words: [{ comment: 'Kortare väntan' }] })
    expect(figures.questions.find(({ question }) => question === 'helhet')).toMatchObject({ mean: 5, grades: { '2': 0, '5': 1, 'vet-ej': 1 } })
    expect(figures.steps.slice(0, 2)).toMatchObject([{ step: 1, done: 1, meanDays: 3, here: 1, stuckHere: 1 }, { step: 2, done: 0, meanDays: null, here: 1, stuckHere: 0 }])
  })
})

describe('the house’s card products', () => {
  const set = (article: string, name: string, price?: number) => ({ type: 'card-product-set', article, name, sort: 'card', ...(price === undefined ? {} : { price }) } as const)
  const facts = readFacts({ kund: { namn: 'A', kundtyp: 'kommun', orgnr: '212000-9879' }, kort: { produkter: [{ artikel: 'SK-110', namn: 'Ordinarie kort', antal: 1, pris: 189 }, { artikel: 'SK-301', namn: 'Reservkort', antal: 1, pris: 145.5 }] } })
  const noted = (...events: Parameters<typeof house>) => productNotices(facts, cardProducts(house(...events)))

  it('say nothing of facts while there is no list, nor where they are the same or the price is agreed with each customer', () => {
    expect(noted()).toEqual([])
    expect(noted(set('SK-110', 'Ordinarie kort', 189), set('SK-301', 'Reservkort'))).toEqual([])
  })

  it('name what facts call otherwise, what is not in the list, and what was taken out of it until it is set again', () => {
    const list = [set('SK-110', 'Kort', 190), set('SK-310', 'Reservkort')]
    expect(noted(...list)).toEqual([
      { path: 'kort.produkter.0.namn', message: expect.stringContaining('heter SK-110 ”Kort”') }, { path: 'kort.produkter.0.pris', message: expect.stringMatching(/^är 189,00.kr; .* 190,00.kr$/u) },
      { path: 'kort.produkter.1.artikel', message: expect.stringContaining('menade du SK-310?') },
    ])
    const withdrawn = [...list, { type: 'card-product-withdrawn', article: 'SK-110', reason: 'utgått' } as const]
    expect(noted(...withdrawn)[0]).toEqual({ path: 'kort.produkter.0.artikel', message: expect.stringContaining('togs ur listan över kortprodukter 2026-11-20 (utgått)') })
    expect(noted(...withdrawn, set('SK-110', 'Ordinarie kort')).map(({ path }) => path)).toEqual(['kort.produkter.1.artikel'])
  })
})
