import { PDFDocument } from 'pdf-lib'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { examinationsOf, keepExaminations } from '../../src/storage/page-examinations.js'
import { filesOf, versionsOf } from '../../src/storage/versions.js'
import { eventsOf } from '../../src/storage/events.js'
import { colleague, openBrowser, putInForce, type Browser, type Shown } from '../http/browser.js'
import { ask, factsOf, filesForm, useService } from '../http/served-app.js'
import { pdfOfImages } from '../security/hostile-files.js'

const service = useService({ ANSLUT_SCAN_DEPTH: 'examine' })
const OWN = '212000-9879'
const reported = z.array(z.object({ scan: z.string() }))
let clerk: Browser
let reader: Browser
let scan = ''
let foreign = ''
let code = ''

const home = (): string => `/skanning/${scan}`
const confirm = (browser: Browser, said: Readonly<Record<string, string>> = {}): Promise<Shown> => browser.send(`${home()}/bekraftelser`, { document: code, party: 'kund', exemplar: '1', ...said })
const confirmations = async (): Promise<number> => (await eventsOf(service().app.store.read, OWN)).filter(({ event }) => event.type === 'signature-confirmed').length
/** What a refused form says, on the page it is shown on again. */
const refusedAs = ({ status, html }: Shown): [number, boolean] => [status, html.includes('<title>Fel: ')]

