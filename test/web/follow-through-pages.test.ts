import { beforeAll, describe, expect, it } from 'vitest'
import { versionsOf } from '../../src/storage/versions.js'
import { ask, factsOf, useService } from '../http/served-app.js'

const service = useService()
/** What a browser sends for a file that nobody has chosen. */
const NO_FILE = new File([], '')
const HOME = '/kunder/212000-9879'
let cookie = ''

async function page(path: string): Promise<string> {
  const response = await fetch(new URL(path, service().served.url), { headers: { Cookie: cookie }, redirect: 'manual' })
  const html = await response.text()
  expect([path, response.status]).toEqual([path, 200])
  return html
}

/** Sends a form of the page at `path` with its own csrf value; gives where it leads, or the page shown again. */
async function send(path: string, action: string, fields: Record<string, string | string[] | Blob>): Promise<{ status: number; text: string; to: string | null }> {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page(path))?.[1] ?? ''
  const files = Object.values(fields).some((value) => value instanceof Blob)
  const body = files ? new FormData() : new URLSearchParams()
  const all: Record<string, string | string[] | Blob> = { csrf, by: 'Eva Ek', ...fields }
  for (const [name, value] of Object.entries(all)) {
    if (value instanceof Blob && body instanceof FormData) body.append(name, value, value instanceof File ? value.name : 'häfte.pdf')
    else for (const one of Array.isArray(value) ? value : [value]) if (typeof one === 'string') body.append(name, one)
  }
  const response = await fetch(new URL(action, service().served.url), { method: 'POST', headers: { Cookie: cookie }, body, redirect: 'manual' })
  return { status: response.status, text: await response.text(), to: response.headers.get('location') }
}

beforeAll(async () => {
  const opened = await fetch(service().served.loginLink(), { redirect: 'manual' })
  cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const packed = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['kortprognos'] })
  if (packed.status !== 201) throw new Error(`the pack was refused: ${packed.status}`)
})

describe('the checklist', () => {
  it('ticks several points at once, undoes one, and takes points of the customer’s own', async () => {
    expect((await send(`${HOME}/checklista`, `${HOME}/checklista/bockar`, { punkt: ['1.1', '1.3'], anteckning: 'i telefon' })).to).toBe(`${HOME}/checklista`)
    expect((await page(`${HOME}/checklista`)).match(/i telefon/g)).toHaveLength(2)
    expect((await send(`${HOME}/checklista`, `${HOME}/checklista/angrade`, { punkt: '1.1', skal: 'fel kund' })).status).toBe(303)
    expect((await send(`${HOME}/checklista`, `${HOME}/checklista/egna`, { steg: '1', text: 'Boka <b>lokal</b>' })).status).toBe(303)
    const html = await page(`${HOME}/checklista`)
    expect(html).toContain('Boka &lt;b&gt;lokal&lt;/b&gt;')
    expect(html).toContain('<input class="on-screen" type="checkbox" form="bocka" name="punkt" value="1.e1" id="punkt-1-e1">')
    expect((await send(`${HOME}/checklista`, `${HOME}/checklista/borttagna`, { punkt: '1.e1', skal: 'behövs inte' })).status).toBe(303)
  })

  it('says so when nothing is chosen, and ticks nothing when one of several cannot be', async () => {
    expect(await send(`${HOME}/checklista`, `${HOME}/checklista/bockar`, {})).toMatchObject({ status: 400, text: expect.stringContaining('Ingen punkt är vald') })
    expect((await send(`${HOME}/checklista`, `${HOME}/checklista/bockar`, { punkt: ['1.1', '7.3'] })).status).toBe(409)
    expect(await page(`${HOME}/checklista`)).toContain('name="punkt" value="1.1"')
  })
})

