import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, factsOf, useService } from '../http/served-app.js'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
if (CHROMIUM === undefined) console.warn('chromium saknas: webbläsartesterna hoppas över. Installera med: apt-get install chromium')

describe.runIf(CHROMIUM !== undefined)('the status page in a browser', () => {
  const service = useService()
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal', 'raps'] })
    if (packed.status !== 201) throw new Error(`the pack was refused: ${packed.status}`)
  })
  afterAll(() => browser.close())

  it('is reached by the login link, without scripts, and says what to do next', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, locale: 'sv-SE' })
    const page = await context.newPage()
    await page.goto(service().served.loginLink())
    expect(page.url()).toBe(`${service().served.url}att-gora`)
    await page.getByRole('link', { name: 'Kunder' }).click()
    await page.getByRole('link', { name: 'Lillfors kommun' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Lillfors kommun')
    expect(await page.getByRole('region', { name: 'Nästa åtgärd' }).textContent()).toContain('Lämna över')
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Nästa åtgärd', 'Steg', 'Handlingar', 'Var originalen finns', 'Ledtider', 'Leverantörens besked', 'Brev med granskningsdokument'])
    expect(await page.getByRole('table', { name: 'De tolv stegen' }).getByRole('row').count()).toBe(13)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: /^Word Grundavtal/ }).click()
    expect((await download).suggestedFilename()).toBe('grundavtal.docx')
    await context.close()
  })

  it('fits a telephone, keeps its tables, and breaks no rule of its own', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'sv-SE' })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => void complaints.push(message.text()))
    page.on('pageerror', (error) => void complaints.push(error.message))
    await page.goto(service().served.loginLink())
    await page.goto(new URL('/kunder/212000-9879', service().served.url).href)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(await page.getByRole('table').count()).toBe(4)
    expect(await page.getByRole('rowheader', { name: 'Grundavtal för IT-tjänster' }).count()).toBe(2)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('is shown to nobody without a session', async () => {
    const page = await browser.newPage()
    const answer = await page.goto(new URL('/kunder/212000-9879', service().served.url).href)
    expect(answer?.status()).toBe(401)
    expect(await page.content()).not.toContain('Lillfors')
    await page.getByLabel('Nyckel').fill(service().token)
    await page.getByRole('button', { name: 'Logga in' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Att göra')
    await page.close()
  })
})
