import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { Failure } from '../../templates/failure.js'
import { archiveCheckSchema } from '../../src/storage/archive-checks.js'
import { eventCount } from '../../src/storage/event-chain.js'
import { ask, factsOf, filesForm, useService, type Answered } from './served-app.js'

const service = useService({ ANSLUT_RELEASE_DELAY_MINUTES: '60' })
const BY = 'Ada Prov'

/** Asks for a route by its pattern and checks that the answer is what the route promises. */
async function call<T extends z.ZodType>(schema: T, method: string, pattern: string, params: Record<string, string> = {}, body?: unknown, headers: Record<string, string> = {}): Promise<z.output<T>> {
  const route = ROUTES.find((one) => one.method === method && one.path === pattern)
  if (route === undefined) throw new Error(`no route ${method} ${pattern}`)
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const answer = await ask(service(), method.toUpperCase(), `/api/v1${path}`, body, headers)
  expect({ status: answer.status, problem: answer.status === route.status ? null : answer.json }).toEqual({ status: route.status, problem: null })
  route.answer?.parse(answer.json)
  return schema.parse(answer.json)
}

const refusal = (answer: Answered) => z.object({ status: z.int(), code: z.string() }).parse(answer.json)
const packed = z.object({ documents: z.array(z.object({ kind: z.string(), code: z.string(), made: z.string() })) })
const recorded = z.object({ events: z.array(z.object({ sequence: z.int(), event: z.object({ type: z.string() }) })), letterDue: z.object({ letter: z.string() }).nullable() })
const KINDS = ['raps', 'rutiner', 'tjansteavtal']

