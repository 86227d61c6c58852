import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMINISTRATOR, putInForce, totpCode } from '../http/browser.js'
import { useService } from '../http/served-app.js'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
if (CHROMIUM === undefined) console.warn('chromium saknas: webbläsartesterna hoppas över. Installera med: apt-get install chromium')
/** The most steps that somebody takes to come to a place by the keyboard. */
const MOST_TABS = 120

let now = new Date('2026-11-23T09:00:00.000Z')

describe.runIf(CHROMIUM !== undefined)('by the keyboard alone', () => {
  const service = useService({}, () => now)
  let browser: Browser
  let eva: Awaited<ReturnType<typeof putInForce>>
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    eva = await putInForce(service())
  })
  afterAll(() => browser.close())

  it('somebody registers a customer, is told what is wrong, issues a draft and ticks a point off', { timeout: 180_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'sv-SE' })
    await context.addCookies([...eva.cookies].map(([name, value]) => ({ name, value, url: service().served.url })))
    const page = await context.newPage()
    await page.goto(new URL('/kunder', service().served.url).href)
    await tabTo(page, 'Registrera en ny kund')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/ny-kund$/)
    await tabTo(page, 'Namn')
    await page.keyboard.type('Övre Ådalens kommun')
    await tabTo(page, 'Kundtyp')
    await page.keyboard.type('Kommun')
    await tabTo(page, 'Organisationsnummer')
    await page.keyboard.type('212000-0143')
    await tabTo(page, 'Bara vissa handlingar')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Grundavtal för IT-tjänster')
    await page.keyboard.press('Space')
    await tabTo(page, 'Ge ut')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/^Fel: /)
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/Organisationsnummer: .*kontrollsiffra/)
    await tabTo(page, 'Organisationsnummer: ')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('kund.orgnr')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('212000-0142')
    await tabTo(page, 'Ge ut', 'BUTTON')
    await page.keyboard.press('Enter')
    await page.getByText('Utfärdade handlingar: 1').waitFor({ timeout: 30_000 })
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Övre Ådalens kommun')
    await tabTo(page, 'Checklista')
    await page.keyboard.press('Enter')
    await page.waitForURL(/checklista$/)
    await tabTo(page, '1 Visa siths.se')
    await page.keyboard.press('Space')
    await tabTo(page, 'Bocka av valda punkter')
    await page.keyboard.press('Enter')
    await page.getByText('är avbockad').waitFor()
    await context.close()
  })

  it('somebody signs in, sets up the second step, and is asked for its code the next time', { timeout: 120_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'sv-SE' })
    const page = await context.newPage()
    await page.goto(new URL('/konto/inloggning', service().served.url).href)
    await signIn(page)
    await expect.poll(() => page.url()).toContain('/att-gora')
    await page.goto(new URL('/konto', service().served.url).href)
    const secret = ((await page.locator('section[aria-labelledby="tva"] code').first().textContent()) ?? '').replaceAll(' ', '')
    await tabTo(page, 'Koden som appen visar')
    await page.keyboard.type('000000')
    await tabTo(page, 'Ditt lösenord')
    await page.keyboard.type(ADMINISTRATOR.losenord)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.title()).toMatch(/^Fel: /)
    expect(await faultsOf(page)).toEqual([])
    expect(((await page.locator('section[aria-labelledby="tva"] code').first().textContent()) ?? '').replaceAll(' ', '')).toBe(secret)
    await tabTo(page, 'Koden som appen visar')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(totpCode(secret, now))
    await tabTo(page, 'Ditt lösenord')
    await page.keyboard.type(ADMINISTRATOR.losenord)
    await page.keyboard.press('Enter')
    await page.getByText('Skriv upp reservkoderna nu').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await tabTo(page, 'Logga ut')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('/konto/')
    await page.goto(new URL('/konto/inloggning', service().served.url).href)
    now = new Date(now.getTime() + 60_000)
    await signIn(page)
    await page.getByLabel(/^Kod/).waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.type(totpCode(secret, now))
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url()).toContain('/att-gora')
    await context.close()
  })
})

async function signIn(page: Page): Promise<void> {
  await tabTo(page, 'Användarnamn')
  await page.keyboard.type(ADMINISTRATOR.anvandarnamn)
  await tabTo(page, 'Lösenord')
  await page.keyboard.type(ADMINISTRATOR.losenord)
  await page.keyboard.press('Enter')
}

/** Presses Tab until what has the focus is called that, or shows that text. */
async function tabTo(page: Page, name: string, tag = ''): Promise<void> {
  const seen: string[] = []
  for (let presses = 0; presses < MOST_TABS; presses++) {
    const called = String(await page.evaluate("(() => { const one = document.activeElement; return one === null ? '' : (one.labels?.[0]?.textContent ?? one.textContent ?? '').trim() })()"))
    if (called.startsWith(name) && String(await page.evaluate('document.activeElement.tagName')).includes(tag)) return
    seen.push(called.slice(0, 40))
    await page.keyboard.press('Tab')
  }
  throw new Error(`nothing called ${name}, but ${[...new Set(seen)].join(' | ')}`)
}

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).setLegacyMode().analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
