import { chromium, type Browser, type Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addWebhook } from '../../src/flows/webhooks.js'
import { insertLetter } from '../../src/storage/letters.js'
import { versionsOf } from '../../src/storage/versions.js'
import { giveUpDeliveries } from '../../src/storage/webhooks.js'
import { colleague, putInForce } from '../http/browser.js'
import { ask, factsOf, useService, type TestService } from '../http/served-app.js'
import { ARGS, CHROMIUM, faultsOf, handsOn } from './keyboard.js'

const OWN = '212000-9879'
const HOME = `/kunder/${OWN}`
const LETTER = 'c'.repeat(16)

describe.runIf(CHROMIUM !== undefined)('meetings, letters and the house by the keyboard alone', () => {
  const service = useService({}, () => new Date('2026-11-23T09:00:00.000Z'))
  let browser: Browser
  let page: Page
  let asked: TestService
  const { press, type, choose, goTo, told, focused } = handsOn(() => page)
  const open = (path: string) => page.goto(new URL(path, service().served.url).href)
  const refused = async () => {
    await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/^Fel: /)
  }

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    const eva = await putInForce(service())
    const { token } = await colleague(service(), 'Dora Drift', ['administrator'])
    asked = { ...service(), token }
    await ask(asked, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal', 'raps'] })
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'sv-SE' })
    await context.addCookies([...eva.cookies].map(([name, value]) => ({ name, value, url: service().served.url })))
    page = await context.newPage()
  }, 60_000)
  afterAll(() => browser.close())

  it('a meeting gets its invitation, is held, and keeps its minutes', async () => {
    await ask(asked, 'POST', `/api/v1/customers/${OWN}/meetings/1/booking`, { by: 'Dora Drift', startsAt: '2099-01-12T09:00', endsAt: '2099-01-12T11:00', place: 'Kommunhuset', participants: ['Åsa Lindqvist <asa.lindqvist@lillfors.example>'] })
    await open(`${HOME}/moten/1`)
    await press('Skicka inbjudan med e-post', 'SUMMARY')
    await press('Skicka', 'BUTTON')
    await told('Köad till asa.lindqvist@lillfors.example.')
    await press('Anteckna att träffen hölls', 'SUMMARY')
    await type('Dag då den hölls', '11012026')
    await choose('Minnesanteckningar som fil', { name: 'minnesanteckningar.txt', mimeType: 'text/plain', buffer: Buffer.from('Vi gick igenom stegen.') })
    await press('Träffen hölls', 'BUTTON')
    await told('Träffen är antecknad som hållen.')
    await page.getByRole('link', { name: 'minnesanteckningar.txt' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })

  it('a letter is stopped and called off; without a reason its field is led to', async () => {
    const [raps] = (await versionsOf(service().app.store.read, OWN)).filter(({ kind }) => kind === 'raps')
    const at = service().app.now().toISOString()
    await service().app.store.write((tx) => insertLetter(tx, { id: LETTER, orgnr: OWN, recipient: 'granskning@driftbolaget.example', predecessor: null, codes: [raps?.code ?? ''], evidence: [], dueAt: at, releaseAt: '2099-01-01T00:00:00.000Z' }))
    await open('/utskick')
    await goTo('Brev 1', /\/utskick\/brev\//)
    await press('Stoppa', 'BUTTON')
    await refused()
    await press('Varför: ', 'A')
    await expect.poll(focused, { timeout: 20_000 }).toBe('Varför')
    await type('Varför', 'fel adress')
    await press('Stoppa', 'BUTTON')
    await told('Brevet är stoppat.')
    expect(await faultsOf(page)).toEqual([])
    await page.locator('#stall-in-reason').focus()
    await page.keyboard.type('handlingen ska göras om')
    await press('Ställ in', 'BUTTON')
    await told('Brevet är inställt.')
    await open('/utskick')
    await goTo('Inbjudan till Lillfors kommun', /\/utskick\/ovrigt\//)
    await type('Varför', 'fel dag')
    await press('Stoppa', 'BUTTON')
    await told('Det är stoppat.')
    await press('Låt gå vidare', 'BUTTON')
    await told('Det går vidare.')
  })

  it('a party is changed, after what was typed wrong has been led to', async () => {
    await open('/administration')
    await goTo('Driftleverantör', /parter\/driftleverantor$/)
    await press('Ändra uppgifterna', 'SUMMARY')
    await type('Adress för granskningsdokument', 'ingen adress')
    await press('Spara parten', 'BUTTON')
    await refused()
    await press('Adress för granskningsdokument: ', 'A')
    await expect.poll(focused, { timeout: 20_000 }).toBe('Adress för granskningsdokument')
    await type('Adress för granskningsdokument', 'granskning@ny.example')
    await press('Spara parten', 'BUTTON')
    await told('är sparad och gäller från nästa utfärdande.')
    expect(await faultsOf(page)).toEqual([])
  })

  it('what a webhook was not told is told again', async () => {
    const { app } = service()
    await addWebhook(app, { url: 'https://arenden.example/anslut', types: null, by: app.actor('Eva Ek') }, { addressOf: (url) => Promise.resolve({ url: new URL(url), address: '192.0.2.1', family: 4 }), post: () => Promise.reject(new Error('never asked')) })
    const { status, json } = await ask(asked, 'POST', `/api/v1/customers/${OWN}/points/1.1`, { by: 'Dora Drift' })
    if (status !== 201) throw new Error(JSON.stringify(json))
    await app.store.write((tx) => giveUpDeliveries(tx, 'svarade inte'))
    await open('/administration')
    await goTo('Webhookar', /webhookar$/)
    await press('Skicka igen', 'BUTTON')
    await told('skickas igen.')
    expect(await faultsOf(page)).toEqual([])
  })

  it('a page that is no page of a document is put away, and taken back', async () => {
    const ink = { input: { create: { width: 600, height: 500, channels: 3, background: '#000' } }, top: 300, left: 200 } as const
    const sheet = await sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#fff' } }).composite([ink]).png().toBuffer()
    await open('/skanning')
    await choose('Filer från kopiatorn', { name: 'följesedel.png', mimeType: 'image/png', buffer: sheet })
    await press('Läs skanningarna', 'BUTTON')
    await page.getByRole('rowheader', { name: 'följesedel.png' }).waitFor({ timeout: 30_000 })
    await expect.poll(async () => { await open('/skanning'); return page.getByText('1 väntar på dig').count() }, { timeout: 30_000 }).toBe(1)
    await goTo('följesedel.png', /\/skanning\/[0-9a-f]{64}$/)
    await press('Bestäm vad sidan är', 'SUMMARY')
    await press('Lägg till handlingen', 'BUTTON')
    await refused()
    await press('Handlingens kod: ', 'A')
    await expect.poll(focused, { timeout: 20_000 }).toBe('Handlingens kod')
    expect(await faultsOf(page)).toEqual([])
    await page.locator('#lagg-bort--1-reason').focus()
    await page.keyboard.type('en följesedel')
    await press('Lägg bort', 'BUTTON')
    await page.getByText(/Bortlagd av Eva Ek/).waitFor()
    await press('Ta tillbaka', 'SUMMARY')
    await type('Varför', 'den behövs', 'TEXTAREA')
    await press('Ta tillbaka beslutet', 'BUTTON')
    await page.getByText('Bestäm vad sidan är').waitFor()
  })

  it('a pack is issued anew with a changed fact, when the reason is given', async () => {
    await open(`${HOME}/paket`)
    await type('Namn', 'Lillfors stad')
    await press('Utkast', 'INPUT', 'ArrowDown')
    await press('Ge ut', 'BUTTON')
    await refused()
    await type('Skäl', 'kommunen har bytt namn', 'TEXTAREA')
    await press('Ge ut', 'BUTTON')
    await told('utfärdade på nytt: 2')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Lillfors stad')
  })
})
