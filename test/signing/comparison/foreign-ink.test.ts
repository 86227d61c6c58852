import { describe, expect, it } from 'vitest'
import { addedWriting } from '../../../signing/comparison/added-writing.js'
import { foreignInk } from '../../../signing/comparison/foreign-ink.js'
import { gathered } from '../../../signing/comparison/gather.js'
import type { ToWriteIn } from '../../../signing/comparison/left-blank.js'
import type { Region } from '../../../signing/registration/flatten.js'
import type { Gray } from '../../../signing/registration/gray.js'
import { MM_PER_PX, scannedLike, withLine, writtenPage } from './written-page.js'

const { picture } = writtenPage(['avtalet omfattar tjansten', 'belopp per manad', 'parterna har tagit del'], 420)
const mm = (px: number): number => px * MM_PER_PX
const TEXT: Region = { leftMm: mm(55), topMm: mm(55), widthMm: mm(330), heightMm: mm(130) }
const found = (scanned: Gray, expected: readonly Region[] = []): Region[] => foreignInk({ issued: picture, scanned, mmPerPx: MM_PER_PX, seenPxPerMm: 7.9, isBilevel: false }, [TEXT], expected, { aboutBoxes: [], blankCells: 'to-fill-in' })
/** The page with a pen's line over it from point to point, in pixels. */
const drawn = (page: Gray, points: readonly [number, number][]): Gray => points.slice(1).reduce((drawnOn, point, index) => withLine(drawnOn, points[index] ?? point, point), page)

/** The same in a marker of two millimetres. */
const broad = (page: Gray, points: readonly [number, number][]): Gray => [-6, -3, 0, 3, 6].flatMap((x) => [-6, -3, 0, 3, 6].map((y) => [x, y] as const)).reduce((marked, [dx, dy]) => drawn(marked, points.map(([x, y]) => [x + dx, y + dy])), page)

