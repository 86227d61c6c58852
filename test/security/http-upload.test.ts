import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { slowUpload } from '../http/raw-request.js'
import { makeToken, scopesOf } from '../../src/accounts/tokens.js'
import { SYSTEM } from '../../src/flows/new-event.js'
import { colleague, putInForce } from '../http/browser.js'
import { ask, filesForm, useService } from '../http/served-app.js'

const MEGABYTE = 1_048_576
const service = useService({ ANSLUT_SCAN_MAX_MB: '1' })
const problem = z.object({ status: z.int(), code: z.string(), detail: z.string() })

async function upload(form: FormData) {
  const answer = await ask(service(), 'POST', '/api/v1/scans', form)
  return problem.parse(answer.json)
}

async function left(): Promise<string[]> {
  const { directory } = service()
  return [...(await readdir(join(directory, 'incoming'))), ...(await readdir(join(directory, 'archive', 'tmp')))]
}

async function incomingBytes(directory: string): Promise<number> {
  const incoming = join(directory, 'incoming')
  const sizes = (await readdir(incoming, { recursive: true })).map(async (name) => stat(join(incoming, name)))
  return (await Promise.all(sizes)).reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)
}

async function untilNothingLeft(): Promise<string[]> {
  for (let tries = 0; tries < 100 && (await left()).length > 0; tries += 1) await pause(20)
  return left()
}

describe('an upload', () => {
  it('one byte over the limit is refused with the limit named, and leaves nothing', async () => {
    expect(await upload(filesForm([{ name: 'stor.pdf', bytes: new Uint8Array(MEGABYTE + 1) }]))).toMatchObject({ status: 413, code: 'scan-too-large', detail: expect.stringContaining('1 MB') })
    expect(await left()).toEqual([])
  })

  it('many times over the limit is still answered', async () => {
    expect(await upload(filesForm([{ name: 'jatte.pdf', bytes: new Uint8Array(40 * MEGABYTE) }]))).toMatchObject({ status: 413, code: 'scan-too-large' })
    expect(await left()).toEqual([])
  })

  it('at the limit is read, and what is no scan is refused without saying where it lay', async () => {
    const answer = await upload(filesForm([{ name: 'precis.pdf', bytes: new Uint8Array(MEGABYTE) }]))
    expect(answer).toMatchObject({ status: 422, code: 'scan-unreadable' })
    expect(answer.detail).toContain('Filen precis.pdf är')
    expect(answer.detail).not.toContain(service().directory)
  })

  it('cut in the middle leaves nothing, and the service goes on', async () => {
    const { served, token } = service()
    const cut = slowUpload(served.port, token, new Uint8Array(900_000))
    await cut.begun
    await pause(100)
    expect((await left()).length).toBe(1)
    await cut.cut()
    expect(await untilNothingLeft()).toEqual([])
    expect((await ask(service(), 'GET', '/api/v1/customers')).status).toBe(200)
  })

  it.each(['../../../../tmp/ond.pdf', '/etc/passwd', '..\\..\\ond.pdf', '.anslut-token', '', '\u202Efdp.exe', 'a'.repeat(5000)])('called %j stays in its place', async (name) => {
    const answer = await upload(filesForm([{ name, bytes: new Uint8Array([1, 2, 3]) }]))
    expect(answer.status).toBe(422)
    expect(answer.detail).not.toMatch(/\.\.|\/|\\|\u202E|a{100}/u)
    expect(await left()).toEqual([])
  })

  it('that is empty is named', async () => {
    expect(await upload(filesForm([{ name: 'tom.pdf', bytes: new Uint8Array() }]))).toMatchObject({ status: 422, code: 'scan-empty' })
  })

  it('without a file, in another field or with other fields is refused', async () => {
    const other = new FormData()
    other.append('fil', new Blob([new Uint8Array([1])]), 'x.pdf')
    const mixed = filesForm([{ name: 'x.pdf', bytes: new Uint8Array([1]) }])
    mixed.append('utan', 'hopp')
    for (const form of [new FormData(), other, mixed]) expect((await upload(form)).status).toBe(400)
    expect(await left()).toEqual([])
  })

  it('of more files than are taken at once is refused', async () => {
    const many = Array.from({ length: 21 }, (_, index) => ({ name: `${index}.pdf`, bytes: new Uint8Array([1]) }))
    expect(await upload(filesForm(many))).toMatchObject({ status: 400, code: 'call-invalid' })
    expect(await left()).toEqual([])
  })

  it('that is no multipart is refused', async () => {
    expect(problem.parse((await ask(service(), 'POST', '/api/v1/scans', {})).json)).toMatchObject({ status: 415, code: 'media-type-unsupported' })
    const { served, token } = service()
    const broken = await fetch(new URL('/api/v1/scans', served.url), { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'multipart/form-data' }, body: 'x' })
    expect(problem.parse(await broken.json())).toMatchObject({ status: 400, code: 'upload-broken' })
  })
})

