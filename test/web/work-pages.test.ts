import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { spokenCode } from '../../contracts/spoken-code.js'
import { logotypes } from '../../src/storage/logotypes.js'
import { versionsOf } from '../../src/storage/versions.js'
import { openBrowser, type Browser } from '../http/browser.js'
import { ask, factsOf, useService } from '../http/served-app.js'
import { providerSchema } from '../../templates/party.js'
import { shippedParty } from '../../src/program-files.js'
import { factsFields } from '../../src/web/pages/facts-fields.js'
import { schemaFields } from '../../src/web/pages/schema-fields.js'
import { tampered } from '../templates/word/template-of.js'

const service = useService()
const HOME = '/kunder/212000-9879'
const HOSTILE = '"><script>alert(1)</script>&{{csrf}}'
let browser: Browser
let codes = new Map<string, string>()
const paper = (kind: string): string => `${HOME}/handlingar/${codes.get(kind) ?? ''}`

beforeAll(async () => {
  const made = await ask(service(), 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['grundavtal', 'raps'] })
  if (made.status !== 201) throw new Error(`the pack was refused: ${made.status}`)
  codes = new Map((await versionsOf(service().app.store.read, '212000-9879')).map(({ kind, code }) => [kind, code]))
  browser = openBrowser(service())
  await browser.open(new URL(service().served.loginLink()).search.replace('?', '/?'))
})

describe('the page of a document', () => {
  it('records what comes next, leads back and says so once', async () => {
    const { html } = await browser.open(paper('grundavtal'))
    expect(html).toContain('Lämna över till kunden')
    const offered = [...html.matchAll(/<option value="([a-z:-]+)"/g)].map(([, name]) => name)
    expect(offered).toEqual(expect.arrayContaining(['archived', 'guard-overridden:signing-order', 'cancelled']))
    expect(offered.filter((name) => /permit|proof|registered|review|logotype/.test(name ?? ''))).toEqual([])
    const sent = await browser.send(paper('grundavtal'), { handelse: 'handed-over', formular: 'handelse', by: 'Eva Ek' })
    expect([sent.status, sent.to]).toEqual([303, paper('grundavtal')])
    expect((await browser.open(sent.to)).html).toContain('Registrerat: Överlämnad till kunden.')
    expect((await browser.open(sent.to)).html).not.toContain('Registrerat: Överlämnad')
  })

  it('says what is wrong at each field, keeps what was typed as text, and records nothing', async () => {
    const { status, html } = await browser.send(paper('grundavtal'), { handelse: 'archived', formular: 'handelse', dag: 'i går', note: HOSTILE })
    expect(status).toBe(400)
    for (const part of ['<title>Fel: ', 'href="#handelse-dag"', 'id="handelse-dag-fel"', 'aria-invalid="true" aria-describedby="handelse-dag-fel"', '&lt;script&gt;alert(1)']) expect(html).toContain(part)
    expect(html).not.toContain('<script>alert')
    const missing = await browser.send(paper('grundavtal'), { handelse: 'archived', formular: 'handelse', by: 'Eva Ek' })
    expect(missing.html).toContain('href="#handelse-reference"')
    expect((await browser.send(paper('grundavtal'), { handelse: 'archived', formular: 'handelse', reference: 'Hylla B' })).html).toContain('Skriv ditt namn.')
    expect((await browser.send(paper('grundavtal'), { handelse: 'archived', formular: 'handelse', reference: 'Hylla B', by: 'Eva Ek' })).status).toBe(409)
    expect((await browser.open(`${HOME}/historik`)).html).not.toContain('Arkiverad</span>')
  })

  it('is not found under another customer, nor by a code there is none of', async () => {
    expect((await browser.open(`${HOME}/handlingar/7K3M9QXT2B`)).status).toBe(404)
    expect((await browser.open(`/kunder/556677-8899/handlingar/${codes.get('raps') ?? ''}`)).status).toBe(404)
  })
})

