import { beforeAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../signing/scan-report.js'
import { confirm } from '../../src/flows/confirm.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { beginReading, endReading } from '../../src/storage/arrivals.js'
import { approve, record, returnForRevision } from '../../src/flows/record.js'
import { customerStatus } from '../../src/flows/status.js'
import { BOARD, CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { approveReviewSet, confirmed, inCopier, scanned, sheetsOf } from '../signed-scans.js'
import { scan } from '../../src/flows/scan.js'
import { scanReport } from '../../src/flows/scan-report.js'

const FACTS = factsOf('vardgruppen-solbacka')

let house: House
let manifest: Manifest

const about = () => ({ exemplar: null, by: house.app.actor(CLERK), on: null, override: null })
const codeOf = (kind: string): string => documentOf(manifest, kind).code
const statusOf = async (kind: string) => (await customerStatus(house.app, FACTS.kund.orgnr)).documents.find(({ code }) => code === codeOf(kind))
const both = (kind: string) => [...sheetsOf(documentOf(manifest, kind), 1), ...sheetsOf(documentOf(manifest, kind), 2)]
/** What is said beside a proposal, with what only the refusal of an attempt adds. */
const toldBefore = async ({ scan: name }: ScanReport, kind: string, party: string, exemplar?: number) => {
  const report = (await scanReport(house.app, name)).documents.find((one) => one.code === codeOf(kind) && (exemplar === undefined || one.exemplar === exemplar))
  const refused = report?.proposals.find((one) => one.party === party)?.refused
  return refused === undefined ? null : refused.replace(/$/, refused.includes('kan inte registreras') ? '' : ' Inget är bekräftat.')
}

beforeAll(async () => {
  house = await openHouse()
  manifest = await packed(house, FACTS)
})

describe('a confirmation', () => {
  it('needs every page of the exemplar, over all uploads', async () => {
    const sheets = sheetsOf(documentOf(manifest, 'grundavtal'), 1)
    const last = await scanned(house, sheets.slice(2))
    const refused = await failureOf(confirmed(house, last, codeOf('grundavtal'), 'kund'))
    expect([refused.code, refused.message]).toEqual(['scan-incomplete', expect.stringContaining('sida 1, 2 av')])
    expect(await toldBefore(last, 'grundavtal', 'kund', 1)).toBe(refused.message)
    await scanned(house, sheets.slice(0, 2))
    expect((await confirmed(house, last, codeOf('grundavtal'), 'kund')).exemplars).toEqual([1])
    expect(await statusOf('grundavtal')).toMatchObject({ stage: 'part-signed', signedBy: ['kund'] })
  })

  it('needs the page that the party signs in that very scan', async () => {
    const document = documentOf(manifest, 'grundavtal')
    const svrPage = document.signatureBoxes.find(({ party }) => party === 'svr')?.page
    const without = await scanned(house, sheetsOf(document, 1).filter(({ page }) => page !== svrPage))
    const refused = await failureOf(confirmed(house, without, document.code, 'svr'))
    expect([refused.code, refused.message]).toEqual(['scan-incomplete', expect.stringContaining(`sida ${String(svrPage)}`)])
  })

  it('of a page that came twice in the scan is refused until the exemplar is scanned anew', async () => {
    const sheets = sheetsOf(documentOf(manifest, 'grundavtal'), 1)
    wait(house, 1)
    const twice = await scanned(house, [...sheets, ...sheets.slice(0, 1)])
    expect((await failureOf(confirmed(house, twice, codeOf('grundavtal'), 'svr'))).message).toContain('två gånger')
    wait(house, 1)
    expect((await confirmed(house, await scanned(house, sheets), codeOf('grundavtal'), 'svr')).exemplars).toEqual([1])
    expect(await statusOf('grundavtal')).toMatchObject({ stage: 'signed', signedBy: ['kund', 'svr'] })
  })

  it('waits until the whole scan is read: what is left of it may speak against what has been', async () => {
    const report = await scanned(house, sheetsOf(documentOf(manifest, 'grundavtal'), 2))
    await house.app.store.write((tx) => beginReading(tx, { scan: report.scan, begunAt: house.app.now().toISOString(), pid: process.pid }))
    const refused = await failureOf(confirmed(house, report, codeOf('grundavtal'), 'kund'))
    expect([refused.code, refused.message]).toEqual(['scan-incomplete', expect.stringContaining('läses fortfarande')])
    expect(await toldBefore(report, 'grundavtal', 'kund')).toBe(refused.message)
    await house.app.store.write((tx) => endReading(tx, report.scan))
    expect(await toldBefore(report, 'grundavtal', 'kund')).toBeNull()
    expect((await confirmed(house, report, codeOf('grundavtal'), 'kund')).exemplars).toEqual([2])
    expect(await toldBefore(report, 'grundavtal', 'kund')).toBe((await failureOf(confirmed(house, report, codeOf('grundavtal'), 'kund'))).message)
  })

  it('of a scan without any page of the document, or of no scan, says so', async () => {
    const report = await scanned(house, sheetsOf(documentOf(manifest, 'kortprognos'), 1))
    expect((await failureOf(confirmed(house, report, codeOf('grundavtal'), 'kund'))).message).toContain('ingen sida')
    expect((await failureOf(confirmed(house, { ...report, scan: 'f'.repeat(64) }, codeOf('grundavtal'), 'kund'))).code).toBe('scan-unknown')
    expect((await failureOf(confirmed(house, report, '7K3M-9QXT-2B', 'kund'))).code).toBe('code-unknown')
    expect((await failureOf(confirmed(house, report, codeOf('kortprognos'), 'kund'))).code).toBe('transition-refused')
    expect((await failureOf(confirmed(house, report, codeOf('kortprognos'), 'kunden'))).message).toContain('Menade du kund?')
  })
})

describe('the order of signatures', () => {
  let report: ScanReport
  beforeAll(async () => {
    report = await scanned(house, both('tjansteavtal'))
  })

  it('waits for the board before anybody signs Tjänsteavtalet or its appendices', async () => {
    const refused = await failureOf(confirmed(house, report, codeOf('tjansteavtal'), 'kund'))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining('Förvaltningsgruppens godkännande saknas')])
    const raps = await scanned(house, both('raps'))
    expect((await failureOf(confirmed(house, raps, codeOf('raps'), 'kund'))).message).toContain('Förvaltningsgruppens godkännande saknas')
  })

  it('may be set aside with a reason, which is recorded and shown', async () => {
    const refused = await failureOf(record(house.app, { ...about(), subject: codeOf('tjansteavtal'), event: 'guard-overridden:approval-before-signing', options: {} }))
    expect(refused.code).toBe('event-incomplete')
    await record(house.app, { ...about(), subject: codeOf('tjansteavtal'), event: 'guard-overridden:approval-before-signing', options: { reason: 'Muntligt besked från ordföranden' } })
    expect((await confirmed(house, report, codeOf('tjansteavtal'), 'kund', 1)).exemplars).toEqual([1])
    expect((await statusOf('tjansteavtal'))?.overridden).toMatchObject([{ guard: 'approval-before-signing', text: 'Muntligt besked från ordföranden', by: CLERK }])
  })

  it('is the customer before SVR, on each exemplar', async () => {
    const refused = await failureOf(confirmed(house, report, codeOf('tjansteavtal'), 'svr', 2))
    expect(refused.message).toContain('Underskrift av kunden saknas på exemplar 2')
    expect(await toldBefore(report, 'tjansteavtal', 'svr', 2)).toBe(refused.message)
    expect(await toldBefore(report, 'tjansteavtal', 'svr', 1)).toBeNull()
    expect((await failureOf(confirmed(house, report, codeOf('tjansteavtal'), 'svr'))).message).toContain('exemplar 2')
    expect((await statusOf('tjansteavtal'))?.signedBy).toEqual(['kund'])
  })

  it('never lets the supplier sign what is SVR’s', async () => {
    expect((await failureOf(confirmed(house, report, codeOf('tjansteavtal'), 'driftleverantor', 1))).message).toContain('undertecknar aldrig Tjänsteavtal SITHS')
  })

  it('is recorded for all exemplars the scan shows when none is named, and only once each', async () => {
    await confirmed(house, report, codeOf('tjansteavtal'), 'kund', 2)
    expect((await confirmed(house, report, codeOf('tjansteavtal'), 'svr')).exemplars).toEqual([1, 2])
    expect((await statusOf('tjansteavtal'))?.exemplars.map(({ signedBy }) => signedBy)).toEqual([['kund', 'svr'], ['kund', 'svr']])
    expect((await failureOf(confirmed(house, report, codeOf('tjansteavtal'), 'svr'))).code).toBe('already-recorded')
    expect((await failureOf(confirm(house.app, { ...about(), scan: report.scan, document: codeOf('tjansteavtal'), party: 'svr', exemplar: 3 }))).message).toContain('exemplar 1 och 2')
  })
})

