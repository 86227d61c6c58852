import { readFileSync } from 'node:fs'
import { Document, Packer, Paragraph } from 'docx'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerDraft } from '../../src/flows/draft-register.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { printDecision, type DecidedPrint } from '../../src/flows/print-decision.js'
import { approve } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { customerOf } from '../../src/storage/customers.js'
import { eventsOf } from '../../src/storage/events.js'
import { versionOf } from '../../src/storage/versions.js'
import type { VersionStatus } from '../../contracts/status.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { call } from '../cli/call.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, setParties, type House } from '../open-house.js'
import { pdfText, wordText } from '../read-papers.js'
import { approveReviewSet, signedAndConfirmed } from '../signed-scans.js'

let house: House
let manifest: Manifest
let restore: () => Promise<void>
const facts = factsOf('lillfors-kommun')
const KINDS = ['raps', 'rutiner']
const DECISION = 'Protokoll 7, § 12'

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, facts, { kinds: KINDS })
  restore = await house.remember()
})
beforeEach(() => restore())

const codeOf = (kind: string): string => documentOf(manifest, kind).code
const print = (document = codeOf('raps'), reason: string | null = null): Promise<DecidedPrint> => printDecision(house.app, { document, by: house.app.actor(CLERK), reason })
const again = (): Promise<Manifest> => packed(house, facts, { kinds: KINDS })
const fileOf = async (made: Manifest, kind: string, end: string): Promise<Uint8Array> => house.app.archive.read(documentOf(made, kind).files.find(({ path }) => path.endsWith(end))?.sha256 ?? '')
const statusOf = async (code: string): Promise<VersionStatus | undefined> => (await customerStatus(house.app, facts.kund.orgnr)).documents.find((document) => document.code === code)
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')
const approvals = (): Promise<void> => approveReviewSet(house, manifest, KINDS)
const register = (docx: Uint8Array, document: string): ReturnType<typeof registerDraft> => registerDraft(house.app, { file: docx, document, by: house.app.actor(CLERK), reason: null, otherFacts: null })

