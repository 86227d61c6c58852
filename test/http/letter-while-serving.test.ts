import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { openLog } from '../../src/http/log.js'
import { serve, type Served } from '../../src/http/serve.js'
import { replaceLetterParts } from '../../src/storage/letter-parts.js'
import { letters } from '../../src/storage/letters.js'
import { receiveAnswer } from '../../src/flows/receive-answer.js'
import { reply } from '../mail/returned-mails.js'
import { CLERK, documentOf, factsOf, openPostalHouse, packed, type PostalHouse } from '../open-house.js'
import { approveReviewSet, confirmed, scanned, sheetsOf } from '../signed-scans.js'

const KINDS = ['raps', 'rutiner']
let house: PostalHouse
const logged: string[] = []

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
  return serve(house.app, { host: '127.0.0.1', port: 0, log: openLog({ write: (line) => void logged.push(line) }), outboxEveryMs: 50 })
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
    const [{ id } = { id: '' }] = await letters(house.app.store.read)
    const lines = logged.map((line): unknown => JSON.parse(line)).filter((line) => JSON.stringify(line).includes('"msg":"outbox"'))
    expect(lines).toEqual([{ level: 'warn', time: expect.any(String), code: 'refused-temporarily', letter: id, number: 1, state: 'queued', msg: 'outbox' }])
  })

  it('its pages show the letter and what came back, and let a person pause, stop and call off, with a reason and a name', async () => {
    const served = await serving()
    const opened = await fetch(served.loginLink(), { redirect: 'manual' })
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const page = async (path: string): Promise<string> => (await fetch(new URL(path, served.url), { headers: { Cookie: cookie } })).text()
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page('/utskick'))?.[1] ?? ''
    const send = (path: string, typed: Record<string, string>) => fetch(new URL(path, served.url), { method: 'POST', redirect: 'manual', headers: { Cookie: cookie, Origin: served.url.slice(0, -1) }, body: new URLSearchParams({ csrf, ...typed }) })

    expect((await send('/utskick/paus', { reason: 'nyckelbyte', by: CLERK })).status).toBe(303)
    expect(await page('/utskick')).toContain(`Alla utskick är pausade av ${CLERK}`)
    expect((await send('/utskick/aterupptagande', { by: CLERK })).status).toBe(303)

    const [letter] = await letters(house.app.store.read)
    const at = `/utskick/brev/${letter?.id ?? ''}`
    expect(await page('/utskick')).toMatch(/Brev 1<span class="hidden"> för Lillfors kommun<\/span><\/a>.*Lillfors kommun.*Ligger i kö/s)
    expect(await page(at)).toMatch(/Försök.*<li value="1">/s)
    const whole = { ciphertextBytes: 1 }
    await house.app.store.write((tx) => replaceLetterParts(tx, letter?.id ?? '', [1, 2].map((part) => ({ ...whole, part, messageId: `<del-${part}@x.example>`, ciphertextSha256: String(part).repeat(64) }))))
    expect(await page('/utskick')).toContain('0 av 2 delar skickade')
    expect(await page(at)).toMatch(/Delar.*Del 1 av 2: återstår.*del-2@x\.example.*Försök/s)
    const nameless = await send(`${at}/stopp`, { reason: '' })
    expect([nameless.status, await nameless.text()]).toEqual([400, expect.stringMatching(/Varför: Fyll i fältet\./)])
    expect((await send(`${at}/stopp`, { reason: 'fel bilaga', by: CLERK })).headers.get('location')).toBe(at)
    expect(await page(at)).toMatch(/Har stoppats.*fel bilaga.*Låt gå vidare/s)
    expect(await page('/utskick')).toContain('<li>Brev 1 för Lillfors kommun (212000-9879) ')

    const keys = await page('/utskick/nycklar')
    expect(keys).toMatch(/Egen avsändarnyckel.*granskning@driftbolaget\.example.*Fäst av två personer/s)
    const copied = await send('/utskick/nycklar/fastning', { fingerprint: 'AB12', address: 'granskning@driftbolaget.example', by: CLERK })
    expect([copied.status, await copied.text()]).toEqual([400, expect.stringContaining('40')])

    const received = await receiveAnswer(house.app, reply('granskning@driftbolaget.example', 'Tack <b>så</b> mycket.', letter?.messageId ?? ''), 'always')
    const answer = `/utskick/svar/${received?.answer.sha256.slice(0, 16) ?? ''}`
    expect(await page('/utskick')).toContain(answer)
    expect(await page(answer)).toContain('Tack &lt;b&gt;så&lt;/b&gt; mycket.')
    expect((await send(`${answer}/tolkning`, { meaning: 'irrelevant', reason: 'artighet', by: CLERK })).headers.get('location')).toBe('/utskick')
    expect(await page(answer)).toContain(`Svaret rör inget brev, enligt ${CLERK}`)
    await served.close()
  })
})
