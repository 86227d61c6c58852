import type { SeenCode } from '../../signing/scan-report.js'
import type { Region } from '../../signing/registration/flatten.js'
import type { Pair } from '../../signing/registration/projection.js'
import type { CodePlace, Rectangle } from '../../templates/stamp.js'

const MM_PER_POINT = 25.4 / 72

/** The ways the symbols seen on a page may be the two printed there, corner by corner: with both, the one in which they stand the same way as each other. */
export function pairsOfSymbols([one, other]: readonly Pick<SeenCode, 'corners'>[], codePlaces: readonly CodePlace[], heightMm: number): Pair[][] {
  const places = codePlaces.map((place) => cornersOf(place, heightMm))
  const paired = (which: readonly number[]): Pair[] => which.flatMap((place, index) => pairs(places[place] ?? [], (index === 0 ? one : other)?.corners ?? []))
  if (other === undefined) return places.map((_, place) => paired([place]))
  return [[0, 1], [1, 0]].map(paired).sort((a, b) => strain(a) - strain(b)).slice(0, 1)
}

function pairs(printed: readonly { xMm: number; yMm: number }[], seen: readonly { readonly xPx: number; readonly yPx: number }[]): Pair[] {
  return printed.flatMap(({ xMm, yMm }, index) => {
    const at = seen[index]
    return at === undefined ? [] : [{ xMm, yMm, xPx: at.xPx, yPx: at.yPx, weight: 1 }]
  })
}

/** How badly the direction between the two symbols agrees with the direction of their own sides. */
function strain([first, beside, , , second]: readonly Pair[]): number {
  if (first === undefined || beside === undefined || second === undefined) return Infinity
  const turn = (from: Pair, to: Pair): number => Math.atan2(to.yPx - from.yPx, to.xPx - from.xPx) - Math.atan2(to.yMm - from.yMm, to.xMm - from.xMm)
  const apart = turn(first, second) - turn(first, beside)
  return Math.abs(Math.atan2(Math.sin(apart), Math.cos(apart)))
}

function cornersOf(place: CodePlace, heightMm: number): { xMm: number; yMm: number }[] {
  const { leftMm, topMm, widthMm } = onPaper(squareOf(place), heightMm)
  return [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right = 0, down = 0]) => ({ xMm: leftMm + right * widthMm, yMm: topMm + down * widthMm }))
}

/** The square that a symbol is printed in. */
export const squareOf = ({ xPt, yPt, sizePt }: CodePlace): Rectangle => ({ xPt, yPt, widthPt: sizePt, heightPt: sizePt })

/** A part of a page counted in points from its foot, in millimetres from its top. */
export function onPaper({ xPt, yPt, widthPt, heightPt }: Rectangle, heightMm: number): Region {
  return { leftMm: xPt * MM_PER_POINT, topMm: heightMm - (yPt + heightPt) * MM_PER_POINT, widthMm: widthPt * MM_PER_POINT, heightMm: heightPt * MM_PER_POINT }
}
