import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { explaining } from '../../src/http/explain.js'
import { openLog } from '../../src/http/log.js'
import type { App } from '../../src/app.js'
import { colleague, openBrowser, putInForce, signIn } from '../http/browser.js'
import { ask, factsOf, startService, type TestService } from '../http/served-app.js'

let service: Awaited<ReturnType<typeof startService>>
let now = new Date('2026-11-22T09:00:00.000Z')
let whole: Pick<App['store'], 'write'>

beforeEach(async () => {
  now = new Date('2026-11-22T09:00:00.000Z')
  service = await startService({}, () => now)
  whole = { ...service.app.store }
})
afterEach(async () => {
  Object.assign(service.app.store, whole)
  await service.stop()
})

/** From now on nothing can be written. */
function fillDisk({ app, directory }: TestService): void {
  Object.assign(app.store, { write: () => Promise.reject(new Failure('disk-full', `Databasen ${join(directory, 'anslut.sqlite')} går inte att skriva: disken är full eller svarar inte.`)) })
}

describe('a full disk', () => {
  it('is told to whoever asks without the place of the data, which the log has', async () => {
    await putInForce(service)
    fillDisk(service)
    const stranger = await signIn(openBrowser(service), 'nagon@region.example', 'fel lösenord')
    expect([stranger.status, stranger.html]).toEqual([507, expect.stringContaining('Databasen anslut.sqlite går inte att skriva')])
    expect(stranger.html).not.toContain(service.directory)
    expect(service.logged()).toContain(service.directory)
  })

  it('is told to programs the same way', async () => {
    fillDisk(service)
    const { status, json } = await ask(service, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
    expect([status, json]).toEqual([507, expect.objectContaining({ code: 'disk-full', detail: expect.stringMatching(/^Databasen anslut\.sqlite /) })])
  })

  it('keeps nobody from reading, by a token not used today, a session or a customer link', async () => {
    const made = await ask(service, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
    const { orgnr } = z.object({ orgnr: z.string() }).parse(made.json)
    const link = await ask(service, 'POST', `/api/v1/customers/${orgnr}/links`, { by: 'Eva Ek', label: 'Anna hos kunden', days: 30 })
    const customer = openBrowser(service)
    await customer.send('/kund/in', { lank: z.object({ path: z.string() }).parse(link.json).path.split('/').at(-1) ?? '' })
    await putInForce(service)
    const { browser, token } = await colleague(service, 'Lo Lund', ['lasare'])
    now = new Date('2026-11-22T09:02:00.000Z')
    fillDisk(service)
    expect((await ask(service, 'GET', `/api/v1/customers/${orgnr}`, undefined, { Authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await browser.open('/konto')).status).toBe(200)
    expect((await customer.open('/kund')).status).toBe(200)
  })
})

describe('a place told of', () => {
  const { explain } = explaining(openLog({ write: () => undefined }), '/data')
  it.each([
    ['/data/anslut.sqlite går inte att skriva', 'anslut.sqlite går inte att skriva'],
    ['/data går inte att använda (EACCES).', 'datakatalogen går inte att använda (EACCES).'],
    ['Se https://exempel.example/data/x och /database/y', 'Se https://exempel.example/data/x och /database/y'],
  ])('%s', (message, told) => {
    expect(explain(new Failure('data-directory', message, { faults: [{ path: 'file', message }] }))).toMatchObject({ detail: told, faults: [{ path: 'file', message: told }] })
  })
})
