import { describe, expect, it } from 'vitest'
import { countingShowing, type Showing } from '../../signing/counting-showing.js'

const CUTOUT = 'c'.repeat(64)
const PLACE = { xPt: 0, yPt: 0, widthPt: 1, heightPt: 1, issued: CUTOUT, scanned: CUTOUT }
type Boxes = Readonly<Record<string, 'signed' | 'look' | 'empty' | 'pale'>>

let sourcePage = 0
/** One showing in an upload; `pale` is empty on a black and white scan. */
function showing(scan: string, boxes: Boxes = {}, { found = 100, changed = false, coarse = false, other = false }: { found?: number; changed?: boolean; coarse?: boolean; other?: boolean } = {}): Showing {
  sourcePage += 1
  const differences = changed ? [{ answer: 'look' as const, ...PLACE }] : coarse ? [{ answer: 'not-checkable' as const, ...PLACE }] : []
  return {
    shown: { scan, sourcePage, code: '7K3M9QXT2B', exemplar: 1, page: 1, pageCount: 1, rotation: 0 },
    examination: {
      unexamined: null, sameContent: !other, patches: { looked: 100, found }, differences,
      boxes: Object.entries(boxes).map(([id, ink]) => ({ id, ink: ink === 'pale' ? 'empty' : ink, confidence: 1, bilevel: ink === 'pale', cutout: CUTOUT })),
    },
  }
}

function faint(one: Showing): Showing {
  return one.examination === null ? one : { ...one, examination: { ...one.examination, boxes: one.examination.boxes.map((box) => ({ ...box, confidence: 0.8 })) } }
}

const KUND = { 'kund-1': 'signed', 'svr-1': 'empty' } as const
const BOTH = { 'kund-1': 'signed', 'svr-1': 'signed' } as const
const SVR = { 'kund-1': 'empty', 'svr-1': 'signed' } as const
const NONE = { 'kund-1': 'empty', 'svr-1': 'empty' } as const

