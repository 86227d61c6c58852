import type { Gray } from '../registration/gray.js'
import type { Region } from '../registration/flatten.js'
import { summit } from '../registration/match-patch.js'
import { AS_THE_PAGE, expectationOf, lightOn, weightOf, type Light, type Placed } from './appearance.js'
import { figureFits, type FigureFit } from './figures.js'
import { learnAppearance } from './learn-appearance.js'
import { regionOf, type Letter, type Word } from './letters.js'
import { bestLikeness, likenessOf, windowOf, type Fit, type Window } from './likeness.js'
import { isOnStreak } from './streaks.js'
import { isStruckThrough } from './struck-through.js'

/** A page as issued and as scanned, both laid straight with the same pixels to the millimetre. */
export interface PagePair {
  readonly issued: Gray
  readonly scanned: Gray
  readonly mmPerPx: number
  /** How finely the scanner saw the page. */
  readonly seenPxPerMm: number
  /** Whether the scanner told black from white and nothing between: what was printed pale has then come out in pieces. */
  readonly isBilevel: boolean
}

/** A word that does not look as it was printed. */
export interface WordDiffers {
  readonly region: Region
  /** What was printed there. */
  readonly text: string
}

/** The registration is off by less; paper that has been pulled through a feeder is not quite even. */
const DRIFT_MM = 0.5
const RIM_MM = 0.3
/** A full stop on its own is less tall, and a speck of dust is not. */
const LEAST_MM = 0.8
/** How much less alike than the page's ordinary word a word must be to differ, and the likeness every scan worth comparing reaches. */
const LESS_ALIKE = 0.3
const ALIKE = 0.72
/** Of two letters a coarse copy leaves less to go by. */
const ALIKE_IF_SHORT = 0.58
const SHORT = 2
const SMALL_MM = 1.7
/** Black print is darker than this at its darkest, gray print lighter. */
const PALE_TONE = 40
/** A line with no place two pixels broad and as high of this darkness is a hairline, of which thresholding leaves what it happens to. */
const SOLID_TONE = 60
/** So much darker than the paper beside it is a streak that spoils a letter. */
const STREAK_DARKER = 40
/** A word so little less alike than most is not looked for elsewhere. */
const AS_MOST = 0.06
/** Of a word whose likeness is so much less than most have, nothing is learnt of how the scanner sees the page. */
const LEARNT_WITHIN = 0.15
/** A word of fewer letters does not tell in what light it stands: the nearest longer ones do. */
const TELLS_LIGHT = 4
const LIGHTS_NEAR = 3
/** Bold print comes out darker than the page, and small or gray print paler: only words printed about as heavily tell the light of one another. */
const AS_HEAVY = 0.12
/** A figure leans to another where it is nearer to that one than to the one printed; of two that look much alike in so poor a scan it must lean farther, the less the farther off the one printed is. */
const LEANS = { atMost: 0.1, lessByNoise: 5 } as const
/** Ink that was not printed: two millimetres of the finest pen are 0.3 mm², what prints and scanners make of letters stays under 0.12; where the figure fits worse than most, less is enough. */
const WRITTEN_MM2 = { surely: 0.13, where: 0.08, times: 1.1 } as const
/** Nor is it the figure where that fits so much worse than the page's figures do, none of the others fits much worse still, and there is ink that was not printed. */
const STRANGE = { times: 1.7, leaning: 0.3, addedMm2: 0.05 } as const
/** Where a figure fits so badly it is not there. */
const GONE = { times: 3.6, leaning: 0.7 } as const
/** Of so many figures one in twenty shows how badly figures may fit on this page; of fewer, twice the middle one does. */
const MANY = 20

/** How the words of a page compare. */
export interface ComparedWords {
  /** The likeness that most words of the page have: under about 0.6 the scan is too poor for words to be compared. */
  readonly ordinary: number
  readonly differ: readonly WordDiffers[]
}

