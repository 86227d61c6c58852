import { sql } from 'kysely'
import type { EventType, RecordedEvent } from '../../contracts/event.js'
import { eventOf } from './events.js'
import type { Db } from './store.js'

/** What to look for in the history; what is null is not asked. */
export interface EventSearch {
  readonly orgnr: string | null
  readonly code: string | null
  /** Part of the name of who did it, large and small letters alike. */
  readonly actor: string | null
  readonly types: readonly EventType[] | null
  /** Swedish days on which it happened (ISO 8601), both included. */
  readonly from: string | null
  readonly to: string | null
  /** Only events with lower numbers: where the page before ended. */
  readonly before: number | null
}

/** The latest events that answer the search, newest first, at most `most`, each with its hash. */
export async function searchEvents(db: Db, search: EventSearch, most: number): Promise<(RecordedEvent & { readonly hash: string })[]> {
  let query = db.selectFrom('event').selectAll().orderBy('sequence', 'desc').limit(most)
  if (search.orgnr !== null) query = query.where('orgnr', '=', search.orgnr)
  if (search.code !== null) query = query.where('code', '=', search.code)
  if (search.types !== null) query = query.where('type', 'in', search.types)
  if (search.from !== null) query = query.where('happened_on', '>=', search.from)
  if (search.to !== null) query = query.where('happened_on', '<=', search.to)
  if (search.before !== null) query = query.where('sequence', '<', search.before)
  const wanted = search.actor?.toLocaleLowerCase('sv')
  if (wanted === undefined) return (await query.execute()).map((row) => ({ ...eventOf(row), hash: row.hash }))
  // SQLite's own lower() knows no å, ä, ö: the few names there are are compared here.
  const names = (await actorNames(db)).filter((name) => name.toLocaleLowerCase('sv').includes(wanted))
  return names.length === 0 ? [] : (await query.where('actor_name', 'in', names).execute()).map((row) => ({ ...eventOf(row), hash: row.hash }))
}

/** Jumps from name to name in the index: `distinct` would read every event. */
async function actorNames(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`with recursive actor (name) as (
    select min(actor_name) from event union all select (select min(actor_name) from event where actor_name > actor.name) from actor where actor.name is not null
  ) select name from actor where name is not null`.execute(db)
  return rows.map(({ name }) => name)
}
