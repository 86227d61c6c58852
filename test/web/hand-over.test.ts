import { beforeAll, describe, expect, it } from 'vitest'
import { spokenCode } from '../../contracts/spoken-code.js'
import { record } from '../../src/flows/record.js'
import { eventsOf } from '../../src/storage/events.js'
import { versionsOf } from '../../src/storage/versions.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { failureOf } from '../open-house.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
const ORGNR = '212000-9879'
let browser: Browser
let codes: string[]

const handedOver = async (): Promise<string[]> => (await eventsOf(service().app.store.read, ORGNR)).flatMap(({ event, code }) => (event.type === 'handed-over' && code !== null ? [code] : []))

beforeAll(async () => {
  const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal', 'tjansteavtal', 'raps', 'kortprognos'] })
  if (packed.status !== 201) throw new Error(`the pack was refused: ${packed.status}`)
  codes = (await versionsOf(service().app.store.read, ORGNR)).map(({ code }) => code)
  browser = openBrowser(service())
  await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
})

describe('a folder of papers', () => {
  it('is handed over on the page at once, without what was left behind, and none of another customer', async () => {
    const { html } = await browser.open(`/kunder/${ORGNR}`)
    expect(html).toContain('Registrera att 4 handlingar är överlämnade till kunden')
    expect((await browser.send(`/kunder/${ORGNR}/overlamning`, { by: 'Eva Ek' })).html).toContain('Kryssa för minst en handling.')
    const sent = await browser.send(`/kunder/${ORGNR}/overlamning`, { by: 'Eva Ek', papper: codes[0] ?? '' })
    expect([sent.status, sent.to]).toEqual([303, `/kunder/${ORGNR}`])
    expect(await handedOver()).toEqual([codes[0]])
    expect((await browser.send(`/kunder/${ORGNR}/overlamning`, { by: 'Eva Ek', papper: codes[0] ?? '' })).status).toBe(409)
    expect((await browser.send(`/kunder/${ORGNR}/overlamning`, { by: 'Eva Ek', papper: '7K3M9QXT2B' })).status).toBe(409)
    expect(await handedOver()).toEqual([codes[0]])
  })

  it('is handed over by a program in one request, an event a document, and once', async () => {
    const answer = await ask(service(), 'POST', `/api/v1/customers/${ORGNR}/events`, { by: 'Eva Ek', event: 'handed-over' })
    expect(answer.status).toBe(201)
    expect((await handedOver()).sort()).toEqual([...codes].sort())
    expect((await ask(service(), 'POST', `/api/v1/customers/${ORGNR}/events`, { by: 'Eva Ek', event: 'handed-over' })).status).toBe(409)
    const again = await failureOf(record(service().app, { subject: ORGNR, event: 'handed-over', options: {}, exemplar: null, by: service().app.actor('Eva Ek'), on: null }))
    expect([again.code, (await handedOver()).length]).toEqual(['already-recorded', codes.length])
    expect((await browser.open(`/kunder/${ORGNR}`)).html).not.toContain('överlämnade till kunden</summary>')
  })
})

describe('drafts that papers to sign come after', () => {
  it('wait for nothing more: the button, the next step and what waits name the same papers, before and after', async () => {
    const { app } = service()
    const orgnr = '559990-4561'
    const kinds = ['grundavtal', 'kortprognos', 'checklista']
    const page = async (): Promise<string> => (await browser.open(`/kunder/${orgnr}`)).html
    const toDo = async (): Promise<string> => /<li>(?:(?!<li>).)*Tallmo Omsorg.*?<\/li>/s.exec((await browser.open('/att-gora?slag=hand-over')).html)?.[0] ?? ''
    const pack = async (stage: string): Promise<number> => (await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('tallmo-omsorg'), kinds, stage })).status
    expect(await pack('draft')).toBe(201)
    const drafts = (await versionsOf(app.store.read, orgnr)).map(({ code }) => code)
    const waiting = /id="nasta-atgard">Grundavtal för IT-tjänster och Prognos för kortutgivning: Lämna över till kunden och registrera det\.<.*Registrera att 2 handlingar är överlämnade till kunden/s
    expect(await page()).toMatch(waiting)
    await expect.poll(toDo, { timeout: 20_000 }).toContain('2 handlingar')
    const [first = ''] = drafts
    await browser.send(`/kunder/${orgnr}/overlamning`, { by: 'Eva Ek', papper: first })
    expect(await pack('signing')).toBe(201)
    const issued = (await versionsOf(app.store.read, orgnr)).filter(({ code }) => !drafts.includes(code))
    const html = await page()
    expect(html).toMatch(waiting)
    await expect.poll(toDo, { timeout: 20_000 }).toContain('2 handlingar')
    expect(drafts.map((code) => html.includes(`value="${code}"`))).toEqual([false, false, false])
    const [, old = ''] = /Ersatta och makulerade handlingar(.*?)<\/details>/s.exec(html) ?? []
    const after = issued.find(({ kind }) => kind === 'grundavtal')?.code ?? ''
    expect(old.replace(/<[^>]*>/g, '')).toContain(`${spokenCode(first)}: Utkast, ersatt av ${spokenCode(after)}, `)
    expect((await browser.open(`/kunder/${orgnr}/handlingar/${first}`)).html).toContain('Ingenting mer väntas av handlingen.')
    expect((await ask(service(), 'POST', `/api/v1/customers/${orgnr}/events`, { by: 'Eva Ek', event: 'handed-over' })).status).toBe(201)
    const recorded = (await eventsOf(app.store.read, orgnr)).flatMap(({ event, code }) => (event.type === 'handed-over' ? [code] : []))
    expect(recorded.toSorted()).toEqual([first, ...issued.filter(({ kind }) => kind !== 'checklista').map(({ code }) => code)].toSorted())
  })
})
