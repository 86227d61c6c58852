import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, rgb } from 'pdf-lib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFacts } from '../../templates/facts-faults.js'
import { scanReportSchema, type ScanReport } from '../../signing/scan-report.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { scan } from '../../src/flows/scan.js'
import { customerStatusSchema } from '../../src/flows/status-shape.js'
import { customerStatus } from '../../src/flows/status.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { scanReport } from '../../src/flows/scan-report.js'
import { PdfPages } from '../../src/imaging/pdf-pages.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { writePictures } from '../../src/flows/write-pictures.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'

const KIND = 'handlaggare-ansokan'
const MM = 72 / 25.4
const WHITE = rgb(1, 1, 1)
const BLACK = rgb(0, 0, 0)

let house: House
let document: Manifest['documents'][number]
let signed: ScanReport

/** A customer of its own for every paper, for what an earlier scan showed of a paper counts too. */
async function applicationOf(number: number): Promise<Manifest['documents'][number]> {
  const digits = `212000${String(100 + number)}`
  const sum = Array.from(digits).reduce((total, digit, index) => total + (index % 2 === 0 ? (Number(digit) * 2 > 9 ? Number(digit) * 2 - 9 : Number(digit) * 2) : Number(digit)), 0)
  const orgnr = `${digits}${(10 - (sum % 10)) % 10}`
  const facts = readFacts(JSON.parse(JSON.stringify(factsOf('lillfors-kommun')).replaceAll('212000-9879', `${orgnr.slice(0, 6)}-${orgnr.slice(6)}`).replaceAll('2120009879', orgnr)))
  return documentOf(await packed(house, facts, { kinds: [KIND] }), KIND)
}

/** Prints an application, lets `change` do something to the paper, signs the boxes named and copies it to a file. */
async function copied(seed: number, boxes: readonly string[], change: (paper: PDFDocument) => void = () => undefined): Promise<string> {
  const document = await applicationOf(seed)
  const paper = await PDFDocument.load(await exemplarPdf(house, document, 1))
  change(paper)
  const pile = await printSignScan(house.app.imaging, [{ pdf: await paper.save(), boxes: document.signatureBoxes.filter(({ id }) => boxes.includes(id)) }], { dpi: 200, seed, upsideDown: [seed % 2 === 0 ? 1 : 2], shuffle: true })
  wait(house, 1)
  return inCopier(house, `retur-${seed}.pdf`, pile)
}

/** The same, read. */
async function returned(...of: Parameters<typeof copied>): Promise<ScanReport> {
  const [report] = await scan(house.app, [await copied(...of)])
  return scanReportSchema.parse(report)
}

const codeOf = ({ documents }: ScanReport): string => documents[0]?.code ?? ''
const inkOf = ({ documents }: ScanReport): Record<string, string> => Object.fromEntries(documents[0]?.signatureBoxes.map(({ id, ink }) => [id, ink]) ?? [])
const changed = ({ documents }: ScanReport): unknown => documents[0]?.differences.map(({ page, answer, reason }) => [page, answer, reason])

beforeAll(async () => {
  house = await openHouse({ scanDepth: 'examine' })
  document = await applicationOf(1)
  signed = await returned(1, document.signatureBoxes.map(({ id }) => id))
})

describe('a paper that comes back signed and as it was issued', () => {
  it('is complete, with ink in every box and a cut-out of each', async () => {
    expect(signed.documents).toMatchObject([{ verdict: 'complete', differences: [] }])
    expect(new Set(Object.values(inkOf(signed)))).toEqual(new Set(['signed']))
    for (const { cutout } of signed.documents[0]?.signatureBoxes ?? []) {
      const { format, width } = await sharp(await house.app.archive.read(cutout?.replace('.png', '') ?? '')).metadata()
      expect(format).toBe('png')
      expect(width).toBeGreaterThan(300)
    }
  })

  it('is examined once: reading the file again gives the same report and adds nothing to the archive', async () => {
    const before = await verifyEverything(house.app)
    expect(await scan(house.app, [join(house.directory, 'retur-1.pdf')])).toEqual([signed])
    expect(await verifyEverything(house.app)).toEqual(before)
    expect(before).toMatchObject({ faults: [], litter: [] })
  })

  it('has its pictures written under names that say what they show', async () => {
    const [written] = await writePictures(house.app, [signed], join(house.directory, 'ut'))
    for (const { id, cutout } of written?.documents[0]?.signatureBoxes ?? []) {
      expect(cutout).toContain(`sida-2-ruta-${id}.png`)
      expect(readFileSync(cutout ?? '').subarray(1, 4).toString()).toBe('PNG')
    }
  })

  it('is proposed, and confirmed without a doubt; a reason nobody needed is not kept', async () => {
    expect(signed.documents[0]?.proposals).toEqual([{ party: 'kund', answer: 'proposed', doubts: [] }])
    const { scanned } = await customerStatus(house.app, signed.documents[0]?.orgnr ?? '')
    expect(customerStatusSchema.shape.scanned.parse(scanned)).toMatchObject([{ code: document.code, exemplar: 1, verdict: 'complete', parties: [{ party: 'kund', answer: 'proposed', scan: signed.scan, confirmed: false, cutouts: signed.documents[0]?.signatureBoxes.map(({ cutout }) => cutout) }], differences: [] }])
    const { doubts, events } = await confirmed(house, signed, document.code, 'kund', null, 'för säkerhets skull')
    expect(doubts).toEqual([])
    expect(events.at(-1)?.event).not.toHaveProperty('override')
    await withdraw(house.app, events.at(-1)?.sequence ?? 0, 'nästa prov', house.app.actor(CLERK))
  })
})

