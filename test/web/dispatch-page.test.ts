import { beforeAll, describe, expect, it } from 'vitest'
import { insertLetter, letterOf } from '../../src/storage/letters.js'
import { holdLetter } from '../../src/flows/steer-letter.js'
import { versionsOf } from '../../src/storage/versions.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { colleague, putInForce, type Browser } from '../http/browser.js'
import { ask, factsOf, useService, type TestService } from '../http/served-app.js'
import { reply } from '../mail/returned-mails.js'

const service = useService()
const OWN = '212000-9879'
const LETTER = 'c'.repeat(16)
let eva: Browser
let reader: Browser
let raps = ''

beforeAll(async () => {
  eva = await putInForce(service())
  reader = (await colleague(service(), 'Lars Läsare', ['lasare'])).browser
  const { token } = await colleague(service(), 'Dora Drift', ['administrator', 'namnd'])
  const dora: TestService = { ...service(), token }
  await ask(dora, 'POST', '/api/v1/packs', { facts: factsOf('lillfors-kommun'), kinds: ['raps'] })
  raps = (await versionsOf(service().app.store.read, OWN))[0]?.code ?? ''
  for (const event of ['handed-over', 'final-received']) await ask(dora, 'POST', `/api/v1/versions/${raps}/events`, { by: 'Dora Drift', event })
  const { app } = service()
  const at = app.now().toISOString()
  await app.store.write((tx) => insertLetter(tx, { id: LETTER, orgnr: OWN, recipient: 'granskning@driftbolaget.example', predecessor: null, codes: [raps], evidence: [], dueAt: at, releaseAt: '2099-01-01T00:00:00.000Z' }))
  await holdLetter(app, LETTER, 'Släpp det med ”letter resume cccc”.', app.actor('Eva Ek'))
})

describe('what waits on the page of letters', () => {
  it('leads to the letter it is about, and is worded for who stands there already', async () => {
    const { html } = await eva.open('/utskick')
    const waiting = /<section aria-labelledby="vantar">.*?<\/section>/s.exec(html)?.[0] ?? ''
    expect(waiting).toContain(`<a href="/utskick/brev/${LETTER}">Öppna brevet`)
    expect(html).toContain('Släpp det på brevets sida.')
    expect((await eva.open(`/utskick/brev/${LETTER}`)).html).toContain('Släpp det på den här sidan.')
    for (const path of ['/utskick', `/utskick/brev/${LETTER}`]) expect([path, (await eva.open(path)).html.includes('sidan Utskick')]).toEqual([path, false])
  })

  it('leads nobody to a letter who may not read it', async () => {
    const drift = (await colleague(service(), 'Dan Drift', ['drift'])).browser
    expect((await drift.open('/utskick')).html).not.toContain('/utskick/brev/')
  })
})

describe('an answer that came to somebody\'s own mailbox', () => {
  const mail = { name: 'svar.eml', bytes: new Uint8Array(reply('granskning@driftbolaget.example', 'Vi har fått handlingarna.', '<okand@anslut.example>')) }

  it('is read in from its file, once, and its words are shown', async () => {
    await eva.open('/utskick')
    const first = await eva.sendFiles('/utskick/svar', { formular: 'las-svar' }, mail)
    expect([first.status, first.to]).toEqual([303, expect.stringMatching(/^\/utskick\/svar\/[0-9a-f]{16}$/)])
    const { html } = await eva.open(first.to)
    expect(html).toContain('Vi har fått handlingarna.')
    expect(html).toContain('Mejlet är inläst. Läs det, och säg vilket brev det gäller.')
    const again = await eva.sendFiles('/utskick/svar', { formular: 'las-svar' }, mail)
    expect(again.to).toBe(first.to)
    expect((await eva.open(again.to)).html).toContain('Mejlet var redan inläst. Inget är ändrat.')
  })

  it('is refused where there is no file, or one that is no mail, with the file named', async () => {
    await eva.open('/utskick')
    expect((await eva.sendFiles('/utskick/svar', { formular: 'las-svar' }, { name: '', bytes: new Uint8Array() })).html).toContain('Välj ett sparat mejl.')
    const { status, html } = await eva.sendFiles('/utskick/svar', { formular: 'las-svar' }, { name: 'stort.eml', bytes: new Uint8Array(30 * 1024 * 1024) })
    expect(status).toBe(422)
    expect(html).toContain('stort.eml: ')
  })

  it('is taken from nobody who only reads', async () => {
    expect((await reader.open('/utskick')).html).not.toContain('las-svar')
    expect((await reader.sendFiles('/utskick/svar', { formular: 'las-svar' }, mail)).status).toBe(403)
  })
})

describe('the decision of the board', () => {
  const paper = () => `/kunder/${OWN}/handlingar/${raps}`

  it('is printed from the page of the document once there is one, by who works, and the next paper says it', async () => {
    expect((await eva.open(paper())).html).not.toContain('tryck-beslut')
    const nils = (await colleague(service(), 'Nils Nämnd', ['namnd'])).browser
    await nils.open(`/namnd/${raps}`)
    expect((await nils.send(`/namnd/${raps}/godkannande`, { formular: 'godkann', decision: '§ 12' })).to).toBe('/namnd')
    expect((await reader.open(paper())).html).not.toContain('tryck-beslut')
    expect((await reader.send(`${paper()}/tryckt-beslut`, { formular: 'tryck-beslut' })).status).toBe(403)
    const { html } = await eva.open(paper())
    expect(html).toContain('<summary>Tryck beslutet i handlingen</summary>')
    const { status, to } = await eva.send(`${paper()}/tryckt-beslut`, { formular: 'tryck-beslut' })
    expect([status, to]).toEqual([303, expect.stringMatching(/^\/kunder\/212000-9879\/handlingar\/[0-9A-Z]{10}$/)])
    expect(to).not.toBe(paper())
    const next = await eva.open(to)
    expect(next.html).toContain(`ersätter ${spokenCode(raps)}. Lämna de nya exemplaren till underskrift`)
    expect(next.html).not.toContain('tryck-beslut')
    expect((await eva.send(`${paper()}/tryckt-beslut`, { formular: 'tryck-beslut' })).status).toBe(409)
    expect((await letterOf(service().app.store.read, LETTER))?.codes).toEqual([raps])
  })
})
