import type { HandoutEdition, PackingLine } from '../../../contracts/handouts.js'
import { MEETING_STATE_LABELS, type MeetingStatus } from '../../../contracts/meetings.js'
import type { CustomerMeetings } from '../../flows/meetings.js'

type OneMeeting = CustomerMeetings['meetings'][number]

const BADGES = { unbooked: 'waiting', booked: 'started', passed: 'look', held: 'done', cancelled: 'stuck' } as const

/** What a meeting shows wherever it stands, every text ready. */
export function meetingRow(orgnr: string, meeting: OneMeeting) {
  const { ordinal, step, title, duration, state, booking, held, cancelled, attended, given, minutes } = meeting
  return {
    ordinal, step, title, href: `/kunder/${orgnr}/moten/${ordinal}`, duration: duration ?? '', badge: { state: BADGES[state], text: MEETING_STATE_LABELS[state] },
    when: held !== null ? `Hölls ${held.on}` : booking === null ? '' : whenText(booking),
    place: booking?.place ?? '', link: booking?.link ?? '', invited: booking === null ? [] : booking.participants.map(({ name, address }) => (address === null ? name : `${name} (${address})`)),
    note: held?.text ?? booking?.note ?? '', cancelled: cancelled === null ? '' : `Inställd ${cancelled.on} av ${cancelled.by}: ${cancelled.text ?? ''}`,
    attended: attended.join(', '), given: given.map(({ on, by, ...one }) => ({ ...handoutLink(one), about: `${on}, ${by}` })), minutes: minutes.map(({ sha256, fileName, on, by, note }) => ({ href: `/api/v1/customers/${orgnr}/minutes/${sha256}`, fileName, about: `${on}, ${by}${note === null ? '' : `: ${note}`}` })),
    invitation: booking !== null && held === null ? `/api/v1/customers/${orgnr}/meetings/${ordinal}/invitation` : '', invitationText: cancelled === null ? 'Hämta inbjudan (.ics)' : 'Hämta återbudet (.ics)',
    unpacked: held === null ? unpackedText(meeting.packing.bring.filter(({ settled }) => !settled).length) : '',
  }
}

function unpackedText(count: number): string {
  return count === 0 ? '' : `${count} ${count === 1 ? 'sak' : 'saker'} kvar på packlistan`
}

/** "tisdag 1 december 2026 kl. 09:00–16:00". */
export function whenText({ startsAt, endsAt }: NonNullable<MeetingStatus['booking']>): string {
  const [from, to] = [startsAt, endsAt].map((clock) => ({ day: DAY.format(new Date(`${clock.slice(0, 10)}T12:00:00Z`)), time: clock.slice(11) }))
  if (from === undefined || to === undefined) return ''
  return startsAt.slice(0, 10) === endsAt.slice(0, 10) ? `${from.day} kl. ${from.time}–${to.time}` : `${from.day} kl. ${from.time} – ${to.day} kl. ${to.time}`
}

const DAY = new Intl.DateTimeFormat('sv-SE', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** One line of a packing list, with the files to print. */
export function packingRow({ point, text, settled, handouts }: PackingLine) {
  return { point: point?.endsWith('.boka') === true ? '' : (point ?? ''), text, settled, handouts: handouts.map(handoutLink) }
}

/** Where a handout's edition is fetched. */
export function handoutLink({ handout, edition }: Pick<HandoutEdition, 'handout' | 'edition'>) {
  return { href: `/api/v1/handouts/${encodeURIComponent(handout)}/editions/${encodeURIComponent(edition)}`, text: `${handout}, utgåva ${edition}` }
}
