import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { ADMINISTRATOR, putInForce } from '../http/browser.js'
import { CLIENT, startProvider } from '../http/identity-provider.js'
import { useService } from '../http/served-app.js'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
const provider = await startProvider({ sub: 'eva-1', email: ADMINISTRATOR.anvandarnamn, email_verified: true })
const directory = mkdtempSync(join(tmpdir(), 'anslut-provider-'))
const secretFile = join(directory, 'secret')
writeFileSync(secretFile, CLIENT.secret)

afterAll(async () => {
  await provider.stop()
  rmSync(directory, { recursive: true })
})

describe.runIf(CHROMIUM !== undefined)('signing in with a provider in a browser', () => {
  const service = useService({ ANSLUT_OIDC_ISSUER: provider.issuer, ANSLUT_OIDC_CLIENT_ID: CLIENT.id, ANSLUT_OIDC_CLIENT_SECRET_FILE: secretFile })

  it('comes back from the other site signed in, on the page that was asked for, without scripts', async () => {
    await putInForce(service())
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--headless', '--no-sandbox', '--disable-gpu'] })
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false, locale: 'sv-SE' })).newPage()
    // Another name than the provider's, so that the browser takes them for two sites.
    const site = service().served.url.replace('127.0.0.1', 'localhost')
    await page.goto(new URL('/kunder?q=x', site).href)
    await page.getByRole('link', { name: /^Logga in med/ }).click()
    await page.getByRole('link', { name: 'Ja' }).click()
    await page.waitForURL(new URL('/kunder?q=x', site).href)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Kunder')
    await browser.close()
  })
})
