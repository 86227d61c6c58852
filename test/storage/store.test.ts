import { AsyncResource } from 'node:async_hooks'
import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allEvents, appendEvents } from '../../src/storage/events.js'
import { verifyEventChain } from '../../src/storage/event-chain.js'
import { openStore, type Store, type Transaction } from '../../src/storage/store.js'
import { compile, type Compiled } from './compiled.js'
import { EPOCH, newEvent } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const run = promisify(execFile)
const temporary = useTemporaryStore()

const pinned = (fingerprint: string) => newEvent({ type: 'key-pinned', fingerprint, address: 'granskning@example.se' })

async function fingerprints(store: Store): Promise<string[]> {
  const found: string[] = []
  for await (const { event } of allEvents(store.read)) if (event.type === 'key-pinned') found.push(event.fingerprint)
  return found
}

describe('a write', () => {
  test('is seen by the reading connection as soon as it has resolved, and not before', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await appendEvents(tx, [pinned('a')], EPOCH)
      expect(await fingerprints(store)).toEqual([])
    })
    expect(await fingerprints(store)).toEqual(['a'])
  })

  test('that rejects takes nothing of the writes around it away', async () => {
    const { store } = temporary()
    const writes = Array.from({ length: 200 }, (_, index) =>
      store.write(async (tx) => {
        await appendEvents(tx, [pinned(String(index))], EPOCH)
        if (index % 4 === 0) throw new Error('changed my mind')
      }))
    const outcomes = await Promise.allSettled(writes)
    const acknowledged = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [String(index)] : []))
    expect(acknowledged).toHaveLength(150)
    expect(await fingerprints(store)).toEqual(acknowledged)
    expect(await verifyEventChain(store.read)).toEqual([])
  })

  test('inside a write is refused instead of waiting for itself, and the outer one is rolled back', async () => {
    const { store } = temporary()
    const outer = store.write(async (tx) => {
      await appendEvents(tx, [pinned('outer')], EPOCH)
      await store.write((inner) => appendEvents(inner, [pinned('inner')], EPOCH))
    })
    await expect(outer).rejects.toThrow('a write inside a write')
    expect(await fingerprints(store)).toEqual([])
  })

  test('does what it is marked with first in its own transaction, in the order of what it is part of, and nothing once that is over', async () => {
    const { store } = temporary()
    const write = (name: string) => store.write((tx) => appendEvents(tx, [pinned(name)], EPOCH))
    const mark = (name: string) => async (tx: Transaction) => void (await appendEvents(tx, [pinned(name)], EPOCH))
    let later: () => Promise<unknown> = () => Promise.reject(new Error('not yet'))
    await store.marked(mark('outer'), async () => {
      await store.marked(mark('inner'), async () => {
        later = AsyncResource.bind(() => write('later'))
        await write('a')
      })
      await write('b')
    })
    await later()
    expect(await fingerprints(store)).toEqual(['outer', 'inner', 'a', 'outer', 'b', 'later'])
  })

  test('started by a timer that a finished write set is a write of its own', async () => {
    const { store } = temporary()
    const later = await store.write(async () => ({
      promise: new Promise<void>((resolve, reject) => {
        setTimeout(() => { store.write((tx) => appendEvents(tx, [pinned('later')], EPOCH)).then(() => resolve(), reject) }, 20)
      }),
    }))
    await later.promise
    expect(await fingerprints(store)).toEqual(['later'])
  })

  test('whose query was not awaited cannot run it after the commit', async () => {
    const { store } = temporary()
    const forgotten = await store.write(async (tx) => ({ query: () => appendEvents(tx, [pinned('late')], EPOCH) }))
    await expect(forgotten.query()).rejects.toThrow('committed')
    expect(await fingerprints(store)).toEqual([])
  })

  test('with a row that names an unknown customer is refused when it commits', async () => {
    const { store } = temporary()
    const write = store.write((tx) => appendEvents(tx, [newEvent({ type: 'customer-registered', name: 'Ingen' }, { orgnr: '212000-0142' })], EPOCH))
    await expect(write).rejects.toThrow('FOREIGN KEY')
    await store.write((tx) => appendEvents(tx, [pinned('next')], EPOCH))
    expect(await fingerprints(store)).toEqual(['next'])
  })
})

