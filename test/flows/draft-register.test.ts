import { Document, HeadingLevel, Packer, Paragraph } from 'docx'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compareDraft, compareRegistered } from '../../src/flows/draft-compare.js'
import { dropDraft } from '../../src/flows/draft-drop.js'
import { registerDraft, type RegisteredDraft } from '../../src/flows/draft-register.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { approve } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { eventsOf } from '../../src/storage/events.js'
import { versionOf } from '../../src/storage/versions.js'
import type { Facts } from '../../templates/facts.js'
import { call } from '../cli/call.js'
import { BOARD, CLERK, documentOf, factsOf, failureOf, openHouse, packed, type House } from '../open-house.js'
import { pdfText, wordText } from '../read-papers.js'
import { rewritten, splitAt, tracked } from '../templates/returned-document.js'
import { tampered, withDocument } from '../templates/word/template-of.js'

let house: House
let manifest: Manifest
let restore: () => Promise<void>
const facts = factsOf('lillfors-kommun')

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, facts, { kinds: ['raps', 'rutiner', 'tjansteavtal'] })
  restore = await house.remember()
})
beforeEach(() => restore())

const fileOf = async (made: Manifest, kind: string, end: string): Promise<Uint8Array> => house.app.archive.read(documentOf(made, kind).files.find(({ path }) => path.endsWith(end))?.sha256 ?? '')
const issued = (kind = 'raps'): Promise<Uint8Array> => fileOf(manifest, kind, '.docx')
const PAPER = 'Utskriven bara för den som läser högt.'
/** RAPS as the customer returns it: one sentence tracked, one not. */
const edited = async (): Promise<Uint8Array> => rewritten(withDocument(await issued(), 'Antecknat av (namn)', 'Antecknat av ordföranden'), 'w:p', 'Registration Authority Practice', (xml) => splitAt(xml, 'Registration Authority Practice', tracked.inserted(`${PAPER} {{kund.namn}} `) + tracked.deleted('Registration Authority Practice')))
const register = (docx: Uint8Array, changes: { document?: string; reason?: string; otherFacts?: string } = {}): Promise<RegisteredDraft> => registerDraft(house.app, { file: docx, document: changes.document ?? documentOf(manifest, 'raps').code, by: house.app.actor(CLERK), reason: changes.reason ?? null, otherFacts: changes.otherFacts ?? null })
const again = (changed: Facts = facts, reason?: string): Promise<Manifest> => packed(house, changed, { kinds: ['raps', 'rutiner', 'tjansteavtal'], ...(reason === undefined ? {} : { reissue: { by: house.app.actor(CLERK), reason } }) })

