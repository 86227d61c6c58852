import { describe, expect, it } from 'vitest'
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
})
