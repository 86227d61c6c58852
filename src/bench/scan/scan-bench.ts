import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp, type App } from '../../app.js'
import { readConfig } from '../../config.js'
import { barsOf } from './bars.js'
import { hostileFiles } from './hostile.js'
import { issueElsewhere, issueFictional, PrintShop, type IssuedExemplar } from './issued.js'
import { measureFile, type Measured } from './measure.js'
import type { Profile } from './profile.js'
import { readRaw } from './raw-codes.js'
import { emptyResult, figuresOf, type ProfileResult, type ScanFigures } from './scan-figures.js'
import { simulateFile, type Stock } from './simulate.js'
import { addPage, isExact } from './tally.js'
import type { SimulatedFile } from './truth.js'

/** What is to be measured. */
export interface ScanBench {
  readonly pagesPerProfile: number
  readonly profiles: readonly Profile[]
  readonly seed: number
  /** Where scans that went wrong are written with the truth about them; null when nowhere. */
  readonly keep: string | null
  /** Whether time and hostile files are measured too. */
  readonly whole: boolean
  /** Says that somebody wants what is measured so far. */
  readonly stopped: () => boolean
  readonly onProgress: (what: string, done: number, total: number) => void
}

const PAGES_PER_FILE = 10
const SPEED_PAGES = 40
const CUSTOMERS = 2
const SPEED_PROFILE: Profile = { name: 'speed', title: 'tid', machines: [{ dpi: 200, tones: 'gray', file: 'pdf', quality: [75, 75], skew: 1, aspect: 1 }], printer: 'well', paper: 'clean', mischief: 'none', piles: false }