describe('the store', () => {
  test('reads through a connection that cannot write', async () => {
    const { store } = temporary()
    await expect(sql`insert into chain (id, sequence, hash) values (1, 9, '')`.execute(store.read)).rejects.toMatchObject({ code: 'data-directory' })
  })

  test('keeps customers from other users of the machine', () => {
    const { path } = temporary()
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o077).toBe(0)
  })

  test('waits for what is under way when it closes', async () => {
    const { path } = temporary()
    const store = await openStore(path)
    const write = store.write((tx) => appendEvents(tx, [pinned('last')], EPOCH))
    await store.close()
    await write
    expect(await fingerprints(temporary().store)).toEqual(['last'])
    await expect(store.write(async () => 1)).rejects.toThrow('closed')
  })

  test('can be opened by several at once the first time, and again later', async () => {
    const { directory } = temporary()
    const path = join(directory, 'new.sqlite')
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(path)))
    await Promise.all(stores.map((store, index) => store.write((tx) => appendEvents(tx, [pinned(String(index))], EPOCH))))
    expect((await fingerprints(stores[0] ?? temporary().store)).sort()).toEqual(['0', '1', '2', '3'])
    await Promise.all(stores.map((store) => store.close()))
    const again = await openStore(path)
    expect(await verifyEventChain(again.read)).toEqual([])
    await again.close()
  })

  test('has synchronous=FULL, foreign keys and the write-ahead log on', async () => {
    const { store } = temporary()
    const pragmas = await store.write(async (tx) => {
      const rows = await sql<Record<string, unknown>>`select * from pragma_synchronous, pragma_foreign_keys, pragma_journal_mode, pragma_trusted_schema`.execute(tx)
      return rows.rows[0]
    })
    expect(pragmas).toEqual({ synchronous: 2, foreign_keys: 1, journal_mode: 'wal', trusted_schema: 0 })
  })
})

describe('a store that is closed', () => {
  test('is carried along by nothing that is begun after it', async () => {
    const { directory } = temporary()
    const carried = (): number => Object.getOwnPropertySymbols(new AsyncResource('afterwards')).length
    const before = carried()
    const closed = await openStore(join(directory, 'closed.sqlite'))
    await closed.write((tx) => appendEvents(tx, [pinned('a')], EPOCH))
    await closed.close()
    expect(carried()).toBe(before)
  })
})

describe('several processes', () => {
  let child: Compiled
  beforeAll(() => { child = compile('test/storage/child/append.ts') })
  afterAll(() => child.remove())

  test('that start on a new file at once and append at the same time lose nothing and share one chain', async () => {
    const { directory } = temporary()
    const path = join(directory, 'new.sqlite')
    const names = ['a', 'b', 'c']
    await Promise.all(names.map((name) => run(process.execPath, [child.script, path, name, '20'])))
    const store = await openStore(path)
    const found = await fingerprints(store)
    for (const name of names) {
      const own = Array.from({ length: 60 }, (_, index) => `${name} ${Math.floor(index / 3)} ${index % 3}`)
      expect(found.filter((fingerprint) => fingerprint.startsWith(name))).toEqual(own)
    }
    expect(await verifyEventChain(store.read)).toEqual([])
    await store.close()
  })

  test('a full disk is named, nothing of the write remains, and there is room for the next', async () => {
    const { directory } = temporary()
    const path = join(directory, 'small.sqlite')
    await run(process.execPath, [child.script, path, 'before', '1'])
    const limited = run('sh', ['-c', `ulimit -f 400; exec "$0" "$@"`, process.execPath, child.script, path, 'limited', '2000'])
    const error = await limited.then(() => null, (failed: { stdout: string; stderr: string }) => failed)
    expect(error?.stderr).toContain('disk-full')
    const committed = (error?.stdout ?? '').split('\n').filter((line) => /^\d/.test(line)).length
    const store = await openStore(path)
    expect(await verifyEventChain(store.read)).toEqual([])
    expect(await fingerprints(store)).toHaveLength(3 + committed * 3)
    await store.write((tx) => appendEvents(tx, [pinned('after')], EPOCH))
    await store.close()
  })
})

describe('opening', () => {
  test('a database of a newer program is refused with its version and left as it is', async () => {
    const { directory } = temporary()
    const path = join(directory, 'newer.sqlite')
    const store = await openStore(path)
    await store.write((tx) => sql`pragma user_version = 99`.execute(tx))
    await store.close()
    await expect(openStore(path)).rejects.toMatchObject({ code: 'database-newer', message: expect.stringContaining('version 99') as unknown })
  })

  test('a file that is no database is refused and left as it is', async () => {
    const { directory } = temporary()
    const path = join(directory, 'letter.sqlite')
    await writeFile(path, 'Hej! '.repeat(2000))
    await expect(openStore(path)).rejects.toMatchObject({ code: 'database-damaged' })
    expect(statSync(path).size).toBe(10_000)
  })

  test('a path that cannot be written is refused', async () => {
    await expect(openStore('/proc/anslut/anslut.sqlite')).rejects.toMatchObject({ code: 'data-directory' })
    await expect(openStore(join(temporary().path, 'anslut.sqlite'))).rejects.toMatchObject({ code: 'data-directory' })
  })
})
