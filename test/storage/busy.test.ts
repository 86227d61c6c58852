import sqlite3 from 'sqlite3'
import { expect, test } from 'vitest'
import { appendEvents } from '../../src/storage/events.js'
import { SqliteConnection } from '../../src/storage/sqlite-connection.js'
import { EPOCH, newEvent } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()

async function exec(database: sqlite3.Database, statement: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    database.exec(statement, (error: Error | null) => (error === null ? resolve() : reject(error)))
  })
}

test('a database that another program keeps locked is called busy after ten seconds, and can be written when it is free', async () => {
  const { store, path } = temporary()
  const write = () => store.write((tx) => appendEvents(tx, [newEvent({ type: 'key-pinned', fingerprint: 'f', address: 'granskning@example.se' })], EPOCH))
  const other = new sqlite3.Database(path)
  await exec(other, 'begin immediate')
  await expect(write()).rejects.toMatchObject({ code: 'database-busy' })
  await exec(other, 'rollback')
  expect((await write()).map(({ sequence }) => sequence)).toEqual([1])
  await new Promise((resolve) => { other.close(resolve) })
})

test('a connection that is closed while somebody begins to read is closed, and not called busy', async () => {
  const connection = await SqliteConnection.open(temporary().path, 'reader')
  const reading = connection.all('select count(*) from event')
  await expect(connection.close()).resolves.toBeUndefined()
  await Promise.allSettled([reading])
})

test('what is written only if nobody else is writing waits for nobody, and says that it did nothing', async () => {
  const { store, path } = temporary()
  const write = () => store.writeIfFree(async (tx) => void (await appendEvents(tx, [newEvent({ type: 'key-pinned', fingerprint: 'f', address: 'granskning@example.se' })], EPOCH)))
  const other = new sqlite3.Database(path)
  await exec(other, 'begin immediate')
  expect(await write()).toBe(false)
  await exec(other, 'rollback')
  expect(await write()).toBe(true)
  expect(await store.read.selectFrom('event').select('sequence').execute()).toHaveLength(1)
  await new Promise((resolve) => { other.close(resolve) })
}, 5000)