describe('a paper that comes back otherwise', () => {
  it('with a box left empty is complete all the same, for the verdict is on pages', async () => {
    const [first, second] = document.signatureBoxes.map(({ id }) => id)
    const report = await returned(2, [first ?? ''])
    expect(report.documents[0]?.verdict).toBe('complete')
    expect(inkOf(report)).toEqual({ [first ?? '']: 'signed', [second ?? '']: 'empty' })
    expect(report.documents[0]?.proposals).toMatchObject([{ party: 'kund', answer: 'not' }])
  })

  it('with a clause covered is suspect, and says where', async () => {
    const report = await returned(3, [], (paper) => paper.getPage(0).drawRectangle({ x: 20 * MM, y: 170 * MM, width: 120 * MM, height: 12 * MM, color: WHITE }))
    expect(report.documents[0]?.verdict).toBe('suspect')
    const refused = await failureOf(confirmed(house, report, codeOf(report), 'kund'))
    expect([refused.code, refused.faults.map(({ message }) => message).join()]).toEqual(['signature-doubtful', expect.stringMatching(/sida 1 ser inte ut.*visar inget bläck/)])
    const places = report.documents[0]?.differences ?? []
    expect(places.length).toBeGreaterThan(0)
    expect(places.length).toBeLessThan(4)
    for (const { page, yPt, reason, issued, scanned } of places) {
      expect([page, reason]).toEqual([1, 'changed'])
      expect(yPt / MM).toBeGreaterThan(165)
      expect(yPt / MM).toBeLessThan(185)
      expect(issued === scanned).toBe(false)
    }
  })

  it('with one figure of a number retyped is suspect, and says which', async () => {
    const pdf = await PdfPages.open(await exemplarPdf(house, document, 1), { maxPages: 9, maxPixels: 1e8, maxBytes: 1e8 })
    const figure = pdf.letters(1).find(({ text, topMm, heightMm }) => /[03569]/.test(text) && topMm > 60 && topMm < 250 && heightMm > 2)
    if (figure === undefined) throw new Error('the application holds figures')
    const report = await returned(6, [], (paper) => {
      const page = paper.getPage(0)
      const [x, y] = [figure.leftMm * MM, page.getHeight() - (figure.topMm + figure.heightMm) * MM]
      page.drawRectangle({ x: x - 0.2, y: y - 0.2, width: figure.widthMm * MM + 0.4, height: figure.heightMm * MM + 0.4, color: WHITE })
      page.drawText('8', { x: x - 0.4, y: y + 0.1, size: (figure.heightMm * MM) / 0.73, color: BLACK })
    })
    expect(report.documents[0]?.verdict).toBe('suspect')
    expect(changed(report)).toEqual([[1, 'look', 'changed']])
    const [place] = report.documents[0]?.differences ?? []
    expect((place?.xPt ?? 0) / MM).toBeLessThan(figure.leftMm)
    expect(((place?.xPt ?? 0) + (place?.widthPt ?? 0)) / MM).toBeGreaterThan(figure.leftMm)
  })

  it('with both codes of a page torn off is known by what stands on that page, which is said', async () => {
    const report = await returned(8, [], (paper) => {
      for (const { xPt, yPt, sizePt } of document.pages[1]?.codes ?? []) paper.getPage(1).drawRectangle({ x: xPt - 2, y: yPt - 2, width: sizePt + 4, height: sizePt + 4, color: BLACK })
    })
    expect(report.documents[0]).toMatchObject({ verdict: 'complete', pages: { found: [1, 2], recognised: [2] }, differences: [] })
    expect(report.unmatched).toEqual([])
  })

  it('with other text under the right code is suspect as a whole', async () => {
    const report = await returned(4, [], (paper) => {
      const page = paper.getPage(0)
      page.drawRectangle({ x: 15 * MM, y: 28 * MM, width: 180 * MM, height: 235 * MM, color: WHITE })
      for (let line = 0; line < 30; line += 1) page.drawText(`Kunden betalar det dubbla enligt punkt ${line} i det nya avtalet, utan dröjsmål.`, { x: 25 * MM, y: (255 - 7 * line) * MM, size: 11, color: BLACK })
    })
    expect(report.documents[0]?.verdict).toBe('suspect')
    expect(changed(report)).toEqual([[1, 'look', 'other-content']])
  })

  it('is confirmed when a person overrides the doubts, and the status shows who did and why', async () => {
    const report = await returned(5, [])
    const { events } = await confirmed(house, report, codeOf(report), 'kund', null, 'Undertecknat i närvaro av 19121212-1212')
    expect(events.at(-1)?.event).toMatchObject({ override: expect.stringMatching(/^Undertecknat i närvaro av (?!19121212)/), doubts: document.signatureBoxes.map(({ id }) => expect.stringContaining(`rutan ${id} visar inget bläck`)) })
    const [status] = (await customerStatus(house.app, report.documents[0]?.orgnr ?? '')).documents
    expect(status?.exemplars[0]?.confirmations).toMatchObject([{ by: CLERK, override: expect.stringContaining('Undertecknat i närvaro') }])
  })
})

