import { beforeAll, describe, expect, it, vi } from 'vitest'
import { noteRefusals, refusedMatters } from '../../src/flows/refused-matters.js'
import { matters } from '../../src/flows/matters.js'
import { manyRefusals } from '../../src/storage/refusals.js'
import { textOfReminder } from '../../signing/open-letter.js'
import { colleague, openBrowser, putInForce, signIn, type Browser } from '../http/browser.js'
import { useService } from '../http/served-app.js'

let now = new Date('2026-11-23T09:00:00.000Z')
const service = useService({ ANSLUT_ALARM_REFUSALS: '4' }, () => now)
let eva: Browser
const counted = async () => Object.fromEntries((await manyRefusals(service().app.store.read, '2026-11-01', 1)).map(({ code, count }) => [code, count]))

beforeAll(async () => {
  eva = await putInForce(service())
})

describe('unusually many refusals', () => {
  it('of one kind in a day are told to administrators, on Att göra and by reminder, once a day and naming nobody; fewer are told to nobody', async () => {
    const reader = await colleague(service(), 'Lars Läsare', ['lasare', 'drift'])
    for (let count = 0; count < 5; count++) expect((await reader.browser.open('/anvandare')).status).toBe(403)
    const stranger = openBrowser(service())
    for (let count = 0; count < 3; count++) await signIn(stranger, `gissad${count}@region.example`, 'gissning')
    await vi.waitFor(async () => expect(await counted()).toEqual({ 'access-refused': 5, 'sign-in-refused': 3 }), { timeout: 20_000, interval: 200 })
    const told = await refusedMatters(service().app)
    expect(told).toEqual([{ kind: 'refused', key: 'refused access-refused 2026-11-23', text: expect.stringContaining('2026-11-23: 5 begäranden nekades') }])
    expect((await matters(service().app)).filter(({ kind }) => kind === 'refused')).toEqual(told)
    expect((await eva.open('/att-gora')).html).toContain('Ovanligt många nekade begäranden')
    expect((await reader.browser.open('/att-gora')).html).not.toContain('nekade begäranden')
    const mail = textOfReminder({ purpose: 'reminder', matters: told })
    expect([mail.includes('någon kan försöka ta sig in'), /Lars|gissad|anvandare/.test(mail)]).toEqual([true, false])
  })

  it('are told of the day after too, and then no more; after ninety days they are forgotten', async () => {
    const at = (day: string): void => void (now = new Date(`${day}T09:00:00.000Z`))
    at('2026-11-24')
    expect(await refusedMatters(service().app)).toHaveLength(1)
    at('2026-11-25')
    expect(await refusedMatters(service().app)).toEqual([])
    await noteRefusals(service().app, new Map([['transition-refused', 2]]))
    await noteRefusals(service().app, new Map([['transition-refused', 2]]))
    expect((await refusedMatters(service().app)).map(({ key }) => key)).toEqual(['refused transition-refused 2026-11-25'])
    at('2027-02-28')
    await noteRefusals(service().app, new Map([['access-refused', 1]]))
    expect(await counted()).toEqual({ 'access-refused': 1 })
  })
})
