import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Failure } from '../../templates/failure.js'
import type { ScanReport } from '../../signing/scan-report.js'
import { toldScan } from '../../src/cli/told-scan.js'
import type { Manifest } from '../../src/flows/manifest.js'
import { eSignedOriginal } from '../../src/flows/e-signed-original.js'
import { keepCleanCopies } from '../../src/flows/clean-copies.js'
import { confirmAndCopy } from '../../src/flows/confirm-and-copy.js'
import { scan } from '../../src/flows/scan.js'
import { scanReport } from '../../src/flows/scan-report.js'
import { customerStatus } from '../../src/flows/status.js'
import { readTrustAnchors } from '../../src/trust-anchors.js'
import { documentOf, factsOf, failureOf, openHouse, packed, setParties, type House } from '../open-house.js'
import { rootAuthority, selfSigned, vouched, type Identity } from '../signing/e-signature/certificates.js'
import { placesIn, signedPdf, updated, withEntries } from '../signing/e-signature/signed-pdf.js'
import { confirmed, exemplarPdf, inCopier } from '../signed-scans.js'

const FACTS = factsOf('vardgruppen-solbacka')
const SIGNED = new Date('2026-11-20T12:00:00Z')

const directory = mkdtempSync(join(tmpdir(), 'anslut-trust-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let house: House
let manifest: Manifest
let root: Identity
let kund: Identity
let second: Identity
let outsider: Identity
let issued: Uint8Array

beforeAll(async () => {
  root = await rootAuthority('Prövad Rot')
  kund = await vouched([{ CN: [FACTS.undertecknare?.[0]?.namn ?? ''] }, { O: [FACTS.kund.namn] }], root)
  second = await vouched([{ CN: [FACTS.undertecknare?.[1]?.namn ?? ''] }], root)
  outsider = await vouched([{ CN: ['Petra Påhittad'] }], root)
  writeFileSync(join(directory, 'rot.pem'), root.certificate.toString('pem'))
  house = await openHouse({ eSignTrust: directory })
  manifest = await packed(house, FACTS, { kinds: ['grundavtal'] })
  issued = await exemplarPdf(house, documentOf(manifest, 'grundavtal'), 1)
})

/** The same pages in a file that does not begin with the issued one. */
function issuedLike(bytes: Uint8Array): Buffer {
  const other = Buffer.from(bytes)
  other[other.indexOf('\n%') + 2] = 0xaa
  return other
}

let files = 0
async function uploaded(bytes: Uint8Array): Promise<ScanReport> {
  files += 1
  house.clock.now = new Date(house.clock.now.getTime() + 1000)
  const [report] = await scan(house.app, [inCopier(house, `e-${files}.pdf`, bytes)])
  if (report === undefined) throw new Error('a file read gives a report')
  return report
}

describe('an e-signed PDF that comes in', () => {
  it('is the issued file itself with a valid signature, and is kept and told as that', async () => {
    const report = await uploaded(await signedPdf(issued, 'Kund', kund, { at: SIGNED }))
    const { code } = documentOf(manifest, 'grundavtal')
    expect(report.documents).toMatchObject([{ code, exemplar: 1, pages: { missing: [] } }])
    expect(report).toMatchObject({ issuedFile: { code, exemplar: 1, since: [] }, eSignatures: [{ field: 'Kund', verdict: 'valid', coversWholeDocument: true }] })
    expect(await scanReport(house.app, report.scan)).toEqual(report)
    const told = toldScan(report, () => 'Solbacka')
    expect(told).toContain('exakt den utställda')
    expect(told).toContain(`E-underskrift av ${FACTS.undertecknare?.[0]?.namn}, ${FACTS.kund.namn}: gäller, 2026-11-20 12:00 UTC enligt undertecknaren; certifikat från Prövad Rot; ECDSA P-256, SHA-256`)
    expect(told).toContain('Spärr är inte kontrollerad')
  })

  it('says so when it was changed before it was signed, or signed by somebody who is not trusted here', async () => {
    const { page, pageDictionary } = placesIn(issued)
    const changed = updated(issued, new Map([[page, withEntries(pageDictionary, { Rotate: '0' })]]))
    const report = await uploaded(await signedPdf(changed, 'Kund', await selfSigned('CN=Någon Annan'), { at: SIGNED }))
    expect(report).toMatchObject({ issuedFile: { since: ['en sida är ändrad'] }, eSignatures: [{ verdict: 'not-trusted' }] })
    const told = toldScan(report, () => 'Solbacka')
    expect(told).toContain('men är ändrad sedan: en sida är ändrad.')
    expect(told).toContain('INTE BETRODD')
  })

  it('without any e-signature says nothing of them', async () => {
    const report = await uploaded(issued)
    expect([report.eSignatures, report.issuedFile]).toEqual([undefined, undefined])
  })
})

describe('an e-signature as evidence', () => {
  const code = () => documentOf(manifest, 'grundavtal').code
  const saidIn = ({ faults }: Failure): string => faults.map(({ message }) => message).join(' ')
  const proposed = ({ documents }: ScanReport) => documents.flatMap(({ proposals }) => proposals.map(({ party, answer }) => `${party} ${answer}`))

  it('of one of two who sign for the party is not the party’s, and says who is missing', async () => {
    const refused = await failureOf(confirmed(house, await uploaded(await signedPdf(issued, 'Kund', kund, { at: SIGNED })), code(), 'kund'))
    expect([refused.code, saidIn(refused)]).toEqual(['signature-doubtful', expect.stringContaining(`rutan kund-2 saknar giltig e-underskrift av ${FACTS.undertecknare?.[1]?.namn}.`)])
  })

  it('of the party itself is proposed and can be confirmed; a party that has not signed is neither', async () => {
    const report = await uploaded(await signedPdf(await signedPdf(issued, 'Kund', kund, { at: SIGNED }), 'Kund2', second, { at: SIGNED }))
    expect(proposed(report)).toEqual(['kund look', 'svr look'])
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).scanned).toMatchObject([{ parties: [{ party: 'kund', scan: report.scan }, { party: 'svr', scan: report.scan }] }])
    const refused = await failureOf(confirmed(house, report, code(), 'svr'))
    expect([refused.code, saidIn(refused)]).toEqual(['signature-doubtful', expect.stringContaining('inte av någon som parten är känd att undertecknas av')])
    const { events } = await confirmed(house, report, code(), 'kund')
    expect(events.map(({ event }) => event)).toContainEqual(expect.objectContaining({ type: 'signature-confirmed', eSignedBy: expect.stringMatching(new RegExp(`^${FACTS.undertecknare?.[0]?.namn}, certifikat 01.*; ${FACTS.undertecknare?.[1]?.namn}, certifikat`, 'u')) }))
    expect((await keepCleanCopies(house.app, FACTS.kund.orgnr)).map(({ sha256 }) => sha256)).toEqual([report.scan])
  })

  it('keeps the file as its own copy only when nothing is in it but the issued file and its signers’ signatures', async () => {
    const { pageCount } = documentOf(manifest, 'grundavtal')
    const copied = async (bytes: Uint8Array, exemplar = 1): Promise<boolean> => {
      const { scan: sha256 } = await uploaded(bytes)
      const pages = Array.from({ length: pageCount }, (_, at) => ({ page: at + 1, scan: sha256, sourcePage: at + 1, rotation: 0 as const }))
      return (await eSignedOriginal(house.app, [{ code: code(), exemplar, pages }])) === null
    }
    const own = await signedPdf(issued, 'K', kund, { at: SIGNED })
    expect([await copied(own), await copied(own, 2)]).toEqual([false, true])
    expect(await copied(await signedPdf(own, 'V', outsider, { at: SIGNED }))).toBe(true)
    expect(await copied(await signedPdf(issuedLike(issued), 'R', kund, { at: SIGNED }))).toBe(true)
  })

  it('that is not trusted, or stands over a changed file, is overridden with a reason or not at all', async () => {
    const stranger = await uploaded(await signedPdf(issued, 'Svr', await selfSigned('CN=Någon Annan'), { at: SIGNED }))
    expect(saidIn(await failureOf(confirmed(house, stranger, code(), 'svr')))).toContain('Någon Annan är inte betrodd')
    const { doubts, cleanCopies } = await confirmAndCopy(house.app, { scan: stranger.scan, document: code(), party: 'svr', exemplar: null, by: house.app.actor('Karin'), on: null, override: 'Ringde och frågade' })
    expect(doubts.join()).toContain('är inte betrodd')
    expect([cleanCopies.map(({ sha256 }) => sha256), doubts.at(-1)]).toEqual([[expect.not.stringContaining(stranger.scan)], expect.stringMatching(/^Exemplar 1: den rena kopian är bilder av sidorna, så e-underskrifterna i .*e-\d+\.pdf följer inte med/u)])
  })

  it('is doubted on the customer’s page as in the scan’s report: a sheet of something else lies between the pages', async () => {
    const pile = await PDFDocument.load(issued)
    pile.insertPage(1).drawText('En bilaga som ingen har utfardat', { x: 80, y: 600, size: 28 })
    const report = await uploaded(await pile.save())
    const doubts = report.documents.flatMap(({ proposals }) => proposals.map((proposal) => proposal.doubts))
    expect(doubts).toEqual([expect.arrayContaining([expect.stringContaining('mellan sida 1 och 2')]), expect.arrayContaining([expect.stringContaining('mellan sida 1 och 2')])])
    expect((await customerStatus(house.app, FACTS.kund.orgnr)).scanned.map(({ parties }) => parties.map((party) => party.doubts))).toEqual([doubts])
  })
})

