import express from 'express'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { keepTold } from '../../src/web/told.js'
import { ADMINISTRATOR, openBrowser, putInForce, signIn } from '../http/browser.js'
import { useService } from '../http/served-app.js'

const service = useService()

describe('a session', () => {
  it('cannot be planted, is another after every step, and opens nothing before the last', async () => {
    const browser = await putInForce(service())
    const own = browser.cookies.get('anslut-session')
    const other = openBrowser(service())
    other.cookies.set('anslut-session', 'planted-by-somebody-else')
    expect((await signIn(other, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)).to).toBe('/')
    expect(other.cookies.get('anslut-session')).not.toBe('planted-by-somebody-else')
    expect(other.cookies.get('anslut-session')).not.toBe(own)
    expect((await other.open('/kunder')).status).toBe(200)
  })

  it('ends when the same browser signs in again, not only when it is forgotten', async () => {
    const browser = openBrowser(service())
    await signIn(browser, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
    const before = browser.cookies.get('anslut-session') ?? ''
    await signIn(browser, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
    const copy = openBrowser(service())
    copy.cookies.set('anslut-session', before)
    expect([(await copy.open('/kunder')).status, (await browser.open('/kunder')).status]).toEqual([401, 200])
  })
})

describe('what a form tells once, which may be a one-time password or a token', () => {
  it('travels by TLS alone and cannot be planted by a neighbouring host, where there is a public address', async () => {
    const surface = express().get('/{*any}', (request, response) => {
      keepTold({ publicUrl: request.path === '/public' ? 'https://anslut.example' : null }, response, 'Nyckeln visas bara nu')
      response.end()
    })
    const server = surface.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const cookieAt = async (path: string) => (await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${path}`)).headers.getSetCookie().join()
    expect(await cookieAt('/public')).toMatch(/^__Host-anslut-besked=.*; HttpOnly; Secure; SameSite=Strict$/)
    expect(await cookieAt('/own')).toMatch(/^anslut-besked=.*; HttpOnly; SameSite=Strict$/)
    server.close()
  })
})