/** Simulates scans of fictional customers' papers, reads them as `scan` does, in the same reader processes, and holds what was said against the truth. */
export async function benchScan(bench: ScanBench): Promise<ScanFigures> {
  const place = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  try {
    const issued = await issueAll(place, bench)
    const profiles: ProfileResult[] = []
    for (const [index, profile] of bench.profiles.entries()) {
      if (bench.stopped()) break
      profiles.push(await inHouse(place, issued, 'examine', (house) => runProfile(house, profile, bench, index)))
    }
    const speed = bench.whole && !bench.stopped() ? await measureSpeed(place, issued, bench) : null
    const hostile = bench.whole && !bench.stopped() ? await inHouse(place, issued, 'examine', (house) => runHostile(house, bench)) : []
    return { node: process.versions.node, processors: availableParallelism(), seed: bench.seed, pagesPerProfile: bench.pagesPerProfile, interrupted: bench.stopped(), profiles: profiles.map(figuresOf), speed, hostile, bars: barsOf({ profiles, speed, hostile }) }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

interface Issued {
  readonly own: readonly IssuedExemplar[]
  readonly others: readonly IssuedExemplar[]
}

interface House {
  readonly app: App
  readonly directory: string
  readonly stock: Stock
}

async function issueAll(place: string, { seed, onProgress }: ScanBench): Promise<Issued> {
  const issue = async (name: string, work: (app: App) => Promise<IssuedExemplar[]>): Promise<IssuedExemplar[]> => {
    const app = await openApp(readConfig({}, join(place, name)))
    try {
      return await work(app)
    } finally {
      await app.close()
    }
  }
  const own = await issue('issued', (app) => issueFictional(app, CUSTOMERS, seed, (done, total) => onProgress('Utfärdar åt påhittade kunder', done, total)))
  return { own, others: await issue('elsewhere', (app) => issueElsewhere(app, seed + 500_000)) }
}

/** Every profile is read on a data directory that has seen no scan. */
async function inHouse<T>(place: string, issued: Issued, scanDepth: 'examine' | 'sort', work: (house: House) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(place, 'house-'))
  cpSync(join(place, 'issued'), join(directory, 'data'), { recursive: true })
  const app = await openApp({ ...readConfig({}, join(directory, 'data')), scanDepth })
  const other = await openApp(readConfig({}, join(place, 'elsewhere')))
  try {
    return await work({ app, directory, stock: { shop: new PrintShop(app), issued: issued.own, elsewhere: { shop: new PrintShop(other), issued: issued.others } } })
  } finally {
    await other.close()
    await app.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function runProfile(house: House, profile: Profile, bench: ScanBench, index: number): Promise<ProfileResult> {
  const { pagesPerProfile, seed } = bench
  let result = emptyResult(profile.name, profile.title)
  const simulate = (number: number, done: number): Promise<SimulatedFile> => {
    const file = simulateFile(house.stock, profile, Math.max(1, Math.min(PAGES_PER_FILE, pagesPerProfile - done)), number, seed)
    // What goes wrong is thrown where the file is awaited.
    file.catch(() => undefined)
    return file
  }
  let next = simulate(0, 0)
  for (let number = 0; result.tally.pages < pagesPerProfile && !bench.stopped(); number += 1) {
    const file = await next
    const done = result.tally.pages + file.pages.length
    // The next file is made while this one is read.
    if (done < pagesPerProfile) next = simulate(number + 1, done)
    const measured = await measureFile(house.app, house.directory, file)
    // Who stops the program stops its readers too: what they answered then says nothing.
    if (bench.stopped()) break
    result = added(result, profile, file, measured, bench.keep)
    const raw = await readRaw(join(house.directory, file.name))
    const readable = file.pages.flatMap(({ codes, shows }, page) => (codes === 'whole' && shows !== null ? [raw.found[page] === true] : []))
    result = { ...result, rawPages: result.rawPages + readable.length, rawRead: result.rawRead + readable.filter((found) => found).length, rawCpuMs: result.rawCpuMs + raw.cpuMs }
    // Page by page: what is told now and then is told at round numbers.
    for (let page = result.tally.pages - file.pages.length + 1; page <= Math.min(pagesPerProfile, result.tally.pages); page += 1) bench.onProgress('Skannar sidor', index * pagesPerProfile + page, bench.profiles.length * pagesPerProfile)
  }
  await next.catch(() => undefined)
  return result
}

function added(result: ProfileResult, profile: Profile, file: SimulatedFile, measured: Measured, keep: string | null): ProfileResult {
  const { tally } = result
  const nothing = { match: null, reason: null, widthPx: 0, examined: null }
  const faults = file.pages.flatMap((truth, index) => addPage(tally, truth, measured.answers[index] ?? nothing).map((fault) => ({ page: index + 1, fault })))
  const exact = profile.piles && isExact(file, measured.answers, measured.told)
  if (keep !== null && (faults.length > 0 || (profile.piles && !exact))) keepFile(keep, profile, file, { faults, exact, answers: measured.answers })
  return {
    ...result, files: result.files + 1, piles: result.piles + (profile.piles ? 1 : 0), exactPiles: result.exactPiles + (exact ? 1 : 0),
    cpuMs: result.cpuMs === null || measured.cpuMs === null ? null : result.cpuMs + measured.cpuMs, wallMs: result.wallMs + measured.wallMs,
    peakBytes: measured.peakBytes === null ? result.peakBytes : Math.max(result.peakBytes ?? 0, measured.peakBytes),
    unreadFiles: result.unreadFiles + (measured.failure === null ? 0 : 1), lostOriginals: result.lostOriginals + (measured.kept ? 0 : 1),
  }
}

/** The file as the copier sent it, and beside it what is wrong, the truth and what was answered. */
function keepFile(keep: string, profile: Profile, file: SimulatedFile, said: object): void {
  const directory = join(keep, profile.name)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, file.name), file.bytes)
  writeFileSync(join(directory, `${file.name}.json`), `${JSON.stringify({ ...said, truth: file.pages, missing: file.missing }, null, 1)}\n`)
}

async function measureSpeed(place: string, issued: Issued, { pagesPerProfile, seed, onProgress }: ScanBench): Promise<ScanFigures['speed']> {
  const pages = Math.min(SPEED_PAGES, Math.max(2, pagesPerProfile))
  const run = (depth: 'examine' | 'sort'): Promise<Measured> => inHouse(place, issued, depth, async ({ app, directory, stock }) => {
    onProgress('Mäter tid', depth === 'examine' ? 0 : 1, 2)
    return measureFile(app, directory, await simulateFile(stock, SPEED_PROFILE, pages, 0, seed))
  })
  const [examined, sorted] = [await run('examine'), await run('sort')]
  const perPage = ({ cpuMs }: Measured): number | null => (cpuMs === null ? null : cpuMs / pages)
  return { pages, examinedPagesPerSecond: (1000 * pages) / examined.wallMs, sortedPagesPerSecond: (1000 * pages) / sorted.wallMs, cpuMsPerPage: perPage(examined), sortCpuMsPerPage: perPage(sorted), peakBytes: examined.peakBytes }
}

async function runHostile({ app, directory, stock }: House, { seed, onProgress }: ScanBench): Promise<ScanFigures['hostile']> {
  const good = await simulateFile(stock, SPEED_PROFILE, 1, 1, seed)
  const files = await hostileFiles(good.bytes)
  const answers: ScanFigures['hostile'] = []
  for (const [index, { name, bytes }] of files.entries()) {
    const { wallMs, failure, answers: pages, peakBytes, kept } = await measureFile(app, directory, { name, bytes })
    // Bytes after the end make it another file, which is read anew.
    const next = await measureFile(app, directory, { name: `efter-${index}.pdf`, bytes: Buffer.concat([good.bytes, Buffer.from(`\n%${index}\n`)]) })
    const answer = failure ?? pages.map(({ match, reason }) => (match === null ? (reason ?? '') : 'läst')).slice(0, 3).join(', ')
    answers.push({ name, wallMs, answer, peakBytes, kept, nextUnaffected: next.answers[0]?.match !== null && next.answers.length === 1 })
    onProgress('Fientliga filer', index + 1, files.length)
  }
  return answers
}
