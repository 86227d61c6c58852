import { beforeAll, describe, expect, it } from 'vitest'
import { insertLetter, letterOf } from '../../src/storage/letters.js'
import { holdLetter } from '../../src/flows/steer-letter.js'
import { versionsOf } from '../../src/storage/versions.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { colleague, putInForce, type Browser } from '../http/browser.js'
import { ask, factsOf, useService, type TestService } from '../http/served-app.js'
import { readFacts } from '../../templates/facts-faults.js'
import { reply } from '../mail/returned-mails.js'
import { customerFacts } from '../../src/web/pages/customer-facts.js'
import { standingOf } from '../../src/web/pages/letter-words.js'

const service = useService()
const OWN = '212000-9879'
const LETTER = 'c'.repeat(16)
let eva: Browser
let reader: Browser
let raps = ''
let dora: TestService

beforeAll(async () => {
  eva = await putInForce(service())
  reader = (await colleague(service(), 'Lars Läsare', ['lasare'])).browser
  const { token } = await colleague(service(), 'Dora Drift', ['administrator', 'namnd'])
  dora = { ...service(), token }
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

  it('says what is next of a letter that has gone, not what the mail server answered when it went', async () => {
    const letter = await letterOf(service().app.store.read, LETTER)
    if (letter === null) throw new Error('the letter is gone')
    const gone = { ...letter, state: 'relayed', reason: 'Postservern tog emot brevet: 250 2.0.0 Ok: queued as 1' } as const
    const answered = { text: 'Svar på brev har kommit 2026-11-24', badge: 'look', isAnswer: true } as const
    expect([standingOf(gone, undefined, 'list'), standingOf(gone, answered, 'list')].map(({ next, reason }) => [next, reason])).toEqual([['Driftleverantören ska bekräfta att det har kommit.', ''], ['Läs svaret och registrera vad det betyder.', '']])
    expect(standingOf({ ...gone, state: 'failed' }, undefined, 'list').reason).toContain('queued as 1')
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

describe('the page of a customer', () => {
  it('says which point was ticked, and nobody\'s role twice', async () => {
    expect((await ask(dora, 'POST', `/api/v1/customers/${OWN}/points/1.1`, { by: 'Dora Drift' })).status).toBe(201)
    expect((await eva.open(`/kunder/${OWN}`)).html).toContain('Checklistepunkt avbockad<span class="aside">1.1 Visa siths.se')
    const facts = readFacts(factsOf('lillfors-kommun'))
    const ra = (befattning: string) => customerFacts({ ...facts, undertecknare: [], kontakter: { ra: [{ namn: 'Elin Hagström', befattning }] } }).contacts.map(({ title }) => title)
    expect([ra('RA'), ra('RA, barnmorska'), ra('IT-strateg')]).toEqual([[''], ['barnmorska'], ['IT-strateg']])
  })
})
