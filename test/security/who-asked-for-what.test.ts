import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { versionsOf } from '../../src/storage/versions.js'
import { colleague, openBrowser, putInForce } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
const line = z.looseObject({ route: z.string().optional(), account: z.string().optional(), subject: z.string().optional(), status: z.int().optional(), code: z.string().optional(), time: z.iso.datetime() })
const ORGNR = '212000-9879'
let code = ''

/** What was logged of the requests to one route. */
const loggedOf = (route: string) => service().logged().trim().split('\n').map((text) => line.parse(JSON.parse(text))).filter((one) => one.route === route)

beforeAll(async () => {
  await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
  code = (await versionsOf(service().app.store.read, ORGNR))[0]?.code ?? ''
  await putInForce(service())
})

describe('whoever asks for what is refused', () => {
  it('stands in the log by the number of the account, with when, where and why; nobody known stands there as nobody', async () => {
    const { account, browser, token } = await colleague(service(), 'Lars Läsare', ['lasare'])
    expect((await browser.open('/anvandare')).status).toBe(403)
    expect((await ask({ ...service(), token }, 'GET', '/api/v1/accounts')).status).toBe(403)
    expect((await openBrowser(service()).open(`/kunder/${ORGNR}`)).status).toBe(401)
    await vi.waitFor(() => expect(loggedOf('/anvandare')).toMatchObject([{ account: account.id, status: 403, code: 'access-refused' }]))
    expect(service().logged()).toMatch(new RegExp(`"account":"${account.id}","status":403,"ms":\\d+,"code":"access-refused".*\\n.*"status":401`))
    expect(loggedOf('/kunder/:orgnr')).toMatchObject([{ status: 401, code: 'token-required' }])
    expect(loggedOf('/kunder/:orgnr')[0]).not.toHaveProperty('account')
    expect(service().logged()).not.toMatch(/Lars|212000/)
  })
})

describe('whoever reads a document', () => {
  it('stands in the log by number with the code of what was read, on the house’s pages and behind a customer link, and not with what there is not', async () => {
    const { account, browser, token } = await colleague(service(), 'Rut Registrator', ['administrator'])
    const { files } = z.looseObject({ files: z.array(z.looseObject({ path: z.string() })) }).parse((await ask({ ...service(), token }, 'GET', `/api/v1/versions/${code}`)).json)
    await ask({ ...service(), token }, 'GET', `/api/v1/versions/${code}/files/${files[0]?.path ?? ''}`)
    await ask({ ...service(), token }, 'GET', `/api/v1/versions/8501011234/files/x`)
    await browser.open(`/kunder/${ORGNR}/handlingar/${code}`)
    const { path, link } = z.object({ path: z.string(), link: z.looseObject({ id: z.string() }) }).parse((await ask({ ...service(), token }, 'POST', `/api/v1/customers/${ORGNR}/links`, { by: 'Rut Registrator', label: 'Anna' })).json)
    const customer = openBrowser(service())
    await customer.send('/kund/in', { lank: path.split('/').at(-1) ?? '' })
    expect((await customer.open(`/kund/handlingar/${code}/grundavtal.docx`)).status).toBe(200)
    await vi.waitFor(() => expect(loggedOf('/versions/:code/files/:path')).toMatchObject([{ account: account.id, subject: code, status: 200 }, { account: account.id, status: 404 }]))
    expect(loggedOf('/versions/:code/files/:path')[1]).not.toHaveProperty('subject')
    expect(loggedOf('/kunder/:orgnr/handlingar/:code')).toMatchObject([{ account: account.id, subject: code }])
    await vi.waitFor(() => expect(loggedOf('/kund/handlingar/:code/:file')).toMatchObject([{ account: `link ${link.id}`, subject: code, status: 200 }]))
    expect(service().logged()).not.toMatch(/Rut|Anna|212000|8501011234/)
  })
})