describe('the meetings', () => {
  it('are booked with packing list and invitation, and held with minutes', async () => {
    const material = { namn: 'Åhörarkopior', utgava: 'A', punkter: '2.3.1', file: new Blob(['%PDF-1.7']) }
    expect((await send('/moten', '/moten/material', { ...material, file: NO_FILE })).text).toContain('Fil: Välj en fil.')
    expect((await send('/moten', '/moten/material', material)).to).toBe('/moten')
    const booking = { dag: '2027-01-12', fran: '09:00', till: '11:00', plats: 'Rådhuset', deltagare: 'Rut Ran <rut@lillfors.example>\nBo Berg' }
    expect((await send(`${HOME}/moten/1`, `${HOME}/moten/1/bokningar`, { ...booking, till: 'elva' })).text).toContain('boka-till-fel')
    const wrong = (await send(`${HOME}/moten/1`, `${HOME}/moten/1/bokningar`, { ...booking, fran: '9', lank: 'javascript:alert(1)', deltagare: 'Bertil ”B; X” Ö <b@kund.example>\nRut <inte en adress>' })).text
    for (const told of ['Skriv klockslaget som 09:00.', 'Skriv hela adressen, med https:// först.', '”Rut &lt;inte en adress&gt;” går inte att läsa']) expect(wrong).toContain(told)
    expect(wrong).not.toContain('”X” Ö')
    expect((await send(`${HOME}/moten/1`, `${HOME}/moten/1/bokningar`, { ...booking, fran: '11:00', till: '09:00' })).text).toContain('Träffen ska sluta efter att den har börjat.')
    expect((await send(`${HOME}/moten/1`, `${HOME}/moten/1/bokningar`, booking)).to).toBe(`${HOME}/moten/1`)
    const html = await page(`${HOME}/moten/1`)
    for (const text of ['tisdag 12 januari 2027 kl. <span class="whole">09:00–11:00</span>', 'rut@lillfors.example', 'Åhörarkopior, utgåva A', 'Hölls den en annan dag, skriv den dagen.']) expect(html).toContain(text)
    expect(await page('/moten')).toContain('tisdag 12 januari 2027')
    expect(await page('/kalender?manad=2027-01')).toContain('<div>Träff 1 (Planering) kl. 09:00, Rådhuset')
    expect(await page('/kalender')).not.toContain('planerat till')
    expect((await ask(service(), 'GET', '/api/v1/customers/212000-9879/meetings/1/invitation')).headers.get('content-type')).toContain('text/calendar')
    expect((await send(`${HOME}/moten/1`, `${HOME}/moten/1/hallna`, { narvarande: 'Rut Ran', utdelat: 'Åhörarkopior', file: NO_FILE })).to).toBe(`${HOME}/moten/1`)
    expect((await send(`${HOME}/moten/1`, `${HOME}/moten/1/hallna`, { file: new Blob(['%PDF-1.7 beslut']) })).to).toBe(`${HOME}/moten/1`)
    expect(await page(`${HOME}/moten/1`)).toMatch(/Utdelat<\/h2><ul><li><a href="[^"]*\/editions\/A">Åhörarkopior, utgåva A<\/a>[^<]*<span class="aside-inline">.*, Eva Ek/)
    expect((await ask(service(), 'GET', '/api/v1/customers/212000-9879/meetings')).json).toMatchObject({ meetings: expect.arrayContaining([expect.objectContaining({ ordinal: 1, given: [expect.objectContaining({ handout: 'Åhörarkopior', edition: 'A', by: 'Eva Ek' })] })]) })
    expect(await page(`${HOME}/moten`)).toContain('häfte.pdf')
    expect((await send('/moten', '/moten/ur-bruk', { namn: 'Åhörarkopior', skal: 'nya bilder' })).status).toBe(303)
  })
})

