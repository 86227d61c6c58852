import { describe, expect, it } from 'vitest'
import { readJson } from '../src/cli/read-json.js'
import { readConfig } from '../src/config.js'
import { namedCustomer } from '../src/flows/history.js'
import { namedLetter } from '../src/flows/letters.js'
import { sealLetter } from '../src/flows/seal-letter.js'
import { workOutbox } from '../src/flows/work-outbox.js'
import type { Letter } from '../src/storage/letter.js'
import { readFacts } from '../templates/facts-faults.js'
import type { Failure } from '../templates/failure.js'
import { layOut } from '../templates/layout/lay-out.js'
import { readDraft } from '../templates/read-draft.js'
import { ask, useService } from './http/served-app.js'
import { rawRequest } from './http/raw-request.js'
import { failureOf, openHouse } from './open-house.js'
import { filled, paragraph } from './templates/layout/write-document.js'
import { FONTS } from './templates/load-test-fonts.js'

/** The Failure that a plain function throws. */
function refusalOf(work: () => unknown): Promise<Failure> {
  return failureOf(Promise.resolve().then(work))
}

const DUE: Letter = {
  id: 'brev-1', number: 1, orgnr: '212000-0142', recipient: 'granskning@driftbolaget.example', predecessor: null, codes: ['7K3M9QXT2B'], evidence: [], state: 'due',
  dueAt: '2026-11-22T09:00:00.000Z', releaseAt: '2026-11-22T09:15:00.000Z', messageId: null, ciphertextSha256: null, ciphertextBytes: null, attempts: 0,
  nextAttemptAt: null, claimedAt: null, claimedBy: null, receiptSha256: null, reason: null,
}

describe('what is refused before anything is done', () => {
  it('a setting that is unknown or bad is config-invalid, with every one of them named', async () => {
    const refused = await refusalOf(() => readConfig({ ANSLUT_PORT: 'åtta', ANSLUT_DATTA: '/srv' }, undefined))
    expect([refused.code, refused.faults.map(({ path }) => path).toSorted()]).toEqual(['config-invalid', ['ANSLUT_DATTA', 'ANSLUT_PORT']])
    expect(refused.faults.find(({ path }) => path === 'ANSLUT_DATTA')?.message).toContain('menade du ANSLUT_DATA?')
  })

  it('a returned file that is no Word file is draft-unreadable', async () => {
    const refused = await refusalOf(() => readDraft(new TextEncoder().encode('inget Word-dokument')))
    expect([refused.code, refused.faults.map(({ path }) => path)]).toEqual(['draft-unreadable', ['fil']])
  })

  it('misspelt facts are facts-invalid, by path and with a suggestion', async () => {
    const refused = await refusalOf(() => readFacts({ kund: { nanm: 'Lillfors kommun', kundtyp: 'kommun', orgnr: '212000-0142' } }))
    expect(refused.code).toBe('facts-invalid')
    expect(refused.faults.find(({ path }) => path === 'kund.nanm')?.message).toContain('menade du kund.namn?')
  })

  it('a file that is not there is file-unreadable, with its path', async () => {
    const refused = await failureOf(readJson('/finns/inte.json'))
    expect([refused.code, refused.message]).toEqual(['file-unreadable', expect.stringContaining('/finns/inte.json')])
  })

  it('a character in none of the fonts is text-unprintable, with its place', async () => {
    const refused = await refusalOf(() => layOut(filled([paragraph('BodyText', 'Kort 漢')]), FONTS))
    expect([refused.code, refused.faults.length]).toEqual(['text-unprintable', 1])
  })
})

describe('an installation', () => {
  it('knows neither customer nor letter that was never registered', async () => {
    const { app } = await openHouse()
    expect((await failureOf(namedCustomer(app, '212000-0142'))).code).toBe('customer-unknown')
    expect((await failureOf(namedLetter(app.store.read, 'brev-1'))).code).toBe('letter-unknown')
  })

  it('sends nothing while its parties are the shipped examples: parties-unset', async () => {
    const { app } = await openHouse({ smtpUrl: 'smtp://127.0.0.1:9' })
    expect((await failureOf(workOutbox(app))).code).toBe('parties-unset')
  })

  it('seals no letter to an address that no key is pinned to: key-unpinned', async () => {
    const { app } = await openHouse()
    expect((await failureOf(sealLetter(app, { sizeLimit: async () => null }, DUE, 'worker'))).code).toBe('key-unpinned')
  })
})

describe('the service', () => {
  const service = useService()

  it('tells a stranger host access-refused, a writer without the token token-required, and a wrong address resource-unknown', async () => {
    const { port } = service().served
    expect(JSON.parse((await rawRequest(port, { path: '/api/v1/customers', headers: { Host: 'ond.example' } })).text)).toMatchObject({ code: 'access-refused', status: 403 })
    expect(JSON.parse((await rawRequest(port, { method: 'POST', path: '/api/v1/outbox/runs', headers: { Host: `127.0.0.1:${port}`, 'Content-Type': 'application/json' }, body: '{}' })).text)).toMatchObject({ code: 'token-required', status: 401 })
    expect((await ask(service(), 'GET', '/api/v1/finns-inte')).json).toMatchObject({ code: 'resource-unknown', status: 404 })
  })

  it('tells a method that an address does not take method-unsupported, with those it does in Allow', async () => {
    for (const [method, path, allowed] of [['DELETE', '/customers', 'GET, HEAD'], ['GET', '/packs', 'POST'], ['PATCH', '/parties/svr', 'GET, HEAD, PUT']] as const) {
      const { status, json, headers } = await ask(service(), method, `/api/v1${path}`)
      expect([status, json, (headers.get('Allow') ?? '').split(', ').toSorted()]).toEqual([405, expect.objectContaining({ code: 'method-unsupported' }), allowed.split(', ')])
    }
    expect((await ask(service(), 'OPTIONS', '/api/v1/packs')).headers.get('Allow')).toBe('POST')
  })
})
