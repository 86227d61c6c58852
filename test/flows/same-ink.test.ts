import { PDFDocument, rgb, setTextRenderingMode, TextRenderingMode } from 'pdf-lib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../signing/scan-report.js'
import { signWithPen } from '../../src/demo/pen.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { seeded } from '../../src/demo/seeded.js'
import { discardPage } from '../../src/flows/desk-discard.js'
import { restorePage } from '../../src/flows/desk-restore.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { scan } from '../../src/flows/scan.js'
import { scanReport } from '../../src/flows/scan-report.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'

const KIND = 'handlaggare-ansokan'
const KIND_IN_TWO = 'leveransavtal'
/** Two scans with the same seed show the same strokes in boxes of the same size: a picture of a signature, printed with each. */
const PICTURE = 7
/** A name as a program draws it, 100 points wide. */
const NAME = Array.from({ length: 90 }, (_, step) => `${step === 0 ? 'M' : 'L'} ${(step * 1.1 + 5 * Math.sin(step / 3)).toFixed(2)} ${(14 + 11 * Math.sin(step / 4) * Math.cos(step / 17)).toFixed(2)}`).join(' ')

let house: House
let [ours, theirs, third]: Manifest['documents'] = []

async function issued(slug: string, kind = KIND): Promise<Manifest['documents'][number]> {
  return documentOf(await packed(house, factsOf(slug), { kinds: [kind] }), kind)
}

async function returned(document: Manifest['documents'][number] | undefined, name: string, how: { readonly seed: number; readonly dpi: number }): Promise<ScanReport> {
  if (document === undefined) throw new Error('nothing was issued')
  wait(house, 1)
  const pile = await printSignScan(house.app.imaging, [{ pdf: await exemplarPdf(house, document, 1), boxes: document.signatureBoxes }], { ...how, upsideDown: [], shuffle: false })
  return read(name, pile)
}

async function read(name: string, bytes: Uint8Array): Promise<ScanReport> {
  const [report] = await scan(house.app, [inCopier(house, name, bytes)])
  if (report === undefined) throw new Error('a file read gives a report')
  return report
}

const told = async ({ scan: name }: ScanReport) => (await scanReport(house.app, name)).documents[0]

beforeAll(async () => {
  house = await openHouse({ scanDepth: 'examine' })
  ours = await issued('lillfors-kommun')
  theirs = await issued('vardgruppen-solbacka')
  third = await issued('region-vastmarken')
})

describe('the same ink in boxes of two papers', () => {
  let first: ScanReport
  let second: ScanReport

  it('is nothing to say of one paper that is scanned twice, nor of two that are signed by pen', async () => {
    first = await returned(ours, 'vår.pdf', { seed: PICTURE, dpi: 150 })
    const again = await returned(ours, 'vår igen.pdf', { seed: PICTURE, dpi: 200 })
    const other = await returned(theirs, 'deras.pdf', { seed: PICTURE + 1, dpi: 150 })
    for (const report of [first, again, other]) expect(await told(report)).toMatchObject({ verdict: 'complete', proposals: [{ answer: 'proposed', doubts: [] }] })
  })

  it('is for a person to look at in both, with the other box by name, and confirms nothing', async () => {
    second = await returned(third, 'inklistrad.pdf', { seed: PICTURE, dpi: 200 })
    const [ourBox] = ours?.signatureBoxes ?? []
    const found = await told(second)
    expect(found?.signatureBoxes[0]).toMatchObject({ ink: 'signed', sameAs: [{ code: ours?.code, id: ourBox?.id }] })
    expect(found?.proposals[0]).toMatchObject({ answer: 'look', doubts: [expect.stringMatching(new RegExp(`precis samma bläckstreck som rutan ${ourBox?.id ?? ''} i exemplar 1 av \\S+, sida 2 \\(sida 2 i skanning ${first.scan.slice(0, 12)}\\)\\. Ingen.*lägg bort den sidan på bordet`))] })
    expect((await told(first))?.proposals).toMatchObject([{ answer: 'look' }])
    for (const report of [first, second]) expect((await failureOf(confirmed(house, report, (await told(report))?.code ?? '', 'kund'))).code).toBe('signature-doubtful')
  })

  it('is said no longer when a person has put the other page away, and again when it is put back', async () => {
    const page = { scan: second.scan, sourcePage: 2, by: house.app.actor(CLERK), reason: 'Underskriften är en bild' }
    await discardPage(house.app, page)
    expect((await told(first))?.proposals).toMatchObject([{ answer: 'proposed' }])
    await restorePage(house.app, page)
    expect((await told(first))?.proposals).toMatchObject([{ answer: 'look' }])
  })
})