describe('the history of a customer', () => {
  it('records about the customer with any text as text, and takes back with a reason', async () => {
    for (const [item, optional] of [['handlaggare', 3], ['utfardartillstand', 1]] as const) expect((await browser.open(`${HOME}/historik?handelse=lead-time-received:${item}`)).html.match(/frivillig/g)).toHaveLength(optional)
    await browser.open(`${HOME}/historik?handelse=local-seller-named`)
    expect((await browser.send(`${HOME}/historik`, { handelse: 'local-seller-named', formular: 'handelse', name: HOSTILE, note: HOSTILE, by: HOSTILE })).status).toBe(303)
    const { html } = await browser.open(`${HOME}/historik`)
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;{{csrf}}')
    expect(html).not.toContain('<script>alert')
    const sequence = /aterta&#x3D;(\d+)/.exec(html)?.[1] ?? ''
    expect((await browser.open(`${HOME}/historik?aterta=${sequence}`)).html).toMatch(/<h2 id="ta-tillbaka">.*<h3>.*Varför tas den tillbaka\?/s)
    expect((await browser.send(`${HOME}/historik/${sequence}/aterta`, { formular: 'aterta', by: 'Eva Ek' })).html).toContain('href="#aterta-reason"')
    expect((await browser.send(`${HOME}/historik/${sequence}/aterta`, { formular: 'aterta', reason: 'Fel namn', by: 'Eva Ek' })).status).toBe(303)
    expect((await browser.open(`${HOME}/historik`)).html).toContain('Tillbakatagen')
    expect((await browser.send(`${HOME}/historik/999999/aterta`, { formular: 'aterta', reason: 'x', by: 'Eva Ek' })).status).toBe(400)
  })
})

describe('the board', () => {
  it('sees what waits, returns it with a reason or approves it, once', async () => {
    const decision = `/namnd/${codes.get('raps') ?? ''}`
    await browser.open(paper('raps'))
    for (const handelse of ['handed-over', 'final-received']) await browser.send(paper('raps'), { handelse, formular: 'handelse', by: 'Eva Ek' })
    expect((await browser.open('/namnd')).html).toContain(decision)
    expect((await browser.open(decision)).html).toContain('Inga: handlingen säger det mallen säger')
    expect((await browser.send(`${decision}/godkannande`, { formular: 'godkann', by: 'Kim Ordförande' })).html).toContain('href="#godkann-decision"')
    expect((await browser.send(`${decision}/godkannande`, { formular: 'godkann', decision: '§ 12', by: 'Kim Ordförande' })).to).toBe('/namnd')
    expect((await browser.open('/namnd')).html).toContain(`Godkänd: Tillämpningsanvisning RAPS ${spokenCode(codes.get('raps') ?? '')}.`)
    expect((await browser.open('/namnd')).html).toContain('Inget väntar på beslut')
    expect((await browser.open(decision)).html).not.toContain('name="decision"')
  })
})

describe('a form', () => {
  it('is refused without the token of its own session, and nothing is recorded', async () => {
    const fields = { handelse: 'handed-over', formular: 'handelse', by: 'Någon annan' }
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    for (const csrf of ['', 'x', 'a'.repeat(43)]) {
      for (const body of [new URLSearchParams({ csrf, ...fields }), filled({ csrf })]) {
        const path = body instanceof FormData ? '/skanning' : paper('grundavtal')
        expect((await fetch(new URL(path, service().served.url), { method: 'POST', body, redirect: 'manual', headers: { Cookie: cookie } })).status).toBe(403)
      }
    }
    expect((await browser.open(`${HOME}/historik`)).html).not.toContain('Någon annan')
    expect((await browser.open('/skanning')).html).toContain('Inga skanningar är inlämnade än')
  })
})

