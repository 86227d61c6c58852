import { describe, expect, it } from 'vitest'
import { rawRequest } from '../http/raw-request.js'
import { useService } from '../http/served-app.js'

const service = useService()

async function statusFor(headers: Record<string, string>, method = 'GET', path = '/api/v1/customers'): Promise<number> {
  const { served, token } = service()
  const body = method === 'GET' ? {} : { body: '{}' }
  return (await rawRequest(served.port, { method, path, headers: { Host: `127.0.0.1:${served.port}`, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers }, ...body })).status
}

describe('a page elsewhere whose name was pointed at this machine', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:8420', '127.0.0.1.nip.io'])('is refused with Host %j, even with the right token', async (host) => {
    expect(await statusFor({ Host: host })).toBe(403)
    expect(await statusFor({ Host: host }, 'GET', '/healthz')).toBe(403)
  })

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('while %s with the right port is let in', async (name) => {
    expect(await statusFor({ Host: `${name}:${service().served.port}` })).toBe(200)
  })
})

describe('a page elsewhere that writes through the clerk\'s browser', () => {
  const write = (headers: Record<string, string>) => statusFor(headers, 'POST', '/api/v1/login-links')

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost.evil.example'])('is refused with Origin %s', async (origin) => {
    expect(await write({ Origin: origin })).toBe(403)
  })

  it.each(['cross-site', 'same-site'])('is refused with Sec-Fetch-Site %s', async (site) => {
    expect(await write({ 'Sec-Fetch-Site': site })).toBe(403)
    expect(await write({ 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate' })).toBe(403)
    expect(await statusFor({ 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'no-cors' })).toBe(403)
  })

  it('while the own page and a program are let in', async () => {
    const own = `127.0.0.1:${service().served.port}`
    expect(await write({ Origin: `http://${own}`, 'Sec-Fetch-Site': 'same-origin' })).toBe(201)
    expect(await write({})).toBe(201)
  })
})
