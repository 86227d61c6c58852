import type { Insertable, Selectable } from 'kysely'
import { eventSchema, type EventType, type NewEvent, type RecordedEvent } from '../../contracts/event.js'
import { eventHash } from '../../contracts/event-hash.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { EventTable } from './database.js'
import type { Db, Transaction } from './store.js'

/** Keeps one statement well under SQLite's limit of bound parameters. */
const ROWS_PER_INSERT = 50

const EVENTS_PER_PAGE = 1000

/** Appends to the history, all with one instant, each hashed over the one before; gives them back with their sequence numbers. */
export async function appendEvents(tx: Transaction, events: readonly NewEvent[], recordedAt: string): Promise<RecordedEvent[]> {
  const head = await tx.selectFrom('chain').select(['sequence', 'hash']).executeTakeFirstOrThrow()
  const recorded: RecordedEvent[] = []
  const rows: Insertable<EventTable>[] = []
  let previousHash = head.hash
  for (const added of events) {
    const event: RecordedEvent = { ...added, event: eventSchema.parse(added.event), sequence: head.sequence + recorded.length + 1, recordedAt }
    const row = rowOf(event, previousHash)
    recorded.push(event)
    rows.push(row)
    previousHash = row.hash
  }
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await tx.insertInto('event').values(rows.slice(start, start + ROWS_PER_INSERT)).execute()
  }
  return recorded
}

/** One customer's history, oldest first. */
export async function eventsOf(db: Db, orgnr: string): Promise<RecordedEvent[]> {
  const rows = await db.selectFrom('event').selectAll().where('orgnr', '=', orgnr).orderBy('sequence').execute()
  return rows.map(eventOf)
}

/** One customer's history, oldest first, from the event after that number, at most so many, null for all. */
export async function eventsAfter(db: Db, orgnr: string, after: number, most: number | null): Promise<RecordedEvent[]> {
  const query = db.selectFrom('event').selectAll().where('orgnr', '=', orgnr).where('sequence', '>', after).orderBy('sequence')
  return (await (most === null ? query : query.limit(most)).execute()).map(eventOf)
}

/** The last so many of one customer's events, newest first. */
export async function latestEventsOf(db: Db, orgnr: string, most: number): Promise<RecordedEvent[]> {
  const rows = await db.selectFrom('event').selectAll().where('orgnr', '=', orgnr).orderBy('sequence', 'desc').limit(most).execute()
  return rows.map(eventOf)
}

/** The latest event of one of these types, whoever it is about; null when there has been none. */
export async function latestOfTypes(db: Db, types: readonly EventType[]): Promise<RecordedEvent | null> {
  const row = await db.selectFrom('event').selectAll().where('type', 'in', types).orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : eventOf(row)
}

/** Every event of these types, whoever it is about or about these customers only, oldest first. */
export async function eventsOfTypes(db: Db, types: readonly EventType[], orgnrs: readonly string[] | null = null): Promise<RecordedEvent[]> {
  const query = db.selectFrom('event').selectAll().where('type', 'in', types).orderBy('sequence')
  const rows = await (orgnrs === null ? query : query.where('orgnr', 'in', orgnrs)).execute()
  return rows.map(eventOf)
}

/** The number of the latest event of one of these types; 0 when there has been none. */
export async function lastOfTypes(db: Db, types: readonly EventType[]): Promise<number> {
  return (await db.selectFrom('event').select((eb) => eb.fn.max<number | null>('sequence').as('last')).where('type', 'in', types).executeTakeFirstOrThrow()).last ?? 0
}

/** The event with that number; null when there is none. */
export async function eventBySequence(db: Db, sequence: number): Promise<RecordedEvent | null> {
  const row = await db.selectFrom('event').selectAll().where('sequence', '=', sequence).executeTakeFirst()
  return row === undefined ? null : eventOf(row)
}

/** The whole history, oldest first, read a page at a time. */
export async function* allEvents(db: Db): AsyncGenerator<RecordedEvent> {
  for await (const row of eventRows(db)) yield eventOf(row)
}

/** The rows as they stand, oldest first, for whoever checks them. */
export async function* eventRows(db: Db): AsyncGenerator<Selectable<EventTable>> {
  for (let last = 0; ; ) {
    const rows = await db.selectFrom('event').selectAll().where('sequence', '>', last).orderBy('sequence').limit(EVENTS_PER_PAGE).execute()
    yield* rows
    const final = rows.at(-1)
    if (final === undefined) return
    last = final.sequence
  }
}

/** The hash an event's row must carry. */
export function hashOf(row: Omit<Selectable<EventTable>, 'hash'>): string {
  return eventHash(row.previous_hash, { ...aroundOf(row), event: JSON.parse(row.payload_json) as unknown })
}

/** What a row says besides the event itself. */
function aroundOf(row: Omit<Selectable<EventTable>, 'hash'>): Omit<RecordedEvent, 'event'> {
  return {
    sequence: row.sequence,
    recordedAt: row.recorded_at,
    happenedOn: row.happened_on,
    actor: { name: row.actor_name, osUser: row.actor_os_user, verified: row.actor_verified === 1 },
    orgnr: row.orgnr,
    code: row.code,
    exemplar: row.exemplar,
  }
}

function rowOf(recorded: RecordedEvent, previousHash: string): Selectable<EventTable> {
  const row = {
    sequence: recorded.sequence,
    recorded_at: recorded.recordedAt,
    happened_on: recorded.happenedOn,
    actor_name: recorded.actor.name,
    actor_os_user: recorded.actor.osUser,
    actor_verified: recorded.actor.verified ? 1 : 0,
    orgnr: recorded.orgnr,
    code: recorded.code,
    exemplar: recorded.exemplar,
    type: recorded.event.type,
    payload_json: canonicalJson(recorded.event),
    previous_hash: previousHash,
  }
  return { ...row, hash: hashOf(row) }
}

/** The event that a row says. */
export function eventOf(row: Selectable<EventTable>): RecordedEvent {
  return { ...aroundOf(row), event: eventSchema.parse(JSON.parse(row.payload_json)) }
}