describe('plan, supplier and evaluation', () => {
  it('plan a customer and the house', async () => {
    const weeks = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`steg${index + 1}`, index === 3 ? '2-6' : '1-3']))
    expect((await send('/kalender/planmall', '/kalender/planmall', { ...weeks, steg12: '14-' })).to).toBe('/kalender/planmall')
    expect(await page('/kalender/planmall')).toContain('vecka 14 och framåt')
    expect((await send(`${HOME}/plan`, `${HOME}/plan`, { ...weeks, start: '2027-02-01', steg2: '9-4' })).text).toContain('plan-steg2-fel')
    expect((await send(`${HOME}/plan`, `${HOME}/plan`, { ...weeks, start: '2027-02-01' })).to).toBe(`${HOME}/plan`)
    expect(await page(`${HOME}/plan`)).toContain('<time datetime="2027-02-15">2027-02-15</time> – <time datetime="2027-03-21">2027-03-21</time>')
    const sedd = /name="sedd" value="([^"]+)"/.exec(await page(`${HOME}/plan`))?.[1] ?? ''
    expect((await send(`${HOME}/plan`, `${HOME}/plan`, { ...weeks, start: '2027-02-08', sedd })).to).toBe(`${HOME}/plan`)
    const late = await send(`${HOME}/plan`, `${HOME}/plan`, { ...weeks, steg2: '1-3', start: '2027-02-15', sedd })
    expect([late.status, late.text.includes('har ändrats av någon annan'), (await page(`${HOME}/plan`)).includes('value="2027-02-08"')]).toEqual([409, true, true])
  })

  it('record lead times, contacts, reports and what was handed over, and name the field that is lacking', async () => {
    const at = `${HOME}/leverantor`
    expect((await send(at, `${at}/ledtider`, { post: 'handlaggare', vad: 'lead-time-promised' })).text).toContain('Utlovad till (frivilligt): Fyll i fältet.')
    const lacking = (await send(at, `${at}/ledtider`, { post: 'utfardartillstand', vad: 'lead-time-received' })).text
    for (const field of ['Nummer', 'Gäller till']) expect(lacking).toContain(`${field} (frivilligt): Fyll i fältet.`)
    for (const [action, fields] of [
      ['ledtider', { post: 'utfardartillstand', vad: 'lead-time-received', nummer: 'U-17', 'giltig-till': '2099-01-01' }], ['kontakter', { roll: 'lokal-saljare', namn: 'Lotta Säljare', telefon: '08-1', meddelad: 'ja' }],
      ['besked', { vad: 'delivery-may-start', källa: 'Lotta Säljare' }], ['overlamnat', { vad: 'ra-card-handed-over:training', mottagare: 'Rut Ran' }], ['overlamnat', { vad: 'ra-card-handed-over:production', mottagare: 'Bo Berg' }],
    ] as const) expect([action, (await send(at, `${at}/${action}`, fields)).to]).toEqual([action, at])
    const html = await page(at)
    for (const text of ['nr U-17', 'Lotta Säljare, 08-1', 'Kunden fick veta', 'Leverans kan påbörjas', 'RA-kort överlämnat: utbildningsmiljö, till Rut Ran', 'RA-kort överlämnat: produktionsmiljö, till Bo Berg']) expect(html).toContain(text)
  })

  it('tell in the history what each thing was about, also when it is taken back', async () => {
    const html = await page(`${HOME}/historik`)
    for (const text of ['Ledtidspost mottagen: utfärdartillstånd', 'nummer: U-17', 'RA-kort överlämnat: produktionsmiljö', 'mottagare: Bo Berg', 'plats: Rådhuset; deltagare: Rut Ran, Bo Berg', 'Återtagen<span class="aside">Checklistepunkt avbockad, 1.1 Visa siths.se; i telefon: fel kund', 'Åhörarkopior, utgåva A', '1.e1 Boka &lt;b&gt;lokal']) expect(html).toContain(text)
    const back = /href="[^"]*(\?aterta[^"]*)">Ta tillbaka<span class="hidden"> RA-kort överlämnat: produktionsmiljö, mottagare: Bo Berg/.exec(html)?.[1] ?? ''
    expect(await page(`${HOME}/historik${back.replace('&#x3D;', '=')}`)).toContain('mottagare: Bo Berg – antecknad av Eva Ek.')
    expect(await page('/arkiv/handelser?handelse=handouts-given')).toContain('<dt>material</dt><dd>Åhörarkopior, utgåva A</dd>')
  })

  it('take in answers and show them with a table beside each plot', async () => {
    const at = `${HOME}/utvardering`
    expect((await send(at, at, { helhet: '4', 'vill-andra': 'Kortare väntan' })).to).toBe(at)
    expect((await send(at, at, { helhet: '4', 'vill-andra': 'Kortare väntan' })).text).toContain('Inget svar är ifyllt')
    for (const vad of ['evaluation-sent', 'evaluation-reviewed']) expect((await send(`${HOME}/leverantor`, `${HOME}/leverantor/overlamnat`, { vad })).status).toBe(303)
    expect((await send(`${HOME}/leverantor`, `${HOME}/leverantor/overlamnat`, { vad: 'steering-outcome-recorded', utfall: 'Inga åtgärder behövs' })).status).toBe(303)
    expect(await page(at)).toContain('Styrgruppens utfall</h2><p>Inga åtgärder behövs</p>')
    const html = await page('/uppfoljning')
    expect(html.match(/<svg[^>]*aria-hidden="true"/g)).toHaveLength(3)
    expect(html).toContain('Hur nöjda är ni med anslutningen som helhet?')
    expect(html).toContain('4,0')
  })
})

describe('how long documents are kept', () => {
  it('is decided in the house’s table, said on the page of a document and longer where somebody says why', async () => {
    const [TABLE, HOSTILE] = ['/administration/bevarande', '"><script>alert(1)</script>&{{csrf}}']
    const [version] = await versionsOf(service().app.store.read, '212000-9879')
    const paper = `${HOME}/handlingar/${version?.code ?? ''}`
    expect(await page(paper)).toContain('Handlingen bevaras tills vidare.')
    const decision = { formular: 'beslut', slag: 'kortprognos', tid: '10', raknas: 'ceased', grund: HOSTILE, beslutande: 'Arkivnämnden', beslutsdag: '2026-05-04' }
    expect((await send(TABLE, TABLE, { ...decision, tid: 'länge' })).text).toContain('href="#beslut-tid"')
    for (const tid of ['10', 'bevaras', '12']) expect((await send(TABLE, TABLE, { ...decision, tid })).to).toBe(TABLE)
    expect(await page(`${TABLE}?slag=kortprognos`)).toMatch(/Nytt beslut för Prognos för kortutgivning[^]*value="12"[^]*Tidigare beslut[^]*Bevaras, enligt/)
    const html = await page(paper)
    for (const part of ['Tiden löper inte än (12 år', '&lt;script&gt;alert(1)']) expect(html).toContain(part)
    const longer = { formular: 'bevaras-langre', hur: 'dag', skal: 'tvist' }
    expect((await send(paper, `${paper}/bevarande`, longer)).text).toContain('href="#bevaras-langre-till"')
    expect((await send(paper, `${paper}/bevarande`, { ...longer, till: '2060-01-01' })).to).toBe(`${paper}#bevarande`)
    expect(await page(paper)).toMatch(/Ska bevaras till .*2060-01-01<\/time>: tvist \(Eva Ek, /)
    expect(await page('/arkiv/bevarande')).toContain('Ingen handlings tid har gått ut.')
  })
})
