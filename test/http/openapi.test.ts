import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sessionCookie } from '../../src/http/cookies.js'
import { openApiOf } from '../../src/http/openapi.js'
import { downloading } from '../../src/http/route.js'
import { ROUTES } from '../../src/http/routes/routes.js'
import { ask, useService } from './served-app.js'

const service = useService()
const operation = z.looseObject({ operationId: z.string(), summary: z.string().min(5), responses: z.record(z.string(), z.unknown()), parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(), requestBody: z.unknown().optional() })
const document = z.looseObject({ openapi: z.literal('3.1.0'), paths: z.record(z.string(), z.record(z.string(), operation)), components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }) })

async function read(): Promise<z.output<typeof document>> {
  const response = await fetch(new URL('/api/openapi.json', service().served.url))
  return document.parse(await response.json())
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => (key === '$ref' && typeof member === 'string' ? [member] : refsIn(member)))
}

describe('the OpenAPI document', () => {
  it('names every route, and no other', async () => {
    const { paths } = await read()
    const said = Object.entries(paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    expect(said.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} /api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`).sort())
  })

  it('names operations that the service does answer', async () => {
    const { paths } = await read()
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations)) {
        if (path === '/api/v1/archive/verification') continue
        const answer = await ask(service(), method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1'), method === 'get' ? undefined : { nonsense: 1 })
        expect([path, JSON.stringify(answer.json ?? {}).includes('Det finns inget på adressen')]).toEqual([path, false])
        expect(answer.status).toBeLessThan(500)
      }
    }
  })

  it('calls the session cookie what the service does, also behind a proxy, and `limit` a whole number', async () => {
    const named = (cookie: string) => z.looseObject({ components: z.looseObject({ securitySchemes: z.looseObject({ session: z.looseObject({ name: z.string() }) }) }) }).parse(openApiOf(ROUTES, '1', cookie)).components.securitySchemes.session.name
    for (const publicUrl of [null, 'https://anslut.example.se']) expect(named(sessionCookie({ publicUrl }).name)).toBe(sessionCookie({ publicUrl }).name)
    const { paths, components } = await read()
    expect(components).toMatchObject({ securitySchemes: { session: { name: sessionCookie(service().app.config).name } } })
    for (const path of ['/api/v1/events', '/api/v1/customers']) expect(paths[path]?.['get']?.parameters?.find(({ name }) => name === 'limit')?.['schema']).toMatchObject({ type: 'integer', minimum: 1, maximum: 1000 })
  })

  it('says which parameters a path has, and that every POST takes an Idempotency-Key, a secret in its answer or not', async () => {
    const { paths } = await read()
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { parameters = [] }] of Object.entries(operations)) {
        expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
        expect(parameters.some(({ name }) => name === 'Idempotency-Key')).toBe(method === 'post')
      }
    }
  })

  it('says of a file no other kind than its answer names, and takes no query that it does not list', async () => {
    const { paths } = await read()
    const downloads = ROUTES.filter(({ carries }) => carries === 'download')
    expect(downloads.length).toBeGreaterThan(5)
    for (const { path } of downloads) {
      const { content } = z.looseObject({ content: z.record(z.string(), z.unknown()) }).parse(paths[`/api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`]?.['get']?.responses['200'])
      expect([path, Object.keys(content)]).toEqual([path, expect.arrayContaining([expect.stringMatching(/^(application|image|text)\/[a-z]/)])])
      expect([path, (await ask(service(), 'GET', `/api/v1${path.replaceAll(/:\w+/g, '1')}?nonsense=1`)).status]).toEqual([path, 400])
    }
  })

  it('says of a file exactly the kinds that its answer may be of: one that is of another is no answer', async () => {
    const { paths } = await read()
    const given = (path: string): string[] => Object.keys(z.looseObject({ content: z.record(z.string(), z.unknown()) }).parse(paths[`/api/v1${path}`]?.['get']?.responses['200']).content)
    expect([given('/customers/{orgnr}/bundle/{format}'), given('/own-keys/{own}/sheet'), given('/customers/{orgnr}/meetings/{ordinal}/invitation')]).toEqual([['application/pdf', 'application/zip'], ['application/pdf'], ['text/calendar; charset=utf-8']])
    const bill = await ask(service(), 'GET', '/api/v1/bill-of-materials')
    expect([bill.status, [bill.headers.get('content-type')], bill.headers.get('x-content-type-options'), bill.headers.get('content-disposition')?.startsWith('attachment')]).toEqual([200, given('/bill-of-materials'), 'nosniff', true])
    const lying = downloading({ path: '/x', right: 'read', summary: 'A file', params: z.strictObject({}), mediaTypes: ['application/pdf'], run: () => Promise.resolve({ bytes: new Uint8Array(), mediaType: 'text/html', fileName: 'x.pdf', sha256: '' }) })
    if (lying.carries !== 'download') throw new Error('it gives a file')
    await expect(lying.fetch({ app: service().app, runOutbox: () => Promise.resolve([]), runIncoming: () => Promise.resolve([]), offerLink: () => '' }, { params: {}, query: {}, body: {} })).rejects.toThrow('does not say that it gives text/html')
  })

  it('describes the facts by the schema they are read with, and refers to nothing that is not there', async () => {
    const whole = await read()
    const pack = JSON.stringify(whole.paths['/api/v1/packs'])
    for (const word of ['undertecknare', 'hsaId', 'additionalProperties', 'reissue']) expect(pack).toContain(word)
    const ids = Object.values(whole.paths).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
    for (const ref of refsIn(whole)) expect(ref).toBe('#/components/schemas/Problem')
  })
})
