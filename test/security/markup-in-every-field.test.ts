import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldsOf } from '../../contracts/recordable.js'
import { RECORDABLE } from '../../contracts/recordable-names.js'
import { ROUTES } from '../../src/http/routes/routes.js'
import { versionsOf } from '../../src/storage/versions.js'
import { PAGES } from '../../src/web/pages/registered.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { ask, factsOf, useService, type Answered } from '../http/served-app.js'
import { filled, filledFields, looseParts, schemaOf } from './filled-schema.js'

const service = useService()
const OWN = '212000-9879'
const MARKUP = '"\'><xss onload=alert(1)>'
/** What the pages make of it when they treat it as text. */
const AS_TEXT = '&lt;xss onload&#x3D;alert(1)&gt;'
const HEADER = 'a\r\nX-Evil: 1'
const refusal = z.object({ code: z.string(), faults: z.array(z.object({ path: z.string() })).default([]) })
const withId = z.object({ id: z.string() })

/** What only reads takes no text but its address, which the pages answer for. */
const WRITES = ROUTES.filter(({ method }) => method !== 'get')
/** Forms made of a schema, whose fields are read by that schema once more, strictly. */
const MADE_OF_A_SCHEMA = ['/kunder/:orgnr/paket', '/ny-kund', '/administration/parter/:part']

let browser: Browser
/** What stands for a parameter, by its name; numbers of things that have been made come with them. */
const known = new Map([['orgnr', OWN], ['kind', 'raps'], ['format', 'pdf'], ['ordinal', '2'], ['part', 'svr'], ['own', 'sender'], ['page', '1'], ['sequence', '3'], ['edition', '1'], ['from', '1'], ['number', '2'], ['avsnitt', 'kund'], ['handout', MARKUP], ['punkt', '4.e1']])

const at = (path: string): string => path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(known.get(`${path.split('/')[1] ?? ''} ${name}`) ?? known.get(name) ?? '1'))
const api = (method: string, path: string, body?: unknown): Promise<Answered> => ask(service(), method.toUpperCase(), `/api/v1${at(path)}`, body)

/** Sends what a route takes, with the text wherever it takes text; the file, where it takes one, is called that too. */
async function sendTo({ method, path, body, carries }: (typeof ROUTES)[number], text: string): Promise<Answered> {
  if (carries !== 'upload') return api(method, path, body === null ? {} : filled(schemaOf(body), text))
  const form = new FormData()
  for (const [name, value] of Object.entries(body === null ? {} : filledFields(schemaOf(body), text))) form.append(name, String(value))
  form.append('file', new Blob(['%PDF-1.7 inget']), `${text}.pdf`)
  return api(method, path, form)
}

/** The facts with the markup in every text that takes it. */
async function ladenFacts(): Promise<unknown> {
  const untouched = new Set<string>()
  const laden = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((one, index) => laden(one, `${path}.${index}`))
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, laden(one, path === '' ? name : `${path}.${name}`)]))
    return typeof value === 'string' && !untouched.has(path) ? `${value} ${MARKUP}` : value
  }
  for (let round = 0; round < 9; round++) {
    const facts = laden(factsOf('lillfors-kommun'), '')
    const answer = await ask(service(), 'POST', '/api/v1/packs', { facts, kinds: ['grundavtal', 'raps'], stage: 'draft' })
    if (answer.status === 201) return facts
    for (const { path } of refusal.parse(answer.json).faults) untouched.add(path.replace('facts.', '').replaceAll(/\[(\d+)\]/g, '.$1'))
  }
  throw new Error('no facts with markup are taken')
}

/** What a page shows as it is, when it is asked for the markup in every query, and when its address is made of it. */
async function lookAt(path: string): Promise<string> {
  const { html } = await browser.open(at(path))
  const names = [...html.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)].map(([, name]) => name ?? '')
  const asked = await browser.open(`${at(path)}?${new URLSearchParams(names.map((name): [string, string] => [name, MARKUP])).toString()}`)
  const hostile = path.includes(':') ? (await browser.open(path.replaceAll(/:\w+/g, encodeURIComponent(MARKUP)))).html : ''
  return `${html}${asked.html}${hostile}`
}

