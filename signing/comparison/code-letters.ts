import type { PagePair } from './compare-text.js'
import { regionOf, type Letter, type Word } from './letters.js'
import { bestLikeness, windowOf } from './likeness.js'

const RIM_MM = 0.3
const DRIFT_MM = 0.5
/** So few that other letters seldom look like them, so many that they tell their place. */
const PIECE_LETTERS = 4
/** How alike the pieces are on the whole and each alone. Own letters reach 0.65 and 0.55 where print is dithered and more elsewhere; those of other pages 0.50 and 0.42 at most, each on another page. */
const ALIKE = { together: 0.6, each: 0.5 } as const

/** Whether the letters of a code that no two pages share, its MAC, stand on the scan as issued: each piece of them in at least one of the places where they were printed. */
export function showsCodeLetters(pair: PagePair, letters: readonly Letter[], codeText: string): boolean {
  const mac = codeText.slice(codeText.lastIndexOf('.') + 1)
  const prints = printsOf(letters, mac).map((print) => piecesOf(print).map((piece) => likenessOn(pair, piece)))
  const [first] = prints
  if (first === undefined || first.length === 0) return false
  const best = first.map((_, index) => Math.max(...prints.map((pieces) => pieces[index] ?? -1)))
  return Math.min(...best) >= ALIKE.each && best.reduce((sum, one) => sum + one, 0) / best.length >= ALIKE.together
}

/** The letters of a text, in each place where it stands. */
function printsOf(letters: readonly Letter[], text: string): Word[] {
  if (text === '') return []
  const seen = letters.filter((letter) => letter.text.trim() !== '')
  const at = seen.flatMap((letter) => Array.from({ length: letter.text.length }, () => letter))
  const whole = seen.map((letter) => letter.text).join('')
  const prints: Word[] = []
  for (let from = whole.indexOf(text); from >= 0; from = whole.indexOf(text, from + 1)) prints.push(at.slice(from, from + text.length))
  return prints
}

function piecesOf(print: Word): Word[] {
  const count = Math.floor(print.length / PIECE_LETTERS)
  return Array.from({ length: count }, (_, index) => print.slice(index * PIECE_LETTERS, index === count - 1 ? print.length : (index + 1) * PIECE_LETTERS))
}

function likenessOn({ issued, scanned, mmPerPx }: PagePair, piece: Word): number {
  return bestLikeness(issued, windowOf(regionOf(piece), mmPerPx, RIM_MM), scanned, { dx: 0, dy: 0 }, Math.round(DRIFT_MM / mmPerPx), 1)?.likeness ?? -1
}
