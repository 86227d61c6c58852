import { copyFile, open, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../../templates/failure.js'
import { appendEvents } from '../../src/storage/events.js'
import { verifyDatabase } from '../../src/storage/verify-database.js'
import { verifyEventChain } from '../../src/storage/event-chain.js'
import { openStore } from '../../src/storage/store.js'
import { EPOCH, insertVersions, newEvent } from '../storage/rows.js'
import { useTemporaryStore } from '../storage/temporary-store.js'

const temporary = useTemporaryStore()
const PAGE = 4096

let whole: string
beforeEach(async () => {
  whole = join(temporary().directory, 'whole.sqlite')
  const store = await openStore(whole)
  await store.write(async (tx) => {
    await insertVersions(tx, 'A', 'B')
    await appendEvents(tx, Array.from({ length: 300 }, (_, index) => newEvent({ type: 'key-pinned', fingerprint: `f${index}`, address: 'granskning@example.se' })), EPOCH)
  })
  await store.close()
})

/** What the program says about a database file: the code that opening it ends with, or what verifying it finds. */
async function verdictOn(path: string): Promise<'sound' | 'damaged'> {
  try {
    const store = await openStore(path)
    const faults = [...(await verifyDatabase(store.read)), ...(await verifyEventChain(store.read))]
    await store.close()
    return faults.length === 0 ? 'sound' : 'damaged'
  } catch (error) {
    if (error instanceof Failure && error.code === 'database-damaged') return 'damaged'
    throw error
  }
}

async function damagedCopy(name: string, damage: (path: string) => Promise<void>): Promise<string> {
  const path = join(temporary().directory, name)
  await copyFile(whole, path)
  await damage(path)
  return path
}

describe('a database file', () => {
  test('that is whole is sound', async () => {
    expect(await verdictOn(whole)).toBe('sound')
  })

  test('with any page overwritten is called damaged', async () => {
    const pages = (await open(whole).then(async (file) => { const { size } = await file.stat(); await file.close(); return size })) / PAGE
    expect(pages).toBeGreaterThan(60)
    for (let page = 0; page < pages; page += 7) {
      const path = await damagedCopy(`page-${page}.sqlite`, async (copy) => {
        const file = await open(copy, 'r+')
        await file.write(Buffer.alloc(PAGE, 0xa5), 0, PAGE, page * PAGE)
        await file.close()
      })
      expect([page, await verdictOn(path)]).toEqual([page, 'damaged'])
    }
  })

  test.each([1, 100, PAGE, PAGE + 1, 20 * PAGE, 60 * PAGE])('cut off after %i bytes is called damaged', async (bytes) => {
    expect(await verdictOn(await damagedCopy('cut.sqlite', (copy) => truncate(copy, bytes)))).toBe('damaged')
  })

  test('of another program is refused and left as it is', async () => {
    const path = await damagedCopy('other.sqlite', async (copy) => {
      const file = await open(copy, 'r+')
      await file.write(Buffer.from([0, 0, 0, 7]), 0, 4, 68)
      await file.close()
    })
    await expect(openStore(path)).rejects.toMatchObject({ code: 'database-damaged', message: expect.stringContaining('inte Ansluts') as unknown })
  })
})