describe('a file that was never paper', () => {
  const boxOf = ({ signatureBoxes }: Manifest['documents'][number]) => {
    const box = signatureBoxes.find(({ party, initials }) => party === 'kund' && initials !== true)
    if (box === undefined) throw new Error('nobody signs')
    return box
  }
  const doubtsOf = async (report: ScanReport) => (await told(report))?.proposals.find(({ party }) => party === 'kund')?.doubts

  it.each([0.26, 0.75])('is no paper for a signed picture over %s of a page', async (share) => {
    const document = await issued('vardgruppen-solbacka', KIND_IN_TWO)
    const box = boxOf(document)
    const pdf = await PDFDocument.load(await exemplarPdf(house, document, 1))
    const page = pdf.getPage(box.page - 1)
    const [pageWidthPt, pageHeightPt] = [page.getWidth(), page.getHeight()]
    const signed = (await house.app.imaging.rasterPdf(await pdf.save(), 150))[box.page - 1]
    if (signed === undefined) throw new Error('every page is drawn')
    const toPx = (pt: number): number => (pt * signed.dpi) / 72
    signWithPen(signed, { left: toPx(box.xPt), top: signed.heightPx - toPx(box.yPt + box.heightPt), width: toPx(box.widthPt), height: toPx(box.heightPt) }, seeded(PICTURE + share))
    const height = Math.round(share * signed.heightPx)
    const top = Math.max(0, Math.min(signed.heightPx - height, Math.round(signed.heightPx - toPx(box.yPt + box.heightPt / 2) - height / 2)))
    const picture = await sharp(signed.pixels, { raw: { width: signed.widthPx, height: signed.heightPx, channels: signed.channels } }).extract({ left: 0, top, width: signed.widthPx, height }).png().toBuffer()
    page.drawImage(await pdf.embedPng(picture), { x: 0, y: pageHeightPt * (1 - (top + height) / signed.heightPx), width: pageWidthPt, height: (pageHeightPt * height) / signed.heightPx })
    const report = await read(`bild ${share}.pdf`, await pdf.save())
    expect((await told(report))?.pages.paperless).toContain(box.page)
    expect((await told(report))?.signatureBoxes.find(({ id }) => id === box.id)).toMatchObject({ ink: 'look' })
    expect(await doubtsOf(report)).toContainEqual(expect.stringContaining('ingen bild av ett papper utan skriven i filen'))
  })

  it('is signed by nobody with a pen: what looks like ink has been laid in, and each box tells of the other', async () => {
    const document = await issued('tallmo-omsorg', KIND_IN_TWO)
    const box = boxOf(document)
    const filledIn = async (exemplar: number, scale: number): Promise<ScanReport> => {
      const pdf = await PDFDocument.load(await exemplarPdf(house, document, exemplar))
      pdf.getPage(box.page - 1).drawSvgPath(NAME, { x: box.xPt + 14, y: box.yPt + box.heightPt - 4, scale, borderColor: rgb(0.1, 0.15, 0.5), borderWidth: 1.2 })
      for (const index of pdf.getPageIndices().toReversed()) if (index !== box.page - 1) pdf.removePage(index)
      return read(`ifylld ${exemplar}.pdf`, await pdf.save())
    }
    const one = await filledIn(1, 1)
    expect((await told(one))?.pages.paperless).toContain(box.page)
    expect((await told(one))?.signatureBoxes.find(({ id }) => id === box.id)).toMatchObject({ ink: 'look' })
    expect(await doubtsOf(one)).toContainEqual(expect.stringContaining('ingen bild av ett papper utan skriven i filen'))
    const other = await filledIn(2, 1.1)
    expect(await doubtsOf(one)).toContainEqual(expect.stringContaining(`samma bläckstreck som rutan ${box.id} i exemplar 2`))
    expect(await doubtsOf(other)).toContainEqual(expect.stringContaining(`samma bläckstreck som rutan ${box.id} i exemplar 1`))
  })

  it('is a name drawn over a scanned page too, but not words laid unseen under one that a pen has signed', async () => {
    const document = await issued('region-vastmarken', KIND_IN_TWO)
    const box = boxOf(document)
    const scanned = async (exemplar: number, isSigned: boolean): Promise<ScanReport> => {
      const page = (await house.app.imaging.rasterPdf(await exemplarPdf(house, document, exemplar), 150))[box.page - 1]
      if (page === undefined) throw new Error('every page is drawn')
      const toPx = (pt: number): number => (pt * page.dpi) / 72
      if (isSigned) signWithPen(page, { left: toPx(box.xPt), top: page.heightPx - toPx(box.yPt + box.heightPt), width: toPx(box.widthPt), height: toPx(box.heightPt) }, seeded(PICTURE + exemplar))
      const pdf = await PDFDocument.create()
      const [width, height] = [(page.widthPx * 72) / page.dpi, (page.heightPx * 72) / page.dpi]
      const sheet = pdf.addPage([width, height])
      sheet.drawImage(await pdf.embedJpg(await sharp(page.pixels, { raw: { width: page.widthPx, height: page.heightPx, channels: page.channels } }).jpeg({ quality: 85 }).toBuffer()), { width, height })
      if (isSigned) {
        sheet.pushOperators(setTextRenderingMode(TextRenderingMode.Invisible))
        sheet.drawText('Underskrift', { x: box.xPt + 10, y: box.yPt + 10, size: 12 })
      } else sheet.drawSvgPath(NAME, { x: box.xPt + 14, y: box.yPt + box.heightPt - 4, borderColor: rgb(0.1, 0.15, 0.5), borderWidth: 1.2 })
      return read(`skannad ${exemplar}.pdf`, await pdf.save())
    }
    const drawn = await scanned(1, false)
    expect((await told(drawn))?.pages).toMatchObject({ drawnOver: [box.page] })
    expect((await told(drawn))?.signatureBoxes.find(({ id }) => id === box.id)).toMatchObject({ ink: 'look' })
    expect(await doubtsOf(drawn)).toContainEqual(expect.stringContaining('har något ritat eller skrivet ovanpå sig i filen'))
    const signed = await told(await scanned(2, true))
    expect(signed?.pages).not.toHaveProperty('drawnOver')
    expect(signed?.signatureBoxes.find(({ id }) => id === box.id)).toMatchObject({ ink: 'signed' })
  })
})
