import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { distDirectory } from '../../program-files.js'
import { medianOf } from '../median.js'
import { keepBusy, type Business } from './keep-busy.js'
import { readyHouse } from './ready-house.js'
import type { SeededHouse } from './seed-house.js'
import { serveChild, type ServedChild } from './served-child.js'
import { look, visitPages, type AskedPage, type Look, type Visitors } from './visit-pages.js'
import { overBars } from './over-bars.js'
import type { PageFigures, WebFigures } from './web-figures.js'

/** What is measured: a house of so many customers, so many people who open every page so many times, and so many packs made meanwhile in the second part. */
export interface WebBench {
  readonly customers: number
  readonly users: number
  readonly rounds: number
  readonly thinkMs: number
  readonly packs: number
  /** A directory where the house is kept between runs, made at the first; null makes one and takes it away. */
  readonly house: string | null
}

const LONGEST_WARM_UP_MS = 10 * 60 * 1000

/** What the pages cost in a large house, in a service of its own, and while packs are made and scans read beside it. */
export async function benchWeb(bench: WebBench, onProgress: (what: string, done: number, total: number) => void): Promise<WebFigures> {
  const place = mkdtempSync(join(tmpdir(), 'anslut-bench-'))
  const data = join(place, 'data')
  try {
    const began = performance.now()
    const { orgnrs, papers, ...house } = await readyHouse(data, bench, (done) => onProgress('Kunder', done, bench.customers))
    const seedMs = performance.now() - began
    const served = await serveChild(data)
    try {
      const pages = pagesOf(orgnrs)
      const first = await firstLooks(served, pages)
      const warmMs = await warmUp(served)
      const statusMs = await statusTime(data)
      const visitors: Visitors = { ...served, users: bench.users, rounds: bench.rounds, thinkMs: bench.thinkMs }
      const total = bench.users * bench.rounds * pages.length
      const calm = await visitPages(visitors, pages, (done) => onProgress('Sidor', done, total))
      const busy = await visitBusy(visitors, pages, { served, place, data, house: bench.customers, packs: bench.packs, papers })
      const assetBytes = await assetBytesOf(served)
      const figures = pages.map(({ name }) => pageFigures(name, [calm, busy, first].map((looks) => looks.filter(({ page }) => page === name))))
      const express = await bareExpress(visitors, Math.round(medianOf(calm.map(({ bytes }) => bytes))))
      return { node: process.version, processors: availableParallelism(), users: bench.users, thinkMs: bench.thinkMs, rounds: bench.rounds, house, seedMs, warmMs, statusMs, pages: figures, express, assetBytes, over: figures.flatMap(overBars) }
    } finally {
      await served.stop()
    }
  } finally {
    rmSync(place, { recursive: true })
  }
}

/** The main pages; those of one customer go through the whole house. */
function pagesOf(orgnrs: SeededHouse['orgnrs']): AskedPage[] {
  const customer = (turn: number): string => orgnrs[(turn * 7919) % orgnrs.length] ?? ''
  const fixed = (name: string, path: string): AskedPage => ({ name, path: () => path })
  return [
    fixed('Att göra', '/att-gora'), fixed('Kunder', '/kunder'), fixed('Kunder, sökning', '/kunder?sok=region'), fixed('Kunder, som står still', '/kunder?steg=6&stilla=ja'),
    { name: 'Kund', path: (turn) => `/kunder/${customer(turn)}` }, { name: 'Kunds historik', path: (turn) => `/kunder/${customer(turn)}/historik` },
    fixed('Skanning', '/skanning'), fixed('Nämnd', '/namnd'), fixed('Möten', '/moten'), fixed('Kalender', '/kalender'), fixed('Uppföljning', '/uppfoljning'), fixed('Utskick', '/utskick'),
    fixed('Arkiv', '/arkiv'), fixed('Händelser', '/arkiv/handelser'), fixed('Händelser, namn', '/arkiv/handelser?vem=%C3%B6berg'), { name: 'Händelser, kund', path: (turn) => `/arkiv/handelser?kund=${customer(turn)}` },
    fixed('API: kunder', '/api/v1/customers?limit=100'), fixed('API: brev', '/api/v1/letters?limit=100'), fixed('API: skanningar', '/api/v1/scans?limit=100'), fixed('API: händelser', '/api/v1/events'), { name: 'API: kund', path: (turn) => `/api/v1/customers/${customer(turn)}` },
  ]
}

