import type { Selectable } from 'kysely'
import type { Fault } from '../../templates/failure.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { EventTable } from './database.js'
import { eventRows, hashOf } from './events.js'
import type { Db } from './store.js'

/** Recomputes every event's hash; names the first event that does not hold, or says that the end has been cut off. Empty when the history is whole. */
export async function verifyEventChain(db: Db): Promise<Fault[]> {
  let previousHash = ''
  let sequence = 0
  for await (const row of eventRows(db)) {
    sequence += 1
    const wrong = faultOf(row, sequence, previousHash)
    if (wrong !== null) return [wrong]
    previousHash = row.hash
  }
  const fault = await faultOfHead(db)
  return fault === null ? [] : [fault]
}

function faultOf(row: Selectable<EventTable>, sequence: number, previousHash: string): Fault | null {
  if (row.sequence !== sequence) return broken(sequence, 'saknas')
  if (row.previous_hash !== previousHash) return broken(sequence, 'följer inte på händelsen före')
  if (!holds(row)) return broken(sequence, 'är ändrad efter att den registrerades')
  return null
}

/** A payload rewritten with spaces or doubled keys reads the same here but not in SQL, so its text must be canonical too. */
function holds(row: Selectable<EventTable>): boolean {
  try {
    const payload: unknown = JSON.parse(row.payload_json)
    const type = typeof payload === 'object' && payload !== null && 'type' in payload ? payload.type : null
    return row.hash === hashOf(row) && row.payload_json === canonicalJson(payload) && row.type === type
  } catch {
    return false
  }
}

/** Compares the end of the history with the head kept beside it, in one statement so that events appended meanwhile do not look like damage. */
async function faultOfHead(db: Db): Promise<Fault | null> {
  const end = await db
    .selectFrom('chain')
    .leftJoin('event', (join) => join.on('event.sequence', '=', (eb) => eb.selectFrom('event as any_event').select((e) => e.fn.max('any_event.sequence').as('last'))))
    .select(['chain.sequence as headSequence', 'chain.hash as headHash', 'event.sequence', 'event.hash'])
    .executeTakeFirst()
  if (end === undefined) return { path: 'händelsekedjan', message: 'Kedjans slutmärke saknas. Läs tillbaka den senaste säkerhetskopian till en ny katalog och jämför.' }
  const last = end.sequence ?? 0
  if (last < end.headSequence) return broken(last + 1, `saknas: historiken är avkortad, den ska ha ${end.headSequence} händelser`)
  if (last > end.headSequence) return broken(end.headSequence + 1, 'är tillagd vid sidan av programmet')
  if ((end.hash ?? '') !== end.headHash) return broken(last, 'stämmer inte med kedjans slutmärke')
  return null
}

function broken(sequence: number, what: string): Fault {
  return { path: `händelse ${sequence}`, message: `Händelse ${sequence} ${what}. Läs tillbaka den senaste säkerhetskopian till en ny katalog och jämför.` }
}

/** How many events there are, by the number of the last: they have no gaps. */
export async function eventCount(db: Db): Promise<number> {
  return (await db.selectFrom('event').select((eb) => eb.fn.max<number | null>('sequence').as('last')).executeTakeFirstOrThrow()).last ?? 0
}