describe('ink that was not printed', () => {
  it('is none in a page as it was printed, nor in one that lies a little off or has noise', () => {
    for (const scanned of [scannedLike(picture), scannedLike(picture, { dx: 2, dy: 1 }), scannedLike(picture, { noise: 25 })]) expect(found(scanned)).toEqual([])
  })

  it('over the text is shown where it is', () => {
    const [remark, ...others] = found(scannedLike(withLine(picture, [80, 141], [200, 129])))
    expect(others).toEqual([])
    expect(remark?.leftMm).toBeGreaterThan(mm(70))
    expect((remark?.leftMm ?? 0) + (remark?.widthMm ?? 0)).toBeLessThan(mm(210))
  })

  it.each<[string, [number, number], [number, number]]>([
    ['away from the text and straight', [80, 300], [200, 330]],
    ['along the edge of the sheet', [20, 60], [22, 380]],
    ['too short to say anything', [225, 134], [240, 134]],
  ])('is left alone %s', (_, from, to) => {
    expect(found(scannedLike(withLine(picture, from, to)))).toEqual([])
  })

  it('on white paper is shown where it stands together as writing does, printed or by hand', () => {
    const { picture: withClause } = writtenPage(['avtalet omfattar tjansten', 'belopp per manad', 'parterna har tagit del', '', 'samt 45 000 kr'], 420)
    expect(found(scannedLike(withClause))).toEqual([{ leftMm: expect.closeTo(mm(60), 0), topMm: expect.closeTo(mm(240), 0), widthMm: expect.closeTo(mm(166), 0), heightMm: expect.closeTo(mm(17), 0) }])
    const zigzag = Array.from({ length: 12 }, (_, peak): [number, number] => [100 + peak * 9, peak % 2 === 0 ? 300 : 340])
    expect(found(scannedLike(drawn(picture, zigzag)))).toHaveLength(1)
  })

  it.each<[string, number, (page: Gray) => Gray]>([
    ['a word joined with the long line under it', 1, (page) => drawn(drawn(page, [[70, 345], [560, 340]]), Array.from({ length: 36 }, (_, peak): [number, number] => [80 + peak * 12, peak % 2 === 0 ? 300 : 342]))],
    ['a word in a marker', 1, (page) => [0, 1, 2].reduce((marked, letter) => broad(marked, [[100 + letter * 110, 330], [120 + letter * 110, 240], [150 + letter * 110, 320], [180 + letter * 110, 240], [195 + letter * 110, 330]]), page)],
    ['a short scribble', 1, (page) => drawn(page, [[300, 300], [325, 285], [338, 312], [362, 288], [378, 312], [394, 286]])],
    ['a figure alone', 1, (page) => drawn(page, [[440, 131], [456, 131], [446, 158]])],
    ['a short word after the end of a line', 1, (page) => drawn(drawn(page, [[438, 100], [438, 124], [430, 130], [424, 124]]), [[462, 114], [450, 114], [448, 128], [460, 130], [462, 112]])],
    ['two small letters after the end of a line', 1, (page) => drawn(drawn(page, [[408, 128], [412, 116], [416, 128]]), [[423, 116], [425, 131]])],
    ['two small letters of which one touches the text', 1, (page) => drawn(drawn(page, [[392, 116], [384, 116], [384, 128], [392, 128]]), [[400, 118], [400, 136]])],
    ['two specks as small far from the text', 0, (page) => drawn(drawn(page, [[408, 328], [412, 316], [416, 328]]), [[423, 316], [425, 331]])],
    ['two dashes in a row after the end of a line', 0, (page) => drawn(drawn(page, [[402, 124], [416, 125]]), [[422, 126], [436, 127]])],
    ['a straight stroke alone', 0, (page) => drawn(page, [[440, 128], [444, 160]])],
    ['a tick', 0, (page) => drawn(page, [[300, 300], [328, 330], [400, 240]])],
    ['the rim of a hole', 0, (page) => drawn(page, Array.from({ length: 33 }, (_, step): [number, number] => [Math.round(330 + 22 * Math.cos(step * Math.PI / 16)), Math.round(300 + 22 * Math.sin(step * Math.PI / 16))]))],
    ['a fold from end to end', 0, (page) => drawn(page, [[70, 300], [560, 320]])],
    ['two staples side by side', 0, (page) => drawn(drawn(page, [[100, 300], [194, 300]]), [[104, 330], [198, 330]])],
    ['broad straight streaks', 0, (page) => broad(broad(page, [[100, 260], [220, 262]]), [[102, 300], [222, 304]])],
  ])('on white paper is told by its shape: %s', (_, remarks, mark) => {
    expect(found(scannedLike(mark(picture)))).toHaveLength(remarks)
  })

  it('is left alone in a cell that was left blank to be filled in or to be signed in, not in one with a word in it, nor in a document in which nothing is filled in', () => {
    const blankCell = drawn(picture, [[60, 230], [400, 230], [400, 290], [60, 290], [60, 230]])
    const wordsCell = drawn(picture, [[30, 30], [420, 30], [420, 290], [30, 290], [30, 30]])
    const zigzag = Array.from({ length: 12 }, (_, peak): [number, number] => [150 + peak * 9, peak % 2 === 0 ? 245 : 270])
    const added = (issued: Gray, toWriteIn: ToWriteIn = { aboutBoxes: [], blankCells: 'to-fill-in' }): Region[] => foreignInk({ issued, scanned: scannedLike(drawn(issued, zigzag)), mmPerPx: MM_PER_PX, seenPxPerMm: 7.9, isBilevel: false }, [TEXT], [], toWriteIn)
    expect(added(blankCell)).toEqual([])
    expect(added(wordsCell)).toHaveLength(1)
    expect(added(blankCell, { aboutBoxes: [], blankCells: 'stay-blank' })).toHaveLength(1)
    expect(added(blankCell, { aboutBoxes: [{ leftMm: mm(370), topMm: mm(240), widthMm: mm(100), heightMm: mm(40) }], blankCells: 'stay-blank' })).toEqual([])
  })

  it('is not seen in dirt that lies scattered', () => {
    const dirty = Array.from({ length: 30 }, (_, speck): [number, number] => [70 + (speck % 10) * 42, 230 + Math.floor(speck / 10) * 50]).reduce((page, [x, y]) => withLine(page, [x, y], [x + 14, y + (x % 9) - 4]), picture)
    expect(found(scannedLike(dirty))).toEqual([])
  })

  it('is left alone where somebody was to write', () => {
    const scanned = scannedLike(withLine(picture, [80, 141], [200, 129]))
    expect(found(scanned, [{ leftMm: mm(60), topMm: mm(115), widthMm: mm(170), heightMm: mm(40) }])).toEqual([])
  })
})

it('how far the pen turned is asked of a short mark that stands alone, and of no other', () => {
  const asked: string[] = []
  const piece = (name: string, lengthMm: number, leftMm: number) => ({ lengthMm, isBroad: false, isDark: true, region: { leftMm, topMm: 0, widthMm: 6, heightMm: 8 }, turned: () => {
    asked.push(name)
    return 400
  } })
  expect(addedWriting([piece('alone', 15, 0), piece('long', 30, 40), piece('one of two', 15, 80), piece('the other', 15, 88), piece('too short', 5, 120)])).toHaveLength(3)
  expect(asked).toEqual(['alone'])
})

describe('regions', () => {
  const at = (leftMm: number, topMm: number): Region => ({ leftMm, topMm, widthMm: 5, heightMm: 3 })

  it('close to each other become one, also by way of a third', () => {
    expect(gathered([at(0, 0), at(14, 0), at(7, 0)], 2.5)).toEqual([{ leftMm: 0, topMm: 0, widthMm: 19, heightMm: 3 }])
  })

  it('farther apart stay two', () => {
    expect(gathered([at(0, 0), at(8, 0), at(0, 6)], 2.5)).toHaveLength(3)
  })
})
