import { describe, expect, it } from 'vitest'
import type { Region } from '../../signing/registration/flatten.js'
import type { Projection } from '../../signing/registration/projection.js'
import { allMet, barsOf } from '../../src/bench/scan/bars.js'
import { emptyResult, figuresOf, scanFiguresSchema, type ProfileResult } from '../../src/bench/scan/scan-figures.js'
import { scanTable } from '../../src/bench/scan/scan-table.js'
import { addPage, emptyTally, isExact, together, type PageAnswer, type Tally } from '../../src/bench/scan/tally.js'
import type { BoxTruth, PageTruth } from '../../src/bench/scan/truth.js'
import { benchScanCommand } from '../../src/cli/bench-scan.js'
import { silentProgress } from '../silent-progress.js'

const place: Projection = [8, 0, 0, 0, 8, 0, 0, 0, 1]
const shows = { code: '7K3M9QXT2B', exemplar: 1, page: 4 }
const word: Region = { leftMm: 50, topMm: 60, widthMm: 20, heightMm: 3 }

function truth(changes: Partial<PageTruth> = {}): PageTruth {
  return { shows, unmatched: null, turned: 0, place, widthPx: 1680, heightPx: 2376, pageMm: { widthMm: 210, heightMm: 297 }, boxes: [], change: null, codes: 'whole', ...changes }
}
const examined = { unreadable: null, sameContent: true, projection: place, boxes: [], differences: [] } as const
function answer(changes: Partial<PageAnswer> = {}): PageAnswer {
  return { match: { ...shows, rotation: 0 }, reason: null, widthPx: 1680, examined, ...changes }
}
const counted = (what: PageTruth, said: PageAnswer): { faults: string[]; tally: Tally } => {
  const tally = emptyTally()
  return { faults: addPage(tally, what, said), tally }
}
const seen = (differences: readonly { answer: 'look' | 'not-checkable'; region: Region }[], sameContent = true): PageAnswer => answer({ examined: { ...examined, sameContent, projection: sameContent ? place : null, differences } })
const changed = (what: 'digit' | 'other-content'): PageTruth => truth({ change: { what, how: 'same', region: what === 'digit' ? word : null } })
const moved = (mm: number): PageAnswer => answer({ examined: { ...examined, projection: [8, 0, 8 * mm, 0, 8, 0, 0, 0, 1] } })

