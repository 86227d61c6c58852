import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { rawRequest } from '../http/raw-request.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
const problem = z.object({ status: z.int(), code: z.string(), title: z.string(), detail: z.string(), faults: z.array(z.object({ path: z.string(), message: z.string() })).optional() })
let code = ''

beforeAll(async () => {
  const made = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
  code = z.object({ documents: z.array(z.object({ code: z.string() })) }).parse(made.json).documents[0]?.code ?? ''
})

async function sendText(path: string, body: string, headers: Record<string, string> = {}) {
  const { served, token } = service()
  const answer = await rawRequest(served.port, { method: 'POST', path, body, headers: { Host: `localhost:${served.port}`, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers } })
  return { status: answer.status, type: answer.headers['content-type'], problem: problem.parse(JSON.parse(answer.text)) }
}

describe('path traversal', () => {
  it.each(['../../../../anslut.sqlite', '..%2f..%2fanslut.sqlite', '%2e%2e%2f%2e%2e%2f.anslut-token', '/etc/passwd', '%2fetc%2fpasswd', 'grundavtal-1.pdf%00.txt', '..\\..\\anslut.sqlite'])('%s gives no file', async (path) => {
    const { served, token } = service()
    const answer = await rawRequest(served.port, { path: `/api/v1/versions/${code}/files/${path}`, headers: { Host: `127.0.0.1:${served.port}`, Authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  it('a path that is not well encoded is named as such', async () => {
    const { served, token } = service()
    expect((await rawRequest(served.port, { path: `/api/v1/versions/${code}/files/%ff`, headers: { Host: `127.0.0.1:${served.port}`, Authorization: `Bearer ${token}` } })).status).toBe(400)
  })
})

describe('a hostile JSON body', () => {
  it('with prototype keys is refused by name and changes no prototype', async () => {
    const answer = await sendText('/api/v1/outbox/runs', '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')
    expect(answer.problem).toMatchObject({ status: 400, code: 'call-invalid' })
    expect(answer.problem.faults?.map(({ path }) => path).sort()).toEqual(['__proto__', 'constructor'])
    expect('admin' in {}).toBe(false)
  })

  it('with prototype keys among free fields is refused or ignored', async () => {
    const answer = await sendText(`/api/v1/versions/${code}/events`, '{"by":"A","event":"handed-over","set":{"__proto__":"x","constructor":"y"}}')
    expect(answer.problem.status).toBe(400)
    expect('x' in {}).toBe(false)
  })

  it('with unknown fields is refused, each named, with what was meant', async () => {
    const answer = await sendText(`/api/v1/versions/${code}/approval`, '{"by":"A","decison":"§ 1","extra":1}')
    expect(answer.problem.faults).toEqual(expect.arrayContaining([{ path: 'decison', message: 'okänd uppgift, menade du decision?' }, { path: 'extra', message: 'okänd uppgift; ta bort den' }]))
  })

  it.each([['/api/v1/packs', 9_000_000], ['/api/v1/outbox/runs', 2_000_000]])('that is huge is answered with 413 by %s, not read', async (path, bytes) => {
    expect((await sendText(path, `{"facts":"${'a'.repeat(bytes)}"}`)).problem).toMatchObject({ status: 413, code: 'request-too-large' })
  })

  it.each(['{', '[1,2', '"text"', 'null', 'true', '\u0000'])('%j is answered with 400', async (body) => {
    expect((await sendText('/api/v1/outbox/runs', body)).problem).toMatchObject({ status: 400, code: 'call-invalid' })
  })

  it('that is nested a hundred thousand deep is answered, not choked on', async () => {
    expect((await sendText('/api/v1/outbox/runs', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)).status).toBe(400)
  })

  it('that is compressed to burst is answered, not read', async () => {
    expect((await sendText('/api/v1/outbox/runs', 'xx', { 'Content-Encoding': 'gzip' })).problem.status).toBe(415)
  })

  it('in another form than JSON is not taken for JSON', async () => {
    expect((await sendText(`/api/v1/versions/${code}/approval`, 'by=A&decision=B', { 'Content-Type': 'application/x-www-form-urlencoded' })).problem).toMatchObject({ status: 415, code: 'media-type-unsupported', detail: expect.stringContaining('Content-Type') })
    for (const headers of [{ 'Content-Type': 'application/json; charset=latin1' }, { 'Content-Type': 'application/json; charset="UTF-16"' }, { 'Content-Encoding': 'gzip' }]) expect([headers, (await sendText(`/api/v1/versions/${code}/approval`, '{}', headers)).problem]).toEqual([headers, expect.objectContaining({ status: 415, code: 'media-type-unsupported' })])
    expect((await sendText('/api/v1/scans', '{}')).problem).toMatchObject({ status: 415, code: 'media-type-unsupported', detail: expect.stringContaining('multipart/form-data') })
  })
})

describe('a hostile key or query', () => {
  it.each([['[', ']', 3000], ['{"a":', '}', 3000], ['[', ']', 65]])('JSON nested deeper than any form (%s%s %d times) is refused, no bug', async (open, close, times) => {
    const deep = `${open.repeat(times)}${open === '[' ? '' : '1'}${close.repeat(times)}`
    const { problem } = await sendText('/api/v1/facts/checks', `{"facts":${deep}}`)
    expect([problem.status, problem.code, problem.detail]).toEqual([400, 'call-invalid', expect.stringContaining('64 nivåer')])
  })

  it.each(['med mellanslag', 'x'.repeat(201)])('Idempotency-Key %j is refused', async (key) => {
    expect((await sendText('/api/v1/login-links', '{}', { 'Idempotency-Key': key })).problem.code).toBe('call-invalid')
  })

  it('an unknown query is refused', async () => {
    for (const path of ['/customers?limt=1', '/customers?limit=1&limit=2', '/customers?limit=0', '/customers?limit=1e9', '/customers?limit=1e2', '/customers?limit=0x10', '/customers?limit=%205', '/events?limit=5.0', '/parties?limit=1']) expect([path, (await ask(service(), 'GET', `/api/v1${path}`)).status]).toEqual([path, 400])
  })
})

describe('what every answer says to the browser', () => {
  it('keeps nothing in a cache that others share, frames nothing, guesses no type and opens no camera, whatever was asked', async () => {
    const { served, token } = service()
    const filled = (path: string) => path.replace(':orgnr', '212000-9879').replace(':code', code).replaceAll(/:\w+/g, '1')
    const asked = [...ROUTES.filter(({ method, path }) => method === 'get' && path !== '/archive/verification').map(({ path }) => `/api/v1${filled(path)}`), ...PAGES.map(({ path }) => filled(path)), `/api/v1/versions/${code}/files/grundavtal-1.pdf`, '/kund', '/kund/in/x', '/healthz', '/metrics', '/readyz', '/api/openapi.json', '/api/x', '/x', '/%ff', '/tillganglighet', '/konto/inloggning']
    for (const path of asked) {
      const { headers } = await rawRequest(served.port, { path, headers: { Host: `127.0.0.1:${served.port}`, Authorization: `Bearer ${token}` } })
      expect([path, headers['cache-control'], headers['x-content-type-options'], headers['x-frame-options'], headers['cross-origin-resource-policy'], headers['x-powered-by']]).toEqual([path, 'no-store', 'nosniff', 'DENY', 'same-origin', undefined])
      expect([path, ['same-origin', 'strict-origin'].includes(String(headers['referrer-policy']))]).toEqual([path, true])
      expect(String(headers['permissions-policy'])).toContain('camera=()')
      expect(String(headers['content-security-policy'])).toContain("default-src 'none'")
    }
  })

  it('is a refusal where the method is none of the route\'s', async () => {
    const { served, token } = service()
    for (const method of ['TRACE', 'DELETE', 'PATCH']) for (const path of ['/api/v1/customers', '/kunder', '/kund']) {
      const { status, headers } = await rawRequest(served.port, { method, path, headers: { Host: `127.0.0.1:${served.port}`, Authorization: `Bearer ${token}`, Cookie: 'hemlig=1' } })
      expect([method, path, status === 404 || status === 405 || status === 401, headers['access-control-allow-origin']]).toEqual([method, path, true, undefined])
    }
  })
})

describe('what the log holds', () => {
  it('names neither customer, person, token nor what was said', async () => {
    await ask(service(), 'GET', '/api/v1/customers/212000-9879')
    await ask(service(), 'POST', '/api/v1/customers/212000-9879/points/1.1', { by: 'Hemliga Hilda' })
    await fetch(service().served.loginLink())
    const log = service().logged()
    expect(log).toContain('/customers/:orgnr/points/:id')
    for (const secret of ['212000', 'Lillfors', 'Hilda', service().token, 'token=']) expect(log).not.toContain(secret)
  })
})