const raw = (html: string): boolean => /<xss|onload=alert/i.test(html)

beforeAll(async () => {
  browser = openBrowser(service())
  await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
  const facts = await ladenFacts()
  await ask(service(), 'POST', '/api/v1/packs', { facts, kinds: ['grundavtal', 'raps'] })
  known.set('code', (await versionsOf(service().app.store.read, OWN)).at(-1)?.code ?? '')
})

describe('markup, sent in every field', () => {
  it('of every route, by the schemas it is read with, is answered as JSON and no bug', async () => {
    for (const route of WRITES) {
      const { status, headers, json } = await sendTo(route, MARKUP)
      const { data: made } = withId.safeParse(json)
      if (made !== undefined) known.set(`${route.path.split('/')[1] ?? ''} id`, made.id)
      expect([route.method, route.path, headers.get('content-type')?.includes('json'), headers.get('x-content-type-options'), headers.get('content-disposition'), refusal.safeParse(json).data?.code === 'internal']).toEqual([route.method, route.path, true, 'nosniff', status < 400 ? 'attachment; filename="svar.json"' : null, false])
    }
  })

  it('of every event that is recorded, and of every form, comes back as text', async () => {
    for (const { name, type, scope, fixed } of RECORDABLE.filter(({ scope: about }) => about !== 'letter')) {
      const fields = Object.fromEntries(fieldsOf(type).filter(({ field }) => !(field in fixed)).map(({ field }) => [field, field.endsWith('On') ? '2026-12-01' : MARKUP]))
      const page = scope === 'version' ? `/kunder/${OWN}/handlingar/${known.get('code') ?? ''}` : `/kunder/${OWN}/historik`
      expect([name, raw((await browser.send(page, { handelse: name, by: MARKUP, formular: 'handelse', ...fields })).html)]).toEqual([name, false])
    }
    for (const { forms } of PAGES) {
      for (const { path, said, mostBytes, id } of forms) {
        const typed = Object.fromEntries(Object.entries(filledFields(schemaOf(said), MARKUP)).map(([name, value]) => [name, String(value)]))
        const shown = await browser[mostBytes === null ? 'send' : 'sendFiles'](at(path), { ...typed, by: MARKUP, formular: id })
        expect([path, raw(shown.html), shown.html.includes('internal')]).toEqual([path, false, false])
      }
    }
  })

  it('stands as text on every page that shows it, and in what every page is asked', async () => {
    const showing: string[] = []
    for (const { path } of PAGES) {
      const html = await lookAt(path)
      expect([path, raw(html)]).toEqual([path, false])
      if ((await browser.open(at(path))).html.includes(AS_TEXT)) showing.push(path)
    }
    expect(showing.length).toBeGreaterThan(9)
  })
})

describe('a line break, sent in every field', () => {
  it('adds no header to any answer', async () => {
    for (const route of WRITES) {
      const { headers, json } = await sendTo(route, HEADER)
      expect([route.path, headers.get('x-evil'), refusal.safeParse(json).data?.code === 'internal']).toEqual([route.path, null, false])
    }
  })
})

describe('a field that nobody asked for', () => {
  it('is refused by every route at every depth, and by every form', () => {
    expect(ROUTES.flatMap(({ method, path, body }) => (body === null ? [] : looseParts(schemaOf(body)).map((part) => `${method} ${path} ${part}`)))).toEqual([])
    const taking = PAGES.flatMap(({ forms }) => forms.filter(({ said }) => schemaOf(said).additionalProperties !== false).map(({ path }) => path))
    expect(taking.filter((path) => !MADE_OF_A_SCHEMA.some((beginning) => path.startsWith(beginning)))).toEqual([])
  })
})
