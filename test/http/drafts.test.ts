import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROUTES } from '../../src/http/routes/routes.js'
import { ownPdf } from '../own-pdf.js'
import { PHOTOGRAPH } from '../templates/sample-picture.js'
import { withDocument } from '../templates/word/template-of.js'
import { openBrowser } from './browser.js'
import { ask, factsOf, useService, type Answered } from './served-app.js'

const service = useService()
const BY = 'Ada Prov'
const ORGNR = '212000-9879'
const codes = new Map<string, string>()
const code = (kind: string): string => codes.get(kind) ?? ''

/** Asks a route by its pattern, and checks that the answer is what the route promises. */
async function call<T extends z.ZodType>(schema: T, method: 'get' | 'post', pattern: string, params: Record<string, string> = {}, body?: unknown): Promise<z.output<T>> {
  const route = ROUTES.find((one) => one.method === method && one.path === pattern)
  const answer = await ask(service(), method.toUpperCase(), `/api/v1${pattern.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '')}`, body)
  expect({ status: answer.status, problem: answer.status === route?.status ? null : answer.json }).toEqual({ status: route?.status, problem: null })
  route?.answer?.parse(answer.json)
  return schema.parse(answer.json)
}

function formOf(file: Uint8Array, fields: Record<string, string>, name = 'retur'): FormData {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new Blob([new Uint8Array(file)]), name)
  return form
}

const refused = (answer: Answered): unknown[] => {
  const { status, code: failure } = z.object({ status: z.int(), code: z.string() }).parse(answer.json)
  return [status, failure]
}
const word = async (kind: string): Promise<Uint8Array> => (await ask(service(), 'GET', `/api/v1/versions/${code(kind)}/files/${kind}.docx`)).bytes
const facts = (): Record<string, unknown> => z.looseObject({ kund: z.looseObject({}) }).parse(factsOf('lillfors-kommun'))

beforeAll(async () => {
  const { kund, ...rest } = z.looseObject({ kund: z.looseObject({}) }).parse(factsOf('lillfors-kommun'))
  const body = { facts: { ...rest, kund: { ...kund, logotyp: 'vapen.jpg' } }, kinds: ['raps', 'tjansteavtal', 'leveransavtal-bilaga-4'], logotype: Buffer.from(PHOTOGRAPH.bytes).toString('base64') }
  const made = await call(z.object({ documents: z.array(z.object({ kind: z.string(), code: z.string() })) }), 'post', '/packs', {}, body)
  for (const document of made.documents) codes.set(document.kind, document.code)
})

describe('the API takes a logotype with the facts', () => {
  it('and shows it in the documents, now and in later packs without it', async () => {
    const pdf = await ask(service(), 'GET', `/api/v1/versions/${code('leveransavtal-bilaga-4')}/files/leveransavtal-bilaga-4-1.pdf`)
    expect(Buffer.from(pdf.bytes).includes('/DCTDecode')).toBe(true)
  })

  it('refuses what is no picture, what facts do not name, and more than is taken', async () => {
    const pack = async (logotype: string, named = true): Promise<unknown[]> => {
      const { kund, ...rest } = z.looseObject({ kund: z.looseObject({}) }).parse(facts())
      const { logotyp: _logotyp, ...unnamed } = kund
      return refused(await ask(service(), 'POST', '/api/v1/packs', { facts: { ...rest, kund: named ? { ...unnamed, logotyp: 'vapen.jpg' } : unnamed }, kinds: ['kortprognos'], logotype }))
    }
    expect(await pack(Buffer.from('hej').toString('base64'))).toEqual([422, 'facts-invalid'])
    expect(await pack('inte base64!')).toEqual([422, 'facts-invalid'])
    expect(await pack(Buffer.from(PHOTOGRAPH.bytes).toString('base64'), false)).toEqual([400, 'call-invalid'])
    expect(await pack('A'.repeat(9 * 1024 * 1024))).toEqual([413, 'request-too-large'])
  })
})

