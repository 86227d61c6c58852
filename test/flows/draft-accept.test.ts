import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acceptDraft, type AcceptedDraft } from '../../src/flows/draft-accept.js'
import { dropDraft } from '../../src/flows/draft-drop.js'
import { listDrafts } from '../../src/flows/draft-list.js'
import { registerDraft, type RegisteredDraft } from '../../src/flows/draft-register.js'
import { rejectDraft } from '../../src/flows/draft-reject.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { appendEvents, eventsOf } from '../../src/storage/events.js'
import { versionsOf } from '../../src/storage/versions.js'
import type { Event } from '../../contracts/event.js'
import type { Facts } from '../../templates/facts.js'
import { call } from '../cli/call.js'
import { distDirectory } from '../../src/program-files.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { pdfText, wordText } from '../read-papers.js'
import { partOf, withDocument } from '../templates/word/template-of.js'

let house: House
let manifest: Manifest
let restore: () => Promise<void>
const facts = factsOf('lillfors-kommun')
const kinds = ['tjansteavtal']
const MARK = 'Avviker från mallen'
const THIRD = 'Tove Tredje'

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, facts, { kinds })
  restore = await house.remember()
})
beforeEach(() => restore())

const code = (made = manifest): string => documentOf(made, 'tjansteavtal').code
const fileOf = async (made: Manifest, end: string): Promise<Uint8Array> => house.app.archive.read(documentOf(made, 'tjansteavtal').files.find(({ path }) => path.endsWith(end))?.sha256 ?? '')
const issued = (): Promise<Uint8Array> => fileOf(manifest, '.docx')
const SENTENCE = 'är inte part i Leveransavtalet, men följer upp det.'
/** The agreement as the customer returns it: a paragraph and a row of a table changed. */
const edited = async (row = 'Måndag–torsdag'): Promise<Uint8Array> => withDocument(withDocument(await issued(), 'är inte part i Leveransavtalet.', SENTENCE), 'Måndag–fredag', row)
const propose = async (docx?: Uint8Array, document = code()): Promise<RegisteredDraft> => registerDraft(house.app, { file: docx ?? (await edited()), document, by: house.app.actor(CLERK), reason: null, otherFacts: null })
const accept = (text: string, by: string, reason: string | null = null): Promise<AcceptedDraft> => acceptDraft(house.app, { text, by: house.app.actor(by), reason })
const again = (changed: Facts = facts, reason?: string): Promise<Manifest> => packed(house, changed, { kinds, ...(reason === undefined ? {} : { reissue: { by: house.app.actor(CLERK), reason } }) })
const eventTypes = async (): Promise<string[]> => (await eventsOf(house.app.store.read, facts.kund.orgnr)).map(({ event }) => event.type)
const versionCount = async (): Promise<number> => (await versionsOf(house.app.store.read, facts.kund.orgnr)).length
const accepted = async (): Promise<Manifest> => {
  const { text } = await propose()
  await accept(text, CLERK)
  await accept(text, COLLEAGUE)
  return again()
}
/** How many vertical lines stand left of the column in a PDF. */
function barsIn(pdf: Uint8Array): number {
  let bars = 0
  const bytes = Buffer.from(pdf)
  for (let at = bytes.indexOf('stream\n'); at !== -1; at = bytes.indexOf('stream\n', at + 7)) {
    const end = bytes.indexOf('endstream', at)
    if (bytes.subarray(at - 3, at).toString() === 'end') continue
    try {
      bars += [...inflateSync(bytes.subarray(at + 7, end)).toString('latin1').matchAll(/61\.8\d* [\d.]+ m\s+61\.8\d* [\d.]+ l/g)].length
    } catch {
      // Not a compressed stream.
    }
  }
  return bars
}

