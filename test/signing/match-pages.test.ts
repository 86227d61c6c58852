import { describe, expect, it } from 'vitest'
import { documentReports, type ExaminationOf } from '../../signing/document-report.js'
import { matchPages, type ScannedVersion } from '../../signing/match-pages.js'
import type { PageExamination } from '../../signing/page-examination.js'
import { writePageCode } from '../../signing/page-code.js'
import { scanReportSchema, type MatchedPage, type ReadPage } from '../../signing/scan-report.js'

const key = new Uint8Array(32).fill(7)
const keyOf = (keyId: string) => (keyId === 'K7' ? key : null)
const RAPS = '7K3M9QXT2B'
const RUTINER = '0000000001'
const scan = 'a'.repeat(64)

const version = (changes: Partial<ScannedVersion> = {}): ScannedVersion => ({
  kind: 'raps', orgnr: '212000-0142', pageCount: 3, stage: 'signing', exemplars: 2, superseded: false, cancelled: false,
  layout: { pages: [] }, signatureBoxes: [{ id: 'kund-1', party: 'kund', page: 3 }, { id: 'svr-1', party: 'svr', page: 3 }], ...changes,
})
const versions: Record<string, ScannedVersion> = { [RAPS]: version(), [RUTINER]: version({ kind: 'rutiner', pageCount: 1 }) }
const versionOf = (code: string) => versions[code] ?? null

const text = (page: number, { code = RAPS, exemplar = 1, pageCount = 3 } = {}) => writePageCode({ keyId: 'K7', code, exemplar, page, pageCount }, key)
const read = (sourcePage: number, codes: string[], changes: Partial<ReadPage> = {}): ReadPage => ({
  sourcePage, widthPx: 1654, heightPx: 2339, codes: codes.map((text) => ({ text, rotation: 0 })), blank: false, unreadable: null, ...changes,
})
/** What a page that was signed by the customer alone and is otherwise as issued shows. */
const asIssued: PageExamination = {
  unexamined: null, sameContent: true, patches: { looked: 90, found: 88 }, differences: [],
  boxes: [{ id: 'kund-1', ink: 'signed', confidence: 0.9, bilevel: false, cutout: 'c'.repeat(64) }, { id: 'svr-1', ink: 'empty', confidence: 0.8, bilevel: false, cutout: 'd'.repeat(64) }],
}
const assemble = (pages: ReadPage[], earlier: MatchedPage[] = [], of = versionOf, examinationOf: ExaminationOf = () => asIssued) => {
  const { matched, unmatched } = matchPages({ scan, pages, versionOf: of, keyOf })
  const documents = documentReports(matched, { all: [...earlier.filter((page) => page.scan !== scan), ...matched], versionOf: of, examinationOf, depth: 'examine' })
  return { matched, report: scanReportSchema.parse({ scan, pagesRead: pages.length, documents, unmatched: unmatched.map(({ sourcePage, reason }) => ({ sourcePage, reason, why: reason })) }) }
}
const matchedBefore = (page: number, earlierScan: string, sourcePage = page): MatchedPage => ({ scan: earlierScan, sourcePage, code: RAPS, exemplar: 1, page, pageCount: 3, rotation: 0 })

