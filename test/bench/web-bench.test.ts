import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openApp } from '../../src/app.js'
import { readyHouse } from '../../src/bench/web/ready-house.js'
import { webFiguresSchema, webTable } from '../../src/bench/web/web-figures.js'
import { overBars } from '../../src/bench/web/over-bars.js'
import { readConfig } from '../../src/config.js'
import { summariesAfter } from '../../src/flows/summaries.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { failureOf } from '../open-house.js'

const place = mkdtempSync(join(tmpdir(), 'anslut-house-'))
const house = join(place, 'kept')
const TIMES = { median: 10, p99: 100, most: 120 }
const PAGE = { page: 'Kunder', looks: 40, ...TIMES, afterStartMs: 200, busyFirstByteMs: TIMES, bytes: 20_000 }

afterAll(() => rmSync(place, { recursive: true }))

describe('the house that bench web measures', () => {
  it('is whole, has ten documents and a hundred events a customer, and is copied by the next run instead of made again', async () => {
    const counted: number[] = []
    const made = await readyHouse(join(place, 'first'), { house, customers: 2 }, (done) => counted.push(done))
    expect(made).toMatchObject({ customers: 2, documents: 30, events: 235 })
    const again = await readyHouse(join(place, 'second'), { house, customers: 2 }, (done) => counted.push(done))
    expect(again).toEqual(made)
    expect(counted).toEqual([2])
    const app = await openApp(readConfig({}, join(place, 'second')))
    expect((await verifyEverything(app)).faults).toEqual([])
    expect((await summariesAfter(app, '', null)).map(({ orgnr }) => orgnr)).toEqual(expect.arrayContaining([...made.orgnrs]))
    await app.close()
    expect((await failureOf(readyHouse(join(place, 'third'), { house, customers: 3 }, () => undefined))).message).toContain('huset har 2 kunder, inte 3')
    writeFileSync(join(house, 'hus.json'), '{}')
    expect((await failureOf(readyHouse(join(place, 'third'), { house, customers: 2 }, () => undefined))).code).toBe('call-invalid')
  })
})

describe('the figures of bench web', () => {
  it.each([
    [{}, []],
    [{ median: 50.1 }, ['Kunder, median']],
    [{ p99: 151 }, ['Kunder, p99']],
    [{ bytes: 100_001 }, ['Kunder, storlek']],
    [{ busyFirstByteMs: { ...TIMES, p99: 151 } }, ['Kunder, p99 med arbete bredvid']],
  ])('name a page with %j as over %j', (changes, over) => {
    expect(overBars({ ...PAGE, ...changes })).toEqual(over)
  })

  it('are told with what is over', () => {
    const figures = webFiguresSchema.parse({ node: 'v20', processors: 2, users: 20, thinkMs: 1000, rounds: 5, house: { customers: 2000, documents: 20_000, events: 200_000, scans: 1, letters: 1 }, seedMs: 1, warmMs: 1, statusMs: 1, pages: [PAGE], express: { ...TIMES, bytes: 1 }, assetBytes: 1, over: ['Kunder, p99'] })
    expect(webTable(figures)).toContain('Över gränsen (50 ms median, 150 ms p99, 100 kB): Kunder, p99.')
    expect(webTable({ ...figures, over: [] })).toContain('Varje sida håller 50 ms i median')
  })
})
