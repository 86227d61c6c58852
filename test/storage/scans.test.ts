import { describe, expect, test } from 'vitest'
import { READ_REASONS } from '../../signing/scan-report.js'
import { insertScan, insertUnreadScan, pagesOfExemplar, pagesOfScan, scanOf, scans, type Scan, type ScanPage } from '../../src/storage/scans.js'
import { EPOCH, insertVersions, sha256Of } from './rows.js'
import { useTemporaryStore } from './temporary-store.js'

const temporary = useTemporaryStore()

const scan = (word: string, changes: Partial<Scan> = {}): Scan => ({ sha256: sha256Of(word), fileName: `${word}.pdf`, bytes: 3_000_000_000, mediaType: 'application/pdf', receivedAt: EPOCH, pages: 2, ...changes })
const shows = (word: string, sourcePage: number, page: number): ScanPage => ({ scan: sha256Of(word), sourcePage, code: 'A', exemplar: 1, page, pageCount: 2, rotation: 270 })

describe('a scan', () => {
  test('comes back with what was seen on every page', async () => {
    const { store } = temporary()
    const pages = [shows('one', 1, 2), ...READ_REASONS.map((reason, index): ScanPage => ({ scan: sha256Of('one'), sourcePage: index + 2, reason }))]
    const isNew = await store.write(async (tx) => {
      await insertVersions(tx, 'A')
      return insertScan(tx, scan('one'), pages)
    })
    expect(isNew).toBe(true)
    expect(await scanOf(store.read, sha256Of('one'))).toEqual(scan('one'))
    expect(await pagesOfScan(store.read, sha256Of('one'))).toEqual(pages)
    expect(await pagesOfExemplar(store.read, 'A', 2)).toEqual([])
  })

  test('gives its pages to the exemplar they show, over all scans', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await insertVersions(tx, 'A')
      await insertScan(tx, scan('later', { receivedAt: '2026-11-23T09:00:00.000Z' }), [shows('later', 1, 1)])
      await insertScan(tx, scan('one'), [shows('one', 1, 2), shows('one', 2, 1)])
    })
    expect(await pagesOfExemplar(store.read, 'A', 1)).toEqual([shows('one', 2, 1), shows('later', 1, 1), shows('one', 1, 2)])
    expect((await scans(store.read)).map(({ fileName }) => fileName)).toEqual(['one.pdf', 'later.pdf'])
  })

  test('read again says anew what its pages are and stays the scan first received', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await insertVersions(tx, 'A')
      await insertScan(tx, scan('one'), [{ scan: sha256Of('one'), sourcePage: 1, reason: 'unknown-version' }])
      expect(await insertScan(tx, scan('one', { fileName: 'igen.pdf', receivedAt: '2027-01-01T00:00:00.000Z' }), [shows('one', 1, 2)])).toBe(false)
    })
    expect(await scanOf(store.read, sha256Of('one'))).toEqual(scan('one'))
    expect(await pagesOfScan(store.read, sha256Of('one'))).toEqual([shows('one', 1, 2)])
  })

  test('that cannot be read the second time keeps the pages read the first time', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await insertVersions(tx, 'A')
      await insertScan(tx, scan('one'), [shows('one', 1, 2), shows('one', 2, 1)])
      expect(await insertUnreadScan(tx, scan('one'))).toBe(false)
    })
    expect(await pagesOfScan(store.read, sha256Of('one'))).toEqual([shows('one', 1, 2), shows('one', 2, 1)])
    expect((await scanOf(store.read, sha256Of('one'))).pages).toBe(2)
  })

  test('that could not be read the first time does not stay at no pages', async () => {
    const { store } = temporary()
    await store.write(async (tx) => {
      await insertVersions(tx, 'A')
      expect(await insertUnreadScan(tx, scan('one'))).toBe(true)
      expect(await insertScan(tx, scan('one'), [shows('one', 1, 2), shows('one', 2, 1)])).toBe(false)
    })
    expect((await scanOf(store.read, sha256Of('one'))).pages).toBe(2)
  })

  test('of thousands of pages is kept', async () => {
    const { store } = temporary()
    const pages = Array.from({ length: 2500 }, (_, index): ScanPage => ({ scan: sha256Of('big'), sourcePage: index + 1, reason: 'blank' }))
    await store.write((tx) => insertScan(tx, scan('big', { pages: 2500 }), pages))
    expect(await pagesOfScan(store.read, sha256Of('big'))).toEqual(pages)
  })

  test('is found by the beginning of its hash, in either case', async () => {
    const { store } = temporary()
    await store.write((tx) => insertScan(tx, scan('one'), []))
    expect((await scanOf(store.read, sha256Of('one').slice(0, 8).toUpperCase())).fileName).toBe('one.pdf')
  })

  test.each([
    ['nothing begins so', '00000000'],
    ['it is too short', 'abc1234'],
    ['it is no hash', 'bunt.pdf'],
    ['it would match everything', '%'],
    ['it is longer than a hash', 'a'.repeat(65)],
    ['two begin so', 'aaaaaaaa'],
  ])('is unknown when %s', async (_why, prefix) => {
    const { store } = temporary()
    const twin = (end: string) => scan('twin', { sha256: `${'a'.repeat(63)}${end}` })
    await store.write(async (tx) => {
      await insertScan(tx, twin('1'), [])
      await insertScan(tx, twin('2'), [])
    })
    await expect(scanOf(store.read, prefix)).rejects.toMatchObject({ code: 'scan-unknown' })
    expect((await scanOf(store.read, `${'a'.repeat(63)}2`)).sha256).toBe(twin('2').sha256)
  })
})
