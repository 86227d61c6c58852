import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addHandout, handoutFile, retireHandout } from '../../src/flows/handouts.js'
import { invitationFile, mailInvitation } from '../../src/flows/invitation.js'
import { bookMeeting, cancelMeeting, customerMeetings, holdMeeting, minutesFile, type BookingRequest } from '../../src/flows/meetings.js'
import { outlines, outlinesForLook } from '../../src/flows/outlines.js'
import { setPlan, setPlanTemplate, shownPlan } from '../../src/flows/plan.js'
import { addOwnPoint, untickPoint } from '../../src/flows/points.js'
import { tickPoint } from '../../src/flows/record.js'
import { answerEvaluation } from '../../src/flows/answer-evaluation.js'
import { followUp } from '../../src/flows/follow-up.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { eventsOf } from '../../src/storage/events.js'
import { CLERK, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'

const FACTS = factsOf('lillfors-kommun')
const ORGNR = FACTS.kund.orgnr
let house: House

const by = () => house.app.actor(CLERK)
const booking = (changes: Partial<BookingRequest> = {}): BookingRequest => ({ orgnr: ORGNR, ordinal: 1, startsAt: '2026-12-01T09:00', endsAt: '2026-12-01T11:00', place: 'Rådhuset', link: null, participants: ['Rut Ran <rut@lillfors.example>'], note: null, by: by(), ...changes })
const file = (name: string, text: string): string => {
  const path = join(house.directory, name)
  writeFileSync(path, text)
  return path
}
const meeting = async (ordinal: number) => (await customerMeetings(house.app, ORGNR)).meetings.find((one) => one.ordinal === ordinal)

beforeAll(async () => {
  house = await openHouse()
  await packed(house, FACTS, { kinds: ['kortprognos'] })
})

describe('meetings', () => {
  it('are booked, invited to, moved and called off, and the calendar file follows', async () => {
    expect(await failureOf(invitationFile(house.app, ORGNR, 1))).toMatchObject({ code: 'resource-unknown' })
    await bookMeeting(house.app, booking())
    await bookMeeting(house.app, booking({ endsAt: '2026-12-01T12:00', participants: ['Rut Ran <rut@lillfors.example>', 'Bo 850101-1234'] }))
    expect((await meeting(1))?.booking?.participants).toEqual([{ name: 'Rut Ran', address: 'rut@lillfors.example' }, { name: 'Bo ******-****', address: null }])
    const moved = (await invitationFile(house.app, ORGNR, 1)).text
    expect(moved).toContain('SEQUENCE:1')
    expect(moved).toContain('DTSTART;TZID=Europe/Stockholm:20261201T090000')
    expect((await failureOf(mailInvitation(house.app, { orgnr: ORGNR, ordinal: 1, by: by() }))).code).toBe('facts-missing')
    const contact = FACTS.kontakter?.ra?.[0]?.epost ?? ''
    await bookMeeting(house.app, booking({ participants: [`Rut Ran <${contact}>`] }))
    expect(await mailInvitation(house.app, { orgnr: ORGNR, ordinal: 1, by: by() })).toMatchObject([{ recipient: contact, purpose: 'invitation', state: 'queued' }])
    expect(await mailInvitation(house.app, { orgnr: ORGNR, ordinal: 1, by: by() })).toEqual([])
    await cancelMeeting(house.app, { orgnr: ORGNR, ordinal: 1, reason: 'sjukdom', by: by() })
    const off = (await invitationFile(house.app, ORGNR, 1)).text
    expect(off).toContain('METHOD:CANCEL')
    expect(off).toContain('SEQUENCE:3')
  })

  it('are on again when the calling off is taken back, and those invited before are told so by a later invitation', async () => {
    const called = (await eventsOf(house.app.store.read, ORGNR)).findLast(({ event }) => event.type === 'meeting-cancelled')
    await withdraw(house.app, called?.sequence ?? 0, 'fel träff', by())
    const { text } = await invitationFile(house.app, ORGNR, 1)
    expect(text).toContain('METHOD:REQUEST')
    expect(text).toContain('SEQUENCE:4')
    expect(await mailInvitation(house.app, { orgnr: ORGNR, ordinal: 1, by: by() })).toMatchObject([{ purpose: 'invitation', state: 'queued' }])
  })

  it.each<[Partial<BookingRequest>, string, string]>([
    [{ startsAt: 'i morgon' }, 'event-incomplete', 'startsAt'], [{ link: 'javascript:alert(1)' }, 'event-incomplete', 'link'], [{ participants: ['Rut <ingen adress>'] }, 'call-invalid', 'Deltagaren'],
    [{ participants: ['Rut <rut@>'] }, 'call-invalid', 'Deltagaren'], [{ place: null }, 'transition-refused', 'Varken plats'],
  ])('are refused when the booking says %j', async (changes, code, message) => {
    const failure = await failureOf(bookMeeting(house.app, booking(changes)))
    expect(failure.code).toBe(code)
    expect(failure.message).toContain(message)
  })

  it('keep who came, what was handed out and the minutes, also when they are added afterwards', async () => {
    await addHandout(house.app, { handout: 'Åhörarkopior', edition: 'A', needs: ['2.3.1'], path: file('bilder.pdf', '%PDF-1.7 bilder'), fileName: 'bilder.pdf', by: by() })
    await holdMeeting(house.app, { orgnr: ORGNR, ordinal: 1, on: null, attended: ['Rut Ran'], handouts: ['Åhörarkopior'], minutes: null, note: 'bra möte', by: by() })
    await holdMeeting(house.app, { orgnr: ORGNR, ordinal: 1, on: null, attended: [], handouts: [], minutes: { path: file('anteckningar.txt', 'Beslut: vi kör.'), fileName: 'anteckningar.txt' }, note: null, by: by() })
    const held = await meeting(1)
    expect(held).toMatchObject({ state: 'held', held: { text: 'bra möte' }, attended: ['Rut Ran'], minutes: [{ fileName: 'anteckningar.txt' }] })
    expect(new TextDecoder().decode((await minutesFile(house.app, ORGNR, held?.minutes[0]?.sha256 ?? '')).bytes)).toBe('Beslut: vi kör.')
    expect(held?.packing.bring.find(({ point }) => point === '2.3.1')?.handouts).toMatchObject([{ edition: 'A' }])
    expect((await failureOf(holdMeeting(house.app, { orgnr: ORGNR, ordinal: 1, on: null, attended: [], handouts: [], minutes: null, note: null, by: by() }))).code).toBe('already-recorded')
  })
})

describe('handouts', () => {
  it('keep every edition, and are named by what archive verify looks for', async () => {
    await addHandout(house.app, { handout: 'Åhörarkopior', edition: 'B', needs: ['2.3.1'], path: file('bilder.pdf', '%PDF-1.7 nya bilder'), fileName: 'bilder.pdf', by: by() })
    expect(new TextDecoder().decode((await handoutFile(house.app, 'Åhörarkopior', null)).content)).toBe('%PDF-1.7 nya bilder')
    expect(new TextDecoder().decode((await handoutFile(house.app, 'Åhörarkopior', 'A')).content)).toBe('%PDF-1.7 bilder')
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it.each([
    [{ edition: 'B' }, 'already-recorded'], [{ needs: ['4.22'] }, 'call-invalid'], [{ needs: [] }, 'call-invalid'], [{ fileName: 'skript.html' }, 'file-unreadable'],
  ])('are refused with %j', async (changes, code) => {
    expect((await failureOf(addHandout(house.app, { handout: 'Åhörarkopior', edition: 'C', needs: ['2.3.1'], path: file('x.pdf', '%PDF-1.7 x'), fileName: 'x.pdf', by: by(), ...changes }))).code).toBe(code)
  })

  it('are taken out of use once', async () => {
    const request = { handout: 'Åhörarkopior', reason: 'nytt bildspel', by: by() }
    await retireHandout(house.app, request)
    expect((await failureOf(retireHandout(house.app, request))).code).toBe('already-recorded')
    expect((await meeting(1))?.packing.bring.flatMap(({ handouts }) => handouts)).toEqual([])
  })
})

describe('the plan', () => {
  it('is the house’s until a customer has weeks of its own, and each change keeps the others', async () => {
    await setPlanTemplate(house.app, [{ step: 4, weeks: { from: 2, to: 6 } }], by())
    await setPlanTemplate(house.app, [{ step: 12, weeks: { from: 14, to: null } }], by())
    await setPlan(house.app, { orgnr: ORGNR, startsOn: '2026-12-07', steps: [], by: by() })
    await setPlan(house.app, { orgnr: ORGNR, startsOn: null, steps: [{ step: 7, weeks: { from: 9, to: 9 } }], by: by() })
    const { startsOn, steps } = await shownPlan(house.app, ORGNR)
    expect(startsOn).toBe('2026-12-07')
    expect(steps.filter(({ changed }) => changed).map(({ step, from, to }) => [step, from, to])).toEqual([[4, '2026-12-21', '2027-01-24'], [7, '2027-02-08', '2027-02-14'], [12, '2027-03-15', null]])
  })
})

describe('points and answers', () => {
  it('are unticked with a reason, numbered on, and counted', async () => {
    await tickPoint(house.app, { orgnr: ORGNR, point: '1.1', note: null, by: by(), on: null })
    expect((await untickPoint(house.app, { orgnr: ORGNR, point: '1.1', reason: 'fel kund', by: by() })).events[0]?.event).toMatchObject({ type: 'withdrawn', reason: 'fel kund' })
    expect((await failureOf(untickPoint(house.app, { orgnr: ORGNR, point: '1.1', reason: 'igen', by: by() }))).code).toBe('transition-refused')
    for (const point of ['2.e1', '2.e2']) expect((await addOwnPoint(house.app, { orgnr: ORGNR, step: 2, text: 'Boka lokal', by: by() })).events[0]?.event).toMatchObject({ point })
    await answerEvaluation(house.app, { orgnr: ORGNR, answers: [{ question: 'helhet', grade: '4' }], words: [{ question: 'vill-andra', comment: 'Inget, 850101-1234' }], on: null, by: by() })
    expect(await followUp(house.app)).toMatchObject({ answered: 1, words: [{ comment: 'Inget, ******-****' }] })
    expect((await failureOf(answerEvaluation(house.app, { orgnr: ORGNR, answers: [], words: [], on: null, by: by() }))).code).toBe('call-invalid')
  })
})

describe('what pages about all customers are made of', () => {
  it('is derived anew only for a customer that something has happened to, and on another day', async () => {
    const other = factsOf('bryggans-barnmorskemottagning').kund.orgnr
    await packed(house, factsOf('bryggans-barnmorskemottagning'), { kinds: ['kortprognos'] })
    const of = async (orgnr: string) => (await outlines(house.app)).find((one) => one.orgnr === orgnr)
    const [first, second] = [await of(ORGNR), await of(other)]
    await bookMeeting(house.app, booking({ ordinal: 2 }))
    expect(await of(other)).toBe(second)
    expect((await of(ORGNR))?.meetings[1]?.state).toBe('booked')
    expect(first?.meetings[1]?.state).toBe('unbooked')
    await cancelMeeting(house.app, { orgnr: ORGNR, ordinal: 2, reason: 'Ny tid', by: by() })
    const look = await outlinesForLook(house.app)
    expect(look).toMatchObject({ stale: 0 })
    expect(look.all.find(({ orgnr }) => orgnr === ORGNR)?.meetings[1]?.state).toBe('cancelled')
    await house.app.store.write((tx) => tx.updateTable('customer_outline').set({ outline_json: '{"steps":"as another edition kept them"}' }).execute())
    await house.app.store.write((tx) => tx.updateTable('customer_line').set({ changes: 100, derived_at_changes: 100 }).execute())
    expect((await of(ORGNR))?.meetings[1]?.state).toBe('cancelled')
    wait(house, 24 * 60)
    expect((await of(other))?.today).not.toBe(second?.today)
  })
})
