import { get as httpGet, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, it } from 'vitest'
import { putInForce, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
const ORGNR = '212000-9879'
const FILE = `/api/v1/customers/${ORGNR}/bundle/pdf`
const FOLLOWED = { 'Sec-Fetch-Mode': 'navigate', Accept: 'text/html,*/*;q=0.8' }
let eva: Browser

/** As a browser asks; `fetch` would call itself a script. */
async function get(headers: Record<string, string>): Promise<{ readonly status: number; readonly type: string; readonly disposition: string | null; readonly body: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => void httpGet(new URL(FILE, service().served.url), { headers }, resolve).once('error', reject))
  return { status: answer.statusCode ?? 0, type: answer.headers['content-type']?.split(';')[0] ?? '', disposition: answer.headers['content-disposition'] ?? null, body: await text(answer) }
}

beforeAll(async () => {
  const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'], stage: 'draft' })
  if (packed.status !== 201) throw new Error(`the draft was refused: ${packed.status}`)
  eva = await putInForce(service())
})

describe('a file that is refused', () => {
  it('is not offered where there is none, and shows who followed a link to it a page that says why', async () => {
    expect((await eva.open(`/kunder/${ORGNR}/paket`)).html).not.toContain('Hämta allt att underteckna')
    const { status, type, disposition, body } = await get({ ...FOLLOWED, Cookie: [...eva.cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
    expect([status, type, disposition, body.includes('har inga handlingar att underteckna ännu'), body.includes('href="/att-gora"')]).toEqual([404, 'text/html', null, true, true])
  })

  it('asks who is no longer signed in to sign in and go back, and speaks of no key for programs', async () => {
    const { status, body } = await get(FOLLOWED)
    expect([status, body.includes('Logga in, gå tillbaka till sidan du var på och hämta den igen.'), body.includes('action="/konto/inloggning"'), body.includes('Bearer')]).toEqual([401, true, true, false])
  })

  it.each([
    ['a browser that does not say how it asks', { Accept: 'text/html' }, 'text/html'],
    ['a page that fetches a picture', { 'Sec-Fetch-Mode': 'no-cors', Accept: 'text/html,*/*' }, 'application/problem+json'],
    ['a program', { Accept: '*/*' }, 'application/problem+json'],
    ['a program with a key', { ...FOLLOWED, Authorization: 'Bearer fel' }, 'application/problem+json'],
  ])('is told to %s in its own form, never as a file to save', async (_who, headers, type) => {
    expect(await get(headers)).toMatchObject({ status: 401, type, disposition: null })
  })
})