async function firstLooks(served: ServedChild, pages: readonly AskedPage[]): Promise<Look[]> {
  const looks: Look[] = []
  for (const { name, path } of pages) looks.push(await look(served, name, path(0)))
  return looks
}

/** Waits until the list of customers says that none is being derived; gives how long. */
async function warmUp({ url, cookie }: ServedChild): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < LONGEST_WARM_UP_MS) {
    const page = await (await fetch(new URL('/kunder', url), { headers: { cookie } })).text()
    if (!page.includes('räknas om just nu')) return performance.now() - began
    await pause(250)
  }
  throw new Error('the list of customers was not derived in ten minutes')
}

/** How long `anslut status` of the whole house takes, start and all, beside the service. */
async function statusTime(data: string): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(distDirectory, 'src', 'main.js'), 'status', '--json', '--data', data], { stdio: 'ignore' })
  const [code]: unknown[] = await once(child, 'close')
  if (code !== 0 && code !== 4) throw new Error(`status ended with ${String(code)}`)
  return performance.now() - began
}

/** What people see while packs are made and scans are read. */
async function visitBusy(visitors: Visitors, pages: readonly AskedPage[], business: Business): Promise<Look[]> {
  const done = new AbortController()
  const busy = keepBusy(business).finally(() => done.abort())
  const [looks] = await Promise.all([visitPages({ ...visitors, rounds: Number.MAX_SAFE_INTEGER }, pages, () => undefined, done.signal), busy])
  return looks
}

/** What a browser fetches once beside the pages. */
async function assetBytesOf({ url, cookie }: ServedChild): Promise<number> {
  const page = await (await fetch(new URL('/kunder', url), { headers: { cookie } })).text()
  const paths = new Set([...page.matchAll(/(?:href|src)="(\/[0-9a-f]{12}\/[^"]+)"/g)].map(([, path = '']) => path))
  let assetBytes = 0
  for (const path of paths) assetBytes += (await (await fetch(new URL(path, url), { headers: { cookie } })).arrayBuffer()).byteLength
  return assetBytes
}

function pageFigures(page: string, [calm = [], busy = [], first = []]: readonly (readonly Look[])[]): PageFigures {
  const bytes = Math.max(0, ...[...calm, ...first].map((one) => one.bytes))
  return { page, looks: calm.length, ...timesOf(calm.map(({ wholeMs }) => wholeMs)), afterStartMs: first[0]?.wholeMs ?? 0, busyFirstByteMs: timesOf(busy.map(({ firstByteMs }) => firstByteMs)), bytes }
}

function timesOf(values: readonly number[]): { median: number; p99: number; most: number } {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: sorted.length === 0 ? 0 : medianOf(sorted), p99: sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0, most: sorted.at(-1) ?? 0 }
}

/** What Express alone takes for a page as large, asked by the same people. */
async function bareExpress(visitors: Visitors, bytes: number): Promise<WebFigures['express']> {
  const child = fork(join(distDirectory, 'src', 'bench', 'web', 'bare-express.js'), [String(bytes)])
  try {
    const [port]: unknown[] = await once(child, 'message')
    const looks = await visitPages({ ...visitors, url: `http://127.0.0.1:${String(port)}/` }, [{ name: 'express', path: () => '/' }])
    return { ...timesOf(looks.map(({ wholeMs }) => wholeMs)), bytes }
  } finally {
    child.disconnect()
  }
}
