import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { allEvents, appendEvents } from '../../src/storage/events.js'
import { verifyEventChain } from '../../src/storage/event-chain.js'
import { openStore } from '../../src/storage/store.js'

let directory: string
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'anslut-store-')) })
afterEach(() => rm(directory, { recursive: true }))

test('smoke', async () => {
  const store = await openStore(join(directory, 'a.sqlite'))
  const actor = { name: 'A', osUser: 'a', verified: false }
  const r = await store.write((tx) => appendEvents(tx, [1, 2, 3].map((n) => ({ happenedOn: '2026-01-01', actor, orgnr: null, code: null, exemplar: null, event: { type: 'key-pinned', fingerprint: 'f' + n, address: 'x' } })), '2026-01-01T00:00:00.000Z'))
  expect(r.map((e) => e.sequence)).toEqual([1, 2, 3])
  expect(await verifyEventChain(store.read)).toEqual([])
  const all = []
  for await (const e of allEvents(store.read)) all.push(e)
  expect(all).toEqual(r)
  await store.close()
})
