import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, rgb } from 'pdf-lib'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFacts } from '../../templates/facts-faults.js'
import type { Letter } from '../../signing/comparison/letters.js'
import { scanReportSchema, type ScanReport } from '../../signing/scan-report.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { scan } from '../../src/flows/scan.js'
import { examineAgain } from '../../src/flows/examine-again.js'
import { customerStatusSchema } from '../../src/flows/status-shape.js'
import { customerStatus } from '../../src/flows/status.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { scanReport } from '../../src/flows/scan-report.js'
import { PdfPages } from '../../src/imaging/pdf-pages.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { writePictures } from '../../src/flows/write-pictures.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { testImaging } from '../imaging/test-imaging.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'

const KIND = 'handlaggare-ansokan'
const MM = 72 / 25.4
const WHITE = rgb(1, 1, 1)
const BLACK = rgb(0, 0, 0)

type Application = Manifest['documents'][number]

let house: House
let document: Application
/** What most of the tests are about came back in one pile; `later` came after it. */
let pile: ScanReport
let later: ScanReport
let figure: Letter

/** A customer of its own for every paper, for what an earlier scan showed of a paper counts too. */
async function applicationOf(number: number): Promise<Application> {
  const digits = `212000${String(100 + number)}`
  const sum = Array.from(digits).reduce((total, digit, index) => total + (index % 2 === 0 ? (Number(digit) * 2 > 9 ? Number(digit) * 2 - 9 : Number(digit) * 2) : Number(digit)), 0)
  const orgnr = `${digits}${(10 - (sum % 10)) % 10}`
  const facts = readFacts(JSON.parse(JSON.stringify(factsOf('lillfors-kommun')).replaceAll('212000-9879', `${orgnr.slice(0, 6)}-${orgnr.slice(6)}`).replaceAll('2120009879', orgnr)))
  const application = documentOf(await packed(house, facts, { kinds: [KIND] }), KIND)
  codes.set(number, application.code)
  return application
}

const codes = new Map<number, string>()

/** A customer's application, the boxes that are signed on it and what is done to the paper before. */
interface Paper {
  readonly number: number
  readonly boxes?: readonly string[]
  readonly change?: (paper: PDFDocument) => void
}

/** Prints the applications, changes and signs them, and copies them in one go to a file. */
async function copied(name: string, papers: readonly Paper[]): Promise<string> {
  const printed = await PDFDocument.create()
  const boxes: Application['signatureBoxes'] = []
  for (const { number, boxes: named = [], change = () => undefined } of papers) {
    const application = await applicationOf(number)
    const paper = await PDFDocument.load(await exemplarPdf(house, application, 1))
    change(paper)
    boxes.push(...application.signatureBoxes.filter(({ id }) => named.includes(id)).map((box) => ({ ...box, page: box.page + printed.getPageCount() })))
    for (const page of await printed.copyPages(await PDFDocument.load(await paper.save()), paper.getPageIndices())) printed.addPage(page)
  }
  const upsideDown = papers.map(({ number }, index) => index * 2 + (number % 2 === 0 ? 1 : 2))
  const copies = await printSignScan(house.app.imaging, [{ pdf: await printed.save(), boxes }], { dpi: 200, seed: papers[0]?.number ?? 0, upsideDown, shuffle: true })
  wait(house, 1)
  return inCopier(house, name, copies)
}

/** The same, read. */
async function returned(...of: Parameters<typeof copied>): Promise<ScanReport> {
  const [report] = await scan(house.app, [await copied(...of)])
  return scanReportSchema.parse(report)
}

/** What a report says of one customer's application. */
function told(report: ScanReport | undefined, number: number): ScanReport['documents'][number] {
  const found = report?.documents.find(({ code }) => code === codes.get(number))
  if (found === undefined) throw new Error(`the report says nothing of application ${number}`)
  return found
}

const inkOf = ({ signatureBoxes }: ScanReport['documents'][number]): Record<string, string> => Object.fromEntries(signatureBoxes.map(({ id, ink }) => [id, ink]))
const changed = ({ differences }: ScanReport['documents'][number]): unknown => differences.map(({ page, answer, reason }) => [page, answer, reason])

const withClauseCovered = (paper: PDFDocument): void => paper.getPage(0).drawRectangle({ x: 20 * MM, y: 170 * MM, width: 120 * MM, height: 12 * MM, color: WHITE })

/** Sticks somebody else's symbol where the clause stood, one that is sorted before ours. */
function withForeignSymbol(paper: PDFDocument): void {
  const { modules } = QRCode.create('0123456789', { errorCorrectionLevel: 'M' })
  const side = 0.4 * MM
  for (const [index, dark] of modules.data.entries()) {
    if (dark !== 0) paper.getPage(0).drawRectangle({ x: 60 * MM + (index % modules.size) * side, y: 180 * MM - Math.floor(index / modules.size) * side, width: side, height: side, color: BLACK })
  }
}

