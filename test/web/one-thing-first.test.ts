import { beforeAll, describe, expect, it } from 'vitest'
import { versionsOf } from '../../src/storage/versions.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
const HOME = '/kunder/212000-9879'
const REASON = `Kommunstyrelsen måste först granska avsnittet om spärrning av certifikat. ${'Det dröjer till det ordinarie sammanträdet. '.repeat(8)}Slut.`
let browser: Browser

beforeAll(async () => {
  await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['raps'] })
  browser = openBrowser(service())
  await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
})

/** Buttons that stand out, outside what is folded away. */
async function loud(path: string): Promise<string[]> {
  const { html } = await browser.open(path)
  return [...html.replaceAll(/<details class="fold">[^]*?<\/details>/g, '').matchAll(/<button type="submit">([^<]+)/g)].map(([, says = '']) => says)
}

describe('a page', () => {
  it('has one button that stands out, and what is done more seldom folded away', async () => {
    expect([await loud('/ny-kund'), await loud(`${HOME}/paket`), await loud('/utskick/nycklar'), await loud('/mallar/raps')]).toEqual([['Ge ut'], ['Ge ut'], [], ['Frisläpp utgåva 1']])
    const { html } = await browser.open('/utskick/nycklar')
    expect([...html.matchAll(/<summary>([^<]+)/g)].map(([, title]) => title)).toEqual(['Läs in en publik nyckel', 'Fäst en nyckel vid en adress', 'Sluta lita på en nyckel'])
    const refused = await browser.sendFiles('/ny-kund/fil', { utgava: 'draft', formular: 'fil', by: 'Eva Ek' })
    expect(refused.html).toMatch(/<details class="fold" open>\s*<summary>Eller lämna in en fil/)
  })

  it('tells a long reason whole once, and only its beginning in a narrow cell', async () => {
    const code = (await versionsOf(service().app.store.read, '212000-9879')).find(({ kind }) => kind === 'raps')?.code ?? ''
    expect((await ask(service(), 'POST', `/api/v1/versions/${code}/revision`, { by: 'Eva Ek', reason: REASON })).status).toBe(201)
    const { html } = await browser.open(HOME)
    expect([html.split(REASON).length - 1, /Kommunstyrelsen måste först[^<]{60,140} …</.test(html)]).toEqual([1, true])
    expect((await browser.open(`${HOME}/handlingar/${code}`)).html).toContain(REASON)
  })

  it('leads from a paper that is no longer in force to what it was', async () => {
    const [version] = await versionsOf(service().app.store.read, '212000-9879')
    const code = version?.code ?? ''
    expect(await ask(service(), 'POST', `/api/v1/versions/${code}/events`, { by: 'Eva Ek', event: 'cancelled', set: { reason: 'Fel part' } })).toMatchObject({ status: 201 })
    expect((await browser.open(HOME)).html).toMatch(new RegExp(`Ersatta och makulerade handlingar[^]*<a href="${HOME}/handlingar/${code}">`))
  })
})
