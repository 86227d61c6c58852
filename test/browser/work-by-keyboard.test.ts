import { readFileSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOf, versionsOf } from '../../src/storage/versions.js'
import { colleague, putInForce, type Browser as Signed } from '../http/browser.js'
import { ask, factsOf, useService, type TestService } from '../http/served-app.js'
import { PNG } from '../white-page.js'
import { ARGS, CHROMIUM, handsOn, tabTo } from './keyboard.js'

const OWN = '212000-9879'
const HOME = `/kunder/${OWN}`

describe.runIf(CHROMIUM !== undefined)('the work by the keyboard alone', () => {
  const service = useService()
  const codes = new Map<string, string>()
  let browser: Browser
  let eva: Signed
  let issued: Uint8Array
  let page: Page

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    eva = await putInForce(service())
    const { token } = await colleague(service(), 'Dora Drift', ['administrator'])
    const by: TestService = { ...service(), token }
    await ask(by, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal', 'raps', 'ra-kort-kvittens'] })
    for (const { kind, code } of await versionsOf(service().app.store.read, OWN)) codes.set(kind, code)
    for (const event of ['handed-over', 'final-received']) {
      const { status, json } = await ask(by, 'POST', `/api/v1/versions/${codes.get('raps') ?? ''}/events`, { by: 'Dora Drift', event })
      if (status !== 201) throw new Error(JSON.stringify(json))
    }
    const file = (await filesOf(service().app.store.read, codes.get('ra-kort-kvittens') ?? '')).find(({ path }) => path.endsWith('.pdf'))
    issued = await service().app.archive.read(file?.sha256 ?? '')
    page = await pageOf(eva)
  }, 60_000)
  afterAll(() => browser.close())

  /** A new browser in which somebody is signed in. */
  const pageOf = async ({ cookies }: Pick<Signed, 'cookies'>): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'sv-SE', acceptDownloads: true })
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: service().served.url })))
    return context.newPage()
  }
  const open = (path: string) => page.goto(new URL(path, service().served.url).href)
  const { press, type, choose, goTo, told, focused } = handsOn(() => page)

  it('the menu is passed by, opened and closed, and the focus comes back to its button', async () => {
    await open('/att-gora')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Hoppa till innehållet')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate("document.activeElement.closest('main, footer') !== null")).toBe(true)
    await page.setViewportSize({ width: 390, height: 844 })
    await open('/att-gora')
    await press('Meny', 'BUTTON')
    await tabTo(page, 'Kunder', 'A')
    await page.keyboard.press('Escape')
    expect([await page.getByRole('navigation', { name: 'Huvudmeny' }).isVisible(), await focused()]).toEqual([false, 'Meny'])
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('a row of facts is added and taken away, and the focus stays at it', async () => {
    await open(`${HOME}/paket`)
    await press('Undertecknare', 'SUMMARY')
    await press('Lägg till undertecknare', 'BUTTON')
    await expect.poll(() => page.getByRole('group', { name: /^Undertecknare 3/ }).count()).toBe(1)
    await expect.poll(() => page.evaluate("document.activeElement.closest('#grupp-undertecknare') !== null"), { timeout: 5_000 }).toBe(true)
    await press('Ta bort Undertecknare 3', 'BUTTON')
    await expect.poll(() => page.getByRole('group', { name: /^Undertecknare 3/ }).count()).toBe(0)
    await expect.poll(() => page.evaluate("document.activeElement.closest('#grupp-undertecknare') !== null"), { timeout: 5_000 }).toBe(true)
  })

  it('a paper is handed over, scanned, reviewed and its signature confirmed', async () => {
    await open(`${HOME}/handlingar/${codes.get('grundavtal') ?? ''}`)
    await press('Registrera', 'BUTTON')
    await told('Registrerat: Överlämnad till kunden.')
    await open('/skanning')
    await choose('Filer från kopiatorn', { name: 'kvittens.pdf', mimeType: 'application/pdf', buffer: Buffer.from(issued) })
    await press('Läs skanningarna', 'BUTTON')
    await page.getByRole('rowheader', { name: 'kvittens.pdf' }).waitFor({ timeout: 30_000 })
    await goTo('kvittens.pdf', /\/skanning\/[0-9a-f]{64}$/)
    if (await page.getByText('Skanningen läses fortfarande').isVisible()) {
      await tabTo(page, 'Läs om sidan', 'A')
      await page.getByText('Skanningen är läst.').waitFor({ timeout: 30_000 })
      await page.waitForFunction("document.activeElement.textContent === 'Läs om sidan'", undefined, { timeout: 1_000 })
      await page.keyboard.press('Enter')
      await page.getByText('Skanningen är läst.').waitFor({ state: 'hidden' })
    }
    await type('Varför du bekräftar ändå', 'Underskriften syns på pappret.', 'TEXTAREA')
    await press('Bekräfta underskrift av kunden', 'BUTTON')
    await expect.poll(() => page.getByText(/Bekräftad .* av Eva Ek/).count(), { timeout: 20_000 }).toBeGreaterThan(0)
  })

  it('the board reads and decides', async () => {
    page = await pageOf((await colleague(service(), 'Nils Nämnd', ['namnd', 'mallansvarig'])).browser)
    await open('/namnd')
    await goTo('Tillämpningsanvisning RAPS', /\/namnd\/.+/)
    await press('Godkänn handlingen', 'BUTTON')
    await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/^Fel: /)
    expect(await focused()).toMatch(/Beslut/)
    await type('Beslut', '§ 12, 2026-11-22')
    await press('Godkänn handlingen', 'BUTTON')
    await told('Godkänd: Tillämpningsanvisning RAPS')
  })

  it('a template is fetched, checked and released', async () => {
    await open('/mallar/raps')
    const fetched = page.waitForEvent('download')
    await press('Hämta mallen', 'A')
    const path = await (await fetched).path()
    await choose('Mallens fil', { name: 'raps.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: readFileSync(path) })
    await tabTo(page, 'Läs in den som ny utgåva', 'INPUT')
    await page.keyboard.press('ArrowDown')
    await press('Lämna in', 'BUTTON')
    await page.getByText('Mallen går att använda.').waitFor({ timeout: 20_000 })
    expect(await focused()).toContain('Mallen går att använda.')
    await press('Frisläpp utgåva 1', 'BUTTON')
    await page.getByText('Du har frisläppt utgåva 1.').waitFor()
  })

  it('letters are paused and let go, and a key is read in', async () => {
    page = await pageOf(eva)
    await open('/utskick')
    await press('Pausa alla utskick', 'SUMMARY')
    await type('Varför', 'nyckelbyte')
    await press('Pausa alla utskick', 'BUTTON')
    await told('Alla utskick är pausade.')
    await press('Återuppta utskicken', 'BUTTON')
    await told('Utskicken är återupptagna.')
    await goTo('Nycklar', /nycklar$/)
    await press('Läs in en publik nyckel', 'SUMMARY')
    await choose('Fil', { name: 'nyckel.asc', mimeType: 'application/pgp-keys', buffer: readFileSync('fixtures/keys/ed25519.asc') })
    await press('Läs in', 'BUTTON')
    await expect.poll(() => page.getByText(/^Inläst:/).count(), { timeout: 20_000 }).toBeGreaterThan(0)
  })

  it('a meeting is booked, and what was typed wrong is led to', async () => {
    page = await pageOf(eva)
    await open(`${HOME}/moten/1`)
    await type('Dag', '01122027')
    await type('Börjar', 'nio')
    await type('Slutar', '11:00')
    await type('Plats', 'Kommunhuset')
    await press('Boka', 'BUTTON')
    await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/^Fel: /)
    await press('Börjar: ', 'A')
    await expect.poll(() => page.evaluate('document.activeElement.name'), { timeout: 20_000 }).toBe('fran')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('09:00')
    await press('Boka', 'BUTTON')
    await expect.poll(() => page.getByText('12 januari 2027').count(), { timeout: 20_000 }).toBeGreaterThan(0)
  })

  it('a colleague is added, the archive checked and its events searched', async () => {
    await open('/anvandare')
    await type('För- och efternamn', 'Lars Läsare')
    await type('E-postadress', 'lars.lasare@region.example')
    await press('läsare', 'INPUT', 'Space')
    await press('Lägg upp', 'BUTTON')
    await page.getByText('lars.lasare@region.example').first().waitFor()
    await open('/arkiv')
    await press('Kontrollera arkivet', 'BUTTON')
    await page.getByText('Allt stämde.').waitFor({ timeout: 30_000 })
    await goTo('Sök bland', /handelser$/)
    await type('Vem', 'Eva')
    await press('Sök', 'BUTTON')
    await expect.poll(() => page.url(), { timeout: 20_000 }).toContain('vem=Eva')
  })

  it('a customer is let in by a link, and hands in a scan', async () => {
    await open(`${HOME}/lankar`)
    await type('Vem länken är till', 'Anna Ask')
    await press('Skapa länken', 'BUTTON')
    const link = page.locator('main').getByText(/\/kund\/\S+/).first()
    const path = /\/kund\/[^\s"<]+/.exec((await link.textContent()) ?? '')?.[0] ?? ''
    const theirs = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'sv-SE' })
    const before = page
    page = await theirs.newPage()
    await open(path)
    await press('Öppna', 'BUTTON')
    await page.waitForURL(/\/kund$/)
    await choose('Skannade handlingar', { name: 'vår skanning.png', mimeType: 'image/png', buffer: Buffer.from(PNG) })
    await press('Lämna in', 'BUTTON')
    await expect.poll(() => page.getByText('Tack! Filerna har kommit fram').count(), { timeout: 20_000 }).toBeGreaterThan(0)
    await theirs.close()
    page = before
  })
})
