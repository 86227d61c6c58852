import type { Raster } from './page-source.js'

/** A letter of a page and the paper it takes on the raster; null for what takes none. */
export interface PlacedLetter {
  readonly text: string
  readonly area: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } | null
}

/** Underlines cross the tails of letters. */
const TAIL_SHARE = 0.24
/** The mesh of a pale background is less. */
const LEAST_CONTRAST = 60

/** The words of each line that something else than letters goes through: a line, a scribble, the edge of an area or picture. `withoutText` shows all of the page but its text. */
export function crossedWords(letters: readonly PlacedLetter[], withoutText: Raster): string[] {
  const lines: string[][] = [[]]
  let word = { text: '', isCrossed: false }
  for (const { text, area } of [...letters, { text: '\n', area: null }]) {
    if (area !== null) {
      word = { text: word.text + text, isCrossed: word.isCrossed || (/[\p{L}\p{N}]/u.test(text) && isCrossed(area, withoutText)) }
      continue
    }
    if (word.isCrossed) lines.at(-1)?.push(word.text)
    word = { text: '', isCrossed: false }
    if (/[\r\n]/.test(text)) lines.push([])
  }
  return lines.filter((words) => words.length > 0).map((words) => words.join(' '))
}

function isCrossed({ left, top, right, bottom }: NonNullable<PlacedLetter['area']>, { pixels, widthPx, heightPx }: Raster): boolean {
  const tail = Math.max(1, Math.round((bottom - top) * TAIL_SHARE))
  let [least, most] = [255, 0]
  for (let y = Math.max(0, top + 1); y <= Math.min(heightPx - 1, bottom - tail); y += 1) {
    for (let x = Math.max(0, left + 1); x <= Math.min(widthPx - 1, right - 1); x += 1) {
      const gray = pixels[y * widthPx + x] ?? 255
      least = Math.min(least, gray)
      most = Math.max(most, gray)
    }
  }
  return most - least >= LEAST_CONTRAST
}