it('an e-signature is held against those who sign the version that the file is of, not against whom a later draft or a party of today names', async () => {
  const signing = await exemplarPdf(house, documentOf(await packed(house, FACTS, { kinds: ['grundavtal'] }), 'grundavtal'), 1)
  const signers = FACTS.undertecknare ?? []
  house.clock.now = new Date(house.clock.now.getTime() + 60_000)
  await packed(house, { ...FACTS, undertecknare: signers.map((one, index) => (index === 0 ? { ...one, namn: 'Petra Påhittad' } : one)) }, { kinds: ['grundavtal'], stage: 'draft' })
  await setParties(house, { undertecknare: [{ namn: 'Petra Påhittad', befattning: 'Chef' }] })
  const answers = async (by: Identity): Promise<unknown> => (await uploaded(await signedPdf(signing, 'Vem', by, { at: SIGNED }))).documents.flatMap(({ proposals }) => proposals.map(({ party, doubts }) => [party, doubts.some((doubt) => doubt.includes('inte av någon som parten är känd'))]))
  expect(await answers(outsider)).toEqual([['kund', true], ['svr', true]])
  expect(await answers(kund)).toEqual([['kund', false], ['svr', true]])
})

it('certificates to trust that cannot be read refuse start, rather than trusting nobody in silence', async () => {
  const file = inCopier(house, 'trasig.pem', Buffer.from('inget certifikat'))
  expect(await failureOf(readTrustAnchors(file))).toMatchObject({ code: 'config-invalid', message: expect.stringContaining('trasig.pem') })
})