function withOtherText(paper: PDFDocument): void {
  const page = paper.getPage(0)
  page.drawRectangle({ x: 15 * MM, y: 28 * MM, width: 180 * MM, height: 235 * MM, color: WHITE })
  for (let line = 0; line < 30; line += 1) page.drawText(`Kunden betalar det dubbla enligt punkt ${line} i det nya avtalet, utan dröjsmål.`, { x: 25 * MM, y: (255 - 7 * line) * MM, size: 11, color: BLACK })
}

function withFigureRetyped(paper: PDFDocument): void {
  const page = paper.getPage(0)
  const [x, y] = [figure.leftMm * MM, page.getHeight() - (figure.topMm + figure.heightMm) * MM]
  page.drawRectangle({ x: x - 0.2, y: y - 0.2, width: figure.widthMm * MM + 0.4, height: figure.heightMm * MM + 0.4, color: WHITE })
  page.drawText('8', { x: x - 0.4, y: y + 0.1, size: (figure.heightMm * MM) / 0.73, color: BLACK })
}

/** Rubs out what is printed of the code in letters beside the upper one of the first page, which itself stays whole. */
function withCodeLettersRubbedOut(paper: PDFDocument): void {
  const { xPt = 0, yPt = 0, sizePt = 0 } = document.pages[0]?.codes.find(({ corner }) => corner === 'topRight') ?? {}
  for (const [fromPt, heightPt] of [[-2, 16], [sizePt - 10, 12]] as const) paper.getPage(0).drawRectangle({ x: xPt - 92, y: yPt + fromPt, width: 84, height: heightPt, color: WHITE })
}

async function figureOn(application: Application): Promise<Letter> {
  const pdf = await PdfPages.open(await exemplarPdf(house, application, 1), { maxPages: 9, maxPixels: 1e8, maxBytes: 1e8 })
  const found = pdf.letters(1).find(({ text, topMm, heightMm }) => /[03569]/.test(text) && topMm > 60 && topMm < 250 && heightMm > 2)
  if (found === undefined) throw new Error('the application holds figures')
  return found
}

beforeAll(async () => {
  house = await openHouse({ scanDepth: 'examine' })
  document = await applicationOf(1)
  figure = await figureOn(document)
  const boxes = document.signatureBoxes.map(({ id }) => id)
  const [first = ''] = boxes
  pile = await returned('hög.pdf', [
    { number: 1, boxes }, { number: 2, boxes: [first], change: withCodeLettersRubbedOut }, { number: 3, change: (paper) => [withClauseCovered, withForeignSymbol].forEach((one) => one(paper)) }, { number: 4, change: withOtherText }, { number: 5 },
    { number: 6, change: withFigureRetyped }, { number: 9, boxes }, { number: 10, boxes: [first] },
  ])
  later = await returned('senare.pdf', [{ number: 9, boxes, change: withClauseCovered }, { number: 10, boxes }])
  // Readers wait for whoever is busier.
}, 300_000)

describe('a paper that comes back signed and as it was issued', () => {
  it('is complete, with ink in every box and a cut-out of each', async () => {
    expect(told(pile, 1)).toMatchObject({ verdict: 'complete', differences: [] })
    expect(new Set(Object.values(inkOf(told(pile, 1))))).toEqual(new Set(['signed']))
    expect(told(pile, 1).signatureBoxes.length).toBeGreaterThan(1)
    for (const { cutout } of told(pile, 1).signatureBoxes) {
      const { format, width } = await sharp(await house.app.archive.read(cutout?.replace('.png', '') ?? '')).metadata()
      expect(format).toBe('png')
      expect(width).toBeGreaterThan(300)
    }
  })

  it('is examined once: reading the file again gives the same report and adds nothing to the archive', async () => {
    const before = await verifyEverything(house.app)
    const known = await scanReport(house.app, pile.scan)
    expect(await scan(house.app, [join(house.directory, 'hög.pdf')])).toEqual([known])
    expect(await verifyEverything(house.app)).toEqual(before)
    expect(before).toMatchObject({ faults: [], litter: [] })
  })

  it('has its pictures written under names that say what they show', async () => {
    const [written] = await writePictures(house.app, [pile], join(house.directory, 'ut'))
    for (const { id, cutout } of told(written, 1).signatureBoxes) {
      expect(cutout).toContain(`sida-2-ruta-${id}.png`)
      expect(readFileSync(cutout ?? '').subarray(1, 4).toString()).toBe('PNG')
    }
  })

  it('is proposed, and confirmed without a doubt; a reason nobody needed is not kept', async () => {
    const { proposals, orgnr, signatureBoxes } = told(pile, 1)
    expect(proposals).toEqual([{ party: 'kund', answer: 'proposed', doubts: [], scan: pile.scan }])
    const { scanned } = await customerStatus(house.app, orgnr)
    expect(customerStatusSchema.shape.scanned.parse(scanned)).toMatchObject([{ code: document.code, exemplar: 1, verdict: 'complete', parties: [{ party: 'kund', answer: 'proposed', scan: pile.scan, confirmed: false, cutouts: signatureBoxes.map(({ cutout }) => cutout) }], differences: [] }])
    const { doubts, events } = await confirmed(house, pile, document.code, 'kund', null, 'för säkerhets skull')
    expect(doubts).toEqual([])
    expect(events.at(-1)?.event).not.toHaveProperty('override')
    await withdraw(house.app, events.at(-1)?.sequence ?? 0, 'nästa prov', house.app.actor(CLERK))
  })
})

