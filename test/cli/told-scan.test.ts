import { describe, expect, it } from 'vitest'
import { isClean } from '../../src/cli/scanned-copies.js'
import { toldScan } from '../../src/cli/told-scan.js'
import { proposalsOf } from '../../signing/proposal.js'
import type { ESignedBy } from '../../signing/e-signature/e-signed-by.js'
import type { DocumentReport, ScanReport } from '../../signing/scan-report.js'

const cutout = `${'c'.repeat(64)}.png`
type Box = DocumentReport['signatureBoxes'][number]
const box = (changes: Partial<Box>): Box => ({ id: 'kund-1', party: 'kund', page: 2, ink: 'signed', confidence: 0.9, bilevel: false, cutout, ...changes })
const document = (changes: Partial<DocumentReport> = {}, eSigned: ESignedBy | null = null): DocumentReport => {
  const judged = { ...asIssued, ...changes }
  return { ...judged, proposals: proposalsOf(judged, () => eSigned) }
}
const asIssued: Omit<DocumentReport, 'proposals'> = {
  code: '7K3M9QXT2B', kind: 'raps', orgnr: '212000-0142', exemplar: 1, verdict: 'complete', pages: { expected: 2, found: [1, 2], missing: [], duplicated: [] },
  signatureBoxes: [box({})], differences: [], assigned: [],
}
const told = (changes: Partial<DocumentReport>): string => toldScan({ scan: 'a'.repeat(64), pagesRead: 2, documents: [document(changes)], unmatched: [] }, () => 'Sala kommun')
const place = { page: 1, xPt: 72, yPt: 144, widthPt: 72, heightPt: 144 }

describe('what the clerk reads about a box', () => {
  it.each([
    [box({}), 'bläck som en underskrift'],
    [box({ ink: 'empty' }), 'inget bläck syns'],
    [box({ ink: 'empty', bilevel: true }), 'inget bläck syns på svartvit skanning, skanna i gråskala'],
    [box({ ink: 'look' }), 'se efter själv'],
    [{ id: 'kund-1', party: 'kund', page: 2, ink: 'look', confidence: 0 } as const, 'inte undersökt'],
  ])('%o', (shown, words) => {
    const text = told({ signatureBoxes: [shown] })
    expect(text).toContain(words)
    expect(text).not.toMatch(/inte undertecknad|ej undertecknad/)
  })

  it('on a page that is missing, that the page is', () => {
    expect(told({ verdict: 'incomplete', pages: { expected: 2, found: [1], missing: [2], duplicated: [] } })).toMatch(/kund-1\), sida 2: sidan saknas/)
  })
})

describe('what the clerk reads about a page', () => {
  it('that looks changed: where, and what to do', () => {
    const text = told({ verdict: 'suspect', differences: [{ ...place, answer: 'look', reason: 'changed', issued: cutout, scanned: cutout }] })
    expect(text).toContain('SE EFTER sida 1, 25 mm från vänsterkanten och 102 mm från nederkanten')
    expect(text).toContain('Nästa steg: jämför pappret')
    expect(text).not.toContain('confirm a')
  })

  it('that shows other content, is illegible or was not compared', () => {
    const text = told({ differences: [{ ...place, answer: 'look', reason: 'other-content' }, { ...place, page: 2, answer: 'not-checkable', reason: 'illegible' }, { ...place, page: 3, answer: 'not-checkable', reason: 'not-examined' }], pages: { expected: 3, found: [1, 2, 3], missing: [], duplicated: [], unexamined: [{ page: 3, scan: 'b'.repeat(64), sourcePage: 7, counts: false, why: 'Sidan tog för lång tid att jämföra.' }] } })
    for (const words of ['SE EFTER sida 1: det som står', 'Sida 2 visas för grovt', 'INTE UNDERSÖKT: sida 3 (bbbbbbbbbbbb sida 7). Sidan tog för lång tid att jämföra. Det som sägs om sidan är från en annan skanning', 'Nästa steg: undersök igen: scan --again aaaaaaaaaaaa']) expect(text).toContain(words)
  })

  it('that was only sorted: that nobody has looked at it, and no way to take it for signed', () => {
    const text = told({ signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 2, ink: 'look', confidence: 0 }], differences: [1, 2].map((page) => ({ ...place, page, answer: 'not-checkable', reason: 'sorted' })) })
    expect(text).toContain('INTE UNDERSÖKT: 2 sidor är bara sorterade')
    expect(text).not.toContain('confirm a')
  })

  it('complete and signed: how to confirm it', () => {
    expect(told({})).toContain('confirm aaaaaaaaaaaa --document 7K3M-9QXT-2B --party kund --by NAMN')
  })
})

