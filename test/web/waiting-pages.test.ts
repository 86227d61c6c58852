import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fictionalOrgnr } from '../../src/bench/fictional-numbers.js'
import { colleague, openBrowser, putInForce, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'

let now = new Date('2027-01-04T09:00:00.000Z')
const service = useService({}, () => now)
const CUSTOMERS = 12
let eva: Browser

beforeAll(async () => {
  for (let ordinal = 1; ordinal <= CUSTOMERS; ordinal++) {
    const facts = z.looseObject({ kund: z.looseObject({}) }).parse(factsOf('lillfors-kommun'))
    const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: { ...facts, kund: { ...facts.kund, orgnr: fictionalOrgnr(ordinal), namn: `Kund ${ordinal} kommun` } }, kinds: ['kortprognos'] })
    if (packed.status !== 201) throw new Error(`the pack was refused: ${packed.status}`)
  }
  now = new Date('2027-01-20T09:00:00.000Z')
  eva = await putInForce(service())
})

describe('what waits', () => {
  it('leads on to all of it where a list is cut', async () => {
    // Each look catches up on some customers.
    await expect.poll(async () => (await eva.open('/att-gora')).html, { timeout: 30_000 }).toContain(`<a href="/att-gora?slag&#x3D;hand-over">Visa alla ${CUSTOMERS}<`)
    const all = (await eva.open('/att-gora?slag=hand-over')).html
    for (let ordinal = 1; ordinal <= CUSTOMERS; ordinal++) expect(all).toContain(`Kund ${ordinal} kommun`)
    expect(all).not.toContain('Visa alla')
  })

  it('stands in the calendar as late also when it is of the month shown', async () => {
    const { html } = await eva.open('/kalender?manad=2026-12')
    expect(/<section aria-labelledby="forsenat">.*?<\/section>/s.exec(html)?.[0] ?? '').toMatch(/2026-12-04<\/time><\/strong>.*Kund 1 kommun/)
  })
})

describe('somebody who runs the service and sees no customers', () => {
  it('comes to the outbox by the menu, pauses and resumes it, and sees no customer there', async () => {
    const { browser } = await colleague(service(), 'Dan Drift', ['drift'])
    expect((await browser.open('/att-gora')).html).toContain('<a href="/utskick">Utskick</a>')
    const { status, html } = await browser.open('/utskick')
    expect([status, html.includes('Pausa alla utskick'), /href="\/(kunder|utskick\/(brev|svar|ovrigt))/.test(html)]).toEqual([200, true, false])
    expect((await browser.send('/utskick/paus', { formular: 'pausa', reason: 'byte av server' })).to).toBe('/utskick')
    expect((await browser.open('/utskick')).html).toContain('pausade av Dan Drift')
    expect((await browser.send('/utskick/aterupptagande', { formular: 'ateruppta' })).to).toBe('/utskick')
    expect((await openBrowser(service()).open('/utskick')).status).toBe(401)
  })
})