describe('the API does what draft does', () => {
  const comparison = z.object({ format: z.enum(['word', 'pdf']), isUnchanged: z.boolean(), differences: z.array(z.unknown()) })
  const listed = z.array(z.object({ text: z.string(), state: z.string() }))

  it('compares a returned file, registers it once, and shows it before the board', async () => {
    expect(await call(comparison, 'post', '/drafts/comparison', {}, formOf(await word('raps'), {}))).toMatchObject({ format: 'word', isUnchanged: true })
    const own = await ownPdf(['Vår egen tillämpningsanvisning', 'Kortet lämnas ut mot legitimation efter 14 dagar.'])
    const registered = z.object({ code: z.string(), isNew: z.boolean(), format: z.string() })
    const form = (): FormData => formOf(own, { document: code('raps'), by: BY, otherFacts: 'Kundens egen text' }, 'egen raps.pdf')
    const first = await call(registered, 'post', '/drafts', {}, form())
    expect(first).toMatchObject({ isNew: true, format: 'pdf' })
    expect(await call(registered, 'post', '/drafts', {}, form())).toMatchObject({ code: first.code, isNew: false })
    expect((await call(comparison, 'get', '/versions/:code/comparison', { code: first.code })).isUnchanged).toBe(false)
    const [text] = await call(listed, 'get', '/customers/:orgnr/drafts', { orgnr: ORGNR })
    expect(text?.state).toBe('in-force')
    const kept = await ask(service(), 'GET', `/api/v1/customers/${ORGNR}/drafts/${text?.text ?? ''}/file`)
    expect(Buffer.from(kept.bytes).equals(own)).toBe(true)
    expect(['content-type', 'content-disposition', 'x-content-type-options'].map((name) => kept.headers.get(name))).toEqual(['application/pdf', expect.stringMatching(/^attachment; filename=raps-fran-kunden-[\d-]+\.pdf$/), 'nosniff'])

    await call(z.unknown(), 'post', '/versions/:code/approval', { code: first.code }, { by: 'Nämnden', decision: '§ 12' })
    const printed = await call(z.object({ code: z.string(), replaces: z.string() }), 'post', '/versions/:code/printed-decision', { code: first.code }, { by: BY })
    expect(printed.replaces).toBe(first.code)
    expect(refused(await ask(service(), 'POST', `/api/v1/versions/${printed.code}/printed-decision`, { by: BY }))).toEqual([409, 'already-recorded'])
    await call(z.unknown(), 'post', '/versions/:code/return-to-template', { code: printed.code }, { by: BY, reason: 'Kunden ångrade sig' })
    expect((await call(listed, 'get', '/drafts')).map(({ state }) => state)).toEqual(['dropped'])
  })

  it('takes a deviation through two persons, and another to its end', async () => {
    const changed = withDocument(await word('tjansteavtal'), 'Måndag–fredag', 'Måndag–torsdag')
    const proposal = z.object({ text: z.string(), state: z.literal('proposed') })
    const { text } = await call(proposal, 'post', '/drafts', {}, formOf(changed, { document: code('tjansteavtal'), by: BY }))
    expect((await call(comparison, 'get', '/drafts/:text/comparison', { text })).differences).toHaveLength(1)
    const accepted = z.object({ state: z.string(), code: z.string().nullable() })
    expect(await call(accepted, 'post', '/drafts/:text/acceptance', { text }, { by: BY })).toMatchObject({ state: 'proposed', code: null })
    expect(refused(await ask(service(), 'POST', `/api/v1/drafts/${text}/acceptance`, { by: BY }))).toEqual([409, 'already-recorded'])
    const issued = await call(accepted, 'post', '/drafts/:text/acceptance', { text }, { by: 'Bo Prov' })
    const texts = `/kunder/${ORGNR}/texter`
    const browser = openBrowser(service())
    await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
    expect((await browser.open(texts)).html).toMatch(/Tjänsteavtal SITHS<\/a>.*Gäller.*Antagen av Ada Prov och Bo Prov/s)
    const returned = { name: 'retur.docx', bytes: withDocument(await word('tjansteavtal'), 'Måndag–fredag', 'Tisdag–fredag') }
    expect((await browser.sendFiles(`${texts}/registrering`, { formular: 'registrera', handling: 'ABCD123456', by: BY }, returned)).html).toContain('Välj en av kundens handlingar.')
    const compared = await browser.sendFiles(`${texts}/jamforelse`, { formular: 'jamfor', handling: issued.code ?? '' }, returned)
    expect([compared.status, compared.html]).toEqual([200, expect.stringMatching(/Inget är registrerat\..*<del>.*Måndag.*<ins>.*Tisdag/s)])
    expect(compared.html).not.toContain('Föreslagen')
    const other = await browser.sendFiles(`${texts}/registrering`, { formular: 'registrera', handling: issued.code ?? '', by: BY }, returned)
    expect([other.status, other.to.startsWith(`${texts}/`)]).toEqual([303, true])
    expect((await browser.open(other.to)).html).toMatch(/Väntar på två personer.*<del>.*Måndag.*<ins>.*Tisdag.*Anta avvikelsen/s)
    expect((await browser.open(other.to.replace(ORGNR, '559990-1237'))).status).toBe(404)
    expect((await browser.send(`${other.to}/antagande`, { formular: 'anta', by: BY })).to).toBe(other.to)
    expect((await browser.send(`${other.to}/avslag`, { formular: 'avsla', by: BY })).html).toContain('href="#avsla-reason"')
    expect((await browser.send(`${other.to}/avslag`, { formular: 'avsla', by: BY, reason: 'Nej' })).to).toBe(texts)
    expect((await browser.open(other.to)).html).not.toContain('Anta avvikelsen')
    expect((await browser.send(`${other.to}/mallens-text`, { formular: 'lamna', by: BY, reason: 'Inte den' })).html).toContain('En annan text från kunden gäller för Tjänsteavtal SITHS')
    const own = (await browser.open(`${texts}/${text}`)).html
    expect([own.includes('Nämndens beslut'), own.includes(`href="/api/v1/customers/${ORGNR}/drafts/${text}/file"`)]).toEqual([false, true])
    expect((await browser.send(`/kunder/${ORGNR}/texter/${text}/mallens-text`, { formular: 'lamna', by: BY, reason: 'Kunden ångrade sig' })).to).toBe(texts)
    expect((await browser.open(texts)).html).toMatch(/Avslagen.*Tagen ur bruk/s)
    expect((await browser.send(`${texts}/utskick`, { formular: 'skicka', by: BY })).html).toContain('Inga utkast är utgivna')
    expect(refused(await ask(service(), 'GET', '/api/v1/drafts/0badc0de/comparison'))).toEqual([404, 'draft-unknown'])
  })

  it('refuses fields that are unknown, doubled or missing, and more than one file', async () => {
    const post = async (form: FormData): Promise<unknown[]> => refused(await ask(service(), 'POST', '/api/v1/drafts', form))
    const twice = formOf(new Uint8Array([1]), { document: code('raps'), by: BY })
    twice.append('by', 'Bo Prov')
    const two = formOf(new Uint8Array([1]), { document: code('raps'), by: BY })
    two.append('file', new Blob([new Uint8Array([2])]), 'två')
    for (const form of [formOf(new Uint8Array([1]), { document: code('raps'), by: BY, vem: 'x' }), twice, formOf(new Uint8Array([1]), { document: code('raps') }), two, formOf(new Uint8Array([1]), { document: code('raps'), by: 'x'.repeat(9000) })]) expect(await post(form)).toEqual([400, 'call-invalid'])
    expect(refused(await ask(service(), 'POST', '/api/v1/drafts/comparison', formOf(new Uint8Array([1]), {})))).toEqual([422, 'draft-unreadable'])
  })
})