it('an e-signed file is held against the issued pages, which are written and neither coarse nor black and white, and its pictures against where people sign', async () => {
  const apart = await openHouse({ scanDepth: 'examine', eSignTrust: directory })
  const document = documentOf(await packed(apart, FACTS, { kinds: ['handlaggare-ansokan'] }), 'handlaggare-ansokan')
  const application = await exemplarPdf(apart, document, 1)
  // White over the heading, and a line that was never there.
  const picture = new Map([[9000, '<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length 44>>\nstream\n1 g 60 700 400 60 re f 0 g 60 720 300 2 re f\nendstream']])
  const [covering] = await scan(apart.app, [inCopier(apart, 'over.pdf', await signedPdf(application, 'Kund', kund, { at: SIGNED, objects: picture, rect: '0 0 595 842', widget: '/AP<</N 9000 0 R>>' }))])
  if (covering === undefined) throw new Error('a file read gives a report')
  expect([covering.eSignatures?.map(({ verdict }) => verdict), covering.documents.map(({ differences, pages }) => [differences, pages.drawnOver])]).toEqual([['valid'], [[[], [1]]]])
  expect((await failureOf(confirmed(apart, covering, document.code, 'kund'))).faults.map(({ message }) => message).join(' ')).toContain('bilden av en e-underskrift utanför rutorna')
})
