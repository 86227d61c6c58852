import type { Invitation } from '../../contracts/invitation.js'
import type { MeetingStatus } from '../../contracts/meetings.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { calendarText } from '../mail/write-calendar.js'
import { configuredParties } from './party.js'
import { customerStatus } from './status.js'

/** The invitation to a customer's meeting as a calendar file: to an earlier one's address, a change or a cancellation of it. @throws Failure `customer-unknown`, `resource-unknown` while nothing is booked */
export async function invitationFile(app: App, typed: string, ordinal: number): Promise<{ fileName: string; text: string }> {
  const { orgnr, name, meetings } = await customerStatus(app, typed)
  const meeting = meetings.find((one) => one.ordinal === ordinal)
  if (meeting === undefined || meeting.booking === null || meeting.held !== null) throw new Failure('resource-unknown', `Träff ${ordinal} är inte bokad, så det finns ingen inbjudan. Boka den först.`)
  const { svr } = await configuredParties(app)
  const method = meeting.cancelled === null ? 'request' : 'cancel'
  const text = calendarText(invitationOf(orgnr, name, meeting, meeting.booking), { method, organizer: { name: svr.namn, address: svr.avsandaradress }, stampedAt: app.now() })
  return { fileName: `traff-${ordinal}.ics`, text }
}

/** What the invitation to a booked meeting says. */
export function invitationOf(orgnr: string, name: string, { ordinal, title, changes }: MeetingStatus, booking: NonNullable<MeetingStatus['booking']>): Invitation {
  return {
    uid: `traff-${ordinal}-${orgnr.replace(/\D/g, '')}@anslut`, sequence: Math.max(0, changes - 1), start: swedishInstant(booking.startsAt), end: swedishInstant(booking.endsAt),
    place: [booking.place, booking.link].flatMap((one) => one ?? []).join(', '), subject: `SITHS, träff ${ordinal} (${title}): ${name}`,
    attendees: booking.participants.flatMap(({ name: who, address }) => (address === null ? [] : [{ name: who, address }])),
  }
}

const SWEDISH_MINUTE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', dateStyle: 'short', timeStyle: 'short' })

/** The instant that a Swedish clock shows "2026-12-01T09:00"; an hour that summer time skips is the one after it. */
export function swedishInstant(clock: string): string {
  const wanted = Date.parse(`${clock}:00Z`)
  const shift = (instant: number): number => Date.parse(`${SWEDISH_MINUTE.format(instant).replace(' ', 'T')}:00Z`) - instant
  const first = wanted - shift(wanted)
  return new Date(wanted - shift(first)).toISOString()
}