describe('the report on a scan', () => {
  it('calls an exemplar complete when every page is there once, in whatever order', () => {
    const { report, matched } = assemble([read(1, [text(3)]), read(2, [text(1), text(1)]), read(3, [text(2)])])
    expect(report.documents).toEqual([
      {
        code: RAPS, kind: 'raps', orgnr: '212000-0142', exemplar: 1, verdict: 'complete', pages: { expected: 3, found: [1, 2, 3], missing: [], duplicated: [] },
        signatureBoxes: [
          { id: 'kund-1', party: 'kund', page: 3, ink: 'signed', confidence: 0.9, bilevel: false, cutout: `${'c'.repeat(64)}.png` },
          { id: 'svr-1', party: 'svr', page: 3, ink: 'empty', confidence: 0.8, bilevel: false, cutout: `${'d'.repeat(64)}.png` },
        ],
        differences: [],
        proposals: [{ party: 'kund', answer: 'proposed', doubts: [], scan: 'a'.repeat(64) }, { party: 'svr', answer: 'not', doubts: [expect.stringContaining('svr-1 visar inget bläck')], scan: 'a'.repeat(64) }], assigned: [],
      },
    ])
    expect(report.pagesRead).toBe(3)
    expect(matched.map(({ sourcePage, page }) => [sourcePage, page])).toEqual([[1, 3], [2, 1], [3, 2]])
  })

  const look = { answer: 'look', xPt: 1, yPt: 2, widthPt: 3, heightPt: 4, issued: 'e'.repeat(64), scanned: 'f'.repeat(64) } as const
  const three = [read(1, [text(1)]), read(2, [text(2)]), read(3, [text(3)])]
  const judged: readonly (readonly [string, PageExamination | null, string, string])[] = [
    ['suspect where a page looks changed', { ...asIssued, differences: [look] }, 'suspect', 'changed'],
    ['suspect where a page is not what its code says', { ...asIssued, sameContent: false, boxes: [], differences: [look] }, 'suspect', 'other-content'],
    ['complete where a page is too coarse to be compared, and says so', { ...asIssued, differences: [{ ...look, answer: 'not-checkable' }] }, 'complete', 'illegible'],
    ['suspect where a page could not be examined', { ...asIssued, unexamined: 'Sidan fick jämförelsen att krascha.', boxes: [], sameContent: false }, 'suspect', 'not-examined'],
    ['suspect where a page was never examined', null, 'suspect', 'not-examined'],
  ]
  it.each(judged)('is %s', (_, second, verdict, reason) => {
    const { report } = assemble(three, [], versionOf, ({ page }) => (page === 2 ? second : asIssued))
    expect(report.documents).toMatchObject([{ verdict, differences: [{ page: 2, reason }] }])
  })

  it('takes ink and differences from the newest showing of a page', () => {
    const { report } = assemble([read(1, [text(3)])], [matchedBefore(3, 'b'.repeat(64))], versionOf, ({ scan: from }) => (from === scan ? asIssued : { ...asIssued, boxes: [], differences: [look] }))
    expect(report.documents).toMatchObject([{ signatureBoxes: [{ ink: 'signed' }, { ink: 'empty' }], differences: [] }])
  })

  it('names a sheet of no document that lies among its pages, and none that lies after them', () => {
    const matched = [matchedBefore(1, scan), matchedBefore(2, scan, 3), matchedBefore(3, scan, 4)]
    const [report] = documentReports(matched, { all: matched, versionOf, examinationOf: () => asIssued, depth: 'examine', strays: { scan, sourcePages: [2, 5] } })
    expect(report?.pages.between).toEqual([{ sourcePage: 2, after: 1, before: 2 }])
    expect(report?.proposals[0]).toMatchObject({ answer: 'look', doubts: [expect.stringContaining('mellan sida 1 och 2 ligger ett blad som inte hör till handlingen (sida 2 i filen)')] })
  })

  it('names the missing pages', () => {
    expect(assemble([read(1, [text(2)])]).report.documents[0]).toMatchObject({ verdict: 'incomplete', pages: { found: [2], missing: [1, 3] } })
  })

  it('is suspect when a page comes twice in the upload, also when others are missing', () => {
    expect(assemble([read(1, [text(2)]), read(2, [text(2)])]).report.documents[0]).toMatchObject({ verdict: 'suspect', pages: { found: [2], missing: [1, 3], duplicated: [2] } })
  })

  it('keeps the exemplars of a version apart', () => {
    const { report } = assemble([read(1, [text(1)]), read(2, [text(2)]), read(3, [text(3, { exemplar: 2 })])])
    expect(report.documents.map(({ exemplar, pages }) => [exemplar, pages.missing])).toEqual([[1, [3]], [2, [1, 2]]])
  })

  it('lists documents in the same order however the pages lie', () => {
    const pages = [read(1, [text(1)]), read(2, [text(1, { code: RUTINER, pageCount: 1 })]), read(3, [text(2, { exemplar: 2 })])]
    const reversed = pages.map((page, i) => ({ ...page, sourcePage: 3 - i })).reverse()
    const order = (given: ReadPage[]) => assemble(given).report.documents.map(({ kind, exemplar }) => [kind, exemplar])
    expect(order(pages)).toEqual([['raps', 1], ['raps', 2], ['rutiner', 1]])
    expect(order(reversed)).toEqual(order(pages))
  })

  it.each([[0, 0], [90, 270], [180, 180], [270, 90]] as const)('says of a page turned %i degrees that it must be turned %i to stand upright', (turned, back) => {
    expect(assemble([read(1, [], { codes: [{ text: text(1), rotation: turned }] })]).matched[0]?.rotation).toBe(back)
  })

  it('has no documents when nothing matched', () => {
    expect(assemble([]).report).toEqual({ scan, pagesRead: 0, documents: [], unmatched: [] })
  })
})

