import { describe, expect, test } from 'vitest'
import type { Event } from '../../contracts/event.js'
import { allEvents, appendEvents, eventBySequence, eventsOf } from '../../src/storage/events.js'
import { verifyEventChain } from '../../src/storage/event-chain.js'
import { CUSTOMER, EPOCH, insertVersions, newEvent, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()

const pages = [{ page: 1, scan: sha256Of('scan'), sourcePage: 3, rotation: 180 as const }]
const some: Event[] = [
  { type: 'customer-registered', name: 'Lillfors kommun' },
  { type: 'issued', stage: 'signing', kind: 'raps', contentSha256: sha256Of('content'), replaces: 'OLD' },
  { type: 'signature-confirmed', party: 'kund', scan: sha256Of('scan'), pages, note: 'å ”ä” ö \u2028 😀' },
  { type: 'point-ticked', point: '7.2' },
]

describe('appended events', () => {
  test('come back as they were handed in, numbered from 1 without gaps', async () => {
    const { store } = temporary()
    const added = some.map((event) => newEvent(event, { orgnr: CUSTOMER.orgnr, code: 'A', exemplar: 1 }))
    const recorded = await store.write(async (tx) => {
      await insertVersions(tx, 'A')
      return [...(await appendEvents(tx, added.slice(0, 1), EPOCH)), ...(await appendEvents(tx, added.slice(1), EPOCH))]
    })
    expect(recorded).toEqual(added.map((event, index) => ({ ...event, sequence: index + 1, recordedAt: EPOCH })))
    expect(await eventsOf(store.read, CUSTOMER.orgnr)).toEqual(recorded)
    expect(await eventsOf(store.read, '212000-0142')).toEqual([])
    expect(await eventBySequence(store.read, 3)).toEqual(recorded[2])
    expect(await eventBySequence(store.read, 5)).toBeNull()
  })

  test('keep their sequence after a transaction that was rolled back', async () => {
    const { store } = temporary()
    const event = newEvent({ type: 'scan-received', scan: sha256Of('scan'), fileName: 'bunt.pdf' })
    await store.write((tx) => appendEvents(tx, [event], EPOCH))
    await store.write(async (tx) => {
      await appendEvents(tx, [event, event], EPOCH)
      throw new Error('changed my mind')
    }).catch(() => undefined)
    const [next] = await store.write((tx) => appendEvents(tx, [event], EPOCH))
    expect(next?.sequence).toBe(2)
    expect(await verifyEventChain(store.read)).toEqual([])
  })

  test('are refused when the shape does not allow them, and nothing is appended', async () => {
    const { store } = temporary()
    const good = newEvent({ type: 'scan-received', scan: sha256Of('scan'), fileName: 'bunt.pdf' })
    const bad = newEvent({ type: 'scan-received', scan: 'not a hash', fileName: 'bunt.pdf' })
    await expect(store.write((tx) => appendEvents(tx, [good, bad], EPOCH))).rejects.toThrow(/invalid/i)
    expect(await eventBySequence(store.read, 1)).toBeNull()
  })

  test('are read in pages without losing one', async () => {
    const { store } = temporary()
    const event = newEvent({ type: 'scan-received', scan: sha256Of('scan'), fileName: 'bunt.pdf' })
    await store.write((tx) => appendEvents(tx, Array.from({ length: 2345 }, () => event), EPOCH))
    let last = 0
    for await (const { sequence } of allEvents(store.read)) {
      expect(sequence).toBe(last + 1)
      last = sequence
    }
    expect(last).toBe(2345)
    expect(await verifyEventChain(store.read)).toEqual([])
  })

  test('none at all leave the history as it is', async () => {
    const { store } = temporary()
    expect(await store.write((tx) => appendEvents(tx, [], EPOCH))).toEqual([])
  })
})

test('a chain that grows while it is verified holds', async () => {
  const { store } = temporary()
  const event = newEvent({ type: 'scan-received', scan: sha256Of('scan'), fileName: 'bunt.pdf' })
  await store.write((tx) => appendEvents(tx, Array.from({ length: 3000 }, () => event), EPOCH))
  const verified = verifyEventChain(store.read)
  for (let round = 0; round < 20; round++) await store.write((tx) => appendEvents(tx, [event, event], EPOCH))
  expect(await verified).toEqual([])
})