beforeAll(async () => {
  clerk = await putInForce(service())
  reader = (await colleague(service(), 'Lars Läsare', ['lasare'])).browser
  const { token } = await colleague(service(), 'Dora Drift', ['administrator'])
  const by = { ...service(), token }
  await ask(by, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal'] })
  code = (await versionsOf(service().app.store.read, OWN))[0]?.code ?? ''
  const first = (await filesOf(service().app.store.read, code)).find(({ exemplar }) => exemplar === 1)
  const page = pdfOfImages([{ widthPx: 80, heightPx: 100, bits: 8, pixels: Buffer.from(Array.from({ length: 8000 }, (_, index) => (index % 7 < 3 ? 0 : 255))) }])
  const read = async (name: string, bytes: Uint8Array): Promise<string> => reported.parse((await ask(by, 'POST', '/api/v1/scans', filesForm([{ name, bytes }]))).json)[0]?.scan ?? ''
  scan = await read('avtal.pdf', await service().app.archive.read(first?.sha256 ?? ''))
  foreign = await read('främmande.pdf', page)
})

describe('a signature on the page of a scan', () => {
  it('is confirmed by nobody who may only read, nor by a form of another session', async () => {
    expect((await reader.open(home())).html).not.toContain('/bekraftelser')
    await reader.open('/konto')
    expect((await confirm(reader, { override: 'Jag såg den.' })).status).toBe(403)
    expect((await confirm(openBrowser(service()), { override: 'Jag såg den.' })).status).toBe(401)
    await clerk.open(home())
    for (const csrf of ['', 'fel']) expect((await confirm(clerk, { csrf, override: 'Jag såg den.' })).status).toBe(403)
    expect(await confirmations()).toBe(0)
  })

  it('is refused where the program doubts, for a party that does not sign, and on what the scan does not show', async () => {
    await clerk.open('/konto')
    expect(refusedAs(await confirm(clerk))).toEqual([409, true])
    expect(refusedAs(await confirm(clerk, { override: '   ' }))).toEqual([409, true])
    for (const other of [{ party: 'driftleverantor' }, { party: 'ingen' }, { exemplar: '2' }, { document: '7K3M9QXT2B' }]) {
      const { status, html } = await confirm(clerk, { override: 'Jag såg den.', ...other })
      expect([other, status >= 400 && status < 500, html.includes('<title>Fel: ')]).toEqual([other, true, true])
    }
    expect(await confirmations()).toBe(0)
  })

  it('is confirmed against the doubt with a reason that history keeps, under the name that signed in, whatever name is sent', async () => {
    expect((await confirm(clerk, { override: 'Underskriften syns <på> pappret.', by: 'Någon Annan' })).to).toBe(home())
    const confirmed = (await eventsOf(service().app.store.read, OWN)).find(({ event }) => event.type === 'signature-confirmed')
    expect([confirmed?.actor.name, confirmed?.actor.verified, JSON.stringify(confirmed?.event)]).toEqual(['Eva Ek', true, expect.stringContaining('Underskriften syns <på> pappret.')])
  })

  it('is not confirmed twice from a page that was shown before somebody else did it', async () => {
    const colleagues = await colleague(service(), 'Stina Sen', ['administrator'])
    await colleagues.browser.open(home())
    await colleagues.browser.open('/konto')
    expect(refusedAs(await confirm(colleagues.browser, { override: 'Jag såg den.' }))).toEqual([409, true])
    expect(await confirmations()).toBe(1)
    expect((await clerk.open(home())).html).toMatch(/Bekräftad <time[^>]*>\d{4}-\d\d-\d\d<\/time> av Eva Ek/)
  })
})

describe('a page without a document', () => {
  it('is decided about by a clerk alone, with a reason, and the decision is taken back', async () => {
    const page = `/skanning/${foreign}/sidor/1`
    await reader.open('/konto')
    for (const what of ['hanforing', 'delning', 'bortlaggning', 'aterstallning']) expect([what, (await reader.send(`${page}/${what}`, { reason: 'x', code, exemplar: '1', page: '1' })).status]).toEqual([what, 403])
    await clerk.open(`/skanning/${foreign}`)
    expect((await clerk.send(`${page}/bortlaggning`, { reason: 'x', csrf: 'fel' })).status).toBe(403)
    expect(refusedAs(await clerk.send(`${page}/bortlaggning`, {}))).toEqual([400, true])
    expect(refusedAs(await clerk.send(`${page}/hanforing`, { code: '7K3M9QXT2B', exemplar: '1', page: '1', reason: 'provar' }))).toEqual([404, true])
    expect((await clerk.send(`${page}/bortlaggning`, { reason: 'Reklam' })).to).toBe(`/skanning/${foreign}`)
    expect((await clerk.open(`/skanning/${foreign}`)).html).toContain('Reklam')
    expect(refusedAs(await clerk.send(`${page}/bortlaggning`, { reason: 'Reklam' }))).toEqual([409, true])
    expect((await clerk.send(`${page}/aterstallning`, { reason: 'Den behövs' })).status).toBe(303)
    expect((await clerk.open(`/skanning/${foreign}`)).html).toContain('Bestäm vad sidan är')
  })

  it('is put away by its number too where none waits: a blank one, or one that counts as a document’s, but for what a confirmation rests on', async () => {
    const away = (browser: Browser, scanned: string, page: string): Promise<Shown> => browser.send(`/skanning/${scanned}/bortlaggningar`, { page, reason: 'Hör inte hit' })
    expect((await reader.open(home())).html).not.toContain('Lägg bort en annan sida')
    await reader.open('/konto')
    expect((await away(reader, foreign, '1')).status).toBe(403)
    expect((await clerk.open(home())).html).toContain('Lägg bort en annan sida')
    expect([refusedAs(await away(clerk, home().slice('/skanning/'.length), '1')), refusedAs(await away(clerk, foreign, '99'))]).toEqual([[409, true], [404, true]])
    expect((await away(clerk, foreign, '1')).to).toBe(`/skanning/${foreign}`)
    expect((await clerk.open(`/skanning/${foreign}`)).html).toMatch(/Bortlagd av Eva Ek[^]*Hör inte hit/)
    expect((await clerk.send(`/skanning/${foreign}/sidor/1/aterstallning`, { reason: 'Den behövs' })).status).toBe(303)
  })
})

describe('a page that was not examined', () => {
  it('is said to be so, with why, and examined again when a clerk asks for it', async () => {
    const { store } = service().app
    const [known] = await examinationsOf(store.read, [{ code, exemplar: 1 }])
    if (known === undefined) throw new Error('the scan has been examined')
    await store.write((tx) => keepExaminations(tx, [{ shown: known.shown, examination: { ...known.examination, unexamined: 'Sidan tog för lång tid att jämföra.', boxes: [], differences: [] }, drawn: [] }]))
    expect((await reader.open(home())).html).not.toContain('Undersök igen')
    await reader.open('/konto')
    expect((await reader.send(`${home()}/undersokningar`, {})).status).toBe(403)
    expect((await clerk.open(home())).html).toMatch(/är inte undersökt\. Sidan tog för lång tid att jämföra\.[^]*Undersök igen|Undersök igen[^]*är inte undersökt\. Sidan tog för lång tid att jämföra\./)
    expect((await clerk.send(`${home()}/undersokningar`, {})).to).toBe(home())
    await vi.waitFor(async () => expect((await clerk.open(home())).html).not.toContain('inte undersökt'), { timeout: 50_000, interval: 300 })
  })
})

describe('a signature that no reason could confirm', () => {
  it('is told of with the page to go to, on the page and in the API, never with a command', async () => {
    const paper = (await filesOf(service().app.store.read, code)).find(({ exemplar }) => exemplar === 2)
    const [whole, part] = [await PDFDocument.load(await service().app.archive.read(paper?.sha256 ?? '')), await PDFDocument.create()]
    for (const sheet of await part.copyPages(whole, whole.getPageIndices().slice(1))) part.addPage(sheet)
    const { token } = await colleague(service(), 'Ada Anrop', ['administrator'])
    const sent = await ask({ ...service(), token }, 'POST', '/api/v1/scans', filesForm([{ name: 'utan-forsta.pdf', bytes: await part.save() }]))
    const incomplete = reported.parse(sent.json)[0]?.scan ?? ''
    const read = await ask({ ...service(), token }, 'GET', `/api/v1/scans/${incomplete}`)
    for (const told of [(await clerk.open(`/skanning/${incomplete}`)).html, JSON.stringify(sent.json), JSON.stringify(read.json)]) {
      expect(told).toContain('saknas i alla skanningar. Skanna de sidor som saknas på sidan Skanning och bekräfta sedan.')
      expect(told).not.toContain('scan FIL')
    }
  })
})
