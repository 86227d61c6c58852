import { expect, test } from 'vitest'
import type { Invitation } from '../../contracts/invitation.js'
import { calendarText } from '../../src/mail/write-calendar.js'

const MEETING: Invitation = {
  uid: 'a1b2c3@anslut', sequence: 0, start: '2026-12-01T12:00:00.000Z', end: '2026-12-01T14:00:00.000Z', place: 'Rådhuset, rum 4; plan 2', subject: 'Träff 1 för Lillfors kommun',
  attendees: [{ name: 'Åsa "Kortet" Öman', address: 'asa.oman@lillfors.example' }, { name: 'Bo Berg', address: 'bo@lillfors.example' }],
}
const ENVELOPE = { method: 'request', organizer: { name: 'Exempelrådgivningen', address: 'siths@radgivning.example' }, stampedAt: new Date('2026-11-22T09:00:00Z') } as const
const unfolded = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n')

test('an invitation says when, where, who and by whom, in Swedish time with its zone', () => {
  const text = calendarText(MEETING, ENVELOPE)
  const lines = unfolded(text)
  for (const line of [
    'METHOD:REQUEST', 'TZID:Europe/Stockholm', 'UID:a1b2c3@anslut', 'SEQUENCE:0', 'DTSTAMP:20261122T090000Z', 'DTSTART;TZID=Europe/Stockholm:20261201T130000', 'DTEND;TZID=Europe/Stockholm:20261201T150000', 'STATUS:CONFIRMED',
    'SUMMARY:Träff 1 för Lillfors kommun', 'LOCATION:Rådhuset\\, rum 4\\; plan 2', 'ORGANIZER;CN="Exempelrådgivningen":mailto:siths@radgivning.example',
    'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Åsa ”Kortet” Öman":MAILTO:asa.oman@lillfors.example',
  ]) expect(lines).toContain(line)
  expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u)
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
  expect(calendarText(MEETING, ENVELOPE)).toBe(text)
})

test('summer time is an hour further on', () => {
  expect(unfolded(calendarText({ ...MEETING, start: '2027-06-01T07:00:00Z', end: '2027-06-01T22:30:00Z' }, ENVELOPE))).toEqual(expect.arrayContaining(['DTSTART;TZID=Europe/Stockholm:20270601T090000', 'DTEND;TZID=Europe/Stockholm:20270602T003000']))
})

test('a change is the same meeting with a higher number, and so is a meeting called off', () => {
  expect(unfolded(calendarText({ ...MEETING, sequence: 1 }, ENVELOPE))).toEqual(expect.arrayContaining(['UID:a1b2c3@anslut', 'SEQUENCE:1', 'METHOD:REQUEST']))
  expect(unfolded(calendarText({ ...MEETING, sequence: 2 }, { ...ENVELOPE, method: 'cancel' }))).toEqual(expect.arrayContaining(['UID:a1b2c3@anslut', 'SEQUENCE:2', 'METHOD:CANCEL', 'STATUS:CANCELLED']))
})

test('no name, place or subject adds a line of its own', () => {
  const hostile = 'X\r\nATTENDEE:MAILTO:spion@annan.example'
  const lines = unfolded(calendarText({ ...MEETING, uid: hostile, place: hostile, subject: hostile, attendees: [{ name: hostile, address: `a@b.example\r\nX:Y` }] }, ENVELOPE))
  expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('X:'))).toEqual([])
})
