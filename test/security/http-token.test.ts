import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/http/routes/routes.js'
import { openSessions } from '../../src/http/sessions.js'
import { openToken } from '../../src/http/token.js'
import { useService } from '../http/served-app.js'

const service = useService()

async function visit(path: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, service().served.url), { redirect: 'manual', headers, ...init })
}

function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

async function logIn(): Promise<string> {
  return cookieOf(await visit(service().served.loginLink()))
}

describe('without the token', () => {
  it('nothing of the API answers, whatever the method', async () => {
    for (const { method, path } of ROUTES) {
      const response = await visit(`/api/v1${path.replaceAll(/:\w+/g, '212000-9879')}`, {}, { method: method.toUpperCase(), ...(method === 'get' ? {} : { body: '{}' }) })
      expect([path, response.status]).toEqual([path, 401])
      expect(response.headers.get('www-authenticate')).toContain('Bearer')
      await response.arrayBuffer()
    }
  })

  it.each(['Bearer', 'Bearer fel', 'Basic YTpi', 'Bearer  ', `Bearer ${'x'.repeat(5000)}`])('%s is refused', async (authorization) => {
    expect((await visit('/api/v1/customers', { Authorization: authorization })).status).toBe(401)
  })

  it('pages show a login and no customer', async () => {
    for (const path of ['/', '/kunder/212000-9879']) {
      const response = await visit(path)
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('Logga in')
    }
  })

  it('health, readiness and counters answer and name nobody', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await visit(path)).status).toBe(200)
  })
})

describe('a login link', () => {
  it('opens one session, once, with a cookie that scripts and other sites never see', async () => {
    const link = service().served.loginLink()
    const first = await visit(link)
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect(first.headers.get('set-cookie')).toMatch(/^anslut-session=[\w-]{43}; Max-Age=36000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
    expect((await visit('/kunder', { Cookie: cookieOf(first) })).status).toBe(200)
    const second = await visit(link)
    expect([second.status, second.headers.get('set-cookie')]).toEqual([401, null])
  })

  it('gives reads of the API, never writes', async () => {
    const cookie = await logIn()
    expect((await visit('/api/v1/customers', { Cookie: cookie })).status).toBe(200)
    expect((await visit('/api/v1/outbox/runs', { Cookie: cookie, 'Content-Type': 'application/json' }, { method: 'POST', body: '{}' })).status).toBe(401)
  })

  it('can be replaced by the token itself, pasted into the form', async () => {
    const form = (key: string) => visit('/inloggning', {}, { method: 'POST', body: new URLSearchParams({ nyckel: key }) })
    expect((await form(service().token)).status).toBe(303)
    expect((await form('fel')).status).toBe(401)
    expect((await form('')).status).toBe(401)
  })

  it('is over after an hour, and a session after a working day', () => {
    let hours = 0
    const sessions = openSessions('t'.repeat(43), () => new Date(Date.UTC(2026, 10, 22, hours)))
    const [early, late] = [sessions.offerLink(), sessions.offerLink()]
    const session = sessions.open(early) ?? ''
    expect(sessions.isOpen(session)).toBe(true)
    hours = 2
    expect([sessions.open(late), sessions.isOpen(session)]).toEqual([null, true])
    hours = 11
    expect(sessions.isOpen(session)).toBe(false)
  })
})

describe('the token file', () => {
  const directory = (): string => mkdtempSync(join(tmpdir(), 'anslut-token-'))

  it('is made once, for its owner alone, and agreed on by two that start at once', async () => {
    const place = directory()
    const [one, two] = await Promise.all([openToken(place), openToken(place)])
    expect(one).toBe(two)
    expect(await openToken(place)).toBe(one)
    expect(statSync(join(place, '.anslut-token')).mode & 0o777).toBe(0o600)
    rmSync(place, { recursive: true })
  })

  it('is refused when others can read it, when it is a link, and when it holds something else', async () => {
    const place = directory()
    const file = join(place, '.anslut-token')
    const token = await openToken(place)
    chmodSync(file, 0o644)
    await expect(openToken(place)).rejects.toMatchObject({ code: 'data-directory' })
    rmSync(file)
    writeFileSync(file, 'kort\n', { mode: 0o600 })
    await expect(openToken(place)).rejects.toMatchObject({ code: 'data-directory' })
    rmSync(file)
    writeFileSync(join(place, 'annan'), token, { mode: 0o600 })
    symlinkSync('annan', file)
    await expect(openToken(place)).rejects.toMatchObject({ code: 'data-directory' })
    rmSync(place, { recursive: true })
  })
})
