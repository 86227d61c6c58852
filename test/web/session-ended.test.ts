import { beforeAll, describe, expect, it } from 'vitest'
import { customerNames } from '../../src/storage/customers.js'
import { ADMINISTRATOR, colleague, openBrowser, putInForce, signIn, type Browser } from '../http/browser.js'
import { useService } from '../http/served-app.js'

const service = useService()
const TYPED = { 'kund.namn': 'Övre <Ådalens> kommun', 'kund.orgnr': '212000-0142', 'kund.kundtyp': 'kommun', 'kort.sisKort': 'nej', 'kort.utformning': 'standard', slag: 'grundavtal', utgava: 'draft', formular: 'uppgifter' }
let eva: Browser

beforeAll(async () => {
  eva = await putInForce(service())
})

/** What the page carries of what was typed, as the browser would send it on. */
function carried(html: string): Record<string, string> {
  const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#x27;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  return Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, plain(value)]))
}

const customers = (): Promise<ReadonlyMap<string, string>> => customerNames(service().app.store.read, ['212000-0142'])

describe('a form that is sent when the session has ended', () => {
  it('is told so in plain words, keeps what was typed, is shown again to whoever signs in, and saves nothing until that person sends it', async () => {
    await eva.open('/ny-kund')
    eva.cookies.clear()
    const ended = await eva.sendFiles('/ny-kund', TYPED, { name: 'logga.png', bytes: new Uint8Array(200_000) })
    expect(ended.status).toBe(401)
    expect(ended.html).toContain('Du är inte inloggad längre. Inget är sparat.')
    expect(ended.html).toContain('action="/ny-kund" enctype="multipart/form-data"')
    const kept = carried(ended.html)
    expect(kept).toEqual(TYPED)

    await signIn(eva, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
    const again = await eva.sendFiles('/ny-kund', { ...kept, csrf: '' })
    expect(again.status).toBe(403)
    expect(again.html).toContain('öppnades under en tidigare inloggning. Inget är sparat.')
    expect(again.html).toContain('value="Övre &lt;Ådalens&gt; kommun"')
    expect((await customers()).size).toBe(0)

    const sent = await eva.sendFiles('/ny-kund', kept)
    expect([sent.status, sent.to]).toEqual([303, '/kunder/212000-0142'])
    expect([...(await customers()).values()]).toEqual(['Övre <Ådalens> kommun'])
  })

  it('shows nothing of it to somebody who may not send it, and carries no password', async () => {
    const { browser: reader } = await colleague(service(), 'Lisa Läs', ['lasare'])
    const refused = await reader.sendFiles('/ny-kund', { ...TYPED, csrf: '' })
    expect([refused.status, refused.html.includes('Ådalens')]).toEqual([403, false])
    const own = await openBrowser(service()).send('/konto/tvasteg-av', { losenord: 'korrekt häst' })
    expect([own.status, own.html.includes('Inget är sparat'), own.html.includes('korrekt')]).toEqual([401, true, false])
  })

  it('carries nothing that is longer than a form can be', async () => {
    const long = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`fält${index}`, 'å'.repeat(8000)]))
    const ended = await openBrowser(service()).sendFiles('/ny-kund', long)
    expect([ended.status, carried(ended.html), ended.html.includes('Inget är sparat')]).toEqual([401, {}, true])
  })

  it('tells a page whose live check it was, and leaves the form alone', async () => {
    const live = (cookie: string): Promise<Response> => fetch(new URL('/ny-kund/lage', service().served.url), { method: 'POST', body: new URLSearchParams({ ...TYPED, csrf: 'x' }), headers: { Accept: 'text/html', 'HX-Request': 'true', Cookie: cookie } })
    const ended = await live('')
    const html = await ended.text()
    expect(ended.status).toBe(401)
    expect(html).toMatch(/<div id="utloggad" role="alert" hx-swap-oob="true">.*Inloggningen har gått ut/s)
    expect(html).toContain('<div id="laget" class="notice bad" role="status" hx-swap-oob="true"><p><strong>Uppgifterna kontrolleras inte längre.')
    const other = await live([...eva.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    expect([other.status, (await other.text()).includes('det visas igen, ifyllt')]).toEqual([403, true])
  })
})