describe('draft register of an agreement', () => {
  it('records a proposal with its differences in view and issues nothing, however often it is repeated', async () => {
    const proposal = await propose()
    expect(proposal).toMatchObject({ state: 'proposed', code: code(), isNew: true, differences: 2 })
    expect(proposal.comparison?.differences.map(({ type }) => type)).toEqual(['changed', 'changed'])
    const events = await eventTypes()
    expect(events.at(-1)).toBe('customer-text-registered')
    expect(await propose()).toMatchObject({ text: proposal.text, isNew: false })
    expect(await eventTypes()).toEqual(events)
    expect(code(await again())).toBe(code())
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('refuses a file that says what was issued', async () => {
    const refused = await failureOf(propose(await issued()))
    expect([refused.code, refused.message.includes('ingen avvikelse att anta')]).toEqual(['transition-refused', true])
    expect(await eventTypes()).not.toContain('customer-text-registered')
  })

  it('says through the command line what differs and who must do what, and the status tells of it until it is settled', async () => {
    const file = join(house.directory, 'tillbaka.docx')
    writeFileSync(file, await edited())
    const registered = await call(house, 'draft', 'register', file, '--document', code(), '--by', CLERK)
    expect(registered.exit).toBe(4)
    const text = (await listDrafts(house.app, null))[0]?.text ?? ''
    for (const part of ['Leveransavtalet{+, men följer upp det+}.', `draft accept ${text} --by NAMN`, 'två personer']) expect(registered.text).toContain(part)
    const first = await call(house, 'draft', 'accept', text, '--by', CLERK)
    expect([first.exit, first.text.includes('en annan person')]).toEqual([4, true])
    expect((await call(house, 'status', facts.kund.orgnr)).text).toContain(`förslag ${text} skiljer sig från mallen på 2 ställen; antaget av ${CLERK}, väntar på en person till`)
    expect((await call(house, 'draft', 'compare', '--text', text)).text).toContain('[-fredag-]{+torsdag+}')
    expect((await call(house, 'draft', 'list', facts.kund.orgnr)).text).toContain(`föreslagen, antagen av ${CLERK}; väntar på en person till`)
    const second = await call(house, 'draft', 'accept', text.toUpperCase(), '--by', COLLEAGUE)
    expect([second.exit, second.text.includes('utgiven')]).toEqual([0, true])
    const status = (await call(house, 'status', facts.kund.orgnr)).text
    expect(status).toContain('avvikelse antagen av två personer, skiljer sig från mallen på 2 ställen')
    expect(status).not.toContain(`förslag ${text}`)
    expect((await failureOf(accept('0badc0de', CLERK))).code).toBe('draft-unknown')
  })
})

describe('a deviation that two persons have accepted', () => {
  it('is the text of the next version, marked on every page and beside every place, and stays through packs', async () => {
    const made = await accepted()
    const agreement = documentOf(made, 'tjansteavtal')
    expect(agreement.code).not.toBe(code())
    const [pdf, word] = [await fileOf(made, '-1.pdf'), await fileOf(made, '.docx')]
    const pages = pdfText(pdf).split('\f').filter((page) => page.trim() !== '')
    expect(pages).toHaveLength(agreement.pageCount)
    expect(pages.filter((page) => !page.includes(MARK))).toEqual([])
    expect(pdfText(pdf).replaceAll(/\s+/g, ' ')).toContain('men följer upp det.')
    expect(barsIn(pdf)).toBeGreaterThanOrEqual(2)
    expect(barsIn(await fileOf(manifest, '-1.pdf'))).toBe(0)
    expect(wordText(word, 'all')).toContain(MARK)
    expect(wordText(word, 'body')).not.toContain(MARK)
    expect(partOf(word, 'word/document.xml').match(/<w:left w:val="single"[^>]*w:color="B00021"\/>/g)).toHaveLength(2)
    // LibreOffice draws no border beside a paragraph in a cell: a row has it at its first cell.
    expect(partOf(word, 'word/document.xml').match(/<w:tcBorders><w:left [^>]*w:color="B00021"\/>/g)).toHaveLength(1)
    expect((await eventTypes()).slice(-4)).toEqual(['customer-text-accepted', 'customer-text-accepted', 'issued', 'superseded'])
    expect(code(await again())).toBe(agreement.code)
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('gives way to the template when it is dropped, and comes back without old bars when it is changed further', async () => {
    const made = await accepted()
    const further = withDocument(await fileOf(made, '.docx'), 'Måndag–torsdag', 'Måndag–fredag')
    const { text, differences } = await propose(further, code(made))
    expect(differences).toBe(1)
    await accept(text, THIRD)
    await accept(text, COLLEAGUE)
    const second = await again()
    expect(partOf(await fileOf(second, '.docx'), 'word/document.xml').match(/w:color="B00021"/g)).toHaveLength(1)
    expect((await listDrafts(house.app, facts.kund.orgnr)).map(({ state }) => state)).toEqual(['replaced', 'in-force'])
    await dropDraft(house.app, { document: code(second), by: house.app.actor(CLERK), reason: 'Kunden tog tillbaka det' })
    const plain = await again(facts, 'Åter till mallen')
    expect(wordText(await fileOf(plain, '.docx'), 'all')).not.toContain(MARK)
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })
})

describe('accepting a deviation', () => {
  it('takes two persons, however the name is written', async () => {
    const { text } = await propose()
    expect(await accept(text, CLERK)).toMatchObject({ state: 'proposed', code: null, acceptedBy: [CLERK] })
    const refused = await failureOf(accept(text, ` ${CLERK.toUpperCase()} `))
    expect([refused.code, refused.message.includes('En annan person måste')]).toEqual(['already-recorded', true])
    expect(await versionCount()).toBe(1)
    expect(await accept(text, COLLEAGUE)).toMatchObject({ state: 'in-force', acceptedBy: [CLERK, COLLEAGUE] })
    expect((await failureOf(accept(text, THIRD))).code).toBe('already-recorded')
    expect(await versionCount()).toBe(2)
  })

  it('is over when somebody has rejected it, after which the file may be registered anew', async () => {
    const { text } = await propose()
    await accept(text, COLLEAGUE)
    await rejectDraft(house.app, { text, by: house.app.actor(THIRD), reason: 'Ansvaret får inte ändras' })
    expect((await failureOf(accept(text, CLERK))).message).toContain('är avslaget')
    expect((await failureOf(rejectDraft(house.app, { text, by: house.app.actor(THIRD), reason: 'igen' }))).code).toBe('transition-refused')
    expect((await propose()).text).not.toBe(text)
    expect((await listDrafts(house.app, null)).map(({ state }) => state)).toEqual(['rejected', 'proposed'])
    expect((await eventTypes()).slice(-3)).toEqual(['customer-text-accepted', 'customer-text-rejected', 'customer-text-registered'])
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('is refused when facts or version have changed since, with what to register against instead', async () => {
    const docx = await edited()
    const { text } = await propose(docx)
    const moved: Facts = { ...facts, kund: { ...facts.kund, epost: 'ny@lillfors.example' } }
    wait(house, 5)
    const renewed = await again(moved, 'Ny adress')
    const refused = await failureOf(accept(text, CLERK))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining(`ersatt av ${code(renewed).slice(0, 4)}-`)])
    expect((await listDrafts(house.app, null))[0]).toMatchObject({ isOutdated: true })
    expect((await propose(docx, code(renewed))).text).not.toBe(text)
    expect((await listDrafts(house.app, null)).map(({ state }) => state)).toEqual(['rejected', 'proposed'])
    await packed(house, { ...moved, kund: { ...moved.kund, epost: 'annan@lillfors.example' } }, { kinds: ['kortprognos'], reissue: { by: house.app.actor(CLERK), reason: 'Annan adress' } })
    const [, proposal] = await listDrafts(house.app, null)
    expect((await failureOf(accept(proposal?.text ?? '', CLERK))).message).toContain('har ändrats så att')
  })

  it('needs a reason where signatures fall', async () => {
    const { text } = await propose()
    await accept(text, CLERK)
    const signature = { type: 'signature-confirmed', party: 'kund', scan: '0'.repeat(64), pages: [{ page: 1, scan: '0'.repeat(64), sourcePage: 1, rotation: 0 }] } satisfies Event
    await house.app.store.write((tx) => appendEvents(tx, [{ actor: house.app.actor(CLERK), happenedOn: '2026-11-22', orgnr: facts.kund.orgnr, code: code(), exemplar: 1, event: signature }], house.app.now().toISOString()))
    const refused = await failureOf(accept(text, COLLEAGUE))
    expect([refused.code, refused.faults[0]?.message]).toEqual(['reissue-needed', 'underskriften av kunden 2026-11-22 faller'])
    expect((await listDrafts(house.app, null))[0]?.acceptedBy).toEqual([CLERK])
    expect(await accept(text, COLLEAGUE, 'Kunden vill det')).toMatchObject({ state: 'in-force' })
  })

  it('by two processes at once gives one version and one refusal', async () => {
    const { text } = await propose()
    await accept(text, CLERK)
    const acceptIn = (by: string): Promise<unknown> => promisify(execFile)(process.execPath, [join(distDirectory, 'src', 'main.js'), 'draft', 'accept', text, '--by', by, '--data', join(house.directory, 'data')])
    const outcomes = await Promise.allSettled([COLLEAGUE, THIRD].map(acceptIn))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(JSON.stringify(outcomes.find(({ status }) => status === 'rejected'))).toContain('already-recorded')
    expect(await versionCount()).toBe(2)
    expect((await eventTypes()).filter((type) => type === 'customer-text-accepted')).toHaveLength(2)
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [] })
  })
})
