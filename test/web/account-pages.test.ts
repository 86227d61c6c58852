import { beforeAll, describe, expect, it } from 'vitest'
import { givePassword, namedAccount, tieAccount } from '../../src/accounts/administer.js'
import { sessionOf, personOf } from '../../src/accounts/browser-session.js'
import { makeToken, scopesOf } from '../../src/accounts/tokens.js'
import { proveIdentity } from '../../src/accounts/prove-identity.js'
import { signInProved } from '../../src/accounts/sign-in.js'
import { openApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { setParty } from '../../src/flows/party.js'
import { pauseOutbox } from '../../src/flows/outbox-pause.js'
import { addWebhook } from '../../src/flows/webhooks.js'
import { changeAccount } from '../../src/storage/accounts.js'
import { eventsOfTypes } from '../../src/storage/events.js'
import { ordinaryLetters } from '../../src/storage/ordinary-letters.js'
import { giveUpDeliveries } from '../../src/storage/webhooks.js'
import { ADMINISTRATOR, colleague, openBrowser, putInForce, signIn, totpCode, type Browser } from '../http/browser.js'
import { failureOf, partyRecord } from '../open-house.js'
import { ask, useService } from '../http/served-app.js'

let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({ ANSLUT_SMTP_URL: 'smtp://127.0.0.1:9' }, () => now)
const demanding = useService({ ANSLUT_SECOND_STEP: 'required' }, () => now)
let eva: Browser
/** What the last form has done, shown once. */
const told = (html: string): string => /<p class="notice good">([^<]*)/.exec(html)?.[1] ?? ''

beforeAll(async () => {
  eva = await putInForce(service())
})

describe('Mitt konto', () => {
  it('sets up the second step from a picture, asks for its code ever after, and takes a recovery code', async () => {
    const page = await eva.open('/konto')
    expect(page.html).toContain('Eva Ek · eva.ek@region.example · roller: administratör')
    expect(page.html).toMatch(/<svg class="qr"[^>]*role="img" aria-label=/)
    const offer = /name="erbjudande" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const secret = (/<code>([A-Z2-7 ]{32,})<\/code>/.exec(page.html)?.[1] ?? '').replaceAll(' ', '')
    const stranger = await eva.send('/konto/tvasteg', { erbjudande: offer, kod: totpCode(secret, now), losenord: 'fel' })
    expect([stranger.status, stranger.html.includes(secret.slice(0, 4)), stranger.html.includes('Lösenordet stämmer inte')]).toEqual([401, true, true])
    const elsewhere = openBrowser(service())
    await signIn(elsewhere, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
    const wrong = await eva.send('/konto/tvasteg', { erbjudande: offer, kod: '000000', losenord: ADMINISTRATOR.losenord })
    expect([wrong.status, wrong.html.includes(secret.slice(0, 4)), wrong.html.includes('Koden stämmer inte')]).toEqual([401, true, true])
    await eva.send('/konto/tvasteg', { erbjudande: offer, kod: totpCode(secret, now), losenord: ADMINISTRATOR.losenord })
    expect((await elsewhere.open('/konto')).status).toBe(401)
    const codes = told((await eva.open('/konto')).html).match(/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/g) ?? []
    expect(codes).toHaveLength(8)
    expect((await eva.open('/konto')).html).not.toContain(codes[0])

    const again = openBrowser(service())
    expect((await signIn(again, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)).to).toBe('/konto/kod')
    expect((await again.open('/konto/kod')).html).toContain('autocomplete="one-time-code"')
    expect((await again.send('/konto/kod', { kod: codes[0] ?? '' })).to).toBe('/')
    expect((await again.open('/konto')).html).toContain('Du har 7 reservkoder kvar')
  })

  it('lists where one is signed in and ends it there, and makes and revokes tokens', async () => {
    const page = await eva.open('/konto')
    const other = /name="session" value="([0-9a-f]{16})"/.exec(page.html)?.[1] ?? ''
    for (const [path, said] of [['/konto/sessioner', { session: other }], ['/konto/sessioner', { session: other, losenord: 'fel' }], ['/konto/sessioner-andra', { losenord: 'fel' }]] as const) {
      const refused = await eva.send(path, said)
      expect([refused.status, refused.html.includes('Lösenordet stämmer inte. Inget är ändrat.'), refused.html.includes(other)]).toEqual([401, true, true])
    }
    await eva.send('/konto/sessioner', { session: other, losenord: ADMINISTRATOR.losenord })
    expect((await eva.open('/konto')).html).not.toContain(other)
    const elsewhere = openBrowser(service())
    await signIn(elsewhere, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
    expect((await eva.open('/konto')).html).toContain('Avsluta alla andra')
    expect((await eva.send('/konto/sessioner-andra', { losenord: ADMINISTRATOR.losenord })).to).toBe('/konto')
    expect([(await elsewhere.open('/konto')).status, (await eva.open('/konto')).status]).toEqual([401, 200])
    await eva.send('/konto/nycklar', { benamning: 'Nattkörning', dagar: '7', ratt: 'read' })
    const token = /anslut_[\w-]{43}/.exec(told((await eva.open('/konto')).html))?.[0] ?? ''
    expect((await ask({ ...service(), token }, 'GET', '/api/v1/customers')).status).toBe(200)
    const listed = (await eva.open('/konto')).html
    expect(listed).toContain('<strong>Nattkörning</strong>: se kunder och handlingar. Gäller till <time datetime="2026-11-29">')
    expect([/<label for="nyckel-ratt-\d+">arbeta med ärenden/.test(listed), /<label for="nyckel-ratt-\d+">ändra mallar/.test(listed)]).toEqual([true, false])
    await eva.send('/konto/nycklar-aterkalla', { nyckel: /name="nyckel" value="([0-9a-f]{16})"/.exec(listed)?.[1] ?? '' })
    expect((await ask({ ...service(), token }, 'GET', '/api/v1/customers')).status).toBe(401)
  })

  it('changes the password against the one before, and signs out everywhere', async () => {
    await eva.open('/konto/losenord')
    const wrong = await eva.send('/konto/losenord', { nuvarande: 'fel', losenord: 'fyra andra ord i rad', igen: 'fyra andra ord i rad' })
    expect(wrong.html).toContain('Ditt nuvarande lösenord stämmer inte')
    const weak = await eva.send('/konto/losenord', { nuvarande: ADMINISTRATOR.losenord, losenord: 'sommar2026!!', igen: 'sommar2026!!' })
    expect([weak.status, weak.html.includes('ett av dem som prövas först')]).toEqual([400, true])
    expect(weak.html).not.toContain('sommar2026')
    const own = eva.cookies.get('anslut-session')
    expect((await eva.send('/konto/losenord', { nuvarande: ADMINISTRATOR.losenord, losenord: 'fyra andra ord i rad', igen: 'fyra andra ord i rad' })).to).toBe('/')
    expect(eva.cookies.get('anslut-session')).not.toBe(own)
    expect((await eva.open('/konto')).status).toBe(200)
  })
})

describe('Användare', () => {
  it('lays up a person with roles, who signs in, is shut out, let in and taken away', async () => {
    expect((await eva.open('/anvandare')).html).toContain('Lägg upp en användare')
    const bad = await eva.send('/anvandare/nytt', { namn: '', anvandarnamn: 'bo beslut', roller: 'namnd' })
    for (const fault of ['För- och efternamn: Fyll i fältet.', 'E-postadress: Ange e-postadressen, utan mellanslag.']) expect(bad.html).toContain(fault)
    await eva.send('/anvandare/nytt', { namn: 'Bo Beslut', anvandarnamn: 'bo@region.example', roller: 'namnd' })
    const list = await eva.open('/anvandare')
    const given = /är ([a-z2-9-]{19})\./.exec(told(list.html))?.[1] ?? ''
    const own = /href="(\/anvandare\/[0-9a-f]{16})">Bo Beslut/.exec(list.html)?.[1] ?? ''
    const bo = openBrowser(service())
    expect((await signIn(bo, 'BO@region.example', given)).to).toBe('/konto/losenord')
    await bo.open('/konto/losenord')
    await bo.send('/konto/losenord', { losenord: 'tolv tecken minst här', igen: 'tolv tecken minst här' })
    expect([(await bo.open('/kunder')).status, (await bo.open('/anvandare')).status]).toEqual([200, 403])

    expect((await eva.open(own)).html).toMatch(/value="namnd" checked/)
    await eva.send(`${own}/las`, { lage: 'locked' })
    expect((await bo.open('/kunder')).status).toBe(401)
    expect((await signIn(bo, 'bo@region.example', 'tolv tecken minst här')).status).toBe(401)
    await eva.open(own)
    await eva.send(`${own}/las`, { lage: 'unlocked' })
    expect((await signIn(bo, 'bo@region.example', 'tolv tecken minst här')).to).toBe('/')
    expect((await eva.send(`${own}/ta-bort`, {})).to).toBe('/anvandare')
    expect((await bo.open('/kunder')).status).toBe(401)
    now = new Date(now.getTime() + 1000)
  })

  it('tells no holder by mail in the name of the example party, and says so', async () => {
    const { app } = service()
    const told = async () => (await eventsOfTypes(app.store.read, ['account-changed'])).flatMap(({ event }) => (event.type === 'account-changed' && event.told !== undefined ? [event.told] : []))
    expect([new Set(await told()), await ordinaryLetters(app.store.read)]).toEqual([new Set(['nobody']), []])
    expect((await eva.open('/arkiv/handelser')).html).toContain('parten svr är fortfarande exemplet')
    await setParty(app, partyRecord('svr'), SYSTEM)
    await givePassword(app, (await colleague(service(), 'Rut Riktig', ['lasare'])).account.username, SYSTEM, null)
    expect([(await told()).at(-1), (await ordinaryLetters(app.store.read)).at(-1)?.recipient]).toEqual(['mail', 'rut.riktig@region.example'])
  })
})

describe('Webhookar', () => {
  it('shows what each was told, and tells again what did not arrive, in the name of whoever wished it', async () => {
    const { app } = service()
    const { webhook: { id } } = await addWebhook(app, { url: 'https://127.0.0.1/lyssnar', types: ['outbox-paused'], by: SYSTEM }, { addressOf: () => Promise.resolve({ address: '8.8.8.8', family: 4 }), post: () => Promise.resolve(204) })
    expect((await eva.open('/administration/webhookar')).html).toMatch(/127\.0\.0\.1\/lyssnar[^]*Alla utskick pausade\.[^]*Inget har hänt sedan den lades upp/)
    await pauseOutbox(app, 'Prov', SYSTEM)
    await app.store.write((tx) => giveUpDeliveries(tx, 'svar 500'))
    const silent = (await eva.open('/administration/webhookar')).html
    expect(silent).toMatch(/De senaste beskeden, högst 20[^]*Alla utskick pausade<span class="aside">händelse \d+[^]*Gick inte fram[^]*svar 500[^]*Skicka igen/)
    const besked = /name="besked" value="([0-9a-f]+)"/.exec(silent)?.[1] ?? ''
    expect((await eva.send('/administration/webhookar/omsandning', { webhook: id, besked })).to).toBe('/administration/webhookar')
    const again = (await eva.open('/administration/webhookar')).html
    expect([told(again), again.includes('Skicka igen')]).toEqual([expect.stringMatching(/^Beskedet om händelse \d+ skickas igen\.$/), false])
    const [paused] = await eventsOfTypes(app.store.read, ['outbox-paused'])
    expect(await eventsOfTypes(app.store.read, ['webhook-told-again'])).toMatchObject([{ actor: { name: 'Eva Ek' }, event: { webhook: id, told: paused?.sequence } }])
  })
})

describe('a house that demands a second step', () => {
  it('opens nothing by password, for pages, API or command line, before it is set up; readers and other sign-ons excepted', async () => {
    const { app } = demanding()
    const first = await putInForce(demanding())
    expect([(await first.open('/kunder')).to, (await first.open('/konto/losenord')).to, (await first.send('/konto/nycklar', { benamning: 'Prov', dagar: '7' })).to]).toEqual(Array(3).fill('/konto/andra-steget'))
    const cookie = { Authorization: '', Cookie: [...first.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    expect((await ask(demanding(), 'GET', '/api/v1/customers', undefined, cookie)).status).toBe(401)
    expect((await failureOf(proveIdentity(app, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord, null))).message).toContain('Här krävs tvåstegsinloggning')

    const thief = openBrowser(demanding())
    expect((await signIn(thief, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)).to).toBe('/')
    expect((await thief.open('/kunder')).to).toBe('/konto/andra-steget')
    const page = (await first.open('/konto/andra-steget')).html
    const offer = /name="erbjudande" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const secret = (/<code>([A-Z2-7 ]{32,})<\/code>/.exec(page)?.[1] ?? '').replaceAll(' ', '')
    expect((await first.send('/konto/andra-steget', { erbjudande: offer, kod: totpCode(secret, now), csrf: 'fel' })).status).toBe(403)
    const stranger = await first.send('/konto/andra-steget', { erbjudande: offer, kod: totpCode(secret, now) })
    expect([stranger.status, stranger.html.includes(secret.slice(0, 4)), stranger.html.includes('Lösenordet stämmer inte'), stranger.html.includes('losenord:')]).toEqual([401, true, true, false])
    expect((await first.send('/konto/losenord', { nuvarande: ADMINISTRATOR.losenord, losenord: 'bytt utan andra steget', igen: 'bytt utan andra steget' })).to).toBe('/konto/andra-steget')
    const wrong = await first.send('/konto/andra-steget', { erbjudande: offer, kod: '000000', losenord: ADMINISTRATOR.losenord })
    expect([wrong.status, wrong.html.includes(secret.slice(0, 4)), wrong.html.includes('Koden stämmer inte'), (await first.open('/kunder')).to]).toEqual([401, true, true, '/konto/andra-steget'])
    const before = first.cookies.get('anslut-session')
    expect((await first.send('/konto/andra-steget', { erbjudande: offer, kod: totpCode(secret, now), losenord: ADMINISTRATOR.losenord })).html.match(/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/g)).toHaveLength(8)
    expect([(await first.open('/kunder')).status, first.cookies.get('anslut-session') === before, (await first.open('/konto/andra-steget')).to]).toEqual([200, false, '/'])
    expect([(await thief.open('/kunder')).status, (await thief.open('/konto/andra-steget')).to]).toEqual([401, '/konto/inloggning'])

    expect((await (await colleague(demanding(), 'Lars Läsare', ['lasare'])).browser.open('/kunder')).status).toBe(200)
    expect((await (await colleague(demanding(), 'Mia Mall', ['mallansvarig'])).browser.open('/kunder')).to).toBe('/konto/andra-steget')
    const proved = await signInProved(app, await namedAccount(app, 'mia.mall@region.example'), { address: '', name: '', device: null }, null)
    const opened = await sessionOf(app, proved.secret)
    expect(opened === null ? null : personOf(app.config, opened)?.account.name).toBe('Mia Mall')
    const asRead = await namedAccount(app, 'mia.mall@region.example')
    await app.store.write((tx) => changeAccount(tx, asRead.id, { lockedAt: app.now().toISOString() }))
    expect((await failureOf(signInProved(app, asRead, { address: '', name: '', device: null }, null))).message).toContain('ändrades medan du loggade in')

    const { secret: token } = await makeToken(app, await namedAccount(app, ADMINISTRATOR.anvandarnamn), { label: 'prov', scopes: scopesOf([]), days: 1 }, SYSTEM)
    expect((await ask({ ...demanding(), token }, 'GET', '/api/v1/customers')).status).toBe(200)
    await first.open('/konto')
    await first.send('/konto/tvasteg-av', { losenord: ADMINISTRATOR.losenord })
    expect((await first.open('/konto')).to).toBe('/konto/andra-steget')
    expect((await ask({ ...demanding(), token }, 'GET', '/api/v1/customers')).status).toBe(403)
  })

  it('takes no token of somebody without it, over HTTP or on the command line; readers and those who sign on elsewhere excepted', async () => {
    const { app, directory } = demanding()
    const [reader, clerk] = [await colleague(demanding(), 'Rut Läser', ['lasare']), await colleague(demanding(), 'Hans Handling', ['mallansvarig'])]
    const customers = (token: string) => ask({ ...demanding(), token }, 'GET', '/api/v1/customers')
    const refused = await customers(clerk.token)
    expect([refused.status, refused.json, (await customers(reader.token)).status]).toEqual([403, expect.objectContaining({ code: 'access-refused', detail: expect.stringContaining('Här krävs tvåstegsinloggning') }), 200])
    const line = await openApp(readConfig({ ANSLUT_SECOND_STEP: 'required', ANSLUT_TOKEN: clerk.token }, directory), { now: app.now })
    expect(() => line.actor('')).toThrow('Här krävs tvåstegsinloggning')
    await line.close()
    const tied = await tieAccount(app, clerk.account.username, { way: 'certificate', id: 'CN=Hans' }, SYSTEM)
    expect((await customers((await makeToken(app, tied, { label: 'prov', scopes: scopesOf([]), days: 1 }, SYSTEM)).secret)).status).toBe(200)
  })
})
