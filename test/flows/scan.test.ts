import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PDFDocument } from 'pdf-lib'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { writePageCode } from '../../signing/page-code.js'
import type { ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import { copyPile } from '../../src/demo/print-sign-scan.js'
import { jpegOf, toPdf, toTiff } from '../../src/demo/copier.js'
import { seeded, shuffled } from '../../src/demo/seeded.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { examineAgain } from '../../src/flows/examine-again.js'
import { record } from '../../src/flows/record.js'
import { scan } from '../../src/flows/scan.js'
import { scanReport } from '../../src/flows/scan-report.js'
import { readingOrder } from '../../src/imaging/job.js'
import { Reading } from '../../src/imaging/reading.js'
import type { Run } from '../../src/imaging/run-reader.js'
import { allEvents } from '../../src/storage/events.js'
import { pagesOfScan, pagesSeen, scanOf } from '../../src/storage/scans.js'
import { CLERK, documentOf, factsOf, failureOf, openHouse, packed, wait, type House } from '../open-house.js'
import { approveReviewSet, confirmed, copierPdf, exemplarPdf, inCopier, scanned, sheetsOf, type Sheet } from '../signed-scans.js'

let house: House
let [lillfors, solbacka]: Manifest[] = []

const theirs = (manifest: Manifest | undefined, kind: string) => {
  if (manifest === undefined) throw new Error('nothing is packed')
  return documentOf(manifest, kind)
}
const ofKind = (report: ScanReport | undefined) => report?.documents.map(({ kind, orgnr, exemplar, verdict, pages }) => ({ kind, orgnr, exemplar, verdict, missing: pages.missing, duplicated: pages.duplicated }))
const read = async (name: string, bytes: Uint8Array): Promise<ScanReport> => {
  const [report] = await scan(house.app, [inCopier(house, name, bytes)])
  if (report === undefined) throw new Error('a file read gives a report')
  return report
}
const eventTypes = async (): Promise<string[]> => {
  const types: string[] = []
  for await (const { event } of allEvents(house.app.store.read)) types.push(event.type)
  return types
}

/** A sheet at 150 dpi with one code on it. */
async function codedPage(text: string): Promise<Buffer> {
  const code = await QRCode.toBuffer(text, { scale: 4, margin: 4, errorCorrectionLevel: 'M' })
  return sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#ffffff' } }).composite([{ input: code, left: 1000, top: 80 }]).png().toBuffer()
}

beforeAll(async () => {
  house = await openHouse()
  lillfors = await packed(house, factsOf('lillfors-kommun'))
  solbacka = await packed(house, factsOf('vardgruppen-solbacka'))
})

describe('one pile of several documents and customers', () => {
  it('shuffled and turned in every direction is sorted out, page by page', async () => {
    const sheets: Sheet[] = [...sheetsOf(theirs(lillfors, 'grundavtal'), 1), ...sheetsOf(theirs(lillfors, 'grundavtal'), 2), ...sheetsOf(theirs(solbacka, 'leveransavtal-bilaga-3'), 2)]
    const turns = [0, 90, 180, 270] as const
    const pile = shuffled(sheets.map((sheet, index) => ({ ...sheet, turned: turns[index % 4] ?? 0 })), seeded(7))
    const report = await scanned(house, pile)
    expect(report.unmatched).toEqual([])
    expect(ofKind(report)).toEqual([
      { kind: 'grundavtal', orgnr: lillfors?.customer.orgnr, exemplar: 1, verdict: 'complete', missing: [], duplicated: [] },
      { kind: 'grundavtal', orgnr: lillfors?.customer.orgnr, exemplar: 2, verdict: 'complete', missing: [], duplicated: [] },
      { kind: 'leveransavtal-bilaga-3', orgnr: solbacka?.customer.orgnr, exemplar: 2, verdict: 'complete', missing: [], duplicated: [] },
    ].sort((a, b) => String(a.orgnr).localeCompare(String(b.orgnr))))
  })

  it('says which pages are missing, and which came twice', async () => {
    const sheets = sheetsOf(theirs(solbacka, 'rutiner'), 1)
    const report = await scanned(house, [...sheets.filter(({ page }) => page !== 3), ...sheets.filter(({ page }) => page === 5)])
    expect(ofKind(report)).toMatchObject([{ kind: 'rutiner', verdict: 'suspect', missing: [3], duplicated: [5] }])
  })

  it('never says anything about signatures: neither signs nor moves a paper', async () => {
    const before = (await eventTypes()).filter((type) => type !== 'scan-received').length
    await scanned(house, sheetsOf(theirs(solbacka, 'raps'), 1))
    expect((await eventTypes()).filter((type) => type !== 'scan-received')).toHaveLength(before)
  })
})

describe('a page that comes a week later', () => {
  it('completes the exemplar, in the new report and in the old one', async () => {
    const sheets = sheetsOf(theirs(lillfors, 'tjansteavtal'), 2)
    const first = await scanned(house, sheets.slice(0, -1))
    expect(ofKind(first)).toMatchObject([{ verdict: 'incomplete', missing: [sheets.length] }])
    wait(house, 7 * 24 * 60)
    expect(ofKind(await scanned(house, sheets.slice(-1)))).toMatchObject([{ verdict: 'complete', missing: [] }])
    expect(ofKind(await scanReport(house.app, first.scan))).toMatchObject([{ verdict: 'complete' }])
  })

  it('completes it even when it lies in the file after, read by the same command', async () => {
    const sheets = sheetsOf(theirs(solbacka, 'grundavtal'), 2)
    const paths = [inCopier(house, 'del-1.pdf', await copierPdf(house, sheets.slice(1), 'del 1')), inCopier(house, 'del-2.pdf', await copierPdf(house, sheets.slice(0, 1), 'del 2'))]
    expect((await scan(house.app, paths)).map((report) => ofKind(report)?.[0]?.verdict)).toEqual(['complete', 'complete'])
  })
})

describe('a rescan', () => {
  it('after countersigning is a later stage, not a duplicate', async () => {
    const sheets = sheetsOf(theirs(lillfors, 'rutiner'), 1)
    await scanned(house, sheets)
    wait(house, 60)
    expect(ofKind(await scanned(house, sheets))).toMatchObject([{ verdict: 'complete', duplicated: [] }])
  })

  it('of the same file changes nothing: the same report, no new event, the same bytes', async () => {
    const path = inCopier(house, 'samma.pdf', await copierPdf(house, sheetsOf(theirs(lillfors, 'raps'), 1).slice(0, 3), 'samma'))
    const [first] = await scan(house.app, [path])
    const events = await eventTypes()
    wait(house, 60)
    expect(await scan(house.app, [path])).toEqual([first])
    expect(await eventTypes()).toEqual(events)
    const kept = readFileSync(house.app.archive.pathOf(first?.scan ?? ''))
    expect(Buffer.compare(kept, readFileSync(path))).toBe(0)
    expect(createHash('sha256').update(kept).digest('hex')).toBe(first?.scan)
    expect((await scanOf(house.app.store.read, first?.scan ?? '')).receivedAt < house.clock.now.toISOString()).toBe(true)
  })

  it('of the same file does not count as its own earlier upload after another came between', async () => {
    const sheets = sheetsOf(theirs(solbacka, 'tjansteavtal'), 1)
    const path = inCopier(house, 'åter.pdf', await copierPdf(house, sheets, 'åter'))
    await scan(house.app, [path])
    await scanned(house, sheets)
    expect(ofKind((await scan(house.app, [path]))[0])).toMatchObject([{ verdict: 'complete', duplicated: [] }])
  })
})

describe('a page that is no page of a paper to be signed', () => {
  const written = (changes: Partial<Parameters<typeof writePageCode>[0]>, key = house.app.pageKeys.current.bytes): string => {
    const { code, pageCount } = theirs(lillfors, 'raps')
    return writePageCode({ keyId: house.app.pageKeys.current.id, code, exemplar: 1, page: 1, pageCount, ...changes }, key)
  }
  const verdictOn = async (text: string): Promise<unknown> => (await read('lös.png', await codedPage(text))).unmatched.map(({ sourcePage, reason }) => ({ sourcePage, reason }))

  it('with our key’s name and a MAC of nobody’s is forged', async () => {
    expect(await verdictOn(written({}, new Uint8Array(32).fill(7)))).toEqual([{ sourcePage: 1, reason: 'forged-code' }])
  })

  it('printed by another installation, or with somebody else’s QR code, is foreign', async () => {
    expect(await verdictOn(written({ keyId: house.app.pageKeys.current.id === 'ZZ' ? 'YY' : 'ZZ' }))).toEqual([{ sourcePage: 1, reason: 'foreign-code' }])
    expect(await verdictOn('HTTPS://WWW.EXEMPEL.SE/KATALOG')).toEqual([{ sourcePage: 1, reason: 'foreign-code' }])
  })

  it('with a genuine code of a version that was never recorded is unknown', async () => {
    expect(await verdictOn(written({ code: '0123456789' }))).toEqual([{ sourcePage: 1, reason: 'unknown-version' }])
  })

  it('is a draft, which may not be signed', async () => {
    const draft = await packed(house, factsOf('lillfors-kommun'), { stage: 'draft', kinds: ['kortprognos'] })
    const [, pdf] = theirs(draft, 'kortprognos').files
    const report = await read('utkast.pdf', await house.app.archive.read(pdf?.sha256 ?? ''))
    expect(new Set(report.unmatched.map(({ reason }) => reason))).toEqual(new Set(['draft']))
    expect(report.documents).toEqual([])
  })

  it('is cancelled, or blank', async () => {
    const facts = factsOf('tallmo-omsorg')
    const manifest = await packed(house, facts, { kinds: ['sis-dnv-ansokan'] })
    await record(house.app, { subject: documentOf(manifest, 'sis-dnv-ansokan').code, event: 'cancelled', options: { reason: 'kunden avstår' }, exemplar: null, by: house.app.actor(CLERK), on: null })
    const pile = await PDFDocument.load(await exemplarPdf(house, documentOf(manifest, 'sis-dnv-ansokan'), 1))
    pile.addPage([595, 842])
    const report = await read('makulerad.pdf', await pile.save())
    expect(report.unmatched.map(({ reason }) => reason)).toEqual([...Array.from({ length: documentOf(manifest, 'sis-dnv-ansokan').pageCount }, () => 'superseded-version'), 'blank'])
    expect(report.unmatched[0]).toMatchObject({ was: { code: documentOf(manifest, 'sis-dnv-ansokan').code, customer: facts.kund?.namn, page: 1, replacedBy: null } })
  })
})

describe('every kind of file a copier makes', () => {
  const sheetOf = async (dpi: number) => {
    const [sheet] = await copyPile(house.app.imaging, [{ pdf: await firstPage(), boxes: [] }], { dpi, seed: dpi, upsideDown: dpi === 200 ? [1] : [], shuffle: false }, (paper) => Promise.resolve(paper))
    if (sheet === undefined) throw new Error('no sheet came out')
    return sheet
  }
  const firstPage = async (): Promise<Uint8Array> => copierPdf(house, sheetsOf(theirs(lillfors, 'leveransavtal'), 1).slice(0, 1))

  it.each([150, 200, 300])('is read at %i dpi as PDF, TIFF, JPEG and PNG', async (dpi) => {
    const sheet = await sheetOf(dpi)
    const jpeg = await jpegOf(sheet)
    const png = await sharp(sheet.pixels, { raw: { width: sheet.widthPx, height: sheet.heightPx, channels: sheet.channels } }).png().toBuffer()
    const files: [string, Uint8Array][] = [
      ['a.pdf', await toPdf([{ jpeg, widthPx: sheet.widthPx, heightPx: sheet.heightPx, dpi }])], ['a.tiff', await toTiff([sheet], 'gray')], ['a.jpeg', jpeg], ['a.png', png],
    ]
    for (const [name, bytes] of files) {
      const report = await read(`${dpi}-${name}`, bytes)
      expect({ name, unmatched: report.unmatched, found: report.documents.map(({ code, pages }) => [code, pages.found]) }).toEqual({ name, unmatched: [], found: [[theirs(lillfors, 'leveransavtal').code, [1]]] })
    }
  })

  it('is kept untouched even when it cannot be read, with a row of its own', async () => {
    const broken = new Uint8Array([...new TextEncoder().encode('%PDF-1.7\n'), ...new Uint8Array(200).fill(1)])
    const refused = await failureOf(scan(house.app, [inCopier(house, 'trasig.pdf', broken)]))
    expect(refused.code).toBe('scan-unreadable')
    const sha256 = createHash('sha256').update(broken).digest('hex')
    expect(Buffer.compare(Buffer.from(await house.app.archive.read(sha256)), Buffer.from(broken))).toBe(0)
    expect(await scanOf(house.app.store.read, sha256)).toMatchObject({ fileName: 'trasig.pdf', pages: 0 })
  })

  it('keeps the pages read before when reading it again fails, as a whole or page by page', async () => {
    const path = inCopier(house, 'igen.pdf', await copierPdf(house, sheetsOf(theirs(lillfors, 'raps'), 2).slice(0, 2), 'igen'))
    const [first] = await scan(house.app, [path])
    const failing = { ...house.app, imaging: { ...house.app.imaging, readPages: () => Promise.reject(new Failure('scan-unreadable', 'läsaren orkade inte')) } }
    expect((await failureOf(scan(failing, [path]))).code).toBe('scan-unreadable')
    const readPages = async (file: { readonly path: string }) => (await house.app.imaging.readPages(file)).map((page) => ({ ...page, codes: [], unreadable: 'Sidan tog för lång tid att läsa.' }))
    await scan({ ...house.app, imaging: { ...house.app.imaging, readPages } }, [path])
    expect(await pagesOfScan(house.app.store.read, first?.scan ?? '')).toHaveLength(2)
    expect(await scanReport(house.app, first?.scan ?? '')).toEqual(first)
  })

  it('read again goes on where the time ran out, and keeps what was known when it runs out for other pages', async () => {
    const pdf = await PDFDocument.load(await copierPdf(house, sheetsOf(theirs(lillfors, 'raps'), 2).slice(0, 2), 'lång'))
    pdf.addPage([595.28, 841.89]).drawText('Faktura 2041 avser leverans i maj', { x: 70, y: 600, size: 30 })
    const path = inCopier(house, 'lång.pdf', await pdf.save())
    const asked: (readonly number[] | undefined)[] = []
    const seen = await house.app.imaging.readPages({ path })
    const reading = (lost: readonly number[]) => ({ ...house.app, imaging: { ...house.app.imaging, readPages: (file: Parameters<typeof house.app.imaging.readPages>[0]) => {
      asked.push(file.ahead)
      return Promise.resolve(seen.map((page) => (lost.includes(page.sourcePage) ? { ...page, codes: [], unreadable: 'Läsningen avbröts.' } : page)))
    } } })
    const [first] = await scan(reading([2]), [path])
    await examineAgain(reading([1, 3]), first?.scan ?? '')
    expect(asked).toEqual([[], [2]])
    expect((await pagesSeen(house.app.store.read, first?.scan ?? '')).map((page) => ('code' in page ? page.page : page.reason))).toEqual([1, 2, 'no-code'])
  })

  it.each([
    [[2], [1, 3, 4, 5]], [[1], [2, 3, 4, 5]], [[2, 4], [1, 3, 5]],
  ])('read again reads the pages that had no turn before those that took all the time: %j', async (hanging, legible) => {
    const pdf = await PDFDocument.create()
    for (let page = 1; page <= 5; page += 1) pdf.addPage([595.28, 841.89])
    pdf.setTitle(`hänger ${hanging.join()}`)
    const path = inCopier(house, `hänger-${hanging.join('-')}.pdf`, await pdf.save())
    const run: Run = async (job, onReply) => {
      onReply({ type: 'opened', pageCount: 5 }, 0)
      for (const sourcePage of job.task === 'read' ? readingOrder(5, job.ahead).slice(job.firstPage - 1) : []) {
        const leftMs = onReply({ type: 'begun', page: sourcePage }, 0)
        if (hanging.includes(sourcePage)) {
          return { how: 'too-slow', spentMs: leftMs }
        }
        onReply({ type: 'read', page: { sourcePage, widthPx: 1, heightPx: 1, codes: [], blank: true, unreadable: null } }, 0)
      }
      return { how: 'finished', spentMs: 0 }
    }
    const readPages = (file: Parameters<typeof house.app.imaging.readPages>[0]) => new Reading({ task: 'read', source: '', limits: { maxPages: 9, maxPixels: 1, maxBytes: 1 }, firstPage: 1, ahead: file.ahead ?? [] }, { run, patienceMs: 50, startMs: 3000 }, undefined).all()
    const app = { ...house.app, imaging: { ...house.app.imaging, readPages } }
    const [first] = await scan(app, [path])
    for (let again = 1; again <= hanging.length; again += 1) await examineAgain(app, first?.scan ?? '')
    expect((await pagesSeen(house.app.store.read, first?.scan ?? '')).filter((page) => 'reason' in page && page.reason === 'blank').map(({ sourcePage }) => sourcePage)).toEqual(legible)
  })

  it.each([['tom.pdf', new Uint8Array(), 'scan-empty'], ['brev.txt', new TextEncoder().encode('Hej'), 'scan-unreadable']])('is refused when it is none: %s', async (name, bytes, code) => {
    expect((await failureOf(scan(house.app, [inCopier(house, name, bytes)]))).code).toBe(code)
  })
})

describe('a scan whose pages are all there', () => {
  it('is signed only when a person has said so', async () => {
    if (lillfors === undefined) throw new Error('nothing is packed')
    await approveReviewSet(house, lillfors)
    const report = await scanned(house, sheetsOf(theirs(lillfors, 'raps'), 2))
    expect((await eventTypes()).includes('signature-confirmed')).toBe(false)
    const { events } = await confirmed(house, report, theirs(lillfors, 'raps').code, 'kund')
    expect(events.map(({ event }) => event.type)).toEqual(['signature-confirmed'])
  })
})
