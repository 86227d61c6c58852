import { eventSchema, type Actor, type Event, type NewEvent } from '../../contracts/event.js'
import { quotedLabel } from '../../contracts/event-label.js'
import { handoutLibrary, packingList, type PackingList } from '../../contracts/handouts.js'
import type { MeetingStatus } from '../../contracts/meetings.js'
import { Failure } from '../../templates/failure.js'
import { keptFileName, withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { eventsOf, eventsOfTypes } from '../storage/events.js'
import { handouts, namedHandout } from './handouts.js'
import { checkedMediaType, HANDOUT_MOST_BYTES, mediaTypeOf } from './meeting-file.js'
import { namedCustomer } from './history.js'
import { swedishDay } from './new-event.js'
import { recordWanted, type Recorded } from './record-events.js'
import { customerProgress } from './status.js'

/** A customer's meetings, with what to bring to each. */
export interface CustomerMeetings {
  readonly orgnr: string
  readonly name: string
  readonly meetings: readonly (MeetingStatus & { readonly packing: PackingList })[]
}

/** What a booking says; moments are Swedish clock time, "2026-12-01T09:00". */
export interface BookingRequest {
  readonly orgnr: string
  readonly ordinal: number
  readonly startsAt: string
  readonly endsAt: string
  readonly place: string | null
  readonly link: string | null
  /** "Rut Ran" or "Rut Ran <rut.ran@kommunen.se>". */
  readonly participants: readonly string[]
  readonly note: string | null
  readonly by: Actor
}

/** A file of minutes as it was handed in, on disk. */
export interface MinutesFile {
  readonly path: string
  readonly fileName: string
}

/** One customer's five meetings. @throws Failure `customer-unknown` */
export async function customerMeetings(app: App, typed: string): Promise<CustomerMeetings> {
  const { orgnr, name, meetings, steps } = await customerProgress(app, typed)
  const library = handoutLibrary(await eventsOfTypes(app.store.read, ['handout-added', 'handout-retired']))
  const points = steps.flatMap((step) => step.points)
  return { orgnr, name, meetings: meetings.map((meeting) => ({ ...meeting, packing: packingList(meeting.ordinal, points, library) })) }
}

/** Books a meeting, or books it anew at another time or place. @throws Failure `customer-unknown`, `call-invalid`, `transition-refused` */
export async function bookMeeting(app: App, { orgnr, ordinal, startsAt, endsAt, place, link, participants, note, by }: BookingRequest): Promise<Recorded> {
  return recordAll(app, orgnr, by, null, [{
    type: 'meeting-booked', ordinal, startsAt, endsAt, participants: participants.map(participantOf), ...(place === null ? {} : { place }), ...(link === null ? {} : { link }), ...(note === null ? {} : { note }),
  }])
}

/** Calls a booked meeting off. @throws Failure `customer-unknown`, `transition-refused` */
export async function cancelMeeting(app: App, request: { orgnr: string; ordinal: number; reason: string; by: Actor }): Promise<Recorded> {
  return recordAll(app, request.orgnr, request.by, null, [{ type: 'meeting-cancelled', ordinal: request.ordinal, reason: request.reason }])
}

/** Notes that a meeting was held, or what is to be added to one that was: who came, what was handed out (in its newest edition), minutes. @throws Failure `customer-unknown`, `resource-unknown`, `call-invalid`, `transition-refused`, `file-unreadable` */
export async function holdMeeting(app: App, request: { orgnr: string; ordinal: number; on: string | null; attended: readonly string[]; handouts: readonly string[]; minutes: MinutesFile | null; note: string | null; by: Actor }): Promise<Recorded> {
  const { ordinal } = request
  const { orgnr, meetings } = await customerMeetings(app, request.orgnr)
  const meeting = meetings.find((one) => one.ordinal === ordinal)
  if (meeting === undefined) throw new Failure('call-invalid', `Träff ${ordinal} finns inte. Träfferna är 1–5.`)
  const library = await handouts(app.store.read)
  const given = request.handouts.map((name) => ({ handout: name, edition: namedHandout(library, name).editions[0].edition }))
  const events: Event[] = meeting.held === null ? [{ type: 'meeting-held', ordinal, ...(request.note === null ? {} : { note: request.note }) }] : []
  if (request.attended.length > 0) events.push({ type: 'meeting-attended', ordinal, participants: request.attended.map((name) => withoutPersonnummer(name)) })
  if (given.length > 0) events.push({ type: 'handouts-given', step: meeting.step, handouts: given })
  if (request.minutes !== null) events.push(await keptMinutes(app, ordinal, request.minutes, meeting.held === null ? null : request.note))
  if (events.length === 0) throw new Failure('already-recorded', `Träff ${ordinal} är redan antecknad som hållen ${meeting.held?.on ?? ''}. Lägg till närvaro, material eller minnesanteckningar.`)
  return recordAll(app, orgnr, request.by, request.on ?? meeting.held?.on ?? null, events)
}

async function keptMinutes(app: App, ordinal: number, minutes: MinutesFile, note: string | null): Promise<Event> {
  const fileName = keptFileName(minutes.fileName)
  await checkedMediaType(minutes.path, fileName)
  const { sha256 } = await app.archive.keepFile(minutes.path, HANDOUT_MOST_BYTES)
  return { type: 'meeting-minutes-kept', ordinal, sha256, fileName, ...(note === null ? {} : { note }) }
}

/** The minutes of a customer's meeting, from the archive. @throws Failure `customer-unknown`, `resource-unknown`, `archive-missing`, `archive-damaged` */
export async function minutesFile(app: App, typed: string, sha256: string): Promise<{ fileName: string; mediaType: string; sha256: string; bytes: Uint8Array }> {
  const { orgnr } = await namedCustomer(app, typed)
  const kept = (await eventsOf(app.store.read, orgnr)).flatMap(({ event }) => (event.type === 'meeting-minutes-kept' && event.sha256 === sha256 ? [event] : []))[0]
  if (kept === undefined) throw new Failure('resource-unknown', 'Kunden har inga sådana minnesanteckningar. De som finns står på kundens sida Möten.')
  return { fileName: kept.fileName, mediaType: mediaTypeOf(kept.fileName), sha256, bytes: await app.archive.read(sha256) }
}

async function recordAll(app: App, typed: string, by: Actor, on: string | null, events: readonly Event[]): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, typed)
  const happenedOn = on ?? swedishDay(app.now())
  for (const event of events) refuseMalformed(event)
  const wanted = events.map((event): NewEvent => ({ actor: by, happenedOn, orgnr, code: null, exemplar: null, event }))
  return app.store.write((tx) => recordWanted(tx, app, orgnr, wanted))
}

