import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { scanReport } from '../../src/flows/scan-report.js'
import { TAKEN_DIRECTORY } from '../../src/flows/taken-files.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { arrivals, scansUnderWay } from '../../src/storage/arrivals.js'
import { allEvents } from '../../src/storage/events.js'
import { scans } from '../../src/storage/scans.js'
import { filesForm } from '../http/served-app.js'
import { startServe, type ServedProcess } from '../http/served-process.js'
import { documentOf, factsOf, openHouse, packed, type House } from '../open-house.js'
import { copierPdf, sheetsOf } from '../signed-scans.js'

const ENVIRONMENT = { ANSLUT_INCOMING_SECONDS: '1' }

let house: House
let manifest: Manifest
let piles = 0
let pile: Uint8Array

const data = (): string => house.app.config.dataDirectory
const serving = (): Promise<ServedProcess> => startServe(data(), { environment: ENVIRONMENT })

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, factsOf('lillfors-kommun'), { kinds: ['raps'] })
})
beforeEach(async () => {
  piles += 1
  pile = await copierPdf(house, sheetsOf(documentOf(manifest, 'raps')), String(piles))
})

async function until(happened: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (await happened()) return
    await new Promise((tick) => setTimeout(tick, 20))
  }
  throw new Error('it did not happen within half a minute')
}

async function killed(served: ServedProcess): Promise<void> {
  served.process.kill('SIGKILL')
  await once(served.process, 'close')
}

const underWay = async (): Promise<boolean> => (await scansUnderWay(house.app.store.read)).length > 0

/** The newest scan is whole, once, and nothing else has been left anywhere. */
async function expectOnce(count: number): Promise<void> {
  const all = await scans(house.app.store.read)
  expect(all).toHaveLength(count)
  const names: string[] = []
  for await (const { event } of allEvents(house.app.store.read)) if (event.type === 'scan-received') names.push(event.scan)
  expect(names.toSorted()).toEqual(all.map(({ sha256 }) => sha256).toSorted())
  const newest = all.find(({ sha256 }) => sha256 === names.at(-1))
  const report = await scanReport(house.app, newest?.sha256 ?? '')
  expect(report).toMatchObject({ pagesRead: documentOf(manifest, 'raps').pageCount, documents: [{ verdict: 'complete' }], unmatched: [] })
  expect(report).not.toHaveProperty('underWay')
  expect(await arrivals(house.app.store.read, { scans: [newest?.sha256 ?? ''] })).toHaveLength(1)
  expect(readdirSync(house.app.incoming).filter((name) => name !== TAKEN_DIRECTORY)).toEqual([])
  expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
}

describe('a service killed while it reads', () => {
  it('a file of the watched directory reads it again when it is back, and takes it away once', { timeout: 120_000 }, async () => {
    const path = join(house.app.incoming, 'hög.pdf')
    await writeFile(`${path}.part`, pile)
    await rename(`${path}.part`, path)
    const first = await serving()
    await until(underWay)
    await killed(first)
    expect(existsSync(path)).toBe(true)
    const second = await serving()
    await until(async () => !existsSync(path) && !(await underWay()))
    second.process.kill('SIGTERM')
    await second.ended
    await expectOnce(1)
  })

  it('an upload that nobody sends again reads it all the same when it is back', { timeout: 120_000 }, async () => {
    const first = await serving()
    const sent = fetch(`http://127.0.0.1:${first.port}/api/v1/scans`, { method: 'POST', headers: { Authorization: `Bearer ${first.token}` }, body: filesForm([{ name: 'hög.pdf', bytes: pile }]) }).then(() => 'answered', () => 'cut off')
    await until(underWay)
    await killed(first)
    expect(await sent).toBe('cut off')
    const second = await serving()
    await until(async () => !(await underWay()))
    second.process.kill('SIGTERM')
    await second.ended
    await expectOnce(2)
  })
})
