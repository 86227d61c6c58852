import { resolve } from 'node:path'
import { PDFDocument, rgb } from 'pdf-lib'
import { beforeAll, describe, expect, it } from 'vitest'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { ScanReport } from '../../signing/scan-report.js'
import { printSignScan } from '../../src/demo/print-sign-scan.js'
import { keepCleanCopies } from '../../src/flows/clean-copies.js'
import { confirm as confirmSignature, type ConfirmRequest } from '../../src/flows/confirm.js'
import { confirmAndCopy } from '../../src/flows/confirm-and-copy.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { scan } from '../../src/flows/scan.js'
import { verifyEverything } from '../../src/flows/verify-everything.js'
import { withdraw } from '../../src/flows/withdraw.js'
import { cleanCopies, insertCleanCopy } from '../../src/storage/clean-copies.js'
import { eventsOf } from '../../src/storage/events.js'
import { CLERK, documentOf, factsOf, openHouse, packed, wait, type House } from '../open-house.js'
import { killAfter } from '../storage/kill-after.js'
import { exemplarPdf, inCopier } from '../signed-scans.js'
import { checkPicturePages } from '../templates/pdf/check-picture-pages.js'

const KIND = 'handlaggare-ansokan'

let house: House
let orgnr: string
let document: Manifest['documents'][number]
let report: ScanReport

const request = (): ConfirmRequest => ({ scan: report.scan, document: document.code, party: 'kund', exemplar: null, by: house.app.actor(CLERK), on: null, override: null })
const copyEvents = async () => (await eventsOf(house.app.store.read, orgnr)).flatMap(({ event }) => (event.type === 'clean-copy-kept' ? [event] : []))

beforeAll(async () => {
  house = await openHouse({ scanDepth: 'examine' })
  const manifest = await packed(house, factsOf('lillfors-kommun'), { kinds: [KIND] })
  orgnr = manifest.customer.orgnr
  document = documentOf(manifest, KIND)
  const pile = await printSignScan(house.app.imaging, [{ pdf: await exemplarPdf(house, document, 1), boxes: document.signatureBoxes }], { dpi: 200, seed: 8, upsideDown: [2], shuffle: true })
  const [read] = await scan(house.app, [inCopier(house, 'retur.pdf', pile)])
  if (read === undefined) throw new Error('a file read gives a report')
  report = read
})

describe('a confirmed exemplar', () => {
  it('whose copy was archived when the program was killed, before anything named it, gets the same copy from the next', async () => {
    await confirmSignature(house.app, request())
    const [killed] = await killAfter([resolve('dist/test/flows/child/copy-and-die.js'), house.app.config.dataDirectory, orgnr], 1, 10_000)
    expect(await cleanCopies(house.app.store.read, null)).toEqual([])
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [{ path: killed }] })
    wait(house, 60)
    const [copy] = await keepCleanCopies(house.app, orgnr)
    expect(copy?.sha256).toBe(killed)
    expect(await verifyEverything(house.app)).toMatchObject({ faults: [], litter: [] })
  })

  it('has one clean copy: every page in order, upright, as large and straight as it was issued, PDF/A', async () => {
    const [copy] = await cleanCopies(house.app.store.read, document.code)
    if (copy === undefined) throw new Error('a copy is made')
    const pdf = await house.app.archive.read(copy.sha256)
    expect(await checkPicturePages(pdf)).toEqual([])
    expect(copy).toMatchObject({ exemplar: 1, pageCount: document.pageCount, bytes: pdf.length, pages: [{ member: document.code, code: document.code, exemplar: 1 }] })
    expect(copy.pages[0]?.pages.map(({ page, scan: from }) => [page, from])).toEqual([[1, report.scan], [2, report.scan]])
    const [issued, shown] = [await house.app.imaging.rasterPdf(await exemplarPdf(house, document, 1), 60), await house.app.imaging.rasterPdf(pdf, 60)]
    expect(issued.map((page, index) => blackElsewhere(page.pixels, shown[index]?.pixels ?? new Uint8Array()))).toEqual(issued.map(() => 0))
  })

  it('is not copied again when nothing has changed', async () => {
    const before = await verifyEverything(house.app)
    expect(await keepCleanCopies(house.app, orgnr)).toEqual(await cleanCopies(house.app.store.read, null))
    expect(await verifyEverything(house.app)).toEqual(before)
    expect(await copyEvents()).toMatchObject([{ document: document.code, of: 1 }])
  })

  it('keeps its copy when the confirmation is withdrawn, and is called for no more; confirmed anew, it has the same', async () => {
    const [copy] = await cleanCopies(house.app.store.read, null)
    const { sequence } = (await eventsOf(house.app.store.read, orgnr)).find(({ event }) => event.type === 'signature-confirmed') ?? { sequence: 0 }
    await withdraw(house.app, sequence, 'fel knapp', house.app.actor(CLERK))
    expect(await keepCleanCopies(house.app, orgnr)).toEqual([])
    expect(await cleanCopies(house.app.store.read, null)).toEqual([copy])
    expect((await confirmAndCopy(house.app, request())).cleanCopies).toMatchObject([{ sha256: copy?.sha256 }])
    expect(await copyEvents()).toHaveLength(1)
  })

  it('says which page of its copy is not laid straight: one that was only sorted, by one code', async () => {
    const sorting = { ...house.app, config: { ...house.app.config, scanDepth: 'sort' as const } }
    const manifest = await packed(house, factsOf('vardgruppen-solbacka'), { kinds: [KIND] })
    const application = documentOf(manifest, KIND)
    const paper = await PDFDocument.load(await exemplarPdf(house, application, 1))
    const { xPt = 0, yPt = 0, sizePt = 0 } = application.pages[1]?.codes.find(({ corner }) => corner === 'bottomLeft') ?? {}
    paper.getPage(1).drawRectangle({ x: xPt - 2, y: yPt - 2, width: sizePt + 4, height: sizePt + 4, color: rgb(1, 1, 1) })
    const [read] = await scan(sorting, [inCopier(house, 'sorterad.pdf', await paper.save())])
    expect((await confirmAndCopy(sorting, { ...request(), scan: read?.scan ?? '', document: application.code })).doubts).toContainEqual(expect.stringMatching(/^Exemplar 1: sida 2 i den rena kopian har inte rätats/))
    expect((await cleanCopies(house.app.store.read, application.code))[0]?.askew).toEqual([2])
    expect((await cleanCopies(house.app.store.read, document.code))[0]?.askew).toEqual([])
  })

  it('whose copy stands in the database without an event is named as a fault', async () => {
    const [copy] = await cleanCopies(house.app.store.read, document.code)
    if (copy === undefined) throw new Error('a copy is made')
    await house.app.store.write((tx) => insertCleanCopy(tx, { ...copy, pages: copy.pages.map((part) => ({ ...part, pages: part.pages.slice(0, 1) })) }))
    expect((await verifyEverything(house.app)).faults).toMatchObject([{ path: `den rena kopian av exemplar 1 av ${spokenCode(document.code)}` }])
  })
})

/** How many dark dots of an issued page have nothing dark within two dots of them in the copy. */
function blackElsewhere(issued: Uint8Array, shown: Uint8Array): number {
  const width = Math.round((595.28 * 60) / 72)
  const near = Array.from({ length: 25 }, (_, at) => (Math.floor(at / 5) - 2) * width + (at % 5) - 2)
  return issued.filter((tone, at) => tone < 60 && !near.some((step) => (shown[at + step] ?? 255) < 160)).length
}
