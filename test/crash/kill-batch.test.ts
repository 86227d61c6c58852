import assert from 'node:assert/strict'
import { watch } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openArchive } from '../../src/archive/archive.js'
import { fictionalFacts } from '../../src/bench/fictional-facts.js'
import { readCustomerList } from '../../src/bench/read-customer-list.js'
import { seeded } from '../../src/demo/seeded.js'
import { packMadeSchema } from '../../src/flows/outward-shapes.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { shippedCustomerList } from '../../src/program-files.js'
import { allEvents } from '../../src/storage/events.js'
import { openStore } from '../../src/storage/store.js'
import { run } from './program.js'
import { lookAtFolder } from './witness.js'

const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
const KILLS = 5
const CUSTOMERS = 10
const KINDS = ['kortprognos', 'leveransavtal-bilaga-5']
const answer = z.object({ packs: z.array(packMadeSchema.extend({ folder: z.string(), bundle: z.unknown() })), faulty: z.array(z.unknown()) })

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-kill-batch-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

test(`a batch killed anywhere goes on where it was: every customer once, every number once, what is done untouched (seed ${SEED})`, { timeout: 400_000 }, async () => {
  const [files, data, out] = [join(directory, 'kunder'), join(directory, 'data'), join(directory, 'ut')]
  const chance = seeded(SEED)
  await mkdir(files)
  const customers = fictionalFacts(readCustomerList(shippedCustomerList()), SEED % 1000).slice(0, CUSTOMERS)
  for (const { slug, facts } of customers) await writeFile(join(files, `${slug}.json`), JSON.stringify(facts))
  const call = ['pack', files, '--kinds', KINDS.join(','), '--out', out, '--data', data, '--workers', '2', '--json']

  assert.equal((await run(['party', 'list', '--data', data])).exit, 0)
  const halfway: number[] = []
  for (let left = KILLS; left > 0; left -= 1) {
    const { exit } = await run(call, { killWhen: (ended) => changesIn(data, 1 + Math.floor(chance() * 80), ended) })
    if (exit === null) halfway.push((await issuedIn(data)).length)
  }
  process.stderr.write(`Seed ${SEED}: killed with ${halfway.join(', ')} of ${CUSTOMERS * KINDS.length} documents issued\n`)
  expect(halfway.length).toBeGreaterThan(0)

  const done = answer.parse(JSON.parse((await run(call)).stdout))
  const issued = await issuedIn(data)
  expect(done.faulty).toEqual([])
  expect(issued.map(({ orgnr, kind }) => `${orgnr} ${kind}`).toSorted()).toEqual(customers.flatMap(({ facts }) => KINDS.map((kind) => `${facts.kund.orgnr} ${kind}`)).toSorted())
  expect(new Set(issued.map(({ code }) => code)).size).toBe(CUSTOMERS * KINDS.length)
  for (const { folder } of done.packs) lookAtFolder(folder)

  const written = await writtenAt(out)
  const again = answer.parse(JSON.parse((await run(call)).stdout))
  expect(again.packs.flatMap(({ documents }) => documents.map(({ made }) => made))).toEqual(Array.from({ length: CUSTOMERS * KINDS.length }, () => 'unchanged'))
  expect(await writtenAt(out)).toEqual(written)
})

/** Resolves after so many files have come, grown or gone where the archive is written, or the process is done. */
async function changesIn(data: string, times: number, ended: AbortSignal): Promise<void> {
  let left = times
  await new Promise<void>((resolve) => {
    ended.addEventListener('abort', () => resolve(), { once: true })
    watch(join(data, 'archive', 'tmp'), { signal: ended }, () => {
      left -= 1
      if (left === 0) resolve()
    })
  })
}

/** Every document ever issued; throws when the data directory is not whole. */
async function issuedIn(data: string): Promise<{ orgnr: string | null; kind: string; code: string | null }[]> {
  const store = await openStore(join(data, 'anslut.sqlite'))
  try {
    assert.deepEqual((await verifyEverything({ store, archive: await openArchive(join(data, 'archive')) })).faults, [])
    const issued = []
    for await (const { orgnr, code, event } of allEvents(store.read)) if (event.type === 'issued') issued.push({ orgnr, kind: event.kind, code })
    return issued
  } finally {
    await store.close()
  }
}

/** When each file below was written, to the nanosecond, and which it is. */
async function writtenAt(out: string): Promise<string[]> {
  const names = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
  return Promise.all(names.map(async (name) => {
    const { ino, mtimeNs } = await stat(name, { bigint: true })
    return `${name} ${ino} ${mtimeNs}`
  }))
}
