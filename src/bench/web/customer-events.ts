import { POINTS } from '../../../contracts/checklist-points.js'
import { kindOf } from '../../../contracts/kinds.js'
import type { Event, NewEvent } from '../../../contracts/event.js'
import { swedishDay } from '../../flows/new-event.js'
import type { NewVersion } from '../../storage/versions.js'

/** A letter's row as the events about it name it. */
export interface SeededLetter {
  readonly id: string
  readonly codes: readonly string[]
  readonly messageId: string
  readonly ciphertextSha256: string
  readonly receiptSha256: string
}

interface Journey {
  readonly name: string
  readonly orgnr: string
  readonly factsSha256: string
  readonly versions: readonly NewVersion[]
  readonly scan: string | null
  readonly letter: SeededLetter | null
  /** Steps that are about done, 0 to 12. */
  readonly reached: number
  readonly registeredAt: string
}

const EVENTS = 100
const ACTORS = ['Åsa Öberg', 'Eva Ek', 'Per-Olof Hällström', 'Gunilla Ström', 'Mats Lindqvist'].map((name) => ({ name, osUser: 'bench', verified: false }))

/** A hundred events of one customer, in an order in which they happen. */
export function customerEvents(journey: Journey): NewEvent[] {
  const { orgnr, registeredAt } = journey
  const happenedOn = swedishDay(registeredAt)
  const actor = ACTORS[journey.name.length % ACTORS.length]
  if (actor === undefined) throw new Error('there are no actors')
  const about = { actor, happenedOn, orgnr, code: null, exemplar: null }
  const own = (event: Event): NewEvent => ({ ...about, event })
  const happened = [...started(journey).map(own), ...journey.versions.flatMap((version) => paperEvents(journey, version).map(({ event, exemplar }) => ({ ...about, code: version.code, exemplar, event }))), ...followed(journey).map(own)]
  return [...happened, ...Array.from({ length: Math.max(0, EVENTS - happened.length) }, (_, index) => own(index % 2 === 0 ? { type: 'local-seller-told', note: `Samtal ${index / 2 + 1} med säljaren om tider och priser.` } : { type: 'point-ticked', point: POINTS[index % 6]?.id ?? '1.1', note: 'Genomgången en gång till med kundens nya kontaktperson.' }))].slice(0, EVENTS)
}

/** These events, from the step that brings them on. */
function from(step: number, reached: number, events: Event[]): Event[] {
  return reached >= step ? events : []
}

function started({ name, factsSha256, reached }: Journey): Event[] {
  const booked: Event = { type: 'meeting-booked', ordinal: 2, startsAt: '2026-12-01T09:00', endsAt: '2026-12-01T15:00', place: 'Kundens lokaler', participants: [{ name: 'Åsa Öberg' }] }
  return [
    { type: 'customer-registered', name }, { type: 'facts-recorded', factsSha256 },
    ...from(2, reached, [{ type: 'meeting-held', ordinal: 1 }]),
    reached < 4 ? booked : { type: 'meeting-held', ordinal: 2 },
    ...from(6, reached, [{ type: 'lead-time-requested', item: 'handlaggare', owner: 'Kundens avtalscontroller' }, { type: 'lead-time-promised', item: 'handlaggare', promisedOn: '2026-12-04' }]),
  ]
}

function paperEvents({ reached, scan }: Journey, version: NewVersion): { readonly event: Event; readonly exemplar: number | null }[] {
  const { stage, kind, contentSha256 } = version
  const whole = (event: Event) => ({ event, exemplar: null })
  const { signs, needsBoard } = { signs: kindOf(kind).signs, needsBoard: kind === 'raps' || kind === 'rutiner' }
  const signed = scan === null ? [] : signs.filter((party) => party === 'kund' || reached > 7).map((party) => ({ event: { type: 'signature-confirmed', party, scan, pages: evidenceOf(scan, version.pageCount) } as const, exemplar: 1 }))
  return [
    whole({ type: 'issued', stage, kind, contentSha256, marks: ['EXEMPEL'] }),
    ...(reached < 3 ? [] : [whole({ type: 'handed-over' })]),
    ...(reached < 5 || !needsBoard ? [] : [whole({ type: 'approved', decision: '§ 12, 2026-10-20', contentSha256 })]),
    ...signed,
    ...(reached < 10 ? [] : [{ event: { type: 'archived', reference: 'Arkivskåp 4, hylla 2' } as const, exemplar: 1 }]),
  ]
}

function followed({ reached, letter }: Journey): Event[] {
  return [...(letter === null ? [] : letterEvents(letter)), ...POINTS.filter(({ step, settledBy }) => step <= reached && settledBy.by === 'person').map(({ id }): Event => ({ type: 'point-ticked', point: id, note: 'Klart på träffen.' }))]
}

function letterEvents({ id, codes, messageId, ciphertextSha256, receiptSha256 }: SeededLetter): Event[] {
  return [
    { type: 'letter-due', letter: id, codes: [...codes], releaseAt: '2026-10-20T08:00:00Z' },
    { type: 'letter-queued', letter: id, messageId, ciphertextSha256, keys: { sender: 'A'.repeat(40), recipient: 'B'.repeat(40), archive: 'C'.repeat(40) } },
    { type: 'letter-relayed', letter: id, receiptSha256 },
  ]
}

/** Which scanned page shows which page of a paper, where the pile is in order. */
export function evidenceOf(scan: string, pageCount: number) {
  return Array.from({ length: pageCount }, (_, index) => ({ page: index + 1, scan, sourcePage: index + 1, rotation: 0 as const }))
}
