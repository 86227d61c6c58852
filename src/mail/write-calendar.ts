import { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { Invitation } from '../../contracts/invitation.js'
import type { Mailbox } from '../../signing/letter.js'

const ZONE = 'Europe/Stockholm'
/** Swedish summer time since 1996 ([2000/84/EG](https://eur-lex.europa.eu/eli/dir/2000/84/oj)), for calendars that do not know the zone by name. */
const SWEDISH_TIME = [
  'BEGIN:VTIMEZONE', `TZID:${ZONE}`,
  'BEGIN:DAYLIGHT', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'TZNAME:CEST', 'DTSTART:19960331T020000', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT',
  'BEGIN:STANDARD', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'TZNAME:CET', 'DTSTART:19961027T030000', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n')

/** What an invitation says besides the meeting. */
export interface CalendarEnvelope {
  /** `request` invites, or tells of a change; `cancel` calls the meeting off. */
  readonly method: 'request' | 'cancel'
  readonly organizer: Mailbox
  readonly stampedAt: Date
}

/** A meeting as iCalendar text that mail programs offer to put in the calendar ([RFC 5545](https://www.rfc-editor.org/rfc/rfc5545), [RFC 5546](https://www.rfc-editor.org/rfc/rfc5546)): times as clocks in Sweden show them, lines ending in CRLF. The same meeting and envelope give the same text. */
export function calendarText(invitation: Invitation, { method, organizer, stampedAt }: CalendarEnvelope): string {
  const isOff = method === 'cancel'
  const calendar = new ICalCalendar({
    prodId: { company: 'Anslut', product: 'Anslut', language: 'SV' }, method: isOff ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
    timezone: { name: null, generator: () => SWEDISH_TIME },
  })
  calendar.createEvent({
    id: oneLine(invitation.uid), sequence: invitation.sequence, stamp: stampedAt, timezone: ZONE, start: swedishTime(invitation.start), end: swedishTime(invitation.end),
    summary: invitation.subject, location: invitation.place, status: isOff ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED, organizer: { name: quotable(organizer.name), email: organizer.address },
    attendees: invitation.attendees.map(({ name, address }) => ({ name: quotable(name), email: oneLine(address), role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.NEEDSACTION, rsvp: !isOff })),
  })
  return `${calendar.toString().trimEnd()}\r\n`
}

/** An instant that the library writes as a clock in Sweden shows it: of a plain Date it would write the time of the machine's own zone. */
function swedishTime(instant: string) {
  const date = new Date(instant)
  const [day = '', clock = ''] = SWEDISH_CLOCK.format(date).split(' ')
  const time = {
    isValid: true, zone: { type: 'iana' }, toJSDate: () => date, toJSON: () => instant, setZone: () => time,
    toFormat: (format: string) => (format === 'HHmmss' ? clock.replaceAll(':', '') : day.replaceAll('-', '')),
  }
  return time
}

const SWEDISH_CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' })

/** A parameter in quotes cannot hold a quote ([RFC 5545 § 3.2](https://www.rfc-editor.org/rfc/rfc5545#section-3.2)). */
function quotable(name: string): string {
  return oneLine(name).replaceAll('"', '”').replaceAll('\\', '/')
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