describe('the board', () => {
  it('returns with a reason that stands in the status, and approves the new final version', async () => {
    await returnForRevision(house.app, { code: codeOf('rutiner'), reason: 'kapitel 4 saknas', by: house.app.actor(BOARD), on: null })
    expect(await statusOf('rutiner')).toMatchObject({ stage: 'returned-for-revision', returnedForRevision: { text: 'kapitel 4 saknas' } })
    expect((await failureOf(approve(house.app, { code: codeOf('rutiner'), decision: '§ 1', by: house.app.actor(BOARD), on: null }))).code).toBe('transition-refused')
    await record(house.app, { ...about(), subject: codeOf('rutiner'), event: 'final-received', options: {} })
    const { events } = await approve(house.app, { code: codeOf('rutiner'), decision: 'Protokoll 8, § 3', by: house.app.actor(BOARD), on: null })
    expect(events.map(({ event }) => event.type)).toEqual(['approved'])
  })

  it('is recorded with the hand-over it presupposes, marked implied', async () => {
    const { events } = await approve(house.app, { code: codeOf('raps'), decision: '§ 1', by: house.app.actor(BOARD), on: null })
    expect(events.map(({ event }) => [event.type, 'implied' in event && event.implied])).toEqual([['handed-over', true], ['final-received', true], ['approved', false]])
  })
})