describe('a paper that comes back otherwise', () => {
  it('with a box left empty is complete all the same, for the verdict is on pages', async () => {
    const [first, second] = document.signatureBoxes.map(({ id }) => id)
    expect(told(pile, 2)).toMatchObject({ verdict: 'complete', proposals: [{ party: 'kund', answer: 'not' }] })
    expect(inkOf(told(pile, 2))).toEqual({ [first ?? '']: 'signed', [second ?? '']: 'empty' })
  })

  it('with the letters beside a code that was read rubbed out is no matter: they repeat what the code has proven', () => {
    expect(told(pile, 2).differences).toEqual([])
  })

  it('with a clause covered by a label is suspect, and says where, whatever symbol the label bears', async () => {
    expect(told(pile, 3).verdict).toBe('suspect')
    const refused = await failureOf(confirmed(house, pile, told(pile, 3).code, 'kund'))
    expect([refused.code, refused.faults.map(({ message }) => message).join()]).toEqual(['signature-doubtful', expect.stringMatching(/sida 1 ser inte ut.*visar inget bläck/)])
    const places = told(pile, 3).differences
    expect(places.length).toBeGreaterThan(0)
    expect(places.length).toBeLessThan(4)
    for (const { page, yPt, reason, issued, scanned } of places) {
      expect([page, reason]).toEqual([1, 'changed'])
      expect(yPt / MM).toBeGreaterThan(165)
      expect(yPt / MM).toBeLessThan(185)
      expect(issued === scanned).toBe(false)
    }
  })

  it('with one figure of a number retyped is suspect, and says which', () => {
    expect(told(pile, 6).verdict).toBe('suspect')
    expect(changed(told(pile, 6))).toEqual([[1, 'look', 'changed']])
    const [place] = told(pile, 6).differences
    expect((place?.xPt ?? 0) / MM).toBeLessThan(figure.leftMm)
    expect(((place?.xPt ?? 0) + (place?.widthPt ?? 0)) / MM).toBeGreaterThan(figure.leftMm)
  })

  it('with both codes of a page torn off is known by what stands on that page, which is said', async () => {
    const report = await returned('avriven.pdf', [{ number: 8, change: (paper) => {
      for (const { xPt, yPt, sizePt } of document.pages[1]?.codes ?? []) paper.getPage(1).drawRectangle({ x: xPt - 2, y: yPt - 2, width: sizePt + 4, height: sizePt + 4, color: BLACK })
    } }])
    expect(report.documents).toMatchObject([{ verdict: 'complete', pages: { found: [1, 2], recognised: [2] }, differences: [] }])
    expect(report.unmatched).toEqual([])
  })

  it('with other text under the right code is suspect as a whole', () => {
    expect(told(pile, 4).verdict).toBe('suspect')
    expect(changed(told(pile, 4))).toEqual([[1, 'look', 'other-content']])
  })

  it('is confirmed when a person overrides the doubts, and the status shows who did and why', async () => {
    const { events } = await confirmed(house, pile, told(pile, 5).code, 'kund', null, 'Undertecknat i närvaro av 19121212-1212')
    expect(events.at(-1)?.event).toMatchObject({ override: expect.stringMatching(/^Undertecknat i närvaro av (?!19121212)/), doubts: document.signatureBoxes.map(({ id }) => expect.stringContaining(`rutan ${id} visar inget bläck`)) })
    const [status] = (await customerStatus(house.app, told(pile, 5).orgnr)).documents
    expect(status?.exemplars[0]?.confirmations).toMatchObject([{ by: CLERK, override: expect.stringContaining('Undertecknat i närvaro') }])
  })
})