describe('scanning', () => {
  it('takes a pile, tells of the file that is none, and shows what belongs nowhere until somebody decides', async () => {
    const { html } = await browser.open('/skanning')
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const send = async (body: FormData) => fetch(new URL('/skanning', service().served.url), { method: 'POST', body, redirect: 'manual', headers: { Cookie: cookie, Accept: 'text/html' } })
    const refused = await send(filled({ csrf, formular: 'skanna' }, { name: 'tom.pdf', bytes: new Uint8Array() }))
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('tom.pdf')])
    const { PNG } = await import('../white-page.js')
    expect((await send(filled({ csrf, formular: 'skanna' }, { name: '<b>sida.png', bytes: PNG }))).status).toBe(303)
    await expect.poll(async () => (await browser.open('/skanning')).html, { timeout: 20_000 }).not.toContain('Läses nu')
    const list = (await browser.open('/skanning')).html
    expect(list).not.toContain('<b>sida')
    const scan = /\/skanning\/([0-9a-f]{64})/.exec(list)?.[1] ?? ''
    expect((await browser.open(`/skanning/${scan}`)).html).toContain('Skanningen visar ingen sida av en utfärdad handling')
    const picture = await ask(service(), 'GET', `/api/v1/scans/${scan}/pages/1/picture`)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    expect((await browser.open('/skanning/0000')).status).toBe(404)
  })
})

