import { describe, expect, it } from 'vitest'
import { likeliest, recognisedAmong, type Compared, type Likeness, type Standing } from '../../signing/recognise-page.js'

const region = (leftMm: number, topMm: number, widthMm: number, heightMm = 3) => ({ leftMm, topMm, widthMm, heightMm })
const codes = [region(170, 270, 15, 15), region(25, 12, 15, 15)]
const shows = (standing: Standing, differences: Likeness['differences'] = [], changes: Partial<Likeness> = {}): Omit<Compared<number>, 'page'> => ({ standing, likeness: { sameContent: true, found: 80, differences, codes, provenByLetters: false, ...changes } })
const other = shows('lacking-here', [region(0, 0, 210, 297)], { sameContent: false, found: 9 })
/** Stickers over both codes and the letters beside them. */
const gone = [region(160, 268, 14), region(38, 13, 12)]
const otherLetters = [region(140, 272, 20), region(60, 13, 40)]
const proven = (standing: Standing, differences: Likeness['differences'] = []): Omit<Compared<number>, 'page'> => shows(standing, differences, { provenByLetters: true })
const amongst = (seen: readonly Omit<Compared<number>, 'page'>[]): Compared<number>[] => seen.map((one, page) => ({ page, ...one }))

describe('a scanned page without a code', () => {
  it.each<[string, readonly Omit<Compared<number>, 'page'>[], number | null]>([
    ['shows one of the missing pages and no other', [other, shows('lacking-here'), other], 1],
    ['shows one that no other page of the upload speaks for, by the letters of its code', [proven('lacking'), other], 0],
    ['shows one, but for what destroyed its codes and stands close to them', [shows('lacking-here', gone), other], 0],
    ['shows, with its letters gone, one that nothing else in the upload speaks for', [shows('lacking', gone), other], null],
    ['shows the same page of two exemplars, of which one differs in the letters of its code', [proven('lacking', otherLetters), shows('lacking-here')], 0],
    ['shows, with its letters gone, the same page of two exemplars, of which one is there', [shows('there', gone), shows('lacking-here', gone)], 1],
    ['shows, with its letters gone, the same page of two exemplars that both lack it', [shows('lacking', gone), shows('lacking-here', gone)], null],
    ['shows, with its letters gone, what an earlier version said too', [shows('lacking-here', gone), shows('not-in-force', gone)], null],
    ['bears the letters of an earlier version', [shows('lacking-here', otherLetters), proven('not-in-force')], null],
    ['bears the letters of a page that is there, and so is a copy of it', [shows('lacking-here'), proven('there')], 1],
    ['shows two that cannot be told apart', [shows('lacking-here'), shows('lacking')], null],
    ['bears, as far as can be seen, the letters of two', [proven('lacking-here'), proven('lacking')], null],
    ['shows a page with its letters gone and another customer in it', [shows('lacking-here', [...gone, region(60, 120, 40)])], null],
    ['shows a page that is struck through, the letters of its code whole', [proven('lacking-here', [region(50, 100, 40, 70)])], 0],
    ['shows a page that is struck through from its code downwards', [shows('lacking-here', [region(150, 100, 40, 180), region(43, 12, 20)])], null],
    ['shows too little to be sure', [shows('lacking-here', [], { found: 29 })], null],
    ['shows none of them', [other], null],
    ['has nothing to be held against', [], null],
  ])('that %s', (_, seen, expected) => {
    expect(recognisedAmong(amongst(seen))).toBe(expected)
  })

  it('may be told to a person as those it shows, those whose letters agree first and those of no version in force last', () => {
    expect(likeliest(amongst([other, shows('not-in-force', gone), shows('lacking', gone), shows('lacking-here', gone), proven('lacking', [region(50, 100, 40)])])).map(({ page }) => page)).toEqual([4, 3, 2, 1])
  })
})