/** The words of a page that the scan shows otherwise than they were issued, each judged beside the page's other words, so that a poor copy of the whole page is no difference. */
export function compareWords(page: PagePair, printed: readonly Word[]): ComparedWords {
  const words = printed.filter((word) => word.some(({ heightMm }) => heightMm >= LEAST_MM) && !(page.isBilevel && comesOutInPieces(page, word)))
  const { alike, ordinary } = foundOn(page, words)
  const changed = changedFigures(page, words.map((word, index) => ({ word, fit: alike[index] ?? null })), ordinary)
  const differ = words.flatMap((word, index): WordDiffers[] => {
    const one = alike[index] ?? null
    if (one === null) return []
    const isUnlike = one.likeness < Math.min(word.length <= SHORT ? ALIKE_IF_SHORT : ALIKE, ordinary - LESS_ALIKE)
    const differs = (isUnlike && !(word.length <= SHORT && isStreaked(page, word))) || isStruckThrough(page, windowOf(regionOf(word), page.mmPerPx, 0), one) || word.some((letter) => changed.has(letter))
    return differs ? [{ region: regionOf(word), text: word.map(({ text }) => text).join('') }] : []
  })
  return { ordinary, differ }
}

/** Whether black and white alone break a word up: one printed in gray, not in black, one of nothing but hairlines, as a box to tick, or a letter or two of small print. */
export function comesOutInPieces({ issued, mmPerPx }: PagePair, word: Word): boolean {
  if (word.length <= SHORT && word.every(({ heightMm }) => heightMm < SMALL_MM)) return true
  const { left, top, width, height } = windowOf(regionOf(word), mmPerPx, 0)
  let [darkest, isSolid] = [255, false]
  for (let y = Math.max(0, top); y < Math.min(issued.heightPx, top + height); y += 1) {
    for (let x = Math.max(0, left), at = y * issued.widthPx + x; x < left + width; x += 1, at += 1) {
      darkest = Math.min(darkest, issued.pixels[at] ?? 255)
      isSolid ||= [at, at + 1, at + issued.widthPx, at + issued.widthPx + 1].every((one) => (issued.pixels[one] ?? 255) < SOLID_TONE)
    }
  }
  return darkest > PALE_TONE || !isSolid
}

/** Whether a streak of the scanner goes through a word: of a letter or two it leaves too little to tell by. */
function isStreaked({ scanned, mmPerPx }: PagePair, word: Word): boolean {
  const { left, top, width, height } = windowOf(regionOf(word), mmPerPx, RIM_MM)
  return Array.from({ length: width }, (_, x) => left + x).some((x) => isOnStreak(scanned, x, top + (height >> 1), STREAK_DARKER, mmPerPx))
}

/** The figures in whose place the scan shows another, or none. */
function changedFigures(page: PagePair, words: readonly { readonly word: Word; readonly fit: Fit | null }[], ordinary: number): ReadonlySet<Letter> {
  const placed = words.flatMap(({ word, fit }) => (fit === null ? [] : [{ word, likeness: fit.likeness, ...exactly(page, word, fit) }]))
  if (!placed.some(({ word }) => word.some(({ figure }) => figure !== null))) return new Set()
  const alike = placed.filter(({ likeness }) => likeness > ordinary - LEARNT_WITHIN)
  const appearance = learnAppearance(page, alike)
  const expectation = expectationOf(appearance)
  const lit = new Map<Placed, Light>()
  const lightOf = (one: Placed): Light => {
    const light = lit.get(one) ?? lightOn(appearance, expectation, page, one)
    lit.set(one, light)
    return light
  }
  const telling = alike.filter(({ word }) => word.length >= TELLS_LIGHT).map((one) => ({ ...one, weight: weightOf(appearance, page.issued, one.window) }))
  const figures = placed.flatMap(({ word, window, dx, dy }) => {
    const printed = word.filter(({ figure }) => figure !== null)
    if (printed.length === 0) return []
    const weight = weightOf(appearance, page.issued, window)
    const asHeavy = telling.filter((one) => Math.abs(one.weight - weight) < AS_HEAVY * weight)
    const light = lightNear(window, asHeavy.length > 0 ? asHeavy : telling, lightOf)
    return printed.map((letter) => ({ letter, dx, dy, light }))
  })
  const fits = figureFits(page, appearance, figures)
  const usual = usualSurprise(fits)
  return new Set(figures.filter((_, index) => isAnother(fits[index], usual)).map(({ letter }) => letter))
}

