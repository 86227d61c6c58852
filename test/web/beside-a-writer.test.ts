import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { beforeAll, expect, it } from 'vitest'
import { usesNoted } from '../../src/accounts/note-use.js'
import { DATABASE_NAME } from '../../src/backup/backup-format.js'
import { Failure } from '../../templates/failure.js'
import { summariesAfter } from '../../src/flows/summaries.js'
import { colleague, putInForce, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'

let now = new Date('2026-11-22T09:00:00.000Z')
const service = useService({}, () => now)
let browser: Browser

beforeAll(async () => {
  await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
  await putInForce(service())
  browser = (await colleague(service(), 'Lena Läsare', ['lasare'])).browser
})

const rename = (name: string) => service().app.store.write((tx) => tx.updateTable('customer').set({ name }).where('orgnr', '=', '212000-9879').execute())

/** Does `work` while another program holds the write lock. */
async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const other = new sqlite3.Database(join(service().app.config.dataDirectory, DATABASE_NAME))
  const exec = (statement: string) => new Promise<void>((resolve, reject) => other.exec(statement, (error: Error | null) => (error === null ? resolve() : reject(error))))
  await exec('begin immediate')
  try {
    return await work()
  } finally {
    await exec('rollback')
    await new Promise((resolve) => { other.close(resolve) })
  }
}

it.each(['/kunder', '/att-gora', '/moten'])('%s is answered while another program writes, says that customers are being derived, and shows what is new once it is free', async (path) => {
  expect((await browser.open('/kunder')).html).not.toContain('räknas om just nu')
  const name = `Lillfors, ${path.slice(1)}`
  await rename(name)
  // So late that the session's use is to be noted.
  now = new Date(now.getTime() + 5 * 60_000)
  const page = await whileLocked(() => browser.open(path))
  expect([page.status, page.html.includes('räknas om just nu')]).toEqual([200, true])
  await usesNoted(service().app.store)
  expect((await browser.open('/kunder')).html).toContain(name)
}, 8000)

it('the list of customers that programs read says what is so now, also while another program writes', async () => {
  await rename('Lillfors, nytt namn')
  const { token } = await colleague(service(), 'Petra Program', ['lasare'])
  const { status, json } = await whileLocked(() => ask({ ...service(), token }, 'GET', '/api/v1/customers'))
  expect([status, json]).toMatchObject([200, [{ orgnr: '212000-9879', name: 'Lillfors, nytt namn' }]])
}, 8000)

it('the list of customers is read although nothing can be written', async () => {
  await rename('Lillfors, full disk')
  const told: unknown[] = []
  const { app } = service()
  const full = { ...app, report: (error: unknown) => `nr${told.push(error)}`, store: { ...app.store, writeIfFree: () => Promise.reject(new Failure('disk-full', 'Disken är full.')) } }
  expect(await summariesAfter(full, '', null)).toMatchObject([{ name: 'Lillfors, full disk' }])
  expect(told).toMatchObject([{ code: 'disk-full' }])
})
