import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { THIS_COMPUTER } from '../../src/http/visitor.js'
import { formView } from '../../src/web/form.js'
import { staticFiles } from '../../src/web/static-files.js'
import { compileViews } from '../../src/web/views.js'
import { useService } from '../http/served-app.js'
import { ARGS, CHROMIUM } from './keyboard.js'

const { css, htmx, passwords, inSight, icon } = staticFiles()
const FRAME = { title: 'x', crumbs: [], menu: [], visitor: null, told: '', help: '', css, htmx, passwords, inSight, icon }
const FORM = formView({ visitor: THIS_COMPUTER, csrf: '', tried: null }, { id: 'x', action: '/x', heading: '', button: 'x', signedBy: 'nobody', fields: [] })
const ROW = { scan: 'a', fileName: 'hög.pdf', stage: 'Läses', failed: false, message: '', counted: false, done: 0, total: 0 }
const CUSTOMER = { name: 'x', until: '', meeting: '', yours: [], others: [], done: [], form: FORM, close: FORM, contact: { name: '', mail: '', phone: '' } }
const PAGES = [
  ['/skanning', 'scans', (polls: boolean) => ({ form: null, underWay: polls ? [ROW] : [], polls, scans: [], pager: null })],
  ['/kund', 'customer-home', (polls: boolean) => ({ ...CUSTOMER, polls, handedIn: [{ fileName: 'hög.pdf', at: '', underWay: polls, unreadable: false, found: [], unknown: '' }] })],
] as const

describe.runIf(CHROMIUM !== undefined)('a page that watches files being read', () => {
  const service = useService()

  it.each(PAGES)('leaves the focus on the link that reads it anew when the last is read, and shows none where nothing was: %s', async (path, view, content) => {
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    const page = await browser.newPage({ locale: 'sv-SE' })
    const views = compileViews()
    let polls = true
    await page.route(`**${path}`, (route) => route.fulfill({ contentType: 'text/html', body: views.page(view, FRAME, content(polls)) }))
    await page.goto(new URL(path, service().served.url).href)
    await page.getByRole('link', { name: 'Läs om sidan' }).focus()
    polls = false
    await page.getByText(/är (klar|lästa)\. Läs om sidan/).waitFor({ timeout: 10_000 })
    expect(await page.evaluate('document.activeElement.id')).toBe('las-om')
    await page.keyboard.press('Enter')
    await page.getByText('Läs om sidan').waitFor({ state: 'hidden', timeout: 10_000 })
    await browser.close()
  })

  it('lets who stands on a file that leaves the list go on from the list, and opens nothing else for them', async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    const page = await browser.newPage({ locale: 'sv-SE' })
    const views = compileViews()
    let underWay = [ROW, { ...ROW, scan: 'b', fileName: 'nästa hög.pdf' }]
    await page.route('**/skanning', (route) => route.fulfill({ contentType: 'text/html', body: views.page('scans', FRAME, { form: null, underWay, polls: true, scans: [], pager: null }) }))
    await page.goto(new URL('/skanning', service().served.url).href)
    await page.getByRole('link', { name: 'hög.pdf', exact: true }).focus()
    underWay = underWay.slice(1)
    await page.getByRole('link', { name: 'hög.pdf', exact: true }).waitFor({ state: 'detached', timeout: 10_000 })
    await expect.poll(() => page.evaluate('document.activeElement.id'), { timeout: 5_000 }).toBe('pagar')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('laser-b')
    await browser.close()
  })
})
