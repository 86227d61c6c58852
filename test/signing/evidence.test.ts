import { describe, expect, it } from 'vitest'
import { documentReports } from '../../signing/document-report.js'
import type { ScannedVersion } from '../../signing/match-pages.js'
import type { Showing } from '../../signing/counting-showing.js'
import { evidenceFor } from '../../signing/evidence.js'
import type { MatchedPage } from '../../signing/scan-report.js'

const OLD = 'a'.repeat(64)
const NEW = 'b'.repeat(64)
const CODE = '7K3M9QXT2B'
const version: ScannedVersion = { kind: 'raps', orgnr: '212000-0142', pageCount: 2, stage: 'signing', exemplars: 2, layout: { pages: [] }, superseded: false, cancelled: false, signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 2 }] }
const shows = (scan: string, ...pages: number[]): MatchedPage[] => pages.map((page, index) => ({ scan, sourcePage: index + 1, code: CODE, exemplar: 1, page, pageCount: 2, rotation: 0 }))
const seen = (known: readonly MatchedPage[]): Showing[] => known.map((shown) => ({ shown, examination: null }))
const reported = (known: MatchedPage[]) => documentReports(known, { all: known, versionOf: () => version, examinationOf: () => null, depth: 'sort' })[0]?.pages.duplicated

describe('a doubled sheet', () => {
  it.each([
    ['in an earlier upload, never scanned again', NEW, [...shows(OLD, 1, 1), ...shows(NEW, 2)], [1]],
    ['in the scan itself', NEW, shows(NEW, 1, 1, 2), [1]],
    ['in a later upload than the scan', OLD, [...shows(OLD, 1, 2), ...shows(NEW, 1, 1)], [1]],
    ['in an earlier upload, scanned once since', NEW, [...shows(OLD, 1, 1), ...shows(NEW, 1, 2)], []],
    ['in the scan itself, scanned once since', OLD, [...shows(OLD, 1, 1, 2), ...shows(NEW, 1)], []],
  ] as const)('%s is judged alike by the evidence and by the report', (_, scan, known, doubled) => {
    expect(evidenceFor(scan, version, seen(known), 'kund').duplicated).toEqual(doubled)
    expect(reported([...known])).toEqual(doubled)
  })

  it('scanned once since is shown by the later scan', () => {
    const { pages, unseen } = evidenceFor(OLD, version, seen([...shows(OLD, 1, 1, 2), ...shows(NEW, 1)]), 'kund')
    expect([pages.map(({ scan }) => scan), unseen]).toEqual([[NEW, OLD], []])
  })

  it('that carries the signature cannot be confirmed by the scan that has it twice', () => {
    expect(evidenceFor(OLD, version, seen([...shows(OLD, 1, 2, 2), ...shows(NEW, 2)]), 'kund').unseen).toEqual([2])
  })
})

describe('the evidence of a scan', () => {
  it('is its own page even when a later scan shows that page too', () => {
    const { pages, missing, unseen } = evidenceFor(OLD, version, seen([...shows(OLD, 1, 2), ...shows(NEW, 1, 2)]), 'kund')
    expect([pages.map(({ scan }) => scan), missing, unseen]).toEqual([[OLD, OLD], [], []])
  })

  it('names the page of which another upload, newer and not examined, may show more', () => {
    const [old, ...rest] = seen([...shows(OLD, 1, 2), ...shows(NEW, 1)])
    const examined = (one: Showing): Showing => ({ ...one, examination: { unexamined: null, sameContent: true, patches: { looked: 1, found: 1 }, boxes: [], differences: [] } })
    if (old === undefined) throw new Error('the upload shows page 1')
    expect(evidenceFor(OLD, version, [examined(old), ...rest], 'kund').unexaminedSince).toEqual([1])
    expect(evidenceFor(OLD, version, [old, ...rest].map(examined), 'kund').unexaminedSince).toEqual([])
    const both = [...seen(shows(OLD, 1, 2)).map(examined), ...seen(shows(NEW, 1, 2))]
    expect([OLD, NEW].map((scan) => evidenceFor(scan, version, both, 'kund').unexaminedSince)).toEqual([[1, 2], [1]])
  })

  it('and the report name the page that a newer upload shows too coarsely to be compared', () => {
    const pages = [...shows(OLD, 1, 2), ...shows(NEW, 1)]
    const place = { xPt: 0, yPt: 0, widthPt: 1, heightPt: 1, issued: OLD, scanned: OLD }
    const examinationOf = ({ scan }: MatchedPage) => ({ unexamined: null, sameContent: true, patches: { looked: 1, found: 1 }, boxes: [], differences: scan === NEW ? [{ answer: 'not-checkable' as const, ...place }] : [] })
    expect(evidenceFor(OLD, version, pages.map((shown) => ({ shown, examination: examinationOf(shown) })), 'kund').illegibleSince).toEqual([1])
    expect(documentReports(pages, { all: pages, versionOf: () => version, examinationOf, depth: 'examine' })[0]).toMatchObject({ verdict: 'complete', differences: [{ page: 1, reason: 'illegible' }] })
  })

  it('names what no upload shows, and the signature page that only another upload shows', () => {
    expect(evidenceFor(OLD, version, seen(shows(OLD, 1)), 'kund')).toMatchObject({ missing: [2], unseen: [2] })
    expect(evidenceFor(NEW, version, seen([...shows(OLD, 1, 2), ...shows(NEW, 1)]), 'kund')).toMatchObject({ missing: [], unseen: [2] })
  })
})