describe('an answer about a page', () => {
  it.each([
    ['that is right', truth(), answer(), [], { matched: 1, registered: 1, compared: 1 }],
    ['taken for the page beside it', truth(), answer({ match: { ...shows, page: 5, rotation: 0 } }), ['wrong-match'], { matched: 0, wrongMatches: 1 }],
    ['taken for ours when it is not', truth({ shows: null, unmatched: ['foreign-code'] }), answer(), ['wrong-match'], { wrongMatches: 1, toMatch: 0 }],
    ['not matched', truth(), answer({ match: null, reason: 'no-code', examined: null }), ['not-matched-no-code'], { matched: 0, toMatch: 1, wrongMatches: 0 }],
    ['turned the wrong way', truth({ turned: 90, widthPx: 2376, heightPx: 1680 }), answer({ match: { ...shows, rotation: 90 }, widthPx: 2376 }), ['misturned'], { misturned: 1 }],
    ['turned the right way', truth({ turned: 90, widthPx: 2376, heightPx: 1680 }), answer({ match: { ...shows, rotation: 270 }, widthPx: 2376 }), [], { misturned: 0 }],
    ['of a draft that is called foreign', truth({ shows: null, unmatched: ['draft'] }), answer({ match: null, reason: 'foreign-code' }), ['called-foreign-code'], { wrongReasons: 1 }],
    ['of a blank back that is called blank', truth({ shows: null, unmatched: ['blank', 'no-code'] }), answer({ match: null, reason: 'blank' }), [], { wrongReasons: 0 }],
    ['found again without its codes', truth({ codes: 'none' }), answer(), [], { destroyed: 1, recovered: 1, toMatch: 0 }],
    ['not found without its codes', truth({ codes: 'none' }), answer({ match: null, reason: 'no-code', examined: null }), ['not-recovered'], { destroyed: 1, recovered: 0 }],
    ['registered a little off', truth(), moved(0.4), [], { registered: 1, registeredWrong: 0 }],
    ['registered a line off', truth(), moved(4), ['registered-wrong'], { registered: 1, registeredWrong: 1 }],
    ['not known again', truth(), seen([], false), ['not-registered'], { notRegistered: 1, registered: 0, compared: 0 }],
    ['with a difference that is none', truth(), seen([{ answer: 'look', region: word }]), ['false-alarm'], { compared: 1, falseAlarms: 1 }],
    ['that cannot be compared', truth(), seen([{ answer: 'not-checkable', region: word }]), [], { compared: 0, notCheckable: 1, falseAlarms: 0 }],
    ['with its change found', changed('digit'), seen([{ answer: 'look', region: { ...word, leftMm: 52 } }]), [], { changes: { digit: { made: 1, found: 1, notCheckable: 0 } }, falseAlarms: 0 }],
    ['with another place shown than the changed', changed('digit'), seen([{ answer: 'look', region: { ...word, topMm: 200 } }]), ['digit-same-not-found'], { changes: { digit: { made: 1, found: 0 } } }],
    ['whose change cannot be told', changed('digit'), seen([{ answer: 'not-checkable', region: word }]), ['digit-same-not-checkable'], { changes: { digit: { made: 1, found: 0, notCheckable: 1 } } }],
    ['with other content under its code, told', changed('other-content'), seen([], false), [], { changes: { 'other-content': { made: 1, found: 1 } }, registered: 0, notRegistered: 0 }],
    ['with other content under its code, not told', changed('other-content'), answer(), ['other-content-same-not-found'], { changes: { 'other-content': { made: 1, found: 0 } } }],
  ] as const)('%s', (_, what, said, faults, counts) => {
    const result = counted(what, said)
    expect(result.faults).toEqual(faults)
    expect(result.tally).toMatchObject({ pages: 1, ...counts })
  })

  it.each([
    ['signature', 'dark', 'empty', ['dark-signature-called-empty']],
    ['signature', 'pale', 'signed', []],
    ['initials', 'blue', 'look', ['initials-called-look']],
    ['nothing', null, 'signed', ['nothing-called-signed']],
    ['dirt', null, 'signed', ['dirt-called-signed']],
    ['neighbour', 'dark', 'signed', ['neighbour-called-signed']],
    ['neighbour', 'dark', 'look', []],
    ['nothing', null, 'empty', []],
  ] as const)('about a box with %s (%s pen) that says %s', (holds, pen, ink, faults) => {
    const box: BoxTruth = { id: 'a', holds, pen }
    const { tally, faults: told } = counted(truth({ boxes: [box] }), answer({ examined: { ...examined, boxes: [{ id: 'a', ink }] } }))
    expect(told).toEqual(faults)
    expect(tally.ink[holds][ink]).toBe(1)
    expect(tally.inkOfDarkPens[ink]).toBe((holds === 'signature' || holds === 'initials') && pen !== 'pale' ? 1 : 0)
  })

  it('is measured on a fax whose pixels were twice as tall', () => {
    const coarse = truth({ widthPx: 1680, heightPx: 1188, place: [8, 0, 0, 0, 4, 0, 0, 0, 1] })
    expect(Math.max(...counted(coarse, answer()).tally.apartMm)).toBeLessThan(1e-6)
  })
})