describe('the pack', () => {
  const PACK = `${HOME}/paket`

  it('shows the facts, tells every fault at once at its field, and does nothing', async () => {
    const { html } = await browser.open(PACK)
    expect(html).toContain('value="Lillfors kommun"')
    const faulty = await browser.sendFiles(PACK, { formular: 'uppgifter', utgava: 'draft', by: 'Eva Ek', 'kund.namn': HOSTILE, 'kund.orgnr': '212000-9870', 'kund.gln': '1' })
    expect(faulty.status).toBe(422)
    for (const part of ['href="#uppgifter-kund-orgnr"', 'href="#uppgifter-kund-gln"', 'href="#uppgifter-kund-kundtyp"', '&lt;script&gt;alert(1)']) expect(faulty.html).toContain(part)
    expect(faulty.html).not.toContain('<script>alert')
    expect((await browser.open(PACK)).html).toContain('value="Lillfors kommun"')
  })

  it('adds and takes away rows, holds the picture that was chosen, and checks, all without issuing anything', async () => {
    await browser.open(PACK)
    const typed = { formular: 'uppgifter', 'kund.namn': HOSTILE, 'undertecknare.0.namn': 'Eva Ett', 'undertecknare.3.namn': 'Kim Två' }
    const more = await browser.sendFiles(`${PACK}/rader`, { ...typed, till: 'undertecknare' })
    expect([more.status, more.html.match(/name="rad" value="undertecknare\.\d"/g)?.length, /value="Kim Två"/.test(more.html), /undertecknare\.2\.namn"[^>]* autofocus/.test(more.html)]).toEqual([200, 3, true, true])
    const fewer = await browser.sendFiles(`${PACK}/rader`, { ...typed, bort: 'undertecknare.0' }, { name: 'Vår <b>logga (2).png', bytes: readFileSync('fixtures/facts/logotyper/bryggan.png') })
    expect([/value="Eva Ett"/.test(fewer.html), /name="undertecknare\.0\.namn" value="Kim Två"/.test(fewer.html), fewer.html.includes('<b>logga')]).toEqual([false, true, false])
    // The first row was emptied on the screen: the second is the second still, and none but the named one goes.
    const last = await browser.sendFiles(`${PACK}/rader`, { ...typed, 'undertecknare.4.namn': 'Bo Tre', bort: 'undertecknare.3' })
    expect(['Eva Ett', 'Kim Två', 'Bo Tre'].map((name) => last.html.includes(`value="${name}"`))).toEqual([true, false, true])
    const emptied = await browser.sendFiles(`${PACK}/rader`, { ...typed, 'undertecknare.0.namn': '', bort: 'undertecknare.0' })
    expect(emptied.html).toContain('value="Kim Två"')
    const picture = /src="(\/api\/v1\/logotypes\/[0-9a-f]{64})"/.exec(fewer.html)?.[1] ?? ''
    expect((await ask(service(), 'GET', picture)).headers.get('content-type')).toBe('image/png')
    const held = { ...typed, bild: picture.split('/').at(-1) ?? '', till: 'undertecknare' }
    const pictured = async (name: string): Promise<boolean> => (await browser.sendFiles(`${PACK}/rader`, { ...held, 'kund.logotyp': name })).html.includes(picture)
    expect([await pictured('logga.png'), await pictured('')]).toEqual([true, false])
    expect((await ask(service(), 'GET', '/api/v1/logotypes/'.padEnd(82, '0'))).status).toBe(404)
    expect((await browser.sendFiles(`${PACK}/rader`, typed, { name: 'logga.png', bytes: new TextEncoder().encode('%PDF-1.7') })).html).toContain('uppgifter-file-fel"><span class="hidden">Fel: </span>Bilden logga.png är varken PNG eller JPEG')
    expect((await browser.sendFiles(`${PACK}/rader`, typed, { name: 'logga.png', bytes: new TextEncoder().encode('%PDF-1.7') })).html).toMatch(/<a href="#uppgifter-file">Logotyp som bild \(frivilligt\): Bilden logga\.png/)
    const checked = await browser.sendFiles(`${PACK}/kontroll`, { ...typed, 'kund.orgnr': '212000-9870' })
    expect([checked.status, /href="#uppgifter-undertecknare-0-befattning"/.test(checked.html), checked.html.includes('<script>alert')]).toEqual([422, true, false])
    expect([/Kundtyp: saknas; välj ett av alternativen/.test(checked.html), checked.html.includes('kommunalforbund,')]).toEqual([true, false])
    expect((await browser.open(PACK)).html).toContain('value="Lillfors kommun"')
  })

  it('says while it is filled in what is wrong at each field on the screen, holes and all, and what is missing', async () => {
    await browser.open(PACK)
    const { html, status } = await browser.send(`${PACK}/lage`, { formular: 'uppgifter', rad: 'undertecknare.3', 'kund.namn': 'A', 'kund.orgnr': '212000-9870', 'kund.kundtyp': 'kommun', 'undertecknare.3.namn': 'Kim', 'undertecknare.3.befattning': 'Chef', 'undertecknare.3.epost': 'kim' })
    const spot = (id: string): string => new RegExp(`id="uppgifter-${id}-fel" hx-swap-oob="true">(.*?)</p>`).exec(html)?.[1] ?? 'ingen'
    expect([status, spot('kund-namn'), spot('kund-orgnr'), spot('undertecknare-3-epost'), spot('undertecknare-0-namn')]).toEqual([200, '', expect.stringContaining('kontrollsiffra'), expect.stringContaining('ingen e-postadress'), 'ingen'])
    expect(html).toContain('2 fält behöver rättas.')
    const { json } = await ask(service(), 'POST', '/api/v1/facts/checks', { facts: { kund: { namn: 'A', kundtyp: 'kommun', orgnr: '212000-9879' } }, kinds: ['grundavtal'] })
    expect(json).toMatchObject({ faults: [], missing: expect.arrayContaining([expect.objectContaining({ path: 'avtal.startdatum' })]) })
  })

  it('issues the kinds that were chosen, with the picture', async () => {
    await browser.open(PACK)
    const facts = factsOf('lillfors-kommun')
    const typed = Object.fromEntries(factsFields(facts, () => 0).map(({ name, value }) => [name, value]))
    const { html } = await browser.sendFiles(`${PACK}/rader`, { formular: 'uppgifter', ...typed }, { name: 'logotyp.png', bytes: readFileSync('fixtures/facts/logotyper/bryggan.png') })
    const bild = /name="bild" value="([0-9a-f]{64})"/.exec(html)?.[1] ?? ''
    const done = await browser.sendFiles(PACK, { formular: 'uppgifter', ...typed, 'kund.logotyp': 'logotyp.png', bild, slag: 'korrekturblankett', utgava: 'draft', by: 'Eva Ek' })
    expect([done.status, (await browser.open(done.to)).html.includes('Utfärdade handlingar: 1, utfärdade på nytt: 0')]).toEqual([303, true])
    expect((await logotypes(service().app.store.read)).map(({ fileName, sha256 }) => [fileName, sha256])).toEqual([['logotyp.png', bild]])
    const drafted = (await browser.open(PACK)).html
    expect([drafted.includes(`/api/v1/logotypes/${bild}`), drafted.includes('det senaste utkastets')]).toEqual([true, true])
    expect((await browser.open(`${PACK}?uppgifter=gallande`)).html).not.toContain(`/api/v1/logotypes/${bild}`)
  })

  it('takes a facts file, for this customer alone, and says what falls before anything is issued anew', async () => {
    const { html } = await browser.open(PACK)
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const send = async (facts: unknown, fields: Readonly<Record<string, string>>) => fetch(new URL(`${PACK}/fil`, service().served.url), { method: 'POST', redirect: 'manual', headers: { Cookie: cookie }, body: filled({ csrf, formular: 'fil', by: 'Eva Ek', ...fields }, { name: 'kund.json', bytes: new TextEncoder().encode(typeof facts === 'string' ? facts : JSON.stringify(facts)) }) })
    expect(await (await send('{', { utgava: 'draft' })).text()).toContain('Filen är inte JSON.')
    expect(await (await send(factsOf('vardgruppen-solbacka'), { utgava: 'draft' })).text()).toContain('Uppgifterna gäller en annan kund')
    const renamed = JSON.parse(JSON.stringify(factsOf('lillfors-kommun')).replaceAll('Lillfors kommun', 'Lillfors nya kommun')) as unknown
    const told = await send(renamed, { utgava: 'signing' })
    expect([told.status, await told.text()]).toEqual([409, expect.stringMatching(/grundavtal/i)])
    expect((await browser.open(HOME)).html).not.toContain('Lillfors nya kommun')
  })

  it('shows each page of what was issued as a picture', async () => {
    const picture = await ask(service(), 'GET', `/api/v1/versions/${codes.get('grundavtal') ?? ''}/pages/1/picture`)
    expect([picture.status, picture.headers.get('content-type'), picture.bytes.slice(0, 2)]).toEqual([200, 'image/jpeg', new Uint8Array([0xff, 0xd8])])
    expect((await ask(service(), 'GET', `/api/v1/versions/${codes.get('grundavtal') ?? ''}/pages/999/picture`)).status).toBe(404)
    expect((await browser.open(paper('grundavtal'))).html).toContain('/pages/1/picture')
  })
})

describe('the texts', () => {
  const TEXT = '/mallar/utvardering'
  const WORD_FILE = /href="(data:application\/vnd[^"]+)" download="utvardering-kommentarer\.docx"/
  const original = async (): Promise<Uint8Array> => (await ask(service(), 'GET', '/api/v1/templates/utvardering/editions/1/file')).bytes
  const edited = async (words: string): Promise<Uint8Array> => tampered(await original(), { 'word/document.xml': (xml) => xml.replace('</w:t></w:r></w:p>', ` ${words}</w:t></w:r></w:p>`) })
  const handIn = (path: string, bytes: Uint8Array, gor: string) => browser.sendFiles(`${path}/inlamning`, { formular: 'lamna-in', gor, by: 'Maja Mallansvarig' }, { name: 'mall.docx', bytes })

  it('are told by place what is wrong with them, taken in when it is mended, compared word by word and released by two others', async () => {
    expect((await browser.open('/mallar')).html).toContain(`href="${TEXT}"`)
    await browser.open(TEXT)
    const faulty = await handIn(TEXT, await edited('{{kund.nam}}'), 'las-in')
    expect([faulty.status, faulty.html.match(/<li><strong>Stycke 1<\/strong> [^<]*kund\.namn/g)?.length]).toEqual([422, 1])
    const copy = WORD_FILE.exec(faulty.html)?.[1]?.replaceAll('&#x3D;', '=') ?? ''
    expect(new Uint8Array(await (await fetch(copy)).arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]))
    const foreseen = (await browser.sendFiles(`${TEXT}/inlamning`, { formular: 'lamna-in', gor: 'granska', kund: 'lillfors kommun' }, { name: 'mall.docx', bytes: await edited('TILLAGT') })).html
    expect(foreseen).toContain('Mallen går att använda.')
    expect(foreseen).toMatch(/Vad som skulle ändras[^]*<ins><span class="hidden">tillagt: <\/span>[^<]*TILLAGT/)
    expect(Buffer.from(/href="data:application\/pdf;base64,([^"]+)" download="utvardering-forhandsvisning\.pdf"/.exec(foreseen)?.[1] ?? '', 'base64').toString('latin1', 0, 5)).toBe('%PDF-')
    expect((await browser.sendFiles(`${TEXT}/inlamning`, { formular: 'lamna-in', gor: 'granska', kund: 'Ingen' }, { name: 'mall.docx', bytes: await edited('TILLAGT') })).html).toContain('href="#lamna-in-kund"')
    expect((await handIn('/mallar/raps', await edited('TILLAGT'), 'las-in')).html).toContain('Lämna in filen på sidan för sin egen mall.')
    expect((await ask(service(), 'GET', '/api/v1/templates/utvardering')).json).toHaveLength(1)

    const taken = await handIn(TEXT, await edited('TILLAGT'), 'las-in')
    expect([taken.status, taken.to]).toEqual([303, `${TEXT}?till=2`])
    expect((await browser.open(taken.to)).html).toMatch(/<ins><span class="hidden">tillagt: <\/span>[^<]*TILLAGT/)
    expect((await handIn(TEXT, await edited('TILLAGT'), 'las-in')).html).toContain('Mallen är redan')
    const release = (by: string) => browser.send(`${TEXT}/frislappande`, { formular: 'frislapp', utgava: '2', by })
    expect((await release('Maja Mallansvarig')).status).toBe(409)
    expect([(await release('Eva Ek')).status, (await browser.open(TEXT)).html.includes('Väntar på en andra person')]).toEqual([303, true])
    expect((await release('eva ek')).status).toBe(409)
    expect([(await release('Kim Kollega')).status, (await browser.open(TEXT)).html.includes('Frisläppt')]).toEqual([303, true])
  })

  it('are shown with a customer named on the page, as files and pictures without code, and nobody is guessed', async () => {
    const { html } = await browser.open(`${TEXT}?kund=lillfors+kommun`)
    const links = [...html.matchAll(/"(\/api\/v1\/templates\/utvardering\/previews\/[^"]+)"/g)].map(([, href]) => href ?? '')
    for (const [end, start] of [['/pdf', '%PDF'], ['/docx', 'PK'], ['/pages/1/picture', '\u00ff\u00d8']] as const) {
      const { status, bytes } = await ask(service(), 'GET', links.find((href) => href.endsWith(end)) ?? '')
      expect([end, status, Buffer.from(bytes.slice(0, start.length)).toString('latin1')]).toEqual([end, 200, start])
    }
    expect((await ask(service(), 'GET', '/api/v1/templates/utvardering/previews/212000-9879/pages/99/picture')).status).toBe(404)
    expect((await browser.open(`${TEXT}?kund=${encodeURIComponent(HOSTILE)}`)).html).toContain('Ingen kund har namnet eller organisationsnumret ”&quot;&gt;&lt;script&gt;')
    expect((await browser.open('/mallar/finns-inte')).status).toBe(400)
  })
})