describe('pages that were not examined', () => {
  it('stop nothing: the pages are sorted, and the report says that they were not compared', async () => {
    const path = await copied('sorterad.pdf', [{ number: 7 }])
    const sorting = { ...house.app, config: { ...house.app.config, scanDepth: 'sort' as const } }
    const [report] = await scan(sorting, [path])
    expect(report?.documents[0]).toMatchObject({ verdict: 'complete', pages: { found: [1, 2] } })
    expect(changed(told(report, 7))).toEqual([[1, 'not-checkable', 'sorted'], [2, 'not-checkable', 'sorted']])
    expect(report?.documents[0]?.proposals).toMatchObject([{ answer: 'look', doubts: [expect.stringContaining('bara sorterats')] }])
    expect((await scanReport(house.app, report?.scan ?? '')).documents[0]).toMatchObject({ verdict: 'suspect', differences: [{ reason: 'not-examined' }, { reason: 'not-examined' }] })
    expect(new Set(report?.documents[0]?.signatureBoxes.map(({ ink, confidence, cutout }) => [ink, confidence, cutout].join()))).toEqual(new Set(['look,0,']))
    const [examined] = await scan(house.app, [path])
    expect(changed(told(examined, 7))).toEqual([])
    expect(await scanReport(house.app, examined?.scan ?? '')).toEqual(examined)
  })
})

describe('a page scanned more than once', () => {
  const showingsOf = (number: number, page: number) => told(later, number).pages.showings?.filter((one) => one.page === page) ?? []

  it('after a second signature is a later stage: it counts, the report says so, and the earlier is kept', async () => {
    expect(new Set(Object.values(inkOf(told(later, 10))))).toEqual(new Set(['signed']))
    expect(told(later, 10)).toMatchObject({ verdict: 'complete', pages: { duplicated: [] }, proposals: [{ answer: 'proposed' }] })
    expect(showingsOf(10, 2).map(({ scan: from, counts, signed }) => [from, counts, signed.length])).toEqual([[later.scan, true, 2], [pile.scan, false, 1]])
    expect(inkOf(told(await scanReport(house.app, pile.scan), 10))).toEqual(inkOf(told(later, 10)))
  })

  it('and changed since is suspect though the unchanged one counts, and cannot be confirmed without a reason', async () => {
    expect(told(pile, 9).verdict).toBe('complete')
    expect(told(later, 9).verdict).toBe('suspect')
    expect(showingsOf(9, 1).map(({ scan: from, counts, changed: isChanged }) => [from, counts, isChanged])).toEqual([[pile.scan, true, false], [later.scan, false, true]])
    expect((await failureOf(confirmed(house, pile, told(pile, 9).code, 'kund'))).faults.map(({ message }) => message).join()).toContain('sida 1 ser ändrad ut i en annan skanning')
  })

  it('and not examined, since its reader was killed, is a doubt that the older showing does not take away, until it is examined again, which no slower reader takes back', async () => {
    const path = await copied('avbruten.pdf', [{ number: 1, boxes: document.signatureBoxes.map(({ id }) => id), change: withClauseCovered }])
    const impatient = testImaging({ timeoutMsPerPage: 1 })
    const [report] = await scan({ ...house.app, imaging: { ...house.app.imaging, examine: (...sheets) => impatient.examine(...sheets) } }, [path])
    const { verdict, pages, proposals, orgnr } = told(report, 1)
    expect([verdict, told(pile, 1).verdict]).toEqual(['suspect', 'complete'])
    expect(pages.unexamined).toMatchObject([1, 2].map((page) => ({ page, scan: report?.scan, counts: false, why: 'Sidan tog för lång tid att jämföra.' })))
    expect(proposals).toMatchObject([{ answer: 'look', doubts: [expect.stringContaining('sida 1 och 2 har inte undersökts i den nyaste skanningen')] }])
    expect((await customerStatus(house.app, orgnr)).scanned).toMatchObject([{ verdict: 'suspect', unexamined: [1, 2], parties: [{ answer: 'look' }] }])
    expect((await failureOf(confirmed(house, pile, document.code, 'kund'))).faults.map(({ message }) => message).join()).toContain('Den nyaste kan vara ändrad')

    const beside: House['app'] = { ...house.app, imaging: { ...house.app.imaging, examine: async (...sheets) => {
      await examineAgain(house.app, pile.scan)
      await impatient.examine(...sheets)
    } } }
    const again = told(await examineAgain(beside, pile.scan), 1)
    expect([again.pages.unexamined, again.verdict]).toEqual([undefined, 'suspect'])
    expect(again.pages.showings?.filter(({ page }) => page === 1).map(({ counts, changed: isChanged }) => [counts, isChanged])).toEqual([[true, false], [false, true]])
  })
})