it('the next step names the scan that counts, whichever the report is on', () => {
  const counted = document()
  const text = toldScan({ scan: 'a'.repeat(64), pagesRead: 2, documents: [{ ...counted, proposals: counted.proposals.map((one) => ({ ...one, scan: 'b'.repeat(64) })) }], unmatched: [] }, () => 'Sala kommun')
  expect([text.includes(`confirm ${'b'.repeat(12)} `), text.includes(`confirm ${'a'.repeat(12)}`)]).toEqual([true, false])
  expect(told({})).toContain(`confirm ${'a'.repeat(12)} `)
})

it('a proposal that would be refused now says why, and offers no confirmation', () => {
  const asked = document()
  const text = toldScan({ scan: 'a'.repeat(64), pagesRead: 2, documents: [{ ...asked, proposals: asked.proposals.map((one) => ({ ...one, refused: 'Underskrift av kunden saknas.' })) }], unmatched: [] }, () => 'Sala kommun')
  expect(text).toContain('FÖRSLAG: undertecknad av kunden; se på utklippen och bekräfta\n      Kan inte bekräftas nu: Underskrift av kunden saknas.\n')
  expect(text).not.toContain('confirm a')
})

describe('a scan ends well only when nobody has anything to look into', () => {
  const pages = asIssued.pages
  it.each([
    ['as issued', {}, true],
    ['only sorted', { differences: [{ ...place, answer: 'not-checkable', reason: 'sorted' }] }, true],
    ['incomplete', { verdict: 'incomplete' }, false],
    ['too coarse to be compared', { differences: [{ ...place, answer: 'not-checkable', reason: 'illegible' }] }, false],
    ['written in the file, no picture of paper', { pages: { ...pages, paperless: [1, 2] } }, false],
    ['drawn over in the file', { pages: { ...pages, drawnOver: [1] } }, false],
    ['signed differently in two scans', { pages: { ...pages, conflicting: [2] } }, false],
    ['with a foreign sheet in it', { pages: { ...pages, between: [{ sourcePage: 2, after: 1, before: 2 }] } }, false],
  ] as const satisfies readonly (readonly [string, Partial<DocumentReport>, boolean])[])('%s', (_, changes, clean) => {
    expect(isClean({ scan: 'a'.repeat(64), pagesRead: 2, documents: [document(changes as Partial<DocumentReport>)], unmatched: [] })).toBe(clean)
  })
  it('the issued file itself with valid electronic signatures, or one that every party has signed so in a service that wrote it anew, was never paper, and that is as it should be', () => {
    const signature: NonNullable<ScanReport['eSignatures']>[number] = { kind: 'signature', field: 'Kund', signer: null, issuer: null, certificate: null, verdict: 'valid', reasons: [], time: null, timeSource: null, coversWholeDocument: true, algorithm: null }
    const unsigned = { pages: { ...pages, paperless: [1, 2] }, signatureBoxes: [box({ ink: 'empty' })] }
    const eSignedBy = (own: typeof signature | null): ESignedBy => ({ boxes: new Map([['kund-1', { name: null, signature: own, unsure: null }]]), doubts: [], pages: 'unknown' })
    const kundSigned = eSignedBy(signature)
    const report: ScanReport = { scan: 'a'.repeat(64), pagesRead: 2, documents: [document(unsigned, kundSigned)], unmatched: [], eSignatures: [signature], issuedFile: { code: asIssued.code, exemplar: 1, since: [] } }
    const others = [{ ...report, eSignatures: [] }, { ...report, issuedFile: undefined, documents: [document(unsigned)] }, { ...report, issuedFile: { code: asIssued.code, exemplar: 2, since: [] } }, { ...report, issuedFile: { code: asIssued.code, exemplar: 1, since: ['en sida är ändrad'] } }]
    const rebuilt: ScanReport = { ...report, issuedFile: undefined }
    expect([isClean(rebuilt), isClean({ ...rebuilt, eSignatures: [signature, { ...signature, verdict: 'not-trusted' }] }), toldScan(rebuilt, () => 'Sala kommun').includes('ingen bild')]).toEqual([true, false, false])
    const strangersBesideInk = { ...rebuilt, documents: [document({ pages: { ...pages, paperless: [1] } }, eSignedBy(null))] }
    expect([isClean(strangersBesideInk), toldScan(strangersBesideInk, () => 'Sala kommun').includes('ingen bild')]).toEqual([false, true])
    expect([report, ...others].map(isClean)).toEqual([true, false, false, false, false])
    expect([report, ...others].map((one) => toldScan(one, () => 'Sala kommun').includes('ingen bild av ett papper utan skriven i filen, så bläck där kan vara inlagt i filen: 1, 2'))).toEqual([false, true, true, true, true])
  })
})
