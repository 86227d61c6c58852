import { chromium, type Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ask, factsOf, useService } from '../http/served-app.js'
import { ARGS, CHROMIUM } from './keyboard.js'

/** Has the focus, on a page that stands at its top with no words of a check; says where its lower edge is. */
const FOCUS = (field: string): string => `(() => {
  document.getElementById('laget').textContent = ''
  const field = document.querySelector('details[open] ${field}')
  field.focus()
  scrollTo(0, 0)
  calls = 0
  return Math.ceil(field.getBoundingClientRect().bottom)
})()`
/** Whole, but for the part of a pixel that a scroll is rounded by. */
const IN_SIGHT = '(() => { const { top, bottom } = document.activeElement.getBoundingClientRect(); return top > -1 && bottom < innerHeight + 1 })()'

describe.runIf(CHROMIUM !== undefined)('a field that is being filled in', () => {
  const service = useService()

  it('stays in sight when a live check puts its words in above it, and is not led back to by who has scrolled away', async () => {
    await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'sv-SE' })
    await page.addInitScript('window.calls = 0; const own = Element.prototype.scrollIntoView; Element.prototype.scrollIntoView = function (...how) { calls++; own.apply(this, how) }')
    await page.goto(service().served.loginLink())
    await page.goto(new URL('/kunder/212000-9879/paket', service().served.url).href)
    await page.evaluate("for (const group of document.querySelectorAll('details.group')) group.open = true")
    for (const field of ['input[type="text"]', 'select']) {
      // As where the keys of a telephone's screen leave room for what is typed and no more.
      await page.setViewportSize({ width: 390, height: Number(await page.evaluate(FOCUS(field))) })
      await check(page)
      expect([field, await page.evaluate(IN_SIGHT), await page.evaluate('calls')]).toEqual([field, true, 1])
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight); calls = 0')
      await check(page)
      expect([field, await page.evaluate(IN_SIGHT), await page.evaluate('calls')]).toEqual([field, false, 0])
    }
    await browser.close()
  })
})

/** A live check, until what it says is shown and the page is drawn. */
async function check(page: Page): Promise<void> {
  await page.evaluate("new Promise((done) => { document.addEventListener('htmx:afterSettle', done, { once: true }); document.activeElement.dispatchEvent(new Event('change', { bubbles: true })) })")
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
}
