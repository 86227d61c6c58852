import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { analyseScan } from '../flows/analyse-scan.js'
import { keepScan } from '../flows/keep-scan.js'
import { receive } from '../flows/scan.js'
import { beginReading } from '../storage/arrivals.js'
import type { CustomerLink } from '../storage/customer-links.js'
import { scanOf } from '../storage/scans.js'

/** How far the reading of one uploaded file has come. */
export interface Reading {
  readonly scan: string
  readonly fileName: string
  readonly stage: 'waiting' | 'reading' | 'comparing' | 'failed'
  readonly done: number
  readonly total: number
  /** Why it could not be read; empty unless it failed. */
  readonly message: string
}

/** Reads uploaded files one after the other, after the upload has been answered; what a stop leaves unread is read at the next start. */
export interface ScanQueue {
  /** Archives the files, marked as a customer's where they came by its link, and queues them; gives their scans, and a fault for each that cannot be kept. */
  readonly take: (app: App, paths: readonly string[], link?: CustomerLink) => Promise<{ readonly scans: readonly string[]; readonly faults: readonly { readonly path: string; readonly message: string }[] }>
  /** Queues a kept scan to be read once more, unless it waits already. */
  readonly again: (app: App, scan: string) => Promise<void>
  /** What waits, is read now, or failed since the start; in the order handed in. */
  readonly readings: () => readonly Reading[]
  /** Ends after the file at hand. */
  readonly stop: () => Promise<void>
}

/** An empty queue; `onBug` is told of bugs and gives what people are told. */
export function openScanQueue(onBug: (error: unknown) => string): ScanQueue {
  const stopping = new AbortController()
  const readings = new Map<string, Reading>()
  let tail: Promise<unknown> = Promise.resolve()

  const read = async (app: App, scan: string): Promise<void> => {
    const change = (changes: Partial<Reading>): void => {
      const known = readings.get(scan)
      if (known !== undefined) readings.set(scan, { ...known, ...changes })
    }
    if (stopping.signal.aborted) return
    try {
      await analyseScan(app, scan, (done, total) => change({ stage: 'reading', done, total }), (done, total) => change({ stage: 'comparing', done, total }))
      readings.delete(scan)
    } catch (error) {
      change({ stage: 'failed', message: error instanceof Failure ? error.message : `Internt fel ${onBug(error)}. Meddela numret till den som sköter programmet.` })
    }
  }
  const queue = (app: App, scan: string, fileName: string): void => {
    readings.set(scan, waiting(scan, fileName))
    tail = tail.then(() => read(app, scan))
  }
  return {
    async take(app, paths, link) {
      const scans: string[] = []
      const faults: { path: string; message: string }[] = []
      for (const path of paths) {
        const fileName = basename(path)
        try {
          const { sha256 } = await receive(app, await keepScan(app, path), { fileName, via: 'upload', mark: randomUUID(), link: link ?? null })
          scans.push(sha256)
          queue(app, sha256, fileName)
        } catch (error) {
          faults.push({ path: fileName, message: refusal(error).replaceAll(path, fileName) })
        }
      }
      return { scans, faults }
    },
    async again(app, scan) {
      const fileName = await begun(app, scan)
      const { stage } = readings.get(scan) ?? { stage: 'failed' }
      if (stage === 'failed') queue(app, scan, fileName)
    },
    readings: () => [...readings.values()],
    async stop() {
      stopping.abort()
      await tail
    },
  }
}

function waiting(scan: string, fileName: string): Reading {
  return { scan, fileName, stage: 'waiting', done: 0, total: 0, message: '' }
}

/** Marks a kept scan as being read, so that the next start goes on with it; gives its name. */
async function begun(app: App, scan: string): Promise<string> {
  await app.store.write((tx) => beginReading(tx, { scan, begunAt: app.now().toISOString(), pid: process.pid }))
  return (await scanOf(app.store.read, scan)).fileName
}

function refusal(error: unknown): string {
  if (!(error instanceof Failure)) throw error
  return error.message
}