describe('print-decision', () => {
  it('prints day, paragraph and who recorded it in both files, and changes no other word', async () => {
    await approvals()
    for (const [kind, label] of [['raps', 'Godkänd'], ['rutiner', 'Godkända']] as const) {
      const { code, replaces } = await print(codeOf(kind))
      expect(replaces).toBe(codeOf(kind))
      const made = await again()
      expect(documentOf(made, kind).code).toBe(code)
      const filled = `${label} den (datum) 2026-11-22 Protokoll och paragraf ${DECISION} Antecknat av (namn) Förvaltningsgruppen`
      const blank = `${label} den (datum) Protokoll och paragraf Antecknat av (namn)`
      const [before, after] = [flat(wordText(await fileOf(manifest, kind, '.docx'), 'body')), flat(wordText(await fileOf(made, kind, '.docx'), 'body'))]
      expect(before).toContain(blank)
      expect(after).toBe(before.replace(blank, filled))
      expect(flat(pdfText(await fileOf(made, kind, '-1.pdf')))).toContain(filled)
      expect(documentOf(made, kind).pageCount).toBe(documentOf(manifest, kind).pageCount)
    }
  })

  it('keeps the approval and the hash that it binds, and leaves a history that vouches for it', async () => {
    await approvals()
    const { code } = await print()
    const hashes = await Promise.all([codeOf('raps'), code].map(async (one) => (await versionOf(house.app.store.read, one))?.contentSha256))
    expect(hashes[0]).toBe(hashes[1])
    expect(await statusOf(code)).toMatchObject({ stage: 'approved', approval: { decision: DECISION, on: '2026-11-22' }, printed: { text: DECISION } })
    expect(await statusOf(codeOf('raps'))).toMatchObject({ stage: 'superseded', supersededBy: code })
    expect((await eventsOf(house.app.store.read, facts.kund.orgnr)).slice(-2).map(({ event }) => event.type)).toEqual(['issued', 'superseded'])
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('is left alone by the next pack, and lets the letter go when it is signed', async () => {
    await approvals()
    const codes = [(await print()).code, (await print(codeOf('rutiner'))).code]
    const made = await again()
    expect(KINDS.map((kind) => documentOf(made, kind).code)).toEqual(codes)
    await signedAndConfirmed(house, made, KINDS)
    expect((await customerStatus(house.app, facts.kund.orgnr)).letters[0]?.codes.toSorted()).toEqual(codes.toSorted())
    const refused = await failureOf(withdraw(house.app, (await statusOf(codes[0] ?? ''))?.approval?.event ?? 0, 'fel', house.app.actor(CLERK)))
    expect(refused.message).toContain('Ta tillbaka dem först')
  })

  it('refuses what is not approved, what says it already and agreements, prints with the facts that were approved, and refuses words that parties have changed since', async () => {
    expect((await failureOf(print())).message).toContain('är inte godkänd')
    await approvals()
    const { code } = await print()
    for (const one of [code, codeOf('raps')]) {
      const refused = await failureOf(print(one))
      expect([refused.code, refused.message]).toEqual(['already-recorded', expect.stringContaining(`är redan tryckt i Tillämpningsanvisning RAPS ${spokenCode(code)}`)])
    }
    const agreement = documentOf(await packed(house, facts, { kinds: ['tjansteavtal'] }), 'tjansteavtal').code
    expect((await failureOf(print(agreement))).code).toBe('transition-refused')
    await packed(house, { ...facts, raFunktionsbrevlada: 'ny@lillfors.example' }, { kinds: ['tjansteavtal'], reissue: { by: house.app.actor(CLERK), reason: 'ny brevlåda' } })
    const later = await customerOf(house.app.store.read, facts.kund.orgnr)
    expect(await print(codeOf('rutiner'))).toMatchObject({ decision: { text: DECISION } })
    expect(await customerOf(house.app.store.read, facts.kund.orgnr)).toEqual(later)
    await setParties(house, { epost: 'nya@parter.example' })
    await withdraw(house.app, (await statusOf(code))?.approval?.event ?? 0, 'fel', house.app.actor(CLERK))
    expect((await failureOf(print(code))).code).toBe('reissue-needed')
  })

  it('makes no signature fall without a reason', async () => {
    await approvals()
    await signedAndConfirmed(house, manifest, ['raps'], ['kund'])
    const refused = await failureOf(print())
    expect([refused.code, refused.message]).toEqual(['reissue-needed', expect.stringContaining('underskriften av kunden faller')])
    const { code } = await print(codeOf('raps'), 'Kunden vill ha beslutet tryckt')
    expect(await statusOf(code)).toMatchObject({ stage: 'approved', signedBy: [] })
  })

  it('prints no decision that is taken back while the papers are made', async () => {
    await approvals()
    const { archive } = house.app
    const approval = (await statusOf(codeOf('raps')))?.approval?.event ?? 0
    let takenBack: ReturnType<typeof withdraw> | null = null
    const keep = async (bytes: Uint8Array): ReturnType<typeof archive.keep> => {
      await (takenBack ??= withdraw(house.app, approval, 'fel', house.app.actor(CLERK)))
      return archive.keep(bytes)
    }
    const refused = await failureOf(printDecision({ ...house.app, archive: { ...archive, keep } }, { document: codeOf('raps'), by: house.app.actor(CLERK), reason: null }))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining('är inte godkänd')])
    expect(await statusOf(codeOf('raps'))).toMatchObject({ supersededBy: null })
  })

  it('is issued once when two print it at once', async () => {
    await approvals()
    const outcomes = await Promise.allSettled([print(), print()])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await eventsOf(house.app.store.read, facts.kund.orgnr)).filter(({ event }) => event.type === 'issued')).toHaveLength(3)
  })

  it('takes a decision off the paper again when it was taken back, and says so until then', async () => {
    await approvals()
    const { code } = await print()
    await withdraw(house.app, (await statusOf(code))?.approval?.event ?? 0, 'fel paragraf', house.app.actor(CLERK))
    expect((await call(house, 'status', facts.kund.orgnr)).text).toContain('OBS! ETT ÅTERTAGET BESLUT ÄR TRYCKT: 2026-11-22, Protokoll 7, § 12')
    const clean = await print(code)
    expect(clean.decision).toBeNull()
    expect(await statusOf(clean.code)).toMatchObject({ approval: null, printed: null })
    expect(wordText(await fileOf(await again(), 'raps', '.docx'), 'body')).not.toContain(DECISION)
    await approve(house.app, { code: clean.code, decision: '§ 13', by: house.app.actor(CLERK), on: null })
    expect((await print(clean.code)).decision).toEqual({ on: '2026-11-22', text: '§ 13', by: CLERK })
  })

  it('prints it in a customer\'s own document, which gets our table, and takes no text in that states a decision itself', async () => {
    const own = new Uint8Array(await Packer.toArrayBuffer(new Document({ sections: [{ children: [new Paragraph('Vår egen RAPS. Vi arbetar så här.')] }] })))
    const { code: registered } = await register(own, codeOf('raps'))
    await approve(house.app, { code: registered, decision: DECISION, by: house.app.actor(CLERK), on: null })
    const { code } = await print(registered)
    const made = await again()
    expect(documentOf(made, 'raps').code).toBe(code)
    expect(flat(pdfText(await fileOf(made, 'raps', '-2.pdf')))).toContain(`Godkänd den (datum) 2026-11-22 Protokoll och paragraf ${DECISION} Antecknat av (namn) ${CLERK}`)
    expect(await statusOf(code)).toMatchObject({ stage: 'approved', customerText: { differences: expect.any(Number) } })
    const refused = await failureOf(registerDraft(house.app, { file: await fileOf(made, 'raps', '.docx'), document: code, by: house.app.actor(CLERK), reason: 'igen', otherFacts: null }))
    expect(refused.message).toContain('står redan ”Godkänd den (datum) 2026-11-22, Protokoll och paragraf')
  })

  it('refuses a decision that would read otherwise than it is stored', async () => {
    await approve(house.app, { code: codeOf('raps'), decision: '§ 12\u202E', by: house.app.actor(CLERK), on: null })
    expect((await failureOf(print())).code).toBe('text-unprintable')
  })

  it('is told to the clerk by approve and status, and writes the customer\'s whole folder', async () => {
    const code = spokenCode(codeOf('raps'))
    const approved = await call(house, 'approve', code, '--by', CLERK, '--decision', DECISION)
    expect(approved.text).toContain(`print-decision ${code}`)
    expect((await call(house, 'status', facts.kund.orgnr)).text).toContain(`beslutet är inte tryckt (print-decision ${code})`)
    const { exit, text } = await call(house, 'print-decision', code, '--by', CLERK, '--out', `${house.directory}/paket`)
    expect(exit).toBe(0)
    expect(text).toContain('lämna de nya exemplaren till underskrift')
    expect((await call(house, 'status', facts.kund.orgnr)).text).toContain('beslutet är tryckt')
    const written: Manifest = JSON.parse(readFileSync(`${house.directory}/paket/${facts.kund.orgnr}/manifest.json`, 'utf8'))
    expect(written.documents.map(({ code: one }) => one)).toEqual((await again()).documents.map(({ code: one }) => one))
  })
})
