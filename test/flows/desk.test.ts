import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, rgb } from 'pdf-lib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../signing/scan-report.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { assignPage, type AssignRequest } from '../../src/flows/desk-assign.js'
import { discardPage } from '../../src/flows/desk-discard.js'
import { splitPage } from '../../src/flows/desk-split.js'
import { restorePage } from '../../src/flows/desk-restore.js'
import { desk, deskScan, type DeskScan } from '../../src/flows/desk.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { scan } from '../../src/flows/scan.js'
import { scanPagePicture } from '../../src/flows/scan-page-picture.js'
import { scanReport } from '../../src/flows/scan-report.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { scansUnderWay } from '../../src/storage/arrivals.js'
import { eventsOf } from '../../src/storage/events.js'
import { pageCounts } from '../../src/storage/scans.js'
import { CLERK, COLLEAGUE, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'

const KIND = 'handlaggare-ansokan'
/** Two exemplars of one page. */
const TWICE = 'leveransavtal-bilaga-1'
const WHITE = rgb(1, 1, 1)

let house: House
let document: Manifest['documents'][number]
let received: ScanReport

/** The application's two pages; page 1 has lost its codes under stickers and lies there twice, so that nothing tells which of the two it is; the third sheet is blank. */
async function pile(): Promise<Uint8Array> {
  const paper = await PDFDocument.load(await exemplarPdf(house, document, 1))
  for (const { xPt, yPt, sizePt } of document.pages[0]?.codes ?? []) paper.getPage(0).drawRectangle({ x: xPt - 3, y: yPt - 3, width: sizePt + 6, height: sizePt + 6, color: WHITE })
  paper.addPage([595, 842])
  const [twin] = await paper.copyPages(paper, [0])
  if (twin !== undefined) paper.addPage(twin)
  return printSignScan(house.app.imaging, [{ pdf: await paper.save(), boxes: document.signatureBoxes }], { dpi: 150, seed: 7, upsideDown: [1], shuffle: false })
}

const request = (changes: Partial<AssignRequest> = {}): AssignRequest => ({ scan: received.scan, sourcePage: 1, code: document.code, exemplar: 1, page: 1, by: house.app.actor(CLERK), reason: 'Koden är täckt av ett klistermärke', override: null, ...changes })
const decision = (sourcePage: number, reason: string) => ({ scan: received.scan, sourcePage, reason, by: house.app.actor(COLLEAGUE) })
/** Every page read is in exactly one place, and the list of scans counts it there. */
async function expectAll({ scan: name, pages: { read, ...counts } }: DeskScan): Promise<void> {
  expect(counts.inDocuments + counts.waiting + counts.discarded + counts.blank).toBe(read)
  expect((await pageCounts(house.app.store.read, [name])).get(name)).toEqual(counts)
}

beforeAll(async () => {
  house = await openHouse({ scanDepth: 'examine' })
  document = documentOf(await packed(house, factsOf('lillfors-kommun'), { kinds: [KIND] }), KIND)
  const [report] = await scan(house.app, [inCopier(house, 'ansökan.pdf', await pile())])
  if (report === undefined) throw new Error('a file read gives a report')
  received = report
  wait(house, 1)
  await discardPage(house.app, { ...decision(4, 'samma sida en gång till'), by: house.app.actor(CLERK) })
})

describe('a page whose code is gone', () => {
  it('lies on the desk, and its document lacks it', async () => {
    expect(received.documents).toMatchObject([{ verdict: 'incomplete', pages: { missing: [1] }, proposals: [{ party: 'kund', answer: 'not' }] }])
    const [listed] = await desk(house.app)
    expect(listed).toMatchObject({ scan: received.scan, pages: { read: 4, inDocuments: 1, waiting: 1, discarded: 1, blank: 1 }, waiting: [{ sourcePage: 1, reason: 'no-code', candidates: [{ code: document.code, orgnr: '212000-9879', exemplar: 1, page: 1 }] }], blank: [3] })
    expect((await sharp(await scanPagePicture(house.app, received.scan, 1)).metadata()).format).toBe('jpeg')
  })

  it('is not assigned to a page that it does not show, unless a person overrides that', async () => {
    const refused = await failureOf(assignPage(house.app, request({ page: 2 })))
    expect([refused.code, refused.faults.map(({ message }) => message)]).toEqual(['page-doubtful', [expect.stringContaining('känns inte igen som sida 2')]])
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
    expect((await desk(house.app)).map(({ pages }) => pages.waiting)).toEqual([1])
  })

  it('is found to be the page a person says, however it lies, and completes the document: the report says who said so', async () => {
    const decided = await assignPage(house.app, request())
    await expectAll(decided)
    expect(decided).toMatchObject({ pages: { inDocuments: 2, waiting: 0 }, assigned: [{ sourcePage: 1, code: document.code, exemplar: 1, page: 1, by: CLERK, override: null }] })
    const report = await scanReport(house.app, received.scan)
    expect(report.documents).toMatchObject([{ verdict: 'complete', differences: [], proposals: [{ answer: 'proposed' }], assigned: [{ page: 1, sourcePage: 1, by: CLERK, reason: 'Koden är täckt av ett klistermärke' }] }])
    expect(await desk(house.app)).toEqual([])
    expect((await failureOf(assignPage(house.app, request()))).code).toBe('already-recorded')
  })

  it('stays assigned when the file is read again', async () => {
    const [again] = await scan(house.app, [join(house.directory, 'ansökan.pdf')])
    expect(again).toEqual(await scanReport(house.app, received.scan))
    expect(again?.documents[0]?.assigned).toHaveLength(1)
  })

  it('cannot be moved while a confirmation rests on it, and goes back to the desk when the decision is taken back', async () => {
    const { events } = await confirmed(house, received, document.code, 'kund')
    const refused = await failureOf(restorePage(house.app, decision(1, 'fel sida')))
    expect([refused.code, refused.message]).toEqual(['transition-refused', expect.stringContaining(`withdraw ${events.at(-1)?.sequence ?? ''}`)])
    await withdraw(house.app, events.at(-1)?.sequence ?? 0, 'nästa prov', house.app.actor(CLERK))
    const [assigned] = (await deskScan(house.app, received.scan)).assigned
    await withdraw(house.app, assigned?.event ?? 0, 'fel sida', house.app.actor(COLLEAGUE))
    expect((await failureOf(withdraw(house.app, assigned?.event ?? 0, 'igen', house.app.actor(CLERK)))).code).toBe('already-recorded')
    expect((await scanReport(house.app, received.scan)).documents).toMatchObject([{ verdict: 'incomplete', assigned: [] }])
    const orgnr = received.documents[0]?.orgnr ?? ''
    expect((await eventsOf(house.app.store.read, orgnr)).slice(-2).map(({ event, actor }) => [event.type, actor.name])).toEqual([['withdrawn', CLERK], ['withdrawn', COLLEAGUE]])
  })

  it('assigned against what is seen keeps its document suspect, with both reasons kept', async () => {
    await assignPage(house.app, request({ page: 2, exemplar: 1, sourcePage: 3, override: 'Pappret är blekt av solen' }))
    const [found] = (await scanReport(house.app, received.scan)).documents
    expect(found).toMatchObject({ verdict: 'suspect', pages: { duplicated: [2] } })
    await expectAll(await restorePage(house.app, decision(3, 'det var en tom sida')))
  })
})

describe('a page whose code is gone and that comes alone', () => {
  let awaited: Manifest['documents'][number]
  /** The second exemplar's page with both symbols under labels, which reach so many points over the letters beside each. */
  const returnedAlone = async (name: string, overLettersPt: number): Promise<ScanReport | undefined> => {
    const paper = await PDFDocument.load(await exemplarPdf(house, awaited, 2))
    for (const { corner, xPt, yPt, sizePt } of (awaited.pages[0]?.codes ?? []).filter(({ exemplar }) => exemplar === 2)) paper.getPage(0).drawRectangle({ x: xPt - (corner === 'topRight' ? overLettersPt : 3), y: yPt - 3, width: sizePt + 3 + overLettersPt, height: sizePt + 6, color: WHITE })
    const copy = await printSignScan(house.app.imaging, [{ pdf: await paper.save(), boxes: [] }], { dpi: 150, seed: 9, upsideDown: [1], shuffle: false })
    return (await scan(house.app, [inCopier(house, name, copy)]))[0]
  }

  it('is told to a person with what it may be among the papers of which nothing has come, and is nobody\u2019s by itself, the letters of its code gone', async () => {
    awaited = documentOf(await packed(house, factsOf('vardgruppen-solbacka'), { kinds: [TWICE] }), TWICE)
    const report = await returnedAlone('ensam.pdf', 260)
    expect(report).toMatchObject({ documents: [], unmatched: [{ sourcePage: 1, reason: 'no-code' }] })
    const alone = await deskScan(house.app, report?.scan ?? '')
    expect(alone.waiting[0]?.candidates).toHaveLength(2)
    expect([alone.waiting[0]?.candidates[0], alone.assigned]).toMatchObject([{ code: awaited.code, page: 1 }, []])
    await discardPage(house.app, { ...decision(1, 'nästa prov'), scan: report?.scan ?? '' })
  })

  it('is known by the letters beside its codes, which tell the exemplars apart, and again when it is scanned once more', async () => {
    for (const [name, overPt] of [['bokstäver.pdf', 3], ['en gång till.pdf', 5]] as const) {
      expect(await returnedAlone(name, overPt)).toMatchObject({ documents: [{ code: awaited.code, exemplar: 2, verdict: 'complete', pages: { found: [1], recognised: [1] } }], unmatched: [] })
    }
  })
})

describe('a page that nobody wants', () => {
  it('is put away with a reason, waits no longer, and comes back when that is taken back', async () => {
    const away = await discardPage(house.app, decision(1, 'Kaffefläck, 19121212-1212 skickar en ny'))
    await expectAll(away)
    expect(away).toMatchObject({ pages: { waiting: 0, discarded: 2 }, discarded: [{ sourcePage: 1, by: COLLEAGUE, reason: expect.stringMatching(/^Kaffefläck, (?!19121212)/) }, { sourcePage: 4 }] })
    expect((await scanReport(house.app, received.scan)).unmatched).toMatchObject([{ sourcePage: 1, reason: 'no-code', discarded: { by: COLLEAGUE } }, { sourcePage: 3, reason: 'blank' }, { sourcePage: 4 }])
    expect((await failureOf(discardPage(house.app, decision(1, 'igen')))).code).toBe('already-recorded')
    await expectAll(await restorePage(house.app, decision(1, 'den kom aldrig')))
    expect((await failureOf(restorePage(house.app, decision(1, 'igen')))).code).toBe('transition-refused')
    expect((await desk(house.app)).map(({ pages }) => pages.waiting)).toEqual([1])
  })

  it('may be one that its code says belongs to a document, which then lacks it', async () => {
    const away = await discardPage(house.app, decision(2, 'fel exemplar låg i kopiatorn'))
    await expectAll(away)
    expect(await scanReport(house.app, received.scan)).toMatchObject({ documents: [], unmatched: [{ sourcePage: 1 }, { sourcePage: 2, reason: 'set-aside', discarded: {} }, { sourcePage: 3 }, { sourcePage: 4 }] })
    await expectAll(await restorePage(house.app, decision(2, 'det var rätt ändå')))
    expect((await scanReport(house.app, received.scan)).documents).toMatchObject([{ verdict: 'incomplete', signatureBoxes: [{ ink: 'signed' }, { ink: 'signed' }] }])
  })
})

describe('a picture of two pages side by side', () => {
  let picture: Manifest['documents'][number]
  let name: string
  const split = (lie: 'beside' | 'above' | null = null) => splitPage(house.app, { ...decision(1, 'Två sidor på en A3'), scan: name, lie })

  it('is divided into halves that know themselves by their codes, and that are no newer than the picture: a signed rescan since counts', async () => {
    picture = documentOf(await packed(house, factsOf('vardgruppen-solbacka'), { kinds: [KIND] }), KIND)
    const pdf = await exemplarPdf(house, picture, 1)
    const paper = await PDFDocument.create()
    const pages = await paper.embedPdf(await PDFDocument.load(pdf), [0, 1])
    const sheet = paper.addPage([1190.55, 841.89])
    for (const [index, page] of pages.entries()) sheet.drawPage(page, { x: index * 595.28, y: 0 })
    const [drawn] = await house.app.imaging.rasterPdf(await paper.save(), 200)
    if (drawn === undefined) throw new Error('a page drawn is a picture')
    const bytes = await sharp(drawn.pixels, { raw: { width: drawn.widthPx, height: drawn.heightPx, channels: drawn.channels } }).png().toBuffer()
    const [report] = await scan(house.app, [inCopier(house, 'två på en.png', bytes)])
    expect(report).toMatchObject({ documents: [], unmatched: [{ sourcePage: 1, reason: 'unreadable' }] })
    name = report?.scan ?? ''
    wait(house, 1)
    const signed = await printSignScan(house.app.imaging, [{ pdf, boxes: picture.signatureBoxes }], { dpi: 150, seed: 8, upsideDown: [], shuffle: false })
    await scan(house.app, [inCopier(house, 'undertecknad.pdf', signed)])
    wait(house, 1)
    const [original, halves] = await split()
    expect([original, halves]).toMatchObject([{ pages: { waiting: 0, discarded: 1 }, discarded: [{ by: COLLEAGUE, reason: 'Två sidor på en A3', splitInto: halves?.scan }] }, { fileName: 'sida 1 delad ur två på en.pdf', pages: { read: 2, inDocuments: 2, waiting: 0 } }])
    expect((await scanReport(house.app, halves?.scan ?? '')).documents).toMatchObject([{ code: picture.code, verdict: 'complete', pages: { found: [1, 2], missing: [] }, differences: [], signatureBoxes: [{ ink: 'signed' }, { ink: 'signed' }] }])
  })

  it('is divided once, one way, and stays where it came', async () => {
    const [original, halves] = await split()
    expect(await split('beside')).toEqual([original, halves])
    expect((await failureOf(split('above'))).code).toBe('already-recorded')
    expect((await failureOf(discardPage(house.app, { ...decision(1, 'bort'), scan: name }))).code).toBe('already-recorded')
  })

  it('waits again when that is taken back, which names the halves that count on; divided again it is as before, and nothing is left being read', async () => {
    const [original, halves] = await split()
    const restored = await restorePage(house.app, { ...decision(1, 'den skannas om'), scan: name })
    await expectAll(restored)
    expect([original?.halvesLeft, restored.halvesLeft]).toEqual([[], [{ sourcePage: 1, scan: halves?.scan }]])
    expect(await split()).toMatchObject([{ pages: { waiting: 0 }, halvesLeft: [] }, halves])
    expect(await scansUnderWay(house.app.store.read)).toEqual([])
    await restorePage(house.app, { ...decision(1, 'den skannas om'), scan: name })
    for (const number of [1, 2]) await discardPage(house.app, { ...decision(number, 'ur bilden'), scan: halves?.scan ?? '' })
    expect((await deskScan(house.app, name)).halvesLeft).toEqual([])
  })
})

describe('a decision that cannot be', () => {
  it.each<[string, Partial<AssignRequest>, string]>([
    ['about a page that the file does not have', { sourcePage: 5 }, 'page-unknown'],
    ['about a document there is not', { code: '7K3M-9QXT-2B' }, 'code-unknown'],
    ['about a page that the document does not have', { page: 9 }, 'call-invalid'],
    ['about an exemplar that the document does not have', { exemplar: 2 }, 'call-invalid'],
    ['about the page that its code names anyhow', { sourcePage: 2, page: 2 }, 'already-recorded'],
    ['against the page\u2019s own code', { sourcePage: 2, page: 1 }, 'page-doubtful'],
  ])('%s is refused and changes nothing', async (_, changes, code) => {
    const before = await deskScan(house.app, received.scan)
    expect((await failureOf(assignPage(house.app, request(changes)))).code).toBe(code)
    expect(await deskScan(house.app, received.scan)).toEqual(before)
  })

  it('leaves nothing in the archive that no row names, nor a row without its file', async () => {
    rmSync(join(house.directory, 'ansökan.pdf'))
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })
})
