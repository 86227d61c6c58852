import { beforeAll, describe, expect, it } from 'vitest'
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
