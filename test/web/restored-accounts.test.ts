import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addAccount, lockAccount, unlockAccounts } from '../../src/accounts/administer.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { RESTORED_NAME, settleRestored } from '../../src/flows/settle-restored.js'
import { accounts } from '../../src/storage/accounts.js'
import { eventsOfTypes } from '../../src/storage/events.js'
import { ADMINISTRATOR, openBrowser, putInForce, signIn, type Browser } from '../http/browser.js'
import { useService } from '../http/served-app.js'

const service = useService()
let eva: Browser
const ids = new Map<string, string>()

beforeAll(async () => {
  await putInForce(service())
  const { app, directory } = service()
  for (const [name, role] of [['Kim Klar', 'lasare'], ['Lo Ny', 'namnd'], ['Siv Slutat', 'lasare'], ['Urban Ute', 'lasare'], ['Alva Admin', 'administrator']] as const) {
    const { account } = await addAccount(app, { username: `${name.toLowerCase().replace(' ', '.')}@region.example`, name, roles: [role] }, SYSTEM)
    ids.set(name, account.id)
  }
  await lockAccount(app, ids.get('Urban Ute') ?? '', 'locked', SYSTEM)
  writeFileSync(join(directory, RESTORED_NAME), JSON.stringify({ id: 'a3bb189e-8bf9-4c1d-9f6a-1b2c3d4e5f60', takenAt: '2026-11-22T09:00:00.000Z', shutOut: [ids.get('Alva Admin')] }))
  await settleRestored(app)
  eva = openBrowser(service())
  await signIn(eva, ADMINISTRATOR.anvandarnamn, ADMINISTRATOR.losenord)
})

const openNames = async (): Promise<string[]> => (await accounts(service().app.store.read)).filter(({ lockedAt }) => lockedAt === null).map(({ name }) => name)
const form = async (): Promise<string> => /<form class="form" id="slapp-in".*?<\/form>/s.exec((await eva.open('/anvandare')).html)?.[0] ?? ''
const shutOutAt = (html: string): string => /name="utestangda" value="([^"]+)"/.exec(html)?.[1] ?? ''

describe('those whom a restoration shut out', () => {
  it('are offered with nobody chosen beforehand, and without whoever was shut out before or by the directory in use', async () => {
    const shown = await form()
    expect(['Kim Klar', 'Lo Ny', 'Siv Slutat', 'Urban Ute', 'Alva Admin', 'Eva Ek'].filter((name) => shown.includes(name))).toEqual(['Kim Klar', 'Lo Ny', 'Siv Slutat'])
    expect(shown).not.toContain(' checked')
  })

  it('are not let in without a reason or a choice', async () => {
    await eva.open('/anvandare')
    expect((await eva.send('/anvandare/slapp-in', { formular: 'slapp-in', konton: ids.get('Kim Klar') ?? '' })).html).toContain('href="#slapp-in-skal"')
    expect((await eva.send('/anvandare/slapp-in', { formular: 'slapp-in', skal: 'listan från personalen' })).status).toBe(400)
    expect((await eva.send('/anvandare/slapp-in', { formular: 'slapp-in', utestangda: shutOutAt(await form()), konton: 'finnsinte', skal: 'listan från personalen' })).status).toBe(404)
    expect(await openNames()).toEqual(['Eva Ek'])
  })

  it('are let in several at once, each with the reason in history, and nobody else', async () => {
    await eva.open('/anvandare')
    const body = new URLSearchParams([['csrf', /name="csrf" value="([^"]+)"/.exec(await form())?.[1] ?? ''], ['formular', 'slapp-in'], ['utestangda', shutOutAt(await form())], ['skal', 'listan från personalen'], ['konton', ids.get('Kim Klar') ?? ''], ['konton', ids.get('Lo Ny') ?? '']])
    const sent = await fetch(new URL('/anvandare/slapp-in', service().served.url), { method: 'POST', body, redirect: 'manual', headers: { Cookie: [...eva.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } })
    expect(sent.status).toBe(303)
    expect(await openNames()).toEqual(['Eva Ek', 'Kim Klar', 'Lo Ny'])
    const said = (await eventsOfTypes(service().app.store.read, ['account-changed'])).slice(-2).map(({ event, actor }) => [actor.name, event])
    expect(said).toEqual(['Kim Klar', 'Lo Ny'].map((name) => ['Eva Ek', { type: 'account-changed', account: ids.get(name), change: 'unlocked', note: 'listan från personalen' }]))
    expect(await form()).toContain('Siv Slutat')
  })

  it('are not let in, nor anybody with them, from a form shown before a colleague let one in and shut them out for cause', async () => {
    const { app } = service()
    const [siv, kim] = [ids.get('Siv Slutat') ?? '', ids.get('Kim Klar') ?? '']
    const seen = shutOutAt(await form())
    await lockAccount(app, siv, 'unlocked', SYSTEM)
    await lockAccount(app, siv, 'locked', SYSTEM)
    for (const konton of [siv, kim]) {
      const { status, html } = await eva.send('/anvandare/slapp-in', { formular: 'slapp-in', utestangda: seen, konton, skal: 'listan från personalen' })
      expect([status, html.includes(`${konton === siv ? 'Siv Slutat' : 'Kim Klar'} har släppts in, stängts ute eller tagits bort`)]).toEqual([409, true])
    }
    await lockAccount(app, kim, 'locked', SYSTEM)
    const { lockedAt = null } = (await accounts(app.store.read)).find(({ id }) => id === kim) ?? {}
    await expect(unlockAccounts(app, [kim, siv], 'listan', SYSTEM, lockedAt)).rejects.toThrow('Siv Slutat har')
    expect(await openNames()).toEqual(['Eva Ek', 'Lo Ny'])
  })
})
