import type { Region } from '../registration/flatten.js'
import type { Gray } from '../registration/gray.js'

/** The ten figures as a font prints them in one size: each in a picture of its own, drawn much finer than a page, from the same place on the line. */
export interface FigurePrint {
  readonly mmPerPx: number
  /** Where in each picture the figure begins on its line. */
  readonly originXMm: number
  readonly originYMm: number
  /** By figure, 0 to 9. */
  readonly pictures: readonly Gray[]
}

/** One printed character of an issued page and the paper it takes (mm from the page's top left corner). */
export interface Letter {
  readonly text: string
  readonly leftMm: number
  readonly topMm: number
  readonly widthMm: number
  readonly heightMm: number
  /** Of a figure: where it begins on its line, and what the other figures look like there; null of other characters, and where the font has not all ten. */
  readonly figure: { readonly originXMm: number; readonly originYMm: number; readonly print: FigurePrint } | null
}

/** Letters that stand together without a space. */
export type Word = readonly Letter[]

/** Wider than the gap between letters, narrower than a space. */
const GAP_SHARE = 0.18

/** The words of a page, from its letters in reading order. */
export function wordsOf(letters: readonly Letter[]): Word[] {
  const words: Letter[][] = []
  let before: Letter | null = null
  for (const letter of letters) {
    if (letter.text.trim() === '' || letter.widthMm <= 0 || letter.heightMm <= 0) {
      before = null
      continue
    }
    const last = words.at(-1)
    if (last !== undefined && before !== null && follows(before, letter)) last.push(letter)
    else words.push([letter])
    before = letter
  }
  return words
}

function follows(before: Letter, letter: Letter): boolean {
  const gapMm = letter.leftMm - (before.leftMm + before.widthMm)
  const tallMm = Math.max(before.heightMm, letter.heightMm)
  const overlapMm = Math.min(before.topMm + before.heightMm, letter.topMm + letter.heightMm) - Math.max(before.topMm, letter.topMm)
  return gapMm < Math.max(0.4, GAP_SHARE * tallMm) && gapMm > -tallMm && overlapMm > -0.5 * tallMm
}

/** The letters of a page that spell a text wherever it stands, over line ends too. */
export function lettersSpelling(letters: readonly Letter[], text: string): ReadonlySet<Letter> {
  if (text === '') return new Set()
  const seen = letters.filter((letter) => letter.text.trim() !== '')
  const at = seen.flatMap((letter) => Array.from({ length: letter.text.length }, () => letter))
  const whole = seen.map((letter) => letter.text).join('')
  const found = new Set<Letter>()
  for (let from = whole.indexOf(text); from >= 0; from = whole.indexOf(text, from + 1)) for (const letter of at.slice(from, from + text.length)) found.add(letter)
  return found
}

/** The paper a word takes (mm from the page's top left corner). */
export function regionOf(word: Word): Region {
  const leftMm = Math.min(...word.map((letter) => letter.leftMm))
  const topMm = Math.min(...word.map((letter) => letter.topMm))
  return { leftMm, topMm, widthMm: Math.max(...word.map((letter) => letter.leftMm + letter.widthMm)) - leftMm, heightMm: Math.max(...word.map((letter) => letter.topMm + letter.heightMm)) - topMm }
}

/** Whether a letter's middle lies in a region. */
export function isInside(letter: Letter, { leftMm, topMm, widthMm, heightMm }: Region): boolean {
  const [x, y] = [letter.leftMm + letter.widthMm / 2, letter.topMm + letter.heightMm / 2]
  return x >= leftMm && x <= leftMm + widthMm && y >= topMm && y <= topMm + heightMm
}
