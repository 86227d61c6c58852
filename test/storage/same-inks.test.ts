import { describe, expect, test } from 'vitest'
import type { MatchedPage } from '../../signing/scan-report.js'
import { appendEvents } from '../../src/storage/events.js'
import { insertPlacement } from '../../src/storage/placements.js'
import { sameInks } from '../../src/storage/same-inks.js'
import { insertScan } from '../../src/storage/scans.js'
import type { Store } from '../../src/storage/store.js'
import { EPOCH, insertVersions, newEvent, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()
const SCAN = sha256Of('pile')
const page = (exemplar: number) => ({ scan: SCAN, sourcePage: exemplar, code: 'A', exemplar, page: 1 })

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

/** A scan with a page of each of so many exemplars. */
async function pile(store: Store, count: number): Promise<void> {
  await store.write(async (tx) => {
    await insertVersions(tx, 'A')
    await insertScan(tx, { sha256: SCAN, fileName: 'bunt.pdf', bytes: 1, mediaType: 'application/pdf', receivedAt: EPOCH, pages: count }, upTo(count).map((exemplar) => ({ ...page(exemplar), pageCount: 1, rotation: 0 })))
  })
}

/** Their boxes all show the very same. */
async function alike(store: Store, count: number): Promise<void> {
  await store.write(async (tx) => {
    for (const exemplar of upTo(count)) await tx.insertInto('box_ink').values({ id: exemplar, scan: SCAN, source_page: exemplar, code: 'A', exemplar, page: 1, box: 'kund-1', aspect: 0, lean: 0, shape: '' }).execute()
    for (const one of upTo(count)) await tx.insertInto('same_ink').values(upTo(count).filter((other) => other !== one).map((other) => ({ one, other }))).execute()
  })
}

const othersOf = async (store: Store, exemplar: number): Promise<number[]> => (await sameInks(store.read, [{ code: 'A', exemplar }]))(page(exemplar), 'kund-1').map((other) => other.exemplar)

describe('boxes that show the very same ink', () => {
  test('of a whole pile are told without holding up the house, some of them for each', async () => {
    const { store } = temporary()
    await pile(store, 120)
    await alike(store, 120)
    const began = performance.now()
    const told = await sameInks(store.read, upTo(120).map((exemplar) => ({ code: 'A', exemplar })))
    expect(performance.now() - began).toBeLessThan(3000)
    expect(told(page(1), 'kund-1').map(({ exemplar }) => exemplar)).toEqual([2, 3, 4, 5])
    expect(told(page(120), 'kund-1')).toHaveLength(4)
  })

  test('are told of only while their page is what it was taken for', async () => {
    const { store } = temporary()
    await pile(store, 5)
    await placed(store, 2, null)
    await placed(store, 3, { ...page(9), sourcePage: 3, pageCount: 1, rotation: 0 })
    await placed(store, 4, { ...page(4), pageCount: 1, rotation: 0 })
    await alike(store, 5)
    expect(await othersOf(store, 1)).toEqual([4, 5])
  })
})

test('a doubt stays with the box when a later scan of its paper is not known to show the same, until the page that it is of is put away', async () => {
  const { store } = temporary()
  await pile(store, 2)
  await alike(store, 2)
  const later = { ...page(1), scan: sha256Of('later') }
  await store.write((tx) => insertScan(tx, { sha256: later.scan, fileName: 'igen.pdf', bytes: 1, mediaType: 'application/pdf', receivedAt: EPOCH, pages: 1 }, [{ ...later, pageCount: 1, rotation: 0 }]))
  const told = async () => (await sameInks(store.read, [later]))(later, 'kund-1')
  expect(await told()).toMatchObject([{ code: 'A', exemplar: 2, scan: SCAN, sourcePage: 2 }])
  await store.write((tx) => tx.updateTable('version').set({ cancelled_at: EPOCH }).where('code', '=', 'A').execute())
  expect(await told()).toMatchObject([{ exemplar: 2, fallen: true }])
  await placed(store, 1, null)
  expect(await told()).toEqual([])
})

async function placed(store: Store, sourcePage: number, shown: MatchedPage | null): Promise<void> {
  await store.write(async (tx) => {
    const [recorded] = await appendEvents(tx, [newEvent({ type: 'page-discarded', scan: SCAN, sourcePage, reason: 'Fel sida' })], EPOCH)
    if (recorded === undefined) throw new Error('an appended event is given back')
    const examination = { unexamined: null, sameContent: true, patches: { looked: 1, found: 1 }, boxes: [], differences: [] }
    await insertPlacement(tx, { event: recorded.sequence, scan: SCAN, sourcePage, assigned: shown === null ? null : { shown, examination }, by: 'Åsa', on: '2026-11-23', reason: 'Fel sida', override: null })
  })
}
