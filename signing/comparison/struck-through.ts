import type { Gray } from '../registration/gray.js'
import type { PagePair } from './compare-text.js'
import type { Fit, Window } from './likeness.js'

/** Shorter words are crossed by their own letters. */
const LEAST_MM = 5
/** A line that strikes a word out runs from end to end; letters that a coarse copy lets flow together do not. */
const WHOLE_SHARE = 0.85
/** A line runs through at least this much of a word more than its own letters hang together. */
const MORE_SHARE = 0.5
/** Evenly light: nothing is written there. */
const LEAST_CONTRAST = 60

/** Whether a line runs through a word on the scan that does not on the page as issued: letters stand apart from each other, a line joins them. */
export function isStruckThrough({ issued, scanned, mmPerPx }: PagePair, at: Window, { dx, dy }: Fit): boolean {
  if (at.width * mmPerPx < LEAST_MM) return false
  const onScan = longestAcross(scanned, { ...at, left: at.left + dx, top: at.top + dy })
  return onScan > at.width * WHOLE_SHARE && onScan > longestAcross(issued, at) + at.width * MORE_SHARE
}

/** How many columns the longest unbroken dark way from left to right takes, rising or falling by no more than it goes forward. */
function longestAcross(picture: Gray, at: Window): number {
  const level = middleTone(picture, at)
  if (level === null) return 0
  let longest = 0
  let before = new Uint16Array(at.height + 2)
  let here = new Uint16Array(at.height + 2)
  for (let x = 0; x < at.width; x += 1) {
    for (let y = 0; y < at.height; y += 1) {
      const isDark = (picture.pixels[(at.top + y) * picture.widthPx + at.left + x] ?? 255) < level
      const way = isDark ? 1 + Math.max(before[y] ?? 0, before[y + 1] ?? 0, before[y + 2] ?? 0) : 0
      here[y + 1] = way
      if (way > longest) longest = way
    }
    const free = before
    before = here
    here = free
  }
  return longest
}

function middleTone({ pixels, widthPx }: Gray, { left, top, width, height }: Window): number | null {
  let [darkest, lightest] = [255, 0]
  for (let y = top; y < top + height; y += 1) {
    for (let at = y * widthPx + left, end = at + width; at < end; at += 1) {
      const tone = pixels[at] ?? 255
      if (tone < darkest) darkest = tone
      if (tone > lightest) lightest = tone
    }
  }
  return lightest - darkest < LEAST_CONTRAST ? null : (darkest + lightest) / 2
}
