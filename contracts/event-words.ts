import { ALL_POINTS, type Point } from './checklist-points.js'
import { EVALUATION_TEXTS, EVALUATION_WORD_TEXTS } from './evaluation-questions.js'
import { EVENT_LABELS } from './event-label.js'
import type { Event, RecordedEvent } from './event.js'
import { GUARD_LABELS } from './guards.js'
import { partyName } from './party-name.js'
import { PARTIES } from './kind.js'
import { RECORDABLE } from './recordable-names.js'
import { RECORD_FIELDS } from './recordable.js'
import { spokenCode } from './spoken-code.js'

/** Words for the fields that tell one event from another; numbers of the program's own and checksums have none. */
const TOLD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(RECORD_FIELDS).flatMap(([field, { key }]) => (field === 'letter' || field === 'mail' ? [] : [[field, key.replaceAll('-', ' ')]]))),
  point: 'punkt', ordinal: 'träff', step: 'steg', item: 'post', environment: 'miljö', role: 'roll', guard: 'spärr', party: 'part', question: 'fråga', participants: 'deltagare', handouts: 'material', handout: 'material',
  edition: 'utgåva', fileName: 'fil', startsAt: 'börjar', endsAt: 'slutar', place: 'plats', startsOn: 'vecka 0 börjar', until: 'till', decision: 'beslut', page: 'sida', sourcePage: 'sida i skanningen', override: 'trots tvekan', doubts: 'programmets tvekan',
  recipient: 'till', from: 'från', codes: 'handlingar', kept: 'avvikelser som gäller oförändrade', exception: 'undantag', address: 'adress', only: 'omfattning', differences: 'ändrade ställen',
}
/** What needs no name before it. */
const PLAIN: ReadonlySet<string> = new Set(['reason', 'note', 'decision', 'comment', 'outcome', 'point', 'ordinal', 'step', 'question', 'only', 'party', 'guard', 'handouts', 'handout'])
const TOLD_TO = { mail: 'får ett brev', nobody: 'kunde inte underrättas: ingen e-postadress, ingen e-postserver, eller parten svr är fortfarande exemplet' } as const

/** What an event is called, with which card, person or matter it is about where its type has several: "RA-kort överlämnat: produktionsmiljö". */
export function eventName(event: Event): string {
  return variantOf(event)?.label ?? EVENT_LABELS[event.type]
}

/** What an event says beside what it is called, so that a reader tells it from others of its name; empty when it says nothing more. `own` are the customer's own points. */
export function eventWords(event: Event, own: readonly Point[] = []): string {
  const named = variantOf(event)?.fixed ?? {}
  const parts = Object.entries(event).filter(([field]) => field !== 'type' && !(field in named)).flatMap(([field, value]) => {
    const name = TOLD[field]
    if (name === undefined) return []
    const words = field === 'point' ? pointWords(String(value), own) : valueWords(field, value)
    return words === '' ? [] : [PLAIN.has(field) ? words : `${name}: ${words}`]
  })
  return parts.join('; ')
}

/** Everything an event says, field by field, the program's own numbers and checksums too. */
export function everythingSaid(event: Event): { readonly field: string; readonly value: string }[] {
  return Object.entries(event).filter(([field]) => field !== 'type').map(([field, value]) => ({ field: field === 'told' ? 'kontots innehavare' : (TOLD[field] ?? RECORD_FIELDS[field]?.key ?? field), value: field === 'point' ? pointWords(String(value), []) : valueWords(field, value) }))
}

/** The points that events ever gave a customer, also those taken away since. */
export function everyOwnPoint(events: readonly RecordedEvent[]): Point[] {
  return events.flatMap(({ event }): Point[] => (event.type === 'own-point-added' ? [{ id: event.point, step: event.step, text: event.text, settledBy: { by: 'person' } }] : []))
}

function variantOf(event: Event): (typeof RECORDABLE)[number] | undefined {
  const said = new Map<string, unknown>(Object.entries(event))
  return RECORDABLE.find(({ type, fixed }) => type === event.type && Object.keys(fixed).length > 0 && Object.entries(fixed).every(([field, value]) => said.get(field) === value))
}

/** A checklist point by number and text; by its number alone where it is an own point that `own` lacks. */
export function pointWords(id: string, own: readonly Point[]): string {
  const found = [...ALL_POINTS, ...own].find((point) => point.id === id)
  return found === undefined ? `punkt ${id}` : `${id} ${found.text}`
}

function valueWords(field: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one: unknown) => valueWords(field === 'codes' ? 'by' : '', one)).join(', ')
  if (typeof value === 'number') return field === 'ordinal' ? `träff ${value}` : field === 'step' ? `steg ${value}` : String(value)
  if (typeof value === 'string') return choiceWords(field, value)
  if (typeof value === 'object' && value !== null && 'handout' in value && 'edition' in value) return `${String(value.handout)}, utgåva ${String(value.edition)}`
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name)
  return JSON.stringify(value)
}

function choiceWords(field: string, value: string): string {
  const chosen: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    guard: GUARD_LABELS, told: TOLD_TO, only: { drafts: 'Bara för utkast.' }, party: Object.fromEntries(PARTIES.map((party) => [party, partyName(party)])),
    question: { ...Object.fromEntries(Object.entries(EVALUATION_TEXTS).map(([question, { text }]) => [question, text])), ...EVALUATION_WORD_TEXTS },
  }
  if (field === 'startsAt' || field === 'endsAt') return value.replace('T', ' kl. ')
  if (field === 'by' && /^[0-9A-Z]{10}$/.test(value)) return spokenCode(value)
  return chosen[field]?.[value] ?? value
}