describe('a pile', () => {
  const file = { name: 'p', bytes: new Uint8Array(), tones: 'gray', dpi: 150, pages: [truth(), truth()], missing: [{ ...shows, page: 5 }] } as const
  const told = { missing: ['7K3M9QXT2B 1 5'], doubled: ['7K3M9QXT2B 1 4'] }

  it.each([
    ['sorted, with what is missing and doubled told', [answer(), answer()], told, true],
    ['with a page turned wrong', [answer(), answer({ match: { ...shows, rotation: 180 } })], told, false],
    ['with a missing page not told', [answer(), answer()], { ...told, missing: [] }, false],
    ['with a doubled page not told', [answer(), answer()], { ...told, doubled: [] }, false],
    ['with a page lost', [answer()], told, false],
  ])('%s', (_, answers, says, exact) => {
    expect(isExact(file, answers, says)).toBe(exact)
  })
})

describe('the bars', () => {
  function result(name: string, fill: (tally: Tally) => void, changes: Partial<ProfileResult> = {}): ProfileResult {
    const empty = emptyResult(name, name)
    fill(empty.tally)
    return { ...empty, files: 1, ...changes }
  }
  const metOf = (profiles: readonly ProfileResult[], number: number): boolean | null | undefined => barsOf({ profiles, speed: null, hostile: [] }).find((bar) => bar.number === number)?.met

  it('are eleven, and none is met that was not measured', () => {
    expect(barsOf({ profiles: [], speed: null, hostile: [] }).map(({ number, met, pages }) => [number, met, pages ?? 0])).toEqual(Array.from({ length: 11 }, (_, index) => [index + 1, null, 0]))
  })

  it.each([
    [1, [['gray-200', 199, 200], ['worn', 99, 100], ['fax-fine', 97, 100], ['fax-coarse', 90, 100]], true],
    [1, [['gray-200', 199, 200], ['worn', 98, 100], ['fax-fine', 97, 100], ['fax-coarse', 90, 100]], false],
    [1, [['gray-200', 200, 200]], null],
    [1, [['gray-200', 198, 200]], false],
  ] as const)('%i: pages known again (%j)', (number, rows, met) => {
    expect(metOf(rows.map(([name, matched, toMatch]) => result(name, (tally) => Object.assign(tally, { matched, toMatch, pages: toMatch }))), number)).toBe(met)
  })

  it('2: one wrong match is one too many', () => {
    expect([0, 1].map((wrongMatches) => metOf([result('gray-200', (tally) => Object.assign(tally, { wrongMatches, pages: 10_000 }))], 2))).toEqual([true, false])
  })

  it('4: a millimetre called right fails, however good the others are', () => {
    const flat = (registeredWrong: number, off: number): ProfileResult => result('gray-200', (tally) => Object.assign(tally, { registered: 9, registeredWrong, apartMm: Array.from({ length: 100 }, () => off) }))
    const phone = result('phone', (tally) => Object.assign(tally, { registered: 9, apartMm: [0.1] }))
    expect([metOf([flat(0, 0.15), phone], 4), metOf([flat(0, 0.25), phone], 4), metOf([flat(1, 0.15), phone], 4)]).toEqual([true, false, false])
  })

  it.each([
    ['all right', {}, true],
    ['a signature in two hundred called empty is allowed, two are not', { signature: { empty: 2, look: 0, signed: 198 } }, false],
    ['two clean boxes in a hundred called signed', { nothing: { empty: 98, look: 0, signed: 2 } }, false],
    ['too much for a person to look at', { dirt: { empty: 40, look: 60, signed: 0 } }, false],
  ] as const)('5: %s', (_, changes, met) => {
    const ink = { ...emptyTally().ink, signature: { empty: 1, look: 0, signed: 199 }, nothing: { empty: 99, look: 0, signed: 1 }, dirt: { empty: 97, look: 0, signed: 3 }, ...changes }
    expect(metOf([result('colour-200', (tally) => Object.assign(tally, { ink }))], 5)).toBe(met)
  })

  it('7: false alarms count as much as changes missed', () => {
    const altered = (found: number, falseAlarms: number): ProfileResult => result('altered', (tally) => {
      Object.assign(tally, { compared: 200, falseAlarms })
      tally.changes.digit = { made: 100, found, notCheckable: 0 }
      tally.changes.word = { made: 100, found: 97, notCheckable: 0 }
    })
    expect([metOf([altered(99, 2)], 7), metOf([altered(98, 2)], 7), metOf([altered(99, 3)], 7)]).toEqual([true, false, false])
  })

  it('9 and 10: time, memory and a next file that suffers', () => {
    const speed = { pages: 40, examinedPagesPerSecond: 2.1, sortedPagesPerSecond: 6.2, cpuMsPerPage: 690, sortCpuMsPerPage: 90, peakBytes: 300e6 }
    const bomb = { name: 'bomb', wallMs: 900, answer: 'scan-too-large', peakBytes: 5e8, kept: true, nextUnaffected: true }
    const met = (changes: object, other: object): unknown[] => barsOf({ profiles: [], speed: { ...speed, ...changes }, hostile: [{ ...bomb, ...other }] }).filter(({ number }) => number > 8).map((bar) => bar.met)
    expect([met({}, {}), met({ cpuMsPerPage: 720 }, { wallMs: 15_001 }), met({ sortedPagesPerSecond: 5 }, { nextUnaffected: false }), met({ cpuMsPerPage: null }, { kept: false })]).toEqual([[true, true, true], [false, false, true], [false, false, true], [null, true, false]])
  })

  it('holds together what several profiles counted', () => {
    const one = counted(truth({ boxes: [{ id: 'a', holds: 'nothing', pen: null }] }), answer({ examined: { ...examined, boxes: [{ id: 'a', ink: 'empty' }] } })).tally
    const both = together([one, one])
    expect([both.pages, both.apartMm.length, both.ink.nothing.empty]).toEqual([2, 2 * one.apartMm.length, 2])
    expect(one.pages).toBe(1)
  })

  it('all hold, or one fails, or it is not known', () => {
    expect([allMet([true, true]), allMet([null, false]), allMet([true, null]), allMet([])]).toEqual([true, false, null, null])
  })
})