describe('what is handed in', () => {
  let now = new Date('2026-11-23T09:00:00.000Z')
  const bounded = useService({ ANSLUT_UPLOAD_DAY_MB: '2' }, () => now)

  it('of an account comes to an end for the day at its bound, and goes on the day after; others go on', async () => {
    await putInForce(bounded())
    const [eva, kim] = [await colleague(bounded(), 'Eva Lind', ['administrator']), await colleague(bounded(), 'Kim Lind', ['administrator'])]
    const send = async ({ token }: { readonly token: string }) => problem.parse((await ask({ ...bounded(), token }, 'POST', '/api/v1/scans', filesForm([{ name: 'a.pdf', bytes: new Uint8Array(MEGABYTE) }]))).json).code
    expect([await send(eva), await send(eva), await send(eva), await send(kim)]).toEqual(['scan-unreadable', 'scan-unreadable', 'too-many-attempts', 'scan-unreadable'])
    const page = await eva.browser.open('/skanning')
    expect(page.status).toBe(200)
    const refused = await eva.browser.sendFiles('/skanning', {}, { name: 'b.pdf', bytes: new Uint8Array(9) })
    expect([refused.status, refused.html.includes('gränsen är 2 MB'), refused.html.includes('den som sköter programmet')]).toEqual([429, true, true])
    const typed = { formular: 'uppgifter', 'kund.namn': 'Övre Ådalens kommun' }
    expect((await eva.browser.open('/ny-kund')).status).toBe(200)
    const pictured = await eva.browser.sendFiles('/ny-kund', typed, { name: 'logga.png', bytes: new Uint8Array(90_000) })
    expect([pictured.status, pictured.html.includes('gränsen är 2 MB'), pictured.html.includes('value="Övre Ådalens kommun"')]).toEqual([429, true, true])
    const bare = await eva.browser.sendFiles('/ny-kund', typed)
    expect([bare.status, bare.html.includes('gränsen är')]).toEqual([400, false])
    await vi.waitFor(async () => expect(await readdir(join(bounded().directory, 'incoming'))).toEqual([]), { timeout: 10_000 })
    now = new Date('2026-11-24T09:00:01.000Z')
    const { secret } = await makeToken(bounded().app, eva.account, { label: 'dagen efter', scopes: scopesOf([]), days: 1 }, SYSTEM)
    expect(await send({ token: secret })).toBe('scan-unreadable')
  })

  it('counts while it comes, so that many at once do not pass together, and not when it is cut off', async () => {
    const { token } = await colleague(bounded(), 'Siv Samtidig', ['administrator'])
    const send = async () => problem.parse((await ask({ ...bounded(), token }, 'POST', '/api/v1/scans', filesForm([{ name: 'a.pdf', bytes: new Uint8Array(1.5 * MEGABYTE) }]))).json).code
    const slow = slowUpload(bounded().served.port, token, new Uint8Array(2 * MEGABYTE))
    await slow.begun
    await vi.waitFor(async () => expect(await incomingBytes(bounded().directory)).toBeGreaterThan(0.9 * MEGABYTE), { timeout: 10_000 })
    expect(await send()).toBe('too-many-attempts')
    await slow.cut()
    await vi.waitFor(async () => expect(await readdir(join(bounded().directory, 'incoming'))).toEqual([]), { timeout: 10_000 })
    await vi.waitFor(async () => expect(await send()).toBe('scan-unreadable'), { timeout: 10_000 })
  })
})
