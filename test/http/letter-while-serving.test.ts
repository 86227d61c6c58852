import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { openLog } from '../../src/http/log.js'
import { serve, type Served } from '../../src/http/serve.js'
import { letters } from '../../src/storage/letters.js'
import { documentOf, factsOf, openPostalHouse, packed, type PostalHouse } from '../open-house.js'
import { approveReviewSet, confirmed, scanned, sheetsOf } from '../signed-scans.js'

const KINDS = ['raps', 'rutiner']
let house: PostalHouse

beforeAll(async () => {
  house = await openPostalHouse({ releaseDelayMs: 0 })
})

/** Makes a letter due for one customer. */
async function makeDue(slug: string): Promise<void> {
  const manifest = await packed(house, factsOf(slug), { kinds: KINDS })
  const documents = KINDS.map((kind) => documentOf(manifest, kind))
  await approveReviewSet(house, manifest)
  const report = await scanned(house, documents.flatMap((document) => sheetsOf(document)))
  for (const party of ['kund', 'svr']) for (const { code } of documents) await confirmed(house, report, code, party)
}

function serving(): Promise<Served> {
  return serve(house.app, { host: '127.0.0.1', port: 0, log: openLog({ write: () => undefined }), outboxEveryMs: 50 })
}

async function states(): Promise<string[]> {
  return (await letters(house.app.store.read)).map(({ state }) => state)
}

describe('while the service runs', () => {
  it('a letter that falls due leaves by itself, and closing waits for the supplier\'s answer', async () => {
    house.receiver.behave('stall-after-dot')
    const served = await serving()
    await makeDue('lillfors-kommun')
    await expect.poll(() => house.receiver.messages().length, { timeout: 30_000 }).toBe(1)
    const closing = served.close()
    const first = await Promise.race([closing.then(() => 'closed'), pause(400, 'still waiting')])
    expect([first, await states()]).toEqual(['still waiting', ['sending']])
    await house.receiver.stop()
    await closing
    // The mail server went away with "try again later": the same bytes stay queued.
    expect(await states()).toEqual(['queued'])
    expect(house.receiver.messages()).toHaveLength(1)
  })
})
