import { once } from 'node:events'
import { request as ask } from 'node:http'
import { createServer, request, type Server } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeMailCertificate } from '../../src/demo/mail-certificate.js'
import { openLog } from '../../src/http/log.js'
import { serve, type Served } from '../../src/http/serve.js'
import { isOwnName } from '../../src/http/surface.js'
import { ADMINISTRATOR, colleague, putInForce } from '../http/browser.js'
import { rawRequest } from '../http/raw-request.js'
import { useService } from '../http/served-app.js'

const service = useService({ ANSLUT_API_PER_MINUTE: '20' })
const certificate = await makeMailCertificate(new Date())
let served: Served
let proxy: Server
let host = ''
let token = ''

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** Asks the proxy over TLS, as somebody outside does. */
function outside(path: string, { method = 'GET', headers = {}, body }: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', servername: 'localhost', port: Number(host.split(':')[1]), method, path, ca: certificate.caPem, agent: false, headers: { Host: host, Accept: 'text/html', ...headers } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk)).on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const signIn = (headers: Record<string, string> = {}): Promise<Answer> => outside('/konto/inloggning', { method: 'POST', body: new URLSearchParams({ anvandarnamn: ADMINISTRATOR.anvandarnamn, losenord: ADMINISTRATOR.losenord }).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers } })
const cookiesOf = ({ headers }: Answer): string[] => [headers['set-cookie'] ?? []].flat()

beforeAll(async () => {
  await putInForce(service())
  token = (await colleague(service(), 'Dag Drift', ['drift'])).token
  // What ends TLS in front of the service: passes Host on, and says for whom it asks.
  proxy = createServer({ key: certificate.keyPem, cert: certificate.certificatePem }, (incoming, outgoing) => {
    const headers = { ...incoming.headers, 'x-forwarded-for': [incoming.headers['x-forwarded-for'], '198.51.100.7'].filter((one) => one !== undefined).join(', '), 'x-forwarded-proto': 'https' }
    incoming.pipe(ask({ host: '127.0.0.1', port: served.port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    }))
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  host = `localhost:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  const { app } = service()
  served = await serve({ ...app, config: { ...app.config, publicUrl: `https://${host}`, proxies: ['127.0.0.1'] } }, { host: '127.0.0.1', port: 0, log: openLog({ write: () => undefined }) })
})
afterAll(async () => {
  proxy.close()
  proxy.closeAllConnections()
  await served.close()
})

describe('the public address', () => {
  it('holds browsers to TLS for the names below it, but for a whole organisation’s name', () => {
    expect([isOwnName('https://anslut.region.example'), isOwnName('https://region.example:8443')]).toEqual([true, false])
  })

  it('lets people in over TLS alone, with cookies that no other host or plain connection gets, and tells browsers to keep to it', async () => {
    const shown = await signIn({ Origin: `https://${host}`, 'Sec-Fetch-Site': 'same-origin' })
    expect([shown.status, shown.headers['location'], shown.headers['strict-transport-security']]).toEqual([303, '/', 'max-age=63072000; includeSubDomains'])
    const cookies = cookiesOf(shown)
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['__Host-anslut-session', '__Host-anslut-enhet'])
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/)
      expect(cookie).not.toMatch(/domain=/i)
    }
    const pair = cookies[0]?.split(';')[0] ?? ''
    expect((await outside('/kunder', { headers: { Cookie: pair } })).status).toBe(200)
    expect((await outside('/kunder', { headers: { Cookie: pair.replace('__Host-', '') } })).status).toBe(401)
    expect((await outside('/konto', { headers: { Cookie: pair } })).text).toContain('198.51.100.7')
  })

  it('believes no address that a visitor claims to come from, only what the proxy adds', async () => {
    const pair = cookiesOf(await signIn({ 'X-Forwarded-For': '203.0.113.66' }))[0]?.split(';')[0] ?? ''
    expect((await outside('/konto', { headers: { Cookie: pair } })).text).not.toContain('203.0.113.66')
  })

  it.each<[string, Record<string, string>]>([
    ['another host', { Host: 'evil.example' }], ['its host with another port', { Host: 'localhost:1' }], ['a page elsewhere', { Origin: 'https://evil.example' }], ['its own host over plain HTTP', { Origin: 'http://HOST' }],
    ['a neighbouring site', { Origin: 'https://HOST.evil.example' }], ['another site, as the browser says', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('is refused to a form from %s', async (_what, headers) => {
    const answer = await signIn(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', host)])))
    expect([answer.status, cookiesOf(answer)]).toEqual([403, []])
  })

  it('is not reached past the proxy, nor by one that asks by the computer\'s own name', async () => {
    const own = `127.0.0.1:${served.port}`
    const past = (headers: Record<string, string>) => rawRequest(served.port, { path: '/konto/inloggning', headers: { Accept: 'text/html', ...headers } })
    expect((await past({ Host: own })).status).toBe(200)
    for (const header of ['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Real-IP', 'Forwarded', 'Via']) expect([header, (await past({ Host: own, [header]: '198.51.100.7' })).status]).toEqual([header, 403])
    const { app } = service()
    const stranger = await serve({ ...app, config: { ...app.config, publicUrl: `https://${host}`, proxies: ['192.0.2.1'] } }, { host: '127.0.0.1', port: 0, log: openLog({ write: () => undefined }) })
    expect((await rawRequest(stranger.port, { path: '/konto/inloggning', headers: { Host: host } })).status).toBe(403)
    await stranger.close()
  })

  it('tells how the service fares to the own computer and to operation, and to nobody else outside', async () => {
    for (const path of ['/metrics', '/readyz']) {
      expect([path, (await outside(path)).status]).toEqual([path, 401])
      expect([path, (await outside(path, { headers: { Authorization: `Bearer ${token}` } })).status]).toEqual([path, 200])
      expect([path, (await rawRequest(served.port, { path, headers: { Host: `127.0.0.1:${served.port}` } })).status]).toEqual([path, 200])
    }
    expect([(await outside('/healthz')).text, (await outside('/api/openapi.json')).status]).toEqual(['ok\n', 200])
  })

  it('holds up an account, or an address that is nobody\'s, that asks the API without end, and says for how long', async () => {
    for (const headers of [{ Authorization: `Bearer ${token}` }, { Accept: 'application/json' }]) {
      const answers: Answer[] = []
      for (let count = 0; count <= 20; count++) answers.push(await outside('/api/v1/letters', { headers }))
      expect([answers[19]?.status, answers[20]?.status]).toEqual(['Accept' in headers ? 401 : 200, 429])
      expect(JSON.parse(answers[20]?.text ?? '')).toMatchObject({ code: 'too-many-attempts' })
      expect(Number(answers[20]?.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect((await outside('/kunder', { headers: { Cookie: cookiesOf(await signIn())[0]?.split(';')[0] ?? '' } })).status).toBe(200)
  })
})