describe('of several showings of one page', () => {
  it.each<readonly [string, readonly Showing[], number, boolean]>([
    ['a later stage counts before the one that only the customer has signed', [showing('a', KUND), showing('b', BOTH)], 1, false],
    ['a later stage counts even when its file came first, but its signature is gone from the newer', [showing('a', BOTH), showing('b', KUND)], 0, true],
    ['two sheets in one upload are doubled though one has more signatures, and that one is shown', [showing('a', KUND), showing('a', BOTH)], 1, true],
    ['two in an earlier upload, one of them signed, give way to the rescan', [showing('a', NONE), showing('a', KUND), showing('b', KUND)], 2, false],
    ['an empty page that came after the signed one may be another paper', [showing('a', BOTH), showing('b', NONE)], 0, true],
    ['an empty page that came before the signed one is an earlier stage', [showing('a', NONE), showing('b', BOTH)], 1, false],
    ['an empty page after the signed one, black and white, says nothing', [showing('a', BOTH), showing('b', { 'kund-1': 'pale', 'svr-1': 'pale' })], 0, false],
    ['an empty page after the signed one, too coarse to be compared, says nothing', [showing('a', BOTH), showing('b', NONE, { coarse: true })], 0, false],
    ['a page after the signed one with a little ink left says nothing', [showing('a', BOTH), faint(showing('b', NONE))], 0, false],
    ['a later stage counts although the earlier is clearer', [showing('a', KUND), showing('b', BOTH, { found: 70 })], 1, false],
    ['two at the same stage in the newest upload are a doubled sheet', [showing('a', KUND), showing('b', KUND), showing('b', KUND)], 0, true],
    ['two in an earlier upload, scanned once since, are not', [showing('a', KUND), showing('a', KUND), showing('b', KUND)], 2, false],
    ['two in an earlier upload give way to the rescan however clear they are', [showing('a', {}), showing('a', {}), showing('b', {}, { found: 60 })], 2, false],
    ['sheets signed by one party each in two uploads may be two papers', [showing('a', KUND), showing('b', SVR)], 1, true],
    ['sheets signed by one party each in one upload are two papers', [showing('a', KUND), showing('a', SVR)], 1, true],
    ['a signature too pale for black and white is not held against the page', [showing('a', KUND), showing('b', { 'kund-1': 'pale', 'svr-1': 'signed' })], 1, false],
    ['a box for a person to judge is not held against the page', [showing('a', KUND), showing('b', { 'kund-1': 'look', 'svr-1': 'signed' })], 1, false],
    ['the one that looks as issued counts before a newer changed one', [showing('a', KUND), showing('b', KUND, { changed: true })], 0, false],
    ['the one that looks as issued counts before a newer with other content', [showing('a', {}), showing('b', {}, { other: true })], 0, false],
    ['the one that looks as issued counts before one too coarse to be compared', [showing('a', KUND), showing('b', KUND, { coarse: true })], 0, false],
    ['one too coarse to be compared counts before a changed one', [showing('a', KUND, { coarse: true }), showing('b', KUND, { changed: true })], 0, false],
    ['a box for a person to judge counts before the same box empty, however clear that one is', [showing('a', KUND), showing('b', { 'kund-1': 'signed', 'svr-1': 'look' }, { found: 70 })], 1, false],
    ['a box for a person to judge counts before the same box empty even when its file came first', [showing('a', { 'kund-1': 'signed', 'svr-1': 'look' }), showing('b', KUND)], 0, false],
    ['dirt in a box of a changed one does not count before the one that looks as issued', [showing('a', NONE), showing('b', { ...NONE, 'svr-1': 'look' }, { changed: true })], 0, false],
    ['a box for a person to judge hides no second paper', [showing('a', { 'kund-1': 'signed', 'svr-1': 'look' }), showing('b', SVR)], 1, true],
    ['the clearer counts among equals', [showing('a', {}, { found: 95 }), showing('b', {}, { found: 80 })], 0, false],
    ['the newest counts among those about as clear', [showing('a', {}, { found: 96 }), showing('b', {}, { found: 98 })], 1, false],
    ['an unsigned sheet beside the signed one is doubled', [showing('a', KUND), showing('a', NONE)], 0, true],
  ])('%s', (_, showings, counting, doubled) => {
    const chosen = countingShowing(showings)
    expect([showings.findIndex((one) => one === chosen?.counting), chosen?.doubled === true || chosen?.contradicted === true]).toEqual([counting, doubled])
    expect(chosen?.others).toEqual(showings.filter((_one, index) => index !== counting))
  })

  it('the scan a person looks at counts before a newer that is no better, and not before a better', () => {
    const equal = [showing('a', KUND), showing('b', KUND)]
    expect(countingShowing(equal, 'a')?.counting).toBe(equal[0])
    const better = [showing('a', KUND, { changed: true }), showing('b', KUND)]
    expect(countingShowing(better, 'a')?.counting).toBe(better[1])
  })

  it('a changed one as new as the counting one or newer is never passed over in silence; one that was put right since is', () => {
    const changedAfter = [showing('a', KUND), showing('b', KUND, { changed: true })]
    expect(countingShowing(changedAfter)?.changedSince).toBe(changedAfter[1])
    expect(countingShowing([showing('a', KUND, { changed: true }), showing('b', KUND)])?.changedSince).toBeNull()
  })

  it('a changed paper is not put right by a file that was never paper, but by a newer paper', () => {
    const file = showing('c', NONE)
    const never = file.examination === null ? file : { ...file, examination: { ...file.examination, paperless: true as const } }
    const changed = showing('b', NONE, { changed: true })
    expect(countingShowing([changed, never])).toMatchObject({ counting: never, changedSince: changed })
    expect(countingShowing([showing('a', NONE), changed, never])?.changedSince).toBe(changed)
    expect(countingShowing([changed, showing('b2', NONE), never])?.changedSince).toBeNull()
    expect(countingShowing([never])?.changedSince).toBeNull()
  })

  it('one that was not examined, as new as the counting one or newer, is never passed over in silence; one that was scanned again since is', () => {
    const lost = { ...showing('b'), examination: null }
    const after = [showing('a', BOTH), lost]
    expect(countingShowing(after)).toMatchObject({ counting: after[0], unexaminedSince: lost })
    expect(countingShowing([lost, showing('c', KUND)])?.unexaminedSince).toBeNull()
    expect(countingShowing([lost])?.unexaminedSince).toBeNull()
  })

  it('one too coarse to be compared, as new as the clear one that counts or newer, is never passed over in silence; one that was scanned again since is', () => {
    const coarse = showing('b', KUND, { coarse: true })
    expect(countingShowing([showing('a', KUND), coarse])?.illegibleSince).toBe(coarse)
    expect(countingShowing([coarse, showing('c', KUND)])?.illegibleSince).toBeNull()
    expect(countingShowing([showing('a', KUND, { coarse: true }), coarse])?.illegibleSince).toBeNull()
    expect(countingShowing([showing('a', KUND), { ...showing('b'), examination: null }])?.illegibleSince).toBeNull()
  })

  it('two papers are told from a doubled sheet, which nobody can override', () => {
    expect(countingShowing([showing('a', KUND), showing('b', SVR)])).toMatchObject({ doubled: false, contradicted: true })
    expect(countingShowing([showing('a', KUND), showing('a', KUND)])).toMatchObject({ doubled: true, contradicted: false })
  })

  it('none is none', () => {
    expect(countingShowing([])).toBeNull()
  })
})