describe('the API, from pack to letter', () => {
  const facts = factsOf('lillfors-kommun')
  const orgnr = '212000-9879'
  const codes = new Map<string, string>()
  const code = (kind: string): string => codes.get(kind) ?? ''
  let scan = ''

  it('packs a customer once, however often it is asked with the same key', async () => {
    const body = { facts, kinds: KINDS }
    const first = await call(packed, 'post', '/packs', {}, body, { 'Idempotency-Key': 'pack-1' })
    const again = await call(packed, 'post', '/packs', {}, body, { 'Idempotency-Key': 'pack-1' })
    expect(again).toEqual(first)
    expect(first.documents.map(({ made }) => made)).toEqual(['issued', 'issued', 'issued'])
    expect((await call(packed, 'post', '/packs', {}, body)).documents.map(({ made }) => made)).toEqual(['unchanged', 'unchanged', 'unchanged'])
    for (const document of first.documents) codes.set(document.kind, document.code)
  })

  it('refuses another body under the same key', async () => {
    const answer = await ask(service(), 'POST', '/api/v1/packs', { facts, kinds: ['raps'] }, { 'Idempotency-Key': 'pack-1' })
    expect(refusal(answer)).toMatchObject({ status: 422, code: 'repeat-mismatch' })
  })

  it('lists the customer and shows its status', async () => {
    expect(await call(z.array(z.object({ orgnr: z.string() })), 'get', '/customers')).toEqual([{ orgnr }])
    const status = await call(z.object({ nextAction: z.string(), documents: z.array(z.object({ kind: z.string() })) }), 'get', '/customers/:orgnr', { orgnr })
    expect(status.documents.map(({ kind }) => kind).sort()).toEqual(KINDS)
    expect(status.nextAction).toContain('Lämna över')
  })

  it('finds customers by what the page finds them by, each with its step', async () => {
    const found = async (query: string) => (await ask(service(), 'GET', `/api/v1/customers?${query}`)).json
    for (const query of ['q=LILLFORS', 'q=2120009879', `q=${code('raps').toLowerCase()}`, 'phase=Initiering&step=1&limit=1']) expect([query, await found(query)]).toMatchObject([query, [{ orgnr, phase: 'Initiering', step: 1 }]])
    for (const query of ['q=finns-inte', 'q=%25', 'phase=Produktion', 'step=2', 'stuck=true']) expect([query, await found(query)]).toEqual([query, []])
    for (const query of ['q=', 'step=13', 'phase=x', 'stuck=false']) expect(await found(query)).toMatchObject({ code: 'call-invalid' })
  })

  it('gives a customer’s papers as one unit, and refuses what is no such unit', async () => {
    const { orgnr } = z.object({ kund: z.object({ orgnr: z.string() }) }).parse(facts).kund
    const [pdf, zip] = [await ask(service(), 'GET', `/api/v1/customers/${orgnr}/bundle/pdf`), await ask(service(), 'GET', `/api/v1/customers/${orgnr}/bundle/zip`)]
    expect([pdf, zip].map(({ status, headers }) => [status, headers.get('content-type'), headers.get('content-disposition')])).toEqual([[200, 'application/pdf', 'attachment; filename=paket.pdf'], [200, 'application/zip', 'attachment; filename=paket.zip']])
    expect([pdf, zip].map(({ bytes }) => new TextDecoder().decode(bytes.subarray(0, 2)))).toEqual(['%P', 'PK'])
    expect((await ask(service(), 'GET', `/api/v1/customers/${orgnr}/bundle/rar`)).status).toBe(400)
    expect((await ask(service(), 'GET', '/api/v1/customers/212000-0142/bundle/pdf')).status).toBe(404)
  })

  it('gives a version and its files as archived', async () => {
    const version = await call(z.object({ files: z.array(z.object({ path: z.string(), sha256: z.string(), mediaType: z.string() })) }), 'get', '/versions/:code', { code: code('raps') })
    expect(version.files.map(({ path }) => path)).toEqual(['raps-1.pdf', 'raps-2.pdf', 'raps.docx'])
    for (const { path, sha256, mediaType } of version.files) {
      const file = await ask(service(), 'GET', `/api/v1/versions/${code('raps')}/files/${path}`)
      expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(sha256)
      expect([file.headers.get('content-type'), file.headers.get('content-disposition'), file.headers.get('x-content-type-options')]).toEqual([mediaType, `attachment; filename=${path}`, 'nosniff'])
    }
  })

  it('refuses the approval of an unknown code and an event on the wrong resource', async () => {
    expect(refusal(await ask(service(), 'POST', '/api/v1/versions/ZZZZZZZZZZ/approval', { by: BY, decision: '§ 1' }))).toMatchObject({ status: 404, code: 'code-unknown' })
    expect(refusal(await ask(service(), 'POST', `/api/v1/customers/${orgnr}/events`, { by: BY, event: 'archived' }))).toMatchObject({ status: 400, code: 'call-invalid' })
  })

  it('records approvals, events and points, and takes one back', async () => {
    for (const kind of ['raps', 'rutiner']) await call(recorded, 'post', '/versions/:code/events', { code: code(kind) }, { by: BY, event: 'final-received' })
    const waiting = async (path: string) => z.array(z.object({ kind: z.string(), path: z.string(), cursor: z.string() })).parse((await ask(service(), 'GET', `/api/v1/${path}`)).json)
    const all = await waiting('tasks')
    expect(all.map(({ kind }) => kind)).toEqual(['decide', 'decide', 'hand-over'])
    expect(await call(z.array(z.object({ path: z.string() })), 'get', '/decisions')).toEqual(['raps', 'rutiner'].map((kind) => ({ path: `/namnd/${code(kind)}` })))
    for (const [index, task] of all.entries()) expect(await waiting(`tasks?limit=1${index === 0 ? '' : `&cursor=${all[index - 1]?.cursor ?? ''}`}`)).toEqual([task])
    expect(await waiting('tasks?kind=hand-over')).toEqual(all.slice(2))
    for (const kind of ['raps', 'rutiner']) await call(recorded, 'post', '/versions/:code/approval', { code: code(kind) }, { by: BY, decision: '§ 12' })
    expect(await waiting('decisions')).toEqual([])
    await call(recorded, 'post', '/versions/:code/events', { code: code('tjansteavtal') }, { by: BY, event: 'handed-over', note: 'på träff 2' })
    await call(recorded, 'post', '/customers/:orgnr/events', { orgnr }, { by: BY, event: 'local-seller-named', set: { namn: 'Sven Säljare' } })
    const ticked = await call(recorded, 'post', '/customers/:orgnr/points/:id', { orgnr, id: '1.1' }, { by: BY })
    const sequence = String(ticked.events.at(-1)?.sequence)
    await call(z.unknown(), 'post', '/events/:sequence/withdrawal', { sequence }, { by: BY, reason: 'fel kund' })
    const events = await call(z.array(z.object({ event: z.object({ type: z.string() }) })), 'get', '/customers/:orgnr/events', { orgnr })
    expect(events.map(({ event }) => event.type)).toEqual(expect.arrayContaining(['approved', 'handed-over', 'local-seller-named', 'point-ticked', 'withdrawn']))
  })

  it('gives the history part by part, newest first, each event once, and refuses a cursor of its own making', async () => {
    const sequences: number[] = []
    let path = `/api/v1/events?limit=3&orgnr=${orgnr}`
    for (let part = 0; path !== '' && part < 50; part += 1) {
      const answer = await fetch(new URL(path, service().served.url), { headers: { authorization: `Bearer ${service().token}` } })
      const events = z.array(z.object({ sequence: z.int(), orgnr: z.literal(orgnr), hash: z.string().length(64) })).max(3).parse(await answer.json())
      sequences.push(...events.map(({ sequence }) => sequence))
      path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
    }
    const all = await call(z.array(z.object({ sequence: z.int() })), 'get', '/customers/:orgnr/events', { orgnr })
    expect((await ask(service(), 'GET', `/api/v1/customers/${orgnr}/events?limit=2&cursor=${all[0]?.sequence ?? ''}`)).json).toMatchObject(all.slice(1, 3))
    expect(sequences).toEqual(all.map(({ sequence }) => sequence).toReversed())
    expect((await ask(service(), 'GET', '/api/v1/customers?limit=1')).json).toMatchObject([{ orgnr }])
    expect((await ask(service(), 'GET', '/api/v1/customers?limit=abc')).json).toMatchObject({ code: 'call-invalid', faults: [{ path: 'limit', message: 'ska vara ett tal, skrivet med siffror' }] })
    for (const asked of ['events?cursor=x', 'events?limit=0', 'events?limit=1001', 'events?type=inget', 'customers?limit=1&cursor=x', `customers/${orgnr}/events?cursor=x`, ...['letters', 'scans', 'answers', 'ordinary-letters', 'reminders', 'drafts', 'desk', 'tasks', 'decisions'].map((list) => `${list}?cursor=x`), 'letters?nonsense=1']) expect(refusal(await ask(service(), 'GET', `/api/v1/${asked}`))).toMatchObject({ status: 400, code: 'call-invalid' })
  })

  it('reads uploaded scans, several in one request, and leaves nothing in the incoming directory', async () => {
    const originals: { name: string; bytes: Uint8Array }[] = []
    for (const kind of ['raps', 'rutiner', 'tjansteavtal']) originals.push({ name: `${kind} åäö.pdf`, bytes: (await ask(service(), 'GET', `/api/v1/versions/${code(kind)}/files/${kind}-1.pdf`)).bytes })
    const answer = await ask(service(), 'POST', '/api/v1/scans', filesForm(originals))
    expect(answer.status).toBe(201)
    const reports = z.array(z.object({ scan: z.string(), documents: z.array(z.object({ kind: z.string(), verdict: z.string() })) })).parse(answer.json)
    expect(reports.map(({ documents }) => documents)).toEqual(['raps', 'rutiner', 'tjansteavtal'].map((kind) => [{ kind, verdict: 'complete' }]))
    expect(await readdir(join(service().directory, 'incoming'))).toEqual([])
    for (const report of reports) expect(await call(z.object({ scan: z.string(), documents: z.array(z.object({ kind: z.string(), verdict: z.string() })) }), 'get', '/scans/:sha', { sha: report.scan.slice(0, 12) })).toEqual(report)
    scan = reports[0]?.scan ?? ''
  })

  it('answers for the good files of a pile that holds a bad one, and says in its place what is wrong with that', async () => {
    const good = { name: 'hel.pdf', bytes: (await ask(service(), 'GET', `/api/v1/versions/${code('raps')}/files/raps-2.pdf`)).bytes }
    const bad = { name: 'brev.txt', bytes: new TextEncoder().encode('Hej') }
    const failure = { code: 'scan-unreadable', message: expect.stringMatching(/^Filen brev\.txt är varken/) }
    const answer = await ask(service(), 'POST', '/api/v1/scans', filesForm([bad, good]))
    expect(answer).toMatchObject({ status: 201, json: [{ file: 'brev.txt', failure }, { documents: [{ kind: 'raps', verdict: 'complete' }] }] })
    ROUTES.find(({ method, path }) => method === 'post' && path === '/scans')?.answer?.parse(answer.json)
    const none = await ask(service(), 'POST', '/api/v1/scans', filesForm([bad, { ...bad, name: 'två.txt' }]))
    expect(refusal(none)).toMatchObject({ code: 'scan-unreadable' })
    expect(JSON.stringify(none.json)).toMatch(/"brev\.txt".*"två\.txt"/)
    expect(refusal(await ask(service(), 'POST', '/api/v1/scans', filesForm([bad])))).toMatchObject({ code: 'scan-unreadable' })
  })

  it('queues the letter when a person has confirmed the last signature', async () => {
    const confirmed: z.output<typeof recorded>[] = []
    const scans = z.array(z.object({ scan: z.string() })).parse((await ask(service(), 'POST', '/api/v1/scans', filesForm([{ name: 'igen.pdf', bytes: (await ask(service(), 'GET', `/api/v1/versions/${code('rutiner')}/files/rutiner-1.pdf`)).bytes }]))).json)
    for (const [kind, sha] of [['raps', scan], ['rutiner', scans[0]?.scan ?? '']] as const) {
      for (const party of ['kund', 'svr']) confirmed.push(await call(recorded, 'post', '/scans/:sha/confirmations', { sha }, { document: code(kind), party, by: BY }))
    }
    expect(confirmed.map(({ letterDue }) => letterDue !== null)).toEqual([false, false, false, true])
    const id = confirmed.at(-1)?.letterDue?.letter ?? ''
    const letter = z.object({ id: z.string(), state: z.string() })
    expect(await call(z.array(letter), 'get', '/letters')).toEqual([{ id, state: 'due' }])
    expect(await call(letter, 'post', '/letters/:id/hold', { id }, { by: BY, reason: 'vänta' })).toEqual({ id, state: 'held' })
    expect(await call(letter, 'post', '/letters/:id/resumption', { id }, { by: BY })).toEqual({ id, state: 'due' })
    await call(z.unknown(), 'get', '/letters/:id', { id })
    expect(refusal(await ask(service(), 'GET', `/api/v1/letters/${id}/verification`))).toMatchObject({ status: 409, code: 'letter-state' })
  })

  it('refuses a run of the outbox that cannot send, and says why', async () => {
    expect(refusal(await ask(service(), 'POST', '/api/v1/outbox/runs'))).toMatchObject({ status: 409, code: 'smtp-unset' })
    const ready = await ask(service(), 'GET', '/readyz')
    expect(ready.json).toMatchObject({ ready: true, outbox: { failure: { code: 'smtp-unset' } } })
  })

  it('is not ready while nothing can be written', async () => {
    const spy = vi.spyOn(service().app.archive, 'proveWritable').mockRejectedValue(new Failure('disk-full', 'Disken är full.'))
    const full = await ask(service(), 'GET', '/readyz')
    spy.mockRestore()
    expect([full.status, full.json]).toMatchObject([503, { ready: false, unwritable: 'disk-full' }])
    expect((await ask(service(), 'GET', '/readyz')).status).toBe(200)
  })

  it('keeps the list of card products, and notes in facts and packs what differs from it without refusing anything', async () => {
    const product = z.looseObject({ article: z.string(), price: z.number().nullable(), changedBy: z.string(), withdrawn: z.looseObject({ reason: z.string() }).nullable() })
    expect(await call(z.array(product), 'get', '/card-products')).toEqual([])
    const said = { by: BY, name: 'Kort/titel', sort: 'card', price: 189 }
    expect(await call(product, 'put', '/card-products/:article', { article: 'SK/110' }, said)).toMatchObject({ article: 'SK/110', changedBy: BY, withdrawn: null })
    await call(product, 'put', '/card-products/:article', { article: 'SK/110' }, said)
    expect((await call(z.array(z.object({ event: z.looseObject({ type: z.string() }) })), 'get', '/events')).filter(({ event }) => event.type === 'card-product-set')).toHaveLength(1)
    for (const wrong of [{ ...said, price: 1.234 }, { ...said, sort: 'kort' }, { ...said, name: 'a\nb' }]) expect(refusal(await ask(service(), 'PUT', '/api/v1/card-products/SK-1', wrong))).toMatchObject({ status: 400, code: 'call-invalid' })
    const notices = z.object({ notices: z.array(z.object({ path: z.string(), message: z.string() })) })
    for (const [path, body] of [['/facts/checks', { facts }], ['/packs', { facts, kinds: ['raps'] }]] as const) expect((await call(notices, 'post', path, {}, body)).notices).toContainEqual({ path: 'kort.produkter.0.artikel', message: expect.stringContaining('menade du SK/110?') })
    expect(await call(product, 'post', '/card-products/:article/withdrawal', { article: 'SK/110' }, { by: BY, reason: 'utgått' })).toMatchObject({ withdrawn: { reason: 'utgått' } })
    expect(refusal(await ask(service(), 'POST', '/api/v1/card-products/SK%2F110/withdrawal', { by: BY, reason: 'igen' }))).toMatchObject({ status: 409, code: 'already-recorded' })
    expect(refusal(await ask(service(), 'POST', '/api/v1/card-products/SK-1/withdrawal', { by: BY, reason: 'fel' }))).toMatchObject({ status: 404, code: 'resource-unknown' })
  })

  it('keeps how long documents are kept, and says of each how long, without deleting any', async () => {
    const rule = z.looseObject({ subject: z.string(), rule: z.looseObject({ years: z.int().nullable() }).nullable(), earlier: z.array(z.unknown()) })
    const said = { by: BY, years: 10, decision: 'Plan 2026, 4.2', decidedBy: 'Arkivnämnden', decidedOn: '2026-05-04' }
    expect(await call(rule, 'put', '/retention/:subject', { subject: 'raps' }, said)).toMatchObject({ rule: { years: 10, from: 'ceased', recordedBy: BY } })
    expect(await call(rule, 'put', '/retention/:subject', { subject: 'raps' }, { ...said, years: 12 })).toMatchObject({ rule: { years: 12 }, earlier: [{ years: 10 }] })
    expect((await call(z.array(rule), 'get', '/retention')).filter(({ rule: ruled }) => ruled !== null)).toHaveLength(1)
    for (const wrong of [{ ...said, years: 201 }, { ...said, decidedOn: 'i maj' }, { ...said, decision: '' }]) expect(refusal(await ask(service(), 'PUT', '/api/v1/retention/raps', wrong))).toMatchObject({ status: 400, code: 'call-invalid' })
    expect(refusal(await ask(service(), 'PUT', '/api/v1/retention/rapz', said)).code).toBe('kind-unknown')
    const status = z.looseObject({ state: z.string(), text: z.string() })
    expect(await call(status, 'get', '/versions/:code/retention', { code: code('raps') })).toMatchObject({ state: 'not-started' })
    expect(await call(status, 'post', '/versions/:code/retention-extension', { code: code('raps') }, { by: BY, until: null, reason: 'tvist' })).toMatchObject({ state: 'for-ever', extended: { reason: 'tvist' } })
    expect(await call(z.array(status), 'get', '/retention/run-out')).toEqual([])
    expect(refusal(await ask(service(), 'GET', '/api/v1/retention/run-out?cursor=x')).code).toBe('call-invalid')
  })

  it('shows and sets parties, and verifies the archive', async () => {
    const stored = z.object({ record: z.looseObject({ part: z.string(), namn: z.string() }), origin: z.string() })
    expect((await call(z.array(stored), 'get', '/parties')).map(({ record }) => record.part)).toEqual(['driftleverantor', 'korttillverkare', 'svr'])
    const { record } = await call(stored, 'get', '/parties/:part', { part: 'svr' })
    expect((await call(stored, 'put', '/parties/:part', { part: 'svr' }, { by: BY, record: { ...record, namn: 'Annan AB' } })).record.namn).toBe('Annan AB')
    expect(refusal(await ask(service(), 'PUT', '/api/v1/parties/korttillverkare', { by: BY, record }))).toMatchObject({ status: 400, code: 'call-invalid' })
    const events = await eventCount(service().app.store.read)
    const { filesChecked } = await call(z.object({ faults: z.array(z.unknown()).max(0), filesChecked: z.int() }), 'get', '/archive/verification')
    expect(await call(z.array(archiveCheckSchema), 'get', '/archive/checks')).toMatchObject([{ by: userInfo().username, filesChecked, eventsChecked: events, faults: 0, litter: 0 }])
    expect(await eventCount(service().app.store.read)).toBe(events)
  })
})