describe('pages that were not examined', () => {
  it('stop nothing: the pages are sorted, and the report says that they were not compared', async () => {
    const path = await copied(7, [])
    const sorting = { ...house.app, config: { ...house.app.config, scanDepth: 'sort' as const } }
    const [report] = await scan(sorting, [path])
    expect(report?.documents[0]).toMatchObject({ verdict: 'complete', pages: { found: [1, 2] } })
    expect(changed(report ?? signed)).toEqual([[1, 'not-checkable', 'sorted'], [2, 'not-checkable', 'sorted']])
    expect(report?.documents[0]?.proposals).toMatchObject([{ answer: 'look', doubts: [expect.stringContaining('bara sorterad')] }])
    expect((await scanReport(house.app, report?.scan ?? '')).documents[0]).toMatchObject({ verdict: 'suspect', differences: [{ reason: 'not-examined' }, { reason: 'not-examined' }] })
    expect(new Set(report?.documents[0]?.signatureBoxes.map(({ ink, confidence, cutout }) => [ink, confidence, cutout].join()))).toEqual(new Set(['look,0,']))
    const [examined] = await scan(house.app, [path])
    expect(changed(examined ?? signed)).toEqual([])
    expect(await scanReport(house.app, examined?.scan ?? '')).toEqual(examined)
  })
})

describe('a page scanned more than once', () => {
  it('after a second signature is a later stage: it counts, the report says so, and the earlier is kept', async () => {
    const [first, second] = document.signatureBoxes.map(({ id }) => id)
    const before = await returned(10, [first ?? ''])
    const after = await returned(10, [first ?? '', second ?? ''], (paper) => paper.setTitle('senare'))
    expect(inkOf(after)).toEqual({ [first ?? '']: 'signed', [second ?? '']: 'signed' })
    expect(after.documents[0]).toMatchObject({ verdict: 'complete', pages: { duplicated: [] }, proposals: [{ answer: 'proposed' }] })
    expect(after.documents[0]?.pages.showings?.filter(({ page }) => page === 2).map(({ scan: from, counts, signed: boxes }) => [from, counts, boxes.length])).toEqual([[after.scan, true, 2], [before.scan, false, 1]])
    expect(inkOf(await scanReport(house.app, before.scan))).toEqual(inkOf(after))
  })

  it('and changed since is suspect though the unchanged one counts, and cannot be confirmed without a reason', async () => {
    const boxes = document.signatureBoxes.map(({ id }) => id)
    const before = await returned(9, boxes)
    expect(before.documents[0]?.verdict).toBe('complete')
    const after = await returned(9, boxes, (paper) => paper.getPage(0).drawRectangle({ x: 20 * MM, y: 170 * MM, width: 120 * MM, height: 12 * MM, color: WHITE }))
    expect(after.documents[0]?.verdict).toBe('suspect')
    expect(after.documents[0]?.pages.showings?.filter(({ page }) => page === 1).map(({ scan: from, counts, changed: isChanged }) => [from, counts, isChanged])).toEqual([[before.scan, true, false], [after.scan, false, true]])
    expect((await failureOf(confirmed(house, before, codeOf(before), 'kund'))).faults.map(({ message }) => message).join()).toContain('sida 1 ser ändrad ut i en annan skanning')
  })
})
