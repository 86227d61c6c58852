import { chromium, type Browser, type Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { insertLetter } from '../../src/storage/letters.js'
import { ordinaryLetters } from '../../src/storage/ordinary-letters.js'
import { versionsOf } from '../../src/storage/versions.js'
import { staticFiles } from '../../src/web/static-files.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { compileViews } from '../../src/web/views.js'
import { colleague, putInForce } from '../http/browser.js'
import { ask, factsOf, filesForm, useService, type TestService } from '../http/served-app.js'
import { reply } from '../mail/returned-mails.js'
import { withDocument } from '../templates/word/template-of.js'
import { ARGS, CHROMIUM, faultsOf } from './keyboard.js'

const OWN = '212000-9879'
const LONG = 'Övre Kvarnadalens sjukvårds- och äldreomsorgskommunalförbund'
/** Every kind of refusal that is shown on a page of its own. */
const REFUSALS = [['400', 'Ogiltig begäran'], ['403', 'Åtkomst nekad'], ['409', 'Går inte just nu'], ['413', 'För stort'], ['429', 'För många försök'], ['500', 'Internt fel']] as const

describe.runIf(CHROMIUM !== undefined)('the pages in states that few look at', () => {
  const service = useService()
  const params: Record<string, string> = { orgnr: OWN, kind: 'raps', part: 'driftleverantor', traff: '1', avsnitt: 'kund', letter: 'c'.repeat(16) }
  let browser: Browser
  let cookies: { name: string; value: string; url: string }[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS })
    cookies = [...(await putInForce(service())).cookies].map(([name, value]) => ({ name, value, url: service().served.url }))
    const { token, account } = await colleague(service(), 'Dora Drift', ['administrator'])
    const dora: TestService = { ...service(), token }
    const facts = z.looseObject({ kund: z.looseObject({}) }).parse(factsOf('lillfors-kommun'))
    await ask(dora, 'POST', '/api/v1/packs', { facts: { ...facts, kund: { ...facts.kund, namn: LONG } }, kinds: ['grundavtal', 'raps'] })
    const { app } = service()
    params['code'] = (await versionsOf(app.store.read, OWN)).find(({ kind }) => kind === 'raps')?.code ?? ''
    params['konto'] = account.id
    for (const event of ['handed-over', 'final-received']) await ask(dora, 'POST', `/api/v1/versions/${params['code']}/events`, { by: 'Dora Drift', event })
    await ask(dora, 'POST', `/api/v1/customers/${OWN}/meetings/1/booking`, { by: 'Dora Drift', startsAt: '2099-01-12T09:00', endsAt: '2099-01-12T11:00', place: LONG, participants: ['Åsa Lindqvist <asa.lindqvist@lillfors.example>'] })
    await ask(dora, 'POST', `/api/v1/customers/${OWN}/meetings/1/invitation`, { by: 'Dora Drift' })
    const agreement = (await versionsOf(app.store.read, OWN)).find(({ kind }) => kind === 'grundavtal')?.code ?? ''
    const returned = filesForm([{ name: 'retur.docx', bytes: withDocument((await ask(dora, 'GET', `/api/v1/versions/${agreement}/files/grundavtal.docx`)).bytes, 'Grundavtalet', 'Detta avtal') }])
    for (const [name, value] of Object.entries({ document: agreement, by: 'Dora Drift' })) returned.append(name, value)
    params['text'] = z.object({ text: z.string() }).parse((await ask(dora, 'POST', '/api/v1/drafts', returned)).json).text
    params['ordinary'] = (await ordinaryLetters(app.store.read))[0]?.id ?? ''
    const at = app.now().toISOString()
    await app.store.write((tx) => insertLetter(tx, { id: 'c'.repeat(16), orgnr: OWN, recipient: 'granskning@driftbolaget.example', predecessor: null, codes: [params['code'] ?? ''], evidence: [], dueAt: at, releaseAt: at }))
    const [answer] = z.array(z.looseObject({ sha256: z.string() })).parse((await ask(dora, 'POST', '/api/v1/answers', filesForm([{ name: 'svar.eml', bytes: reply('granskning@driftbolaget.example', 'Hej!', '<okand@anslut.example>') }]))).json)
    params['answer'] = answer?.sha256.slice(0, 16) ?? ''
    const ink = { input: { create: { width: 600, height: 500, channels: 3, background: '#000' } }, top: 300, left: 200 } as const
    const sheet = await sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#fff' } }).composite([ink]).png().toBuffer()
    params['sha'] = /[0-9a-f]{64}/.exec(JSON.stringify((await ask(dora, 'POST', '/api/v1/scans', filesForm([{ name: `${LONG}.png`, bytes: sheet }]))).json))?.[0] ?? ''
  }, 120_000)
  afterAll(() => browser.close())

  const addressOf = (path: string): string => path.replace('/ovrigt/:letter', `/ovrigt/${params['ordinary'] ?? ''}`).replaceAll(/:([a-z]+)/g, (_whole, name: string) => params[name] ?? '')
  const everyPage = PAGES.map(({ path }) => path)
  const opened = async (page: Page, path: string): Promise<void> => {
    const answer = await page.goto(new URL(addressOf(path), service().served.url).href)
    expect([path, answer?.status()]).toEqual([path, 200])
  }

  it('have contrast enough in the dark and without motion, every one of them, and break no rule there', { timeout: 240_000 }, async () => {
    const context = await browser.newContext({ locale: 'sv-SE', viewport: { width: 1280, height: 900 }, colorScheme: 'dark', reducedMotion: 'reduce' })
    await context.addCookies(cookies)
    const page = await context.newPage()
    for (const path of everyPage) {
      await opened(page, path)
      expect([path, ...(await faultsOf(page))]).toEqual([path])
      expect([path, await page.evaluate("[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).transitionDuration !== '0s' || getComputedStyle(one).animationName !== 'none').length")]).toEqual([path, 0])
    }
    await context.close()
  })

  it('are read at twice the size and at four times, without scrolling sideways', { timeout: 240_000 }, async () => {
    for (const [width, deviceScaleFactor] of [[640, 2], [320, 4]] as const) {
      const context = await browser.newContext({ locale: 'sv-SE', viewport: { width, height: 450 }, deviceScaleFactor, forcedColors: 'active' })
      await context.addCookies(cookies)
      const page = await context.newPage()
      for (const path of everyPage) {
        await opened(page, path)
        expect([path, width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, width, width])
        await page.keyboard.press('Tab')
        expect([path, await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')]).toEqual([path, 'solid'])
      }
      await context.close()
    }
  })

  it('say what was refused without breaking a rule, light and dark, narrow and wide, signed in or not', { timeout: 240_000 }, async () => {
    const { css, htmx, passwords, inSight, icon } = staticFiles()
    const views = compileViews()
    const page = await browser.newPage({ locale: 'sv-SE' })
    let html = ''
    await page.route('**/nekad', (route) => route.fulfill({ contentType: 'text/html', body: html }))
    for (const [index, [status, title]] of REFUSALS.entries()) {
      const menu = index % 2 === 0 ? [] : [{ label: 'Kunder', href: '/kunder', current: 'page' as const, apart: false }]
      html = views.page('refused', { title, crumbs: [], menu, visitor: null, told: '', help: '', css, htmx, passwords, inSight, icon }, { title, detail: `${LONG} ${'lång'.repeat(40)} ${status}`, code: 'request-too-large', faults: [{ path: `kund.${'namn'.repeat(30)}`, message: 'saknas' }] })
      for (const [width, colorScheme] of [[320, 'dark'], [1280, 'light']] as const) {
        await page.setViewportSize({ width, height: 700 })
        await page.emulateMedia({ colorScheme })
        await page.goto(new URL('/nekad', service().served.url).href)
        expect([status, width, await page.evaluate('document.documentElement.scrollWidth'), ...(await faultsOf(page))]).toEqual([status, width, width])
      }
    }
    await page.close()
  })
})
