import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
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

/** What python3-icalendar reads of a calendar file, with what it finds wrong; Debian's own Python, for which it is packaged. */
const PYTHON = '/usr/bin/python3'
const READ = `
import json, sys, icalendar
from datetime import timezone
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
[event] = calendar.walk('VEVENT')
text = lambda name: str(event.get(name, ''))
day = lambda name: [event.decoded(name).isoformat(), event.decoded(name).astimezone(timezone.utc).isoformat()]
people = event.get('ATTENDEE', [])
people = people if isinstance(people, list) else [people]
print(json.dumps({
  'method': str(calendar['METHOD']), 'version': str(calendar['VERSION']), 'zones': [str(zone['TZID']) for zone in calendar.walk('VTIMEZONE')],
  'uid': text('UID'), 'sequence': event.decoded('SEQUENCE'), 'status': text('STATUS'), 'subject': text('SUMMARY'), 'place': text('LOCATION'),
  'start': day('DTSTART'), 'end': day('DTEND'), 'stamped': event.decoded('DTSTAMP').isoformat(),
  'organizer': [str(event['ORGANIZER'].params.get('CN')), str(event['ORGANIZER'])],
  'attendees': [[str(one.params.get('CN')), str(one).lower(), str(one.params.get('RSVP')), str(one.params.get('PARTSTAT'))] for one in people],
  'faults': [[part.name, list(map(str, part.errors))] for part in calendar.walk() if part.errors],
}))
`

function hasReader(): boolean {
  if (spawnSync(PYTHON, ['-c', 'import icalendar']).status === 0) return true
  process.stderr.write('SKIPPED: python3-icalendar is not installed; its tests do not run. Install it with: apt-get install python3-icalendar\n')
  return false
}

describe.runIf(hasReader())('python3-icalendar, which knows nothing of the program that wrote it', () => {
  const read = (text: string): unknown => JSON.parse(execFileSync(PYTHON, ['-c', READ], { input: text, encoding: 'utf8' }))
  const SAID = {
    version: '2.0', zones: ['Europe/Stockholm'], uid: 'a1b2c3@anslut', subject: 'Träff 1 för Lillfors kommun', place: 'Rådhuset, rum 4; plan 2', stamped: '2026-11-22T09:00:00+00:00',
    organizer: ['Exempelrådgivningen', 'mailto:siths@radgivning.example'], faults: [],
    attendees: [['Åsa ”Kortet” Öman', 'mailto:asa.oman@lillfors.example', 'TRUE', 'NEEDS-ACTION'], ['Bo Berg', 'mailto:bo@lillfors.example', 'TRUE', 'NEEDS-ACTION']],
  }

  test('reads an invitation as it was meant, without fault', () => {
    expect(read(calendarText(MEETING, ENVELOPE))).toEqual({ ...SAID, method: 'REQUEST', sequence: 0, status: 'CONFIRMED', start: ['2026-12-01T13:00:00+01:00', '2026-12-01T12:00:00+00:00'], end: ['2026-12-01T15:00:00+01:00', '2026-12-01T14:00:00+00:00'] })
  })

  test('reads a meeting that is moved into summer time as the same one, at its new time', () => {
    const moved = { ...MEETING, sequence: 1, start: '2027-06-01T07:00:00Z', end: '2027-06-01T22:30:00Z' }
    expect(read(calendarText(moved, ENVELOPE))).toEqual({ ...SAID, method: 'REQUEST', sequence: 1, status: 'CONFIRMED', start: ['2027-06-01T09:00:00+02:00', '2027-06-01T07:00:00+00:00'], end: ['2027-06-02T00:30:00+02:00', '2027-06-01T22:30:00+00:00'] })
  })

  test('reads a meeting called off as the same one', () => {
    expect(read(calendarText({ ...MEETING, sequence: 2 }, { ...ENVELOPE, method: 'cancel' }))).toMatchObject({ method: 'CANCEL', uid: SAID.uid, sequence: 2, status: 'CANCELLED', faults: [] })
  })

  test('finds one person where a name, a place and a subject try to add another', () => {
    const hostile = 'X\r\nATTENDEE:MAILTO:spion@annan.example'
    expect(read(calendarText({ ...MEETING, uid: hostile, place: hostile, subject: hostile, attendees: [{ name: hostile, address: 'a@b.example' }] }, ENVELOPE))).toMatchObject({ attendees: [[expect.any(String), 'mailto:a@b.example', 'TRUE', 'NEEDS-ACTION']], faults: [] })
  })
})