describe('draft register', () => {
  it('issues the customer\'s words under a new code in both files, tags as text, signed by the same parties', async () => {
    const { code, isNew, differences } = await register(await edited())
    expect([isNew, differences]).toEqual([true, 2])
    const made = await again()
    const raps = documentOf(made, 'raps')
    expect(raps.code).toBe(code)
    const [word, pdf] = [wordText(await fileOf(made, 'raps', '.docx'), 'body'), pdfText(await fileOf(made, 'raps', '-1.pdf'))]
    for (const text of [word, pdf]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(`${PAPER} {{kund.namn}}`)
      expect(text).not.toContain('Registration Authority Practice')
    }
    expect(raps.signatureBoxes.map(({ party }) => party)).toEqual(documentOf(manifest, 'raps').signatureBoxes.map(({ party }) => party))
    expect(pdf).toContain(`${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`)
  })

  it('issues headings under a table of contents made of them, though the file\'s own is older, and tells so wherever the text is compared', async () => {
    const returned = withDocument(await issued(), />Åtaganden för chefer<(?!.*>Åtaganden för chefer<)/s, '>Åtaganden för alla chefer<')
    const old = expect.stringMatching(/^Innehållsförteckningen i filen är inte uppdaterad: ”2\.2 Åtaganden för chefer ?\d+” \(.*\)\. Den handling som ges ut får en förteckning gjord av rubrikerna.*F9/)
    expect(await compareDraft(house.app, { file: returned, document: null })).toMatchObject({ notCompared: [old], differences: [{ type: 'changed', place: 'Rubriken 2.2 Åtaganden för alla chefer' }] })
    const { code } = await register(returned)
    expect((await compareRegistered(house.app, code)).notCompared).toEqual([old])
    const made = await again()
    for (const text of [wordText(await fileOf(made, 'raps', '.docx'), 'body'), pdfText(await fileOf(made, 'raps', '-1.pdf'))]) {
      expect(text).not.toContain('Åtaganden för chefer')
      expect(text.split('Åtaganden för alla chefer').length - 1).toBe(2)
    }
  })

  it('is not said to be unchanged where its table of contents alone was rewritten', async () => {
    const returned = withDocument(await issued(), '>Åtaganden för chefer<', '>Åtaganden för kommunen<')
    expect(await compareDraft(house.app, { file: returned, document: null })).toMatchObject({ notCompared: [expect.stringContaining('Åtaganden för kommunen')], differences: [], isUnchanged: false })
    const { code } = await register(returned)
    expect(await compareRegistered(house.app, code)).toMatchObject({ notCompared: [expect.stringContaining('Åtaganden för kommunen')], differences: [], isUnchanged: false })
    expect((await call(house, 'draft', 'compare', '--document', code)).exit).toBe(4)
  })

  it('leaves a history that vouches for it, with the final as received, and both files in the archive', async () => {
    const { code, text } = await register(await edited())
    const events = (await eventsOf(house.app.store.read, facts.kund.orgnr)).slice(-5).map(({ event }) => event.type)
    expect(events).toEqual(['customer-text-registered', 'issued', 'superseded', 'handed-over', 'final-received'])
    expect((await versionOf(house.app.store.read, code))?.customerText).toBe(text)
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('is one thing however often the same file is registered', async () => {
    const docx = await edited()
    const { code } = await register(docx)
    const count = (await eventsOf(house.app.store.read, facts.kund.orgnr)).length
    expect(await register(docx)).toMatchObject({ code, isNew: false })
    expect((await eventsOf(house.app.store.read, facts.kund.orgnr)).length).toBe(count)
  })

  it('stays through packs with the same facts, and says that it is not refreshed when they change', async () => {
    const { code } = await register(await edited())
    expect(documentOf(await again(), 'raps').code).toBe(code)
    const moved = { ...facts, raFunktionsbrevlada: 'ny-brevlada@lillfors.example' }
    const refused = await failureOf(again(moved))
    expect(refused.code).toBe('reissue-needed')
    expect(refused.faults.find(({ path }) => path.startsWith('raps'))?.message).toContain('har kundens text i stället för mallens')
    const renewed = await again(moved, 'Ny brevlåda')
    expect(documentOf(renewed, 'raps').code).not.toBe(code)
    expect(wordText(await fileOf(renewed, 'raps', '.docx'), 'body')).toContain(PAPER)
    expect(documentOf(await again(moved), 'raps').code).toBe(documentOf(renewed, 'raps').code)
  })

  it('gives way to the template again when it is dropped', async () => {
    const { code } = await register(await edited())
    await dropDraft(house.app, { document: code, by: house.app.actor(CLERK), reason: 'Kunden tog tillbaka sina ändringar' })
    expect((await failureOf(again())).code).toBe('reissue-needed')
    expect(wordText(await fileOf(await again(facts, 'Åter till mallen'), 'raps', '.docx'), 'body')).not.toContain(PAPER)
    expect((await failureOf(dropDraft(house.app, { document: code, by: house.app.actor(CLERK), reason: 'igen' }))).code).toBe('transition-refused')
  })

  it('stays as issued when it is dropped and says what the template says, and follows the facts again', async () => {
    const { code } = await register(await issued())
    await approve(house.app, { code, decision: '§ 12', by: house.app.actor(BOARD), on: null })
    await dropDraft(house.app, { document: code, by: house.app.actor(CLERK), reason: 'Texten är mallens' })
    expect(documentOf(await again(), 'raps').code).toBe(code)
    const found = (await customerStatus(house.app, facts.kund.orgnr)).documents.find((document) => document.code === code)
    expect([found?.customerText?.state, found?.approval?.on]).toEqual(['dropped', '2026-11-22'])
    expect((await call(house, 'status', facts.kund.orgnr)).text).toContain('kundens text, ordagrant som mallen, tagen ur bruk (')
    const moved = { ...facts, raFunktionsbrevlada: 'ny-brevlada@lillfors.example' }
    const renewed = await again(moved, 'Ny brevlåda')
    expect(wordText(await fileOf(renewed, 'raps', '.docx'), 'body')).toContain('ny-brevlada@lillfors.example')
    expect((await versionOf(house.app.store.read, documentOf(renewed, 'raps').code))?.customerText).toBeNull()
  })

  it('is printed as the template\'s own text is, when the customer changed nothing', async () => {
    const { code, differences } = await register(await issued())
    const made = documentOf(await again(), 'raps')
    expect([made.code, differences, made.pageCount]).toEqual([code, 0, documentOf(manifest, 'raps').pageCount])
  })

  it('takes a document of the customer\'s own, with our header and places to sign', async () => {
    const own = new Document({ sections: [{ children: [new Paragraph({ text: 'Vår egen RAPS', heading: HeadingLevel.TITLE }), new Paragraph({ text: 'Inledning', heading: HeadingLevel.HEADING_1 }), new Paragraph('Vi arbetar så här & {{constructor}}.')] }] })
    const { code } = await register(new Uint8Array(await Packer.toArrayBuffer(own)))
    const raps = documentOf(await again(), 'raps')
    expect(raps.code).toBe(code)
    expect(raps.signatureBoxes.map(({ party }) => party)).toEqual(documentOf(manifest, 'raps').signatureBoxes.map(({ party }) => party))
    const pdf = pdfText(await fileOf(await again(), 'raps', '-1.pdf')).replaceAll(/\s+/g, ' ')
    expect(pdf).toContain('Vi arbetar så här & {{constructor}}.')
    expect(pdf).toContain(`Versionskod ${code.slice(0, 4)}-`)
    expect((await call(house, 'draft', 'compare', '--document', code)).exit).toBe(4)
  })

  it('is put before the board with its differences from the template in view', async () => {
    const { code } = await register(await edited())
    const { exit, text } = await call(house, 'draft', 'compare', '--document', code)
    expect(exit).toBe(4)
    expect(text).toContain('kundens text jämförd med mallens')
    expect(text).toContain('Antecknat av [-(namn)-]{+ordföranden+}')
    expect(text).toContain(`{+${PAPER} {{kund.namn}}`)
    expect((await call(house, 'draft', 'compare', '--document', documentOf(manifest, 'rutiner').code)).text).toContain('transition-refused')
    expect((await call(house, 'draft', 'compare')).exit).toBe(2)
    expect((await call(house, 'status', facts.kund.orgnr)).text).toContain(`kundens text, skiljer sig från mallen på 2 ställen (draft compare --document ${code.slice(0, 4)}-`)
  })

  it('makes no approval fall without a reason', async () => {
    const raps = documentOf(manifest, 'raps')
    await approve(house.app, { code: raps.code, decision: '§ 12', by: house.app.actor(BOARD), on: null })
    const refused = await failureOf(register(await edited()))
    expect([refused.code, refused.faults[0]?.message]).toEqual(['reissue-needed', 'godkännandet 2026-11-22 faller'])
    const { code } = await register(await edited(), { reason: 'Kunden har ändrat sig' })
    const status = await customerStatus(house.app, facts.kund.orgnr)
    expect(status.documents.find((document) => document.code === code)).toMatchObject({ approval: null, stage: 'final-received', customerText: { differences: 2 } })
  })

  it('makes no approval fall that comes while the papers are made', async () => {
    const raps = documentOf(manifest, 'raps')
    const { archive } = house.app
    const keep = async (bytes: Uint8Array): ReturnType<typeof archive.keep> => {
      const events = await eventsOf(house.app.store.read, facts.kund.orgnr)
      if (!events.some(({ event }) => event.type === 'approved')) await approve(house.app, { code: raps.code, decision: '§ 12', by: house.app.actor(BOARD), on: null })
      return archive.keep(bytes)
    }
    const refused = await failureOf(registerDraft({ ...house.app, archive: { ...archive, keep } }, { file: await edited(), document: raps.code, by: house.app.actor(CLERK), reason: null, otherFacts: null }))
    expect([refused.code, refused.faults[0]?.message]).toEqual(['reissue-needed', 'godkännandet 2026-11-22 faller'])
    expect((await versionOf(house.app.store.read, raps.code))?.supersededBy).toBeNull()
  })

  it('is registered once when two register the same file at once, and not in place of a colleague\'s', async () => {
    const docx = await edited()
    const other = withDocument(await issued(), 'Antecknat av', 'Noterat av')
    const outcomes = await Promise.allSettled([register(docx), register(docx), register(other)])
    const codes = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'registered' : z.object({ code: z.string() }).parse(outcome.reason).code))
    expect(codes.filter((code) => code === 'registered')).toHaveLength(1)
    expect((await eventsOf(house.app.store.read, facts.kund.orgnr)).filter(({ event }) => event.type === 'customer-text-registered')).toHaveLength(1)
    expect(new Set(codes.filter((code) => code !== 'registered'))).toEqual(new Set(codes[2] === 'registered' ? ['transition-refused'] : ['already-recorded', 'transition-refused']))
  })

  it('adds our places to sign to a text that has none, and refuses one that changes who signs', async () => {
    const unsigned = tampered(await issued(), { 'word/document.xml': (xml) => xml.replaceAll(/<w:tbl>(?:(?!<\/?w:tbl>).)*Namnförtydligande(?:(?!<\/?w:tbl>).)*<\/w:tbl>/gs, '') })
    const { code } = await register(unsigned)
    const boxes = documentOf(await again(), 'raps').signatureBoxes.map(({ party }) => party)
    expect(boxes).toEqual(documentOf(manifest, 'raps').signatureBoxes.map(({ party }) => party))
    const oneLess = tampered(await issued(), { 'word/document.xml': (xml) => xml.replace(/<w:tbl>(?:(?!<\/?w:tbl>).)*Namnförtydligande(?:(?!<\/?w:tbl>).)*<\/w:tbl>/s, '') })
    expect((await failureOf(register(oneLess, { document: code }))).code).toBe('signatures-changed')
  })

  it('refuses another document\'s file, a version that is replaced and signs nobody sees', async () => {
    expect((await failureOf(register(await issued('rutiner')))).message).toContain('Filen säger själv att den är')
    expect((await failureOf(register(withDocument(await issued(), 'Antecknat av', 'Anteck\u202Enat av')))).code).toBe('draft-unreadable')
    const { code } = await register(await edited())
    const refused = await failureOf(register(withDocument(await issued(), 'Antecknat av', 'Noterat av')))
    expect(refused.message).toContain(`ersatt av ${code.slice(0, 4)}-`)
  })
})