describe('a draft', () => {
  it('is neither approved nor signed', async () => {
    const draft = documentOf(await packed(house, FACTS, { stage: 'draft', kinds: ['raps'] }), 'raps')
    expect((await failureOf(approve(house.app, { code: draft.code, decision: '§ 1', by: house.app.actor(BOARD), on: null }))).message).toContain('utkast')
    const [, pdf] = draft.files
    const [report] = await scan(house.app, [inCopier(house, 'utkast.pdf', await house.app.archive.read(pdf?.sha256 ?? ''))])
    if (report === undefined) throw new Error('no report')
    expect((await failureOf(confirmed(house, report, draft.code, 'kund'))).code).toBe('scan-incomplete')
  })
})

describe('an appendix that Tjänsteavtalet’s signatures cover', () => {
  it('counts as signed only when its own pages are confirmed, and then its letter is due', async () => {
    const other = factsOf('lillfors-kommun')
    const papers = await packed(house, other)
    await approveReviewSet(house, papers)
    for (const kind of ['raps', 'rutiner']) await record(house.app, { ...about(), subject: documentOf(papers, kind).code, event: 'covered-by-agreement', options: {} })
    const pile = await scanned(house, ['tjansteavtal', 'raps', 'rutiner'].flatMap((kind) => sheetsOf(documentOf(papers, kind), 1)))
    for (const party of ['kund', 'svr']) await confirmed(house, pile, documentOf(papers, 'tjansteavtal').code, party)
    const stageOf = async (kind: string) => (await customerStatus(house.app, other.kund.orgnr)).documents.find(({ code }) => code === documentOf(papers, kind).code)
    expect(await stageOf('raps')).toMatchObject({ covered: true, signedBy: [], stage: 'approved' })
    await confirmed(house, pile, documentOf(papers, 'raps').code, 'kund')
    expect(await stageOf('raps')).toMatchObject({ covered: true, signedBy: ['kund', 'svr'], stage: 'signed' })
    const { letterDue } = await confirmed(house, pile, documentOf(papers, 'rutiner').code, 'kund')
    expect(letterDue?.number).toBe(1)
  })

  it('is refused while a page of it is missing', async () => {
    const facts = factsOf('tallmo-omsorg')
    const papers = await packed(house, facts, { kinds: ['tjansteavtal', 'raps', 'rutiner'] })
    await approveReviewSet(house, papers)
    await record(house.app, { ...about(), subject: documentOf(papers, 'raps').code, event: 'covered-by-agreement', options: {} })
    const report = await scanned(house, sheetsOf(documentOf(papers, 'raps'), 1).slice(1))
    expect((await failureOf(confirmed(house, report, documentOf(papers, 'raps').code, 'kund'))).message).toContain('sida 1 av')
  })
})
