import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { pdfOfImages } from '../security/hostile-files.js'
import { ask, filesForm, useService, type Answered } from './served-app.js'

const service = useService({ ANSLUT_INCOMING_SECONDS: '1' })
const BY = 'Eva Exempel'

/** A page that is no page of ours, and no blank one. */
const foreign = (): Buffer => pdfOfImages([{ widthPx: 80, heightPx: 100, bits: 8, pixels: Buffer.from(Array.from({ length: 8000 }, (_, index) => (index % 7 < 3 ? 0 : 255))) }])
let scan = ''

/** The answer, which must have the form that the route says. */
function formed(method: string, path: string, answer: Answered): unknown {
  return ROUTES.find((route) => route.method === method && route.path === path)?.answer?.parse(answer.json)
}

describe('the desk over HTTP', () => {
  it('lists scans and the pages that wait, and shows them', async () => {
    const [report] = z.array(z.object({ scan: z.string() })).parse((await ask(service(), 'POST', '/api/v1/scans', filesForm([{ name: 'främmande.pdf', bytes: foreign() }]))).json)
    scan = report?.scan ?? ''
    expect(formed('get', '/scans', await ask(service(), 'GET', '/api/v1/scans'))).toMatchObject([{ scan, fileName: 'främmande.pdf', pages: 1, underWay: false, arrivals: [{ via: 'upload' }] }])
    expect(formed('get', '/desk', await ask(service(), 'GET', '/api/v1/desk'))).toMatchObject([{ scan, pages: { read: 1, waiting: 1 }, waiting: [{ sourcePage: 1, reason: 'no-code' }] }])
    const picture = await ask(service(), 'GET', `/api/v1/scans/${scan}/pages/1/picture`)
    expect([picture.status, picture.headers.get('content-type'), [...picture.bytes.subarray(0, 2)]]).toEqual([200, 'image/jpeg', [0xff, 0xd8]])
    expect((await ask(service(), 'GET', `/api/v1/scans/${scan}/pages/2/picture`)).json).toMatchObject({ code: 'page-unknown' })
  })

  it('takes a decision once for each Idempotency-Key, and takes it back', async () => {
    const path = `/api/v1/scans/${scan}/pages/1`
    const put = (): Promise<Answered> => ask(service(), 'POST', `${path}/discarding`, { by: BY, reason: 'reklam' }, { 'Idempotency-Key': 'bort-1' })
    expect(formed('post', '/scans/:sha/pages/:page/discarding', await put())).toMatchObject({ pages: { waiting: 0, discarded: 1 } })
    expect((await put()).headers.get('idempotent-replayed')).toBe('true')
    expect((await ask(service(), 'POST', `${path}/discarding`, { by: BY, reason: 'reklam' })).json).toMatchObject({ code: 'already-recorded' })
    expect(formed('post', '/scans/:sha/pages/:page/restoration', await ask(service(), 'POST', `${path}/restoration`, { by: BY, reason: 'den behövs' }))).toMatchObject({ pages: { waiting: 1, discarded: 0 } })
    expect((await ask(service(), 'POST', `${path}/assignment`, { code: '7K3M9QXT2B', exemplar: 1, page: 1, by: BY, reason: 'provar' })).json).toMatchObject({ code: 'code-unknown' })
    expect((await ask(service(), 'POST', `${path}/assignment`, { code: '7K3M9QXT2B', exemplar: 0, page: 1, by: BY, reason: ' ' })).json).toMatchObject({ code: 'call-invalid' })
  })

  it('reads what lies in the incoming directory by itself, and says what waits there', async () => {
    const directory = join(service().directory, 'incoming')
    await writeFile(join(directory, 'halv.pdf'), foreign().subarray(0, 60))
    await writeFile(join(directory, 'brev.txt'), 'Hej')
    const answered = async (): Promise<unknown> => formed('get', '/incoming', await ask(service(), 'GET', '/api/v1/incoming'))
    for (let waited = 0; waited < 100 && !JSON.stringify(await answered()).includes('"faulty":[{'); waited += 1) await new Promise((tick) => setTimeout(tick, 100))
    expect(await answered()).toMatchObject({ waiting: [{ file: 'halv.pdf', why: expect.stringContaining('inte färdigskriven') }], faulty: [{ file: 'brev.txt', why: expect.stringContaining('varken PDF') }], arrived: [] })
    expect(formed('post', '/incoming/runs', await ask(service(), 'POST', '/api/v1/incoming/runs', {}))).toEqual([])
  })

  it('lets nobody in without the token', async () => {
    for (const [method, path] of [['GET', '/desk'], ['GET', `/scans/${scan}/pages/1/picture`], ['POST', `/scans/${scan}/pages/1/discarding`], ['POST', '/incoming/runs']] as const) {
      const response = await fetch(new URL(`/api/v1${path}`, service().served.url), { method, headers: { 'Content-Type': 'application/json' }, ...(method === 'POST' ? { body: '{}' } : {}) })
      expect([path, response.status]).toEqual([path, 401])
    }
  })
})
