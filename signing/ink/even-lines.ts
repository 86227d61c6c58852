import type { Stroke } from './strokes.js'

/** What is lower is a dot, or dirt. */
const LEAST_LETTER_MM = 1.2
/** So many feet stand on one line; of feet and of tops, such a share each stands and reaches to its lines, and the two come to so much together. A line drawn in one go or two reaches farther by chance than many letters do. */
const EVEN = { leastFeet: 5, share: 0.7, shares: 1.5, sharesDrawn: 1.7, letters: 3 } as const
/** How exactly they stand there: the larger of millimetres and of the scan's dots. */
const EXACT = { mm: 0.17, px: 1.5 } as const
/** Between two feet the outline rises by so much of how tall the writing is. */
const RISE_SHARE = 0.12
/** A stamp is put so far aslant at most (a rise by a run), and is looked for at so many slopes to either side. */
const ASLANT = { most: 0.4, steps: 20 } as const
/** Letters stand on one line; capitals reach to one above, small letters to another. */
const LINES = { feet: 1, tops: 2 } as const

/** Whether strokes stand and reach as exactly to straight lines, level or aslant, as no hand that writes a name: printed type, a stamp, or a wave of a pen that is tried. */
export function isEven(strokes: readonly Stroke[], widthPx: number, mmPerPx: number): boolean {
  const letters = strokes.filter(({ topPx, bottomPx }) => (bottomPx - topPx + 1) * mmPerPx >= LEAST_LETTER_MM)
  if (letters.length === 0) return false
  const [near, least] = [Math.max(EXACT.px, EXACT.mm / mmPerPx), letters.length < EVEN.letters ? EVEN.sharesDrawn : EVEN.shares]
  for (let step = -ASLANT.steps; step <= ASLANT.steps; step += 1) {
    const { foot, top } = outlineOf(letters, widthPx, (step / ASLANT.steps) * ASLANT.most)
    const tall = foot.reduce((most, y) => (y > most ? y : most), -Infinity) + top.reduce((most, y) => (y > most ? y : most), -Infinity)
    const [feet, tops] = [turnsOf(foot, RISE_SHARE * tall), turnsOf(top, RISE_SHARE * tall)]
    const [standing, reaching] = [countOn(feet, LINES.feet, near), countOn(tops, LINES.tops, near)]
    const [ofFeet, ofTops] = [standing / feet.length, reaching / tops.length]
    if (standing >= EVEN.leastFeet && Math.min(ofFeet, ofTops) >= EVEN.share && ofFeet + ofTops >= least) return true
  }
  return false
}

/** How far down and how far up the ink reaches in every column when the line that rises so is laid level, both growing outwards; `-Infinity` where there is none. */
function outlineOf(letters: readonly Stroke[], widthPx: number, slope: number): { foot: Float64Array; top: Float64Array } {
  const foot = new Float64Array(widthPx).fill(-Infinity)
  const top = new Float64Array(widthPx).fill(-Infinity)
  for (const { pixels } of letters) {
    for (const at of pixels) {
      const x = at % widthPx
      const y = (at - x) / widthPx - slope * x
      if (y > (foot[x] ?? y)) foot[x] = y
      if (-y > (top[x] ?? y)) top[x] = -y
    }
  }
  return { foot, top }
}

/** Where an outline reaches farthest between two dents so deep, or the paper beside a letter. */
function turnsOf(outline: Float64Array, dent: number): number[] {
  const turns: number[] = []
  let [farthest, deepest] = [-Infinity, -Infinity]
  for (const reach of [...outline, -Infinity]) {
    if (farthest > -Infinity && reach <= farthest - dent) {
      turns.push(farthest)
      farthest = -Infinity
      deepest = reach
    } else if (farthest > -Infinity) farthest = Math.max(farthest, reach)
    else {
      deepest = Math.min(deepest, reach)
      if (reach > deepest + dent || (deepest === -Infinity && reach > -Infinity)) farthest = reach
    }
  }
  return turns
}

/** How many places lie on the lines that most of them lie on. */
function countOn(places: readonly number[], lines: number, near: number): number {
  let others = places
  for (let line = 0; line < lines; line += 1) {
    const most = others.map((one) => others.filter((other) => Math.abs(one - other) <= near)).reduce<readonly number[]>((best, those) => (those.length > best.length ? those : best), [])
    others = others.filter((place) => !most.includes(place))
  }
  return places.length - others.length
}
