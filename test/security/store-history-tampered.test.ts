import sqlite3 from 'sqlite3'
import { describe, expect, test } from 'vitest'
import { appendEvents } from '../../src/storage/events.js'
import { verifyEventChain } from '../../src/storage/event-chain.js'
import { EPOCH, insertVersions, newEvent } from '../storage/rows.js'
import { useTemporaryStore, type TemporaryStore } from '../storage/temporary-store.js'

const temporary = useTemporaryStore()

/** Somebody with the file and another program: no trigger of ours needs to stay. */
async function fromOutside(path: string, statements: string): Promise<void> {
  const database = new sqlite3.Database(path)
  await new Promise<void>((resolve, reject) => {
    database.exec(statements, (error: Error | null) => (error === null ? resolve() : reject(error)))
  })
  await new Promise<void>((resolve, reject) => {
    database.close((error) => (error === null ? resolve() : reject(error)))
  })
}

const WITHOUT_TRIGGERS = 'drop trigger event_not_changed; drop trigger event_not_removed; drop trigger event_follows; drop trigger event_heads_chain; drop trigger chain_not_removed;'

async function tenEvents({ store }: TemporaryStore): Promise<void> {
  const events = Array.from({ length: 10 }, (_, index) => newEvent({ type: 'key-pinned', fingerprint: `f${index}`, address: 'granskning@example.se' }))
  await store.write((tx) => appendEvents(tx, events, EPOCH))
}

/** As long as a hash, and not one that is there. */
const OTHER_HASH = "'y' || substr(hash, 2)"

const rewritten: readonly [string, string, string][] = [
  ['who did it', "update event set actor_name = 'Någon Annan' where sequence = 4", 'händelse 4'],
  ['that the actor was verified', 'update event set actor_verified = 1 where sequence = 4', 'händelse 4'],
  ['the day', "update event set happened_on = '2020-01-01' where sequence = 1", 'händelse 1'],
  ['the instant', "update event set recorded_at = '2020-01-01T00:00:00.000Z' where sequence = 10", 'händelse 10'],
  ['the payload', "update event set payload_json = replace(payload_json, 'f6', 'f9') where sequence = 7", 'händelse 7'],
  ['the payload with a key doubled', `update event set payload_json = replace(payload_json, '{', '{"address":"annan@example.se",') where sequence = 7`, 'händelse 7'],
  ['the payload to what is no JSON', "pragma ignore_check_constraints = on; update event set payload_json = '{' where sequence = 2", 'händelse 2'],
  ['the type alone', "pragma ignore_check_constraints = on; update event set type = 'letter-due' where sequence = 2", 'händelse 2'],
  ['the exemplar', 'update event set exemplar = 1 where sequence = 9', 'händelse 9'],
  ['its own hash', "update event set hash = replace(hash, substr(hash, 1, 1), 'x') where sequence = 5", 'händelse 5'],
  ['the order of two', 'update event set sequence = 100 where sequence = 3; update event set sequence = 3 where sequence = 4; update event set sequence = 4 where sequence = 100', 'händelse 3'],
  ['that it ever was', 'delete from event where sequence = 6', 'händelse 6'],
  ['that the first ever was', 'delete from event where sequence = 1', 'händelse 1'],
  ['that the last ones ever were', 'delete from event where sequence > 8', 'händelse 9'],
  ['that any ever was', 'delete from event', 'händelse 1'],
  ['the head', "update chain set hash = 'x'", 'händelse 10'],
  ['that there was a head', 'delete from chain', 'händelsekedjan'],
]

describe('somebody who rewrites the file is found out when he changes', () => {
  test.each(rewritten)('%s', async (_what, statement, path) => {
    const current = temporary()
    await tenEvents(current)
    expect(await verifyEventChain(current.store.read)).toEqual([])
    await fromOutside(current.path, `${WITHOUT_TRIGGERS} ${statement}`)
    const faults = await verifyEventChain(current.store.read)
    expect(faults.map((fault) => fault.path)).toEqual([path])
  })

  test('nothing but the number of events, by adding one beside the program', async () => {
    const current = temporary()
    await tenEvents(current)
    await fromOutside(current.path, `${WITHOUT_TRIGGERS} insert into event select 11, recorded_at, happened_on, actor_name, actor_os_user, actor_verified, orgnr, code, exemplar, type, payload_json, hash, ${OTHER_HASH} from event where sequence = 10`)
    expect((await verifyEventChain(current.store.read)).map((fault) => fault.path)).toEqual(['händelse 11'])
  })
})

const refused: readonly [string, string][] = [
  ['changing an event', "update event set actor_name = 'x'"],
  ['removing an event', 'delete from event where sequence = 10'],
  ['replacing an event', 'insert or replace into event select sequence, recorded_at, happened_on, actor_name, actor_os_user, actor_verified, orgnr, code, exemplar, type, payload_json, previous_hash, hash from event where sequence = 10'],
  ['an event out of order', `insert into event select 12, recorded_at, happened_on, actor_name, actor_os_user, actor_verified, orgnr, code, exemplar, type, payload_json, hash, ${OTHER_HASH} from event where sequence = 10`],
  ['an event that does not follow the last', `insert into event select 11, recorded_at, happened_on, actor_name, actor_os_user, actor_verified, orgnr, code, exemplar, type, payload_json, previous_hash, ${OTHER_HASH} from event where sequence = 10`],
  ['removing the head of the chain', 'delete from chain'],
  ['changing an issued version', "update version set content_sha256 = replace(content_sha256, 'a', 'b')"],
  ['changing where signatures stand', "update version set layout_json = '{}'"],
  ['removing an issued version', 'delete from version'],
  ['replacing an issued version', 'insert or replace into version select * from version'],
  ['changing what a file was', 'update version_file set bytes = 0'],
  ['removing a file', 'delete from version_file'],
  ['changing recorded facts', "update facts set facts_json = '{}'"],
  ['removing recorded facts', 'delete from facts'],
  ['changing an edition', "update edition set author = 'x'"],
]

describe('the tables themselves refuse', () => {
  test.each(refused)('%s, whoever asks', async (_what, statement) => {
    const current = temporary()
    await tenEvents(current)
    await current.store.write((tx) => insertVersions(tx, 'A', 'B'))
    await expect(fromOutside(current.path, `pragma recursive_triggers = on; pragma foreign_keys = on; ${statement}`)).rejects.toThrow(/SQLITE_CONSTRAINT: (an?|what|the|recorded) /)
    expect(await verifyEventChain(current.store.read)).toEqual([])
  })
})