describe('administration', () => {
  it('shows what the service runs with, and takes a party as a form with every fault at its field', async () => {
    const SVR = '/administration/parter/svr'
    expect((await browser.open('/administration')).html).toMatch(new RegExp(`Medföljande exempel[^]*Bara den här datorn: [^<]*:${service().served.port}`))
    const typed = Object.fromEntries(schemaFields(providerSchema, shippedParty('svr')).map(({ name, value }) => [name, value]))
    await browser.open(SVR)
    const faulty = await browser.send(SVR, { formular: 'part', by: 'Eva Ek', ...typed, orgnr: '559991-1005', 'undertecknare.1.namn': HOSTILE })
    expect(faulty.status).toBe(422)
    for (const part of ['href="#part-orgnr"', 'href="#part-undertecknare-1-befattning"', '&lt;script&gt;alert(1)']) expect(faulty.html).toContain(part)
    await browser.open(SVR)
    expect((await browser.send(SVR, { formular: 'part', by: 'Eva Ek', ...typed, namn: 'Rådgivningen i Ny Form AB' })).to).toBe(SVR)
    expect((await browser.open('/administration')).html).toMatch(/Rådgivningen i Ny Form AB.*Märkt EXEMPEL.*>Tillämpningsanvisning RAPS, Skriftliga rutiner/s)
    expect((await browser.open('/administration/parter/x')).status).toBe(404)
  })

  it('keeps the card products that a customer\'s facts are filled from and compared with', async () => {
    const [LIST, PACK] = ['/administration/kortprodukter', `${HOME}/paket`]
    expect((await browser.open(LIST)).html).toContain('Listan är tom')
    const product = { formular: 'produkt', artikel: 'SK-110', namn: HOSTILE, slag: 'card', rymmer: 'titel', by: 'Eva Ek' }
    expect((await browser.send(LIST, { ...product, pris: '12 kr' })).html).toContain('href="#produkt-pris"')
    expect((await browser.send(LIST, { ...product, pris: '1 189,50' })).to).toBe(LIST)
    const { html } = await browser.open(`${LIST}?artikel=SK-110`)
    for (const part of ['1\u00a0189,50\u00a0kr', '&quot;&gt;&lt;script&gt;', 'Ändra SK-110', 'value="1189,5"', 'Eva Ek']) expect(html).toContain(part)
    const row = { formular: 'uppgifter', 'kund.namn': 'A', 'kort.produkter.0.artikel': 'SK-110', 'kort.produkter.1.artikel': 'SK-11', 'kort.produkter.1.pris': '1' }
    await browser.open(PACK)
    const listed = (await browser.sendFiles(`${PACK}/rader`, { ...row, till: 'kort.produkter' })).html
    for (const part of ['<datalist id="kortprodukter"><option value="SK-110">', 'name="kort.produkter.0.pris" value="1189,5"', 'name="kort.produkter.1.pris" value="1"', 'name="kort.produkter.1.namn" value=""', 'list="kortprodukter"']) expect(listed).toContain(part)
    expect((await browser.sendFiles(`${PACK}/kontroll`, { ...row, 'kund.kundtyp': 'kommun', 'kund.orgnr': '212000-9879', 'kort.produkter.0.antal': '1', 'kort.produkter.1.antal': '1', 'kort.produkter.1.namn': 'x' })).html).toContain('menade du SK-110?')
    expect((await browser.send(`${LIST}/ur-listan`, { formular: 'ur-listan', artikel: 'SK-110', skal: 'utgått', by: 'Eva Ek' })).to).toBe(LIST)
    expect((await browser.open(LIST)).html).toContain('Tagna ur listan')
    expect((await browser.open(PACK)).html).not.toContain('<datalist')
  })
})

function filled(fields: Readonly<Record<string, string>>, file = { name: 'x.pdf', bytes: new TextEncoder().encode('%PDF-1.4') }): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(file.bytes)]), file.name)
  return form
}