const HINTS: Readonly<Record<string, string>> = { startsAt: 'när träffen börjar, till exempel 2026-12-01T09:00', endsAt: 'när träffen slutar, till exempel 2026-12-01T11:00', link: 'länken, med https:// först', participants: 'deltagarna, till exempel Rut Ran <rut.ran@kommunen.example>', ordinal: 'träffens nummer, 1–5' }

/** @throws Failure `event-incomplete` naming every fault */
function refuseMalformed(event: Event): void {
  const { error } = eventSchema.safeParse(event)
  if (error === undefined) return
  const faults = [...new Set(error.issues.map(({ path }) => String(path[0])))].map((field) => ({ path: field, message: `går inte att läsa (${HINTS[field] ?? 'kontrollera det som är skrivet'})` }))
  throw new Failure('event-incomplete', `${quotedLabel(event)} kan inte registreras: ${faults.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`, { faults })
}

/** A participant as it is written: "Rut Ran" or "Rut Ran <rut.ran@kommunen.se>"; null when it is neither. */
export function readParticipant(typed: string): { name: string; address?: string } | null {
  const [, name = '', address] = /^([^<>]+?)(?:\s*<([^<>\s]+@[^<>\s]+)>)?$/.exec(withoutPersonnummer(typed.trim())) ?? []
  if (name === '') return null
  return { name, ...(address === undefined ? {} : { address }) }
}

/** @throws Failure `call-invalid` */
function participantOf(typed: string): { name: string; address?: string } {
  const found = readParticipant(typed)
  if (found === null) throw new Failure('call-invalid', `Deltagaren ”${typed}” går inte att läsa. Skriv ett namn, eller ”Namn <adress@exempel.se>”.`)
  return found
}
