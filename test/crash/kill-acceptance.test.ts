import assert from 'node:assert/strict'
import { watch } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { acceptDraft } from '../../src/flows/draft-accept.js'
import { listDrafts } from '../../src/flows/draft-list.js'
import { registerDraft } from '../../src/flows/draft-register.js'
import { pack } from '../../src/flows/pack.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { eventsOf } from '../../src/storage/events.js'
import { filesOf, versionsOf } from '../../src/storage/versions.js'
import { factsOf } from '../open-house.js'
import { withDocument } from '../templates/word/template-of.js'
import { officeAt, withApp, type Office } from './office.js'
import { run } from './program.js'

const [FIRST, SECOND] = ['Eva Exempel', 'Kim Kollega']
const facts = factsOf('lillfors-kommun')
/** After so many changes on the disk the program is killed: none of its own yet, some of its bytes kept, all of them, its rows being written. */
const CHANGES = [1, 4, 7, 11]

let directory = ''
let office: Office
let text = ''

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'anslut-acceptance-'))
  office = officeAt(directory, 'first', { port: 1 })
  await withApp({ ...office, environment: { ANSLUT_DATA: office.data } }, async (app) => {
    const { documents: [issued] } = await pack(app, { facts, stage: 'signing', kinds: ['tjansteavtal'], reissue: null })
    const word = (await filesOf(app.store.read, issued?.code ?? '')).find(({ path }) => path.endsWith('.docx'))
    const file = withDocument(await app.archive.read(word?.sha256 ?? ''), 'Måndag–fredag', 'Måndag–torsdag')
    const proposal = await registerDraft(app, { file, document: issued?.code ?? '', by: app.actor(FIRST), reason: null, otherFacts: null })
    text = proposal.text
    await acceptDraft(app, { text, by: app.actor(FIRST), reason: null })
  })
})

afterAll(() => rm(directory, { recursive: true, force: true }))

/** What is found: the proposal as it waits for the second person, or issued once; nothing between, and nothing damaged. */
async function found({ data }: Office): Promise<'waiting' | 'issued'> {
  return withApp({ data, environment: { ANSLUT_DATA: data } }, async (app) => {
    assert.deepEqual((await verifyEverything(app)).faults, [])
    const [draft] = await listDrafts(app, null)
    const versions = await versionsOf(app.store.read, facts.kund.orgnr)
    const types = (await eventsOf(app.store.read, facts.kund.orgnr)).map(({ event }) => event.type)
    const [accepted, issued] = ['customer-text-accepted', 'issued'].map((type) => types.filter((one) => one === type).length)
    const seen = { state: draft?.state, acceptedBy: draft?.acceptedBy, versions: versions.length, live: versions.filter(({ supersededBy }) => supersededBy === null).length, accepted, issued }
    const waiting = { state: 'proposed', acceptedBy: [FIRST], versions: 1, live: 1, accepted: 1, issued: 1 }
    if (draft?.state === 'proposed') assert.deepEqual(seen, waiting)
    else assert.deepEqual(seen, { state: 'in-force', acceptedBy: [FIRST, SECOND], versions: 2, live: 1, accepted: 2, issued: 2 })
    return draft?.state === 'proposed' ? 'waiting' : 'issued'
  })
}

function changed(data: string, times: number, ended: AbortSignal): Promise<void> {
  let left = times
  return new Promise((resolve) => {
    ended.addEventListener('abort', () => resolve(), { once: true })
    for (const one of [data, join(data, 'archive', 'tmp')]) watch(one, { signal: ended }, () => (left -= 1) === 0 && resolve())
  })
}

test('the second acceptance killed anywhere leaves the proposal waiting or issued once, and is done by doing it again', { timeout: 300_000 }, async () => {
  const ends: (number | null)[] = []
  for (const times of CHANGES) {
    const one = officeAt(directory, `killed-${times}`, { port: 1 })
    await cp(office.data, one.data, { recursive: true })
    const environment = { ANSLUT_DATA: one.data }
    const call = ['draft', 'accept', text, '--by', SECOND, '--json']
    const killed = await run(call, { environment, killWhen: (ended) => changed(one.data, times, ended) })
    ends.push(killed.exit)
    const after = await found(one)
    const again = await withApp({ ...one, environment }, (app) => acceptDraft(app, { text, by: app.actor(SECOND), reason: null }).then(({ state }) => state, (error: unknown) => z.object({ code: z.string() }).parse(error).code))
    expect(again).toBe(after === 'issued' ? 'already-recorded' : 'in-force')
    expect(await found(one)).toBe('issued')
    await rm(one.data, { recursive: true, force: true })
  }
  expect(ends.filter((exit) => exit === null).length).toBeGreaterThanOrEqual(2)
})