/** The light of the nearest words, each figure's own word left out: what it shows is in question. */
function lightNear(at: Window, telling: readonly Placed[], lightOf: (one: Placed) => Light): Light {
  const near: { readonly one: Placed; readonly away: number }[] = []
  for (const one of telling) {
    const { left, top, width } = one.window
    if (left === at.left && top === at.top) continue
    const away = Math.hypot(left + width / 2 - at.left - at.width / 2, top - at.top)
    if (near.length === LIGHTS_NEAR && away >= (near.at(-1)?.away ?? 0)) continue
    near.push({ one, away })
    near.sort((a, b) => a.away - b.away).splice(LIGHTS_NEAR)
  }
  if (near.length === 0) return AS_THE_PAGE
  const lights = near.map(({ one }) => lightOf(one))
  return { gain: medianOf(lights.map(({ gain }) => gain)), offset: medianOf(lights.map(({ offset }) => offset)) }
}

/** How badly a page's figures may fit and be those printed. */
export function usualSurprise(fits: readonly FigureFit[]): number {
  const sorted = fits.map(({ surprise }) => surprise).sort((a, b) => a - b)
  return (sorted.length < MANY ? 2 * medianOf(sorted) : sorted[Math.floor(sorted.length * 0.95)]) ?? 1
}

/** Whether a figure is another than the one printed, or has been written on, by how it fits and how badly the page's figures usually do. */
export function isAnother(fit: FigureFit | undefined, usual: number): boolean {
  if (fit === undefined) return false
  const times = fit.surprise / Math.max(0.5, usual)
  if (fit.addedMm2 >= WRITTEN_MM2.surely || (fit.addedMm2 >= WRITTEN_MM2.where && times >= WRITTEN_MM2.times)) return true
  if (fit.leaning === null) return false
  return fit.leaning < LEANS.atMost - LEANS.lessByNoise / (times * Math.sqrt(Math.max(1, fit.apart))) || (times > STRANGE.times && fit.leaning < STRANGE.leaning && fit.addedMm2 >= STRANGE.addedMm2) || (times > GONE.times && fit.leaning < GONE.leaning)
}

/** Where a word lies to parts of a pixel: at the summit of its likeness. */
function exactly({ issued, scanned, mmPerPx }: PagePair, word: Word, { likeness, dx, dy }: Fit): Placed {
  const window = windowOf(regionOf(word), mmPerPx, RIM_MM)
  const at = (x: number, y: number): number => likenessOf(issued, window, scanned, window.left + dx + x, window.top + dy + y) ?? -1
  return { window, dx: dx + summit(at(-1, 0), likeness, at(1, 0)), dy: dy + summit(at(0, -1), likeness, at(0, 1)) }
}

/** Where each word is, and the likeness most have: a word that is at once as alike as most is where it should be, only for the others is everything about tried. */
function foundOn({ issued, scanned, mmPerPx }: PagePair, words: readonly Word[]): { readonly alike: readonly (Fit | null)[]; readonly ordinary: number } {
  const reach = Math.round(DRIFT_MM / mmPerPx)
  const found = (word: Word, enough: number): Fit | null => bestLikeness(issued, windowOf(regionOf(word), mmPerPx, RIM_MM), scanned, { dx: 0, dy: 0 }, reach, enough)
  const first = words.map((word) => found(word, -1))
  const likely = ordinaryOf(first)
  const alike = words.map((word, index) => ((first[index]?.likeness ?? -1) >= likely - AS_MOST ? (first[index] ?? null) : found(word, 1)))
  return { alike, ordinary: ordinaryOf(alike) }
}

const ordinaryOf = (fits: readonly (Fit | null)[]): number => medianOf(fits.flatMap((one) => (one === null ? [] : [one.likeness])))

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}
