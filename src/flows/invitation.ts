import type { Actor, RecordedEvent } from '../../contracts/event.js'
import type { Invitation } from '../../contracts/invitation.js'
import type { MeetingStatus } from '../../contracts/meetings.js'
import { swedishInstant } from '../../contracts/swedish-clock.js'
import { withdrawnIn } from '../../contracts/tracking.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { calendarText } from '../mail/write-calendar.js'
import { eventsOf } from '../storage/events.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import { configuredParties } from './party.js'
import { sendInvitation } from './send-invitation.js'
import { customerProgress } from './status.js'

/** The invitation to a customer's meeting as a calendar file: of one that was moved the change, of one that was called off the cancellation. @throws Failure `customer-unknown`, `resource-unknown` while nothing is booked */
export async function invitationFile(app: App, typed: string, ordinal: number): Promise<{ fileName: string; text: string }> {
  const { invitation, method } = await bookedMeeting(app, typed, ordinal)
  const { svr } = await configuredParties(app)
  const text = calendarText(invitation, { method, organizer: { name: svr.namn, address: svr.avsandaradress }, stampedAt: app.now() })
  return { fileName: `traff-${ordinal}.ics`, text }
}

/** Queues the invitation, the change or the cancellation by mail to every participant with an address; who has got the same before gets nothing. @throws Failure `customer-unknown`, `resource-unknown`, `facts-missing` for somebody whom the customer has not named, `event-incomplete` when nobody has an address, `letter-state` when its time is over */
export async function mailInvitation(app: App, request: { orgnr: string; ordinal: number; by: Actor }): Promise<OrdinaryLetter[]> {
  const { orgnr, invitation, method, endsAt } = await bookedMeeting(app, request.orgnr, request.ordinal)
  if (isOver({ endsAt }, app.now())) throw new Failure('letter-state', `Träff ${request.ordinal} slutade ${endsAt.replace('T', ' ')}, så det är för sent att bjuda in till den, ändra den eller ställa in den hos deltagarna. Anteckna att den hölls, eller boka en ny tid. Inget har skickats.`)
  return sendInvitation(app, { orgnr, invitation, method, by: request.by })
}

async function bookedMeeting(app: App, typed: string, ordinal: number): Promise<{ orgnr: string; invitation: Invitation; method: 'request' | 'cancel'; endsAt: string }> {
  const { orgnr, name, meetings } = await customerProgress(app, typed)
  const meeting = meetings.find((one) => one.ordinal === ordinal)
  if (meeting === undefined || meeting.booking === null || meeting.held !== null) throw new Failure('resource-unknown', `Träff ${ordinal} är inte bokad, så det finns ingen inbjudan. Boka den först.`)
  const events = await eventsOf(app.store.read, orgnr)
  const { startsAt, endsAt, place, link } = meeting.booking
  const invitation: Invitation = {
    ...invitedTo({ orgnr, events }, ordinal, meeting.booking), start: swedishInstant(startsAt), end: swedishInstant(endsAt),
    place: [place, link].flatMap((one) => one ?? []).join(', '), subject: `SITHS, träff ${ordinal} (${meeting.title}): ${name}`,
  }
  return { orgnr, invitation, method: meeting.cancelled === null ? 'request' : 'cancel', endsAt }
}

type Booking = NonNullable<MeetingStatus['booking']>

/** How many times a meeting was booked, cancelled, and either taken back, of which SEQUENCE (RFC 5545, 3.8.7.4) is one less: a calendar passes over an invitation whose SEQUENCE is not above the one it has, so a cancellation that is taken back must count too. */
function everyChange(events: readonly RecordedEvent[], ordinal: number): number {
  const withdrawn = withdrawnIn(events)
  const told = events.filter(({ event }) => (event.type === 'meeting-booked' || event.type === 'meeting-cancelled') && event.ordinal === ordinal)
  return told.length + told.filter(({ sequence }) => withdrawn.has(sequence)).length
}

/** By what the invitation to a booked meeting is known again, and whom it asks to come; `events` are everything recorded of that customer, withdrawn or not. */
export function invitedTo({ orgnr, events }: { readonly orgnr: string; readonly events: readonly RecordedEvent[] }, ordinal: number, { participants }: Booking): Pick<Invitation, 'uid' | 'sequence' | 'attendees'> {
  return {
    uid: `traff-${ordinal}-${orgnr.replace(/\D/g, '')}@anslut`, sequence: Math.max(0, everyChange(events, ordinal) - 1),
    attendees: participants.flatMap(({ name, address }) => (address === null ? [] : [{ name, address }])),
  }
}

/** Whether the time a meeting was booked for is over: then nobody can come to it any more, nor stay away. */
export function isOver({ endsAt }: { readonly endsAt: string }, now: Date): boolean {
  return Date.parse(swedishInstant(endsAt)) <= now.getTime()
}