describe('a scan after earlier ones', () => {
  const first = 'b'.repeat(64)
  const second = 'c'.repeat(64)

  it('is complete when it brings the pages that were missing', () => {
    expect(assemble([read(1, [text(3)])], [matchedBefore(1, first), matchedBefore(2, first)]).report.documents[0]).toMatchObject({ verdict: 'complete', pages: { found: [1, 2, 3] } })
  })

  it('does not call a page that comes again doubled', () => {
    expect(assemble([read(1, [text(1)]), read(2, [text(2)]), read(3, [text(3)])], [1, 2, 3].map((page) => matchedBefore(page, first))).report.documents[0]?.verdict).toBe('complete')
  })

  it('heals a page doubled before by bringing it once', () => {
    const earlier = [matchedBefore(1, first), matchedBefore(1, first, 2), matchedBefore(2, second)]
    expect(assemble([read(1, [text(3)])], earlier).report.documents[0]).toMatchObject({ verdict: 'suspect', pages: { duplicated: [1] } })
    expect(assemble([read(1, [text(3)]), read(2, [text(1)])], earlier).report.documents[0]).toMatchObject({ verdict: 'complete' })
  })

  it('is judged as the first time when the very same file comes again', () => {
    const pages = [1, 2, 3].map((page) => read(page, [text(page)]))
    const once = assemble(pages)
    expect(assemble(pages, once.matched)).toEqual(once)
  })

  it('leaves documents out that only earlier uploads showed', () => {
    expect(assemble([read(1, [text(1, { code: RUTINER, pageCount: 1 })])], [matchedBefore(1, first)]).report.documents.map(({ kind }) => kind)).toEqual(['rutiner'])
  })
})

describe('a page that is not matched', () => {
  const reasonOf = (page: ReadPage, of = versionOf) => {
    const { matched, unmatched } = matchPages({ scan, pages: [page], versionOf: of, keyOf })
    expect(matched).toEqual([])
    return unmatched
  }

  it.each([
    ['blank', read(4, [], { blank: true })],
    ['no-code', read(4, [])],
    ['foreign-code', read(4, ['https://example.org'])],
    ['forged-code', read(4, [`${text(1).slice(0, -1)}${text(1).endsWith('0') ? '1' : '0'}`])],
    ['unknown-version', read(4, [text(1, { code: 'ZZZZZZZZZZ' })])],
    ['unreadable', read(4, [], { unreadable: 'Sidan är trasig i filen.' })],
    ['unreadable', read(4, [text(1)], { unreadable: 'Filen är avhuggen.' })],
  ] as const)('is %s', (reason, page) => expect(reasonOf(page)).toEqual([{ sourcePage: 4, reason, ...(page.unreadable === null ? {} : { unread: page.unreadable }) }]))

  it.each([
    ['superseded-version', { superseded: true }],
    ['superseded-version', { cancelled: true }],
    ['forged-code', { pageCount: 4 }],
    ['forged-code', { stage: 'draft' }],
    ['forged-code', { exemplars: 0 }],
  ] as const)('is %s when the version is %o', (reason, changes) => {
    expect(reasonOf(read(1, [text(1)]), () => version(changes))).toEqual([{ sourcePage: 1, reason }])
  })

  it('is draft when a draft was scanned, and forged when a signing version shows exemplar 0', () => {
    const draft = read(1, [text(1, { exemplar: 0 })])
    expect(reasonOf(draft, () => version({ stage: 'draft' }))).toEqual([{ sourcePage: 1, reason: 'draft' }])
    expect(reasonOf(draft)).toEqual([{ sourcePage: 1, reason: 'forged-code' }])
  })
})
