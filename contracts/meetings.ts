import type { Event, EventOf, RecordedEvent } from './event.js'
import { STEPS } from './checklist-steps.js'
import { refuse, type Refusal } from './refusal.js'
import { isSkipped, swedishInstant } from './swedish-clock.js'
import type { Mark, Tracking } from './tracking.js'

/** Five meetings in person are held with every customer (seed steps 2, 4, 6, 10 and 11). */
export const MEETINGS = STEPS.flatMap(({ step, title, meeting }) => (meeting === null ? [] : [{ ordinal: meeting.ordinal, step, title, duration: meeting.duration }]))

/** Somebody who is asked to a meeting; the address is what an invitation goes to. */
export interface Participant {
  readonly name: string
  readonly address: string | null
}

/** One of a customer's five meetings. */
export interface MeetingStatus {
  readonly ordinal: number
  readonly step: number
  readonly title: string
  /** How long the source says that it takes; null where it does not say. */
  readonly duration: string | null
  readonly state: 'unbooked' | 'booked' | 'passed' | 'held' | 'cancelled'
  /** What was booked last, kept when it was cancelled; null when nothing ever was. Moments are Swedish clock time, "2026-12-01T09:00". */
  readonly booking: { readonly startsAt: string; readonly endsAt: string; readonly place: string | null; readonly link: string | null; readonly participants: readonly Participant[]; readonly note: string | null } | null
  /** How many times it was booked or cancelled, without what was taken back. */
  readonly changes: number
  readonly cancelled: Mark | null
  readonly held: Mark | null
  /** Who came; empty until somebody notes it. */
  readonly attended: readonly string[]
  /** What was handed out, in which edition, as it was noted. */
  readonly given: readonly { readonly handout: string; readonly edition: string; readonly on: string; readonly by: string }[]
  readonly minutes: readonly { readonly sha256: string; readonly fileName: string; readonly on: string; readonly by: string; readonly note: string | null }[]
}

/** What a clerk reads for each state. */
export const MEETING_STATE_LABELS: Readonly<Record<MeetingStatus['state'], string>> = {
  unbooked: 'Inte bokad', booked: 'Bokad', passed: 'Tiden har gått – anteckna att träffen hölls', held: 'Hållen', cancelled: 'Inställd',
}

/** A customer's five meetings on the day `today`. `events` are that customer's, without withdrawn ones. */
export function meetingStatuses(events: readonly RecordedEvent[], today: string): MeetingStatus[] {
  return MEETINGS.map((meeting) => {
    let status: MeetingStatus = { ...meeting, state: 'unbooked', booking: null, changes: 0, cancelled: null, held: null, attended: [], given: [], minutes: [] }
    for (const recorded of events) if (isAbout(recorded, meeting)) status = after(status, recorded)
    return { ...status, state: stateOf(status, today) }
  })
}

/** What is handed out names the step, which has one meeting. */
function isAbout({ event }: RecordedEvent, { ordinal, step }: (typeof MEETINGS)[number]): boolean {
  return event.type === 'handouts-given' ? event.step === step : 'ordinal' in event && event.ordinal === ordinal
}

function after(status: MeetingStatus, { sequence, event, happenedOn: on, actor }: RecordedEvent): MeetingStatus {
  const mark = (text: string | null): Mark => ({ event: sequence, on, by: actor.name, text })
  if (event.type === 'meeting-booked') return { ...status, booking: bookingOf(event), cancelled: null, changes: status.changes + 1 }
  if (event.type === 'meeting-cancelled') return { ...status, cancelled: mark(event.reason), changes: status.changes + 1 }
  if (event.type === 'meeting-held') return { ...status, held: mark(event.note ?? null) }
  if (event.type === 'meeting-attended') return { ...status, attended: event.participants }
  if (event.type === 'handouts-given') return { ...status, given: [...status.given, ...event.handouts.map(({ handout, edition }) => ({ handout, edition, on, by: actor.name }))] }
  if (event.type !== 'meeting-minutes-kept') return status
  return { ...status, minutes: [...status.minutes, { sha256: event.sha256, fileName: event.fileName, on, by: actor.name, note: event.note ?? null }] }
}

function bookingOf({ startsAt, endsAt, place, link, participants, note }: EventOf<'meeting-booked'>): MeetingStatus['booking'] {
  return { startsAt, endsAt, place: place ?? null, link: link ?? null, participants: participants.map(({ name, address }) => ({ name, address: address ?? null })), note: note ?? null }
}

function stateOf({ booking, cancelled, held }: MeetingStatus, today: string): MeetingStatus['state'] {
  if (held !== null) return 'held'
  if (cancelled !== null) return 'cancelled'
  if (booking === null) return 'unbooked'
  return booking.endsAt.slice(0, 10) < today ? 'passed' : 'booked'
}

/** Why an event about a meeting may not be recorded on `on`, or null. */
export function meetingRefusal(tracking: Tracking, orgnr: string | null, event: Event, on: string): Refusal | null {
  if (!('ordinal' in event)) return null
  const meeting = meetingStatuses(tracking.events.filter((recorded) => recorded.orgnr === orgnr), on).find(({ ordinal }) => ordinal === event.ordinal)
  if (meeting === undefined) return null
  const name = `Träff ${event.ordinal}`
  switch (event.type) {
    case 'meeting-booked': return meeting.held === null ? bookingRefusal(event) : refuse(`${name} hölls ${meeting.held.on}.`, 'Ta tillbaka det först, om det blev fel.')
    case 'meeting-cancelled': return meeting.state === 'booked' || meeting.state === 'passed' ? null : refuse(`${name} är inte bokad.`, 'Det finns inget att ställa in.')
    case 'meeting-attended': case 'meeting-minutes-kept': return meeting.held === null ? refuse(`${name} är inte antecknad som hållen.`, 'Anteckna först att den hölls.') : null
    case 'meeting-held': return null
    default: return event satisfies never
  }
}

function bookingRefusal({ startsAt, endsAt, place, link }: EventOf<'meeting-booked'>): Refusal | null {
  const skipped = [startsAt, endsAt].find(isSkipped)
  if (skipped !== undefined) return refuse(`Klockan ${skipped.slice(11)} finns inte den ${skipped.slice(0, 10)}: då ställs klockan fram en timme till sommartid.`, 'Välj en annan tid.')
  if (Date.parse(swedishInstant(endsAt)) <= Date.parse(swedishInstant(startsAt))) return refuse(`Träffen börjar ${startsAt.replace('T', ' ')} och slutar ${endsAt.replace('T', ' ')}, men måste sluta senare än den börjar.`, 'Rätta tiderna.')
  return place === undefined && link === undefined ? refuse('Varken plats eller länk är angiven.', 'Skriv var träffen hålls, eller länken till mötet.') : null
}
