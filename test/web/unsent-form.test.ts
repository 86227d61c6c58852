import express from 'express'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problemOf } from '../../src/http/problem.js'
import { recognise, THIS_COMPUTER } from '../../src/http/visitor.js'
import { openForm } from '../../src/web/fold.js'
import { pageForm, type Page } from '../../src/web/page.js'
import { takeForm, type Kit } from '../../src/web/serve-page.js'
import { staticFiles } from '../../src/web/static-files.js'
import { compileViews } from '../../src/web/views.js'
import { LARGEST_PICTURE_BYTES } from '../../templates/picture.js'
import { Failure } from '../../templates/failure.js'
import { putInForce, type Browser } from '../http/browser.js'
import { useService } from '../http/served-app.js'
import { IDLE } from './visit-to.js'

const service = useService()
const TYPED = { 'kund.namn': 'Övre Ådalens kommun', formular: 'uppgifter', utgava: 'draft' }
let eva: Browser

beforeAll(async () => {
  eva = await putInForce(service())
})

describe('what was typed in a form that cannot be taken', () => {
  it('is shown again when its file is too large, with the fault at the file', async () => {
    await eva.open('/ny-kund')
    const refused = await eva.sendFiles('/ny-kund', TYPED, { name: 'logga.png', bytes: new Uint8Array(LARGEST_PICTURE_BYTES + 1) })
    expect([refused.status, refused.html.includes('value="Övre Ådalens kommun"'), refused.html.includes('Filen logga.png är större än 5 MB')]).toEqual([413, true, true])
  })

  it('is shown again when a text is too long, of this session and of one before, whole', async () => {
    await eva.open('/ny-kund')
    const long = `${'Å'.repeat(20_000)}slut`
    for (const csrf of [{}, { csrf: '' }]) {
      const refused = await eva.sendFiles('/ny-kund', { ...TYPED, 'kund.namn': long, ...csrf })
      expect([refused.status, refused.html.includes(`value="${long}"`)]).toEqual(['csrf' in csrf ? 403 : 400, true])
    }
  })
})

describe('a form of an ended session whose rows cannot be put in order', () => {
  const server = createServer()
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('is shown with what was typed as it was typed', async () => {
    const form = pageForm({ id: 'prov', path: '/prov', right: 'work', said: z.strictObject({ namn: z.string() }), tidied: () => Promise.reject(new Failure('database-busy', 'Upptagen.')), work: () => Promise.resolve({ to: '/', told: '' }) })
    const page: Page = {
      path: '/prov', right: 'work', forms: [form],
      show: (visit) => Promise.resolve({ view: 'evaluation', title: 'Prov', crumbs: [], content: { name: '', orgnr: '', none: true, answers: [], words: [], outcome: null, form: openForm(visit, { id: 'prov', action: '/prov', heading: 'Prov', button: 'Spara', fields: [{ kind: 'text', name: 'namn', label: 'Namn' }] }) } }),
    }
    const kit: Kit = {
      app: service().app, pages: [page], views: compileViews(), files: staticFiles(), explain: problemOf, receiveFiles: () => Promise.reject(new Error('it takes no files')),
      house: IDLE,
    }
    server.on('request', express().use((request, _response, next) => {
      const proved = { visitor: THIS_COMPUTER, session: 'en annan session', person: null }
      recognise(request, { ...proved, again: () => Promise.resolve(proved) })
      next()
    }).post('/prov', express.urlencoded({ extended: false }), (request, response) => takeForm(kit, page, form, request, response)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/prov`, { method: 'POST', body: new URLSearchParams({ namn: 'Övre Ådalens kommun', csrf: 'från en tidigare inloggning' }) })
    const html = await answer.text()
    expect([answer.status, html.includes('value="Övre Ådalens kommun"'), html.includes('öppnades under en tidigare inloggning')]).toEqual([403, true, true])
  })
})