describe('bench scan', () => {
  it('simulates a page, reads it in the reader process and says how it went', async () => {
    const outcome = await benchScanCommand.standsAlone?.({ args: [], options: { n: '1', profile: ['gray-150'], seed: '4' }, progress: silentProgress, environment: {} })
    const figures = scanFiguresSchema.parse(outcome?.json)
    expect(figures).toMatchObject({ interrupted: false, speed: null, hostile: [], profiles: [{ profile: 'gray-150', pages: 1, matched: 1, wrongMatches: 0, misturned: 0, lostOriginals: 0, rawRate: 1, registration: { pages: 1, wrongCalledGood: 0 } }] })
    expect(figures.profiles[0]?.registration.p95Mm).toBeLessThan(0.3)
    expect(outcome?.text).toMatch(/\ngray-150 +1 +100,0.%/)
    expect(outcome?.text).toContain('Mätta mot målen')
    expect(figures.bars.map(({ pages }) => pages)).toEqual([1, 1, 1, 1, 1, 0, 1, 0, 0, null, null])
    expect(outcome?.text).toMatch(/0 av 1; vilar på 1 sida\n/)
  }, 120_000)

  it('says what was stopped halfway, and leaves rows out that say nothing', () => {
    const told = scanTable({ node: '20', processors: 2, seed: 1, pagesPerProfile: 100, interrupted: true, profiles: [figuresOf(emptyResult('gray-200', 'gråskala'))], speed: null, hostile: [], bars: barsOf({ profiles: [], speed: null, hostile: [] }) })
    expect(told).toContain('AVBRUTEN')
    expect(told.match(/gray-200/g)).toHaveLength(1)
  })

  it('refuses what is no number, and a profile that does not exist', async () => {
    for (const options of [{ n: '0' }, { seed: 'ett' }, { profile: ['gra-200'] }]) await expect(async () => benchScanCommand.standsAlone?.({ args: [], options, progress: silentProgress, environment: {} })).rejects.toMatchObject({ code: 'call-invalid' })
  })
})
