/** Longer words are nobody's typing slip, and comparing them would be slow. */
const LONGEST_WORD = 60

/** Small letters without accents, so that "Besöksadress" is near "besoksadress". */
function folded(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Edits between two words: a letter too many, too few, another, or two that changed places (optimal string alignment). */
function edits(left: string, right: string): number {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const other = left[i - 1] === right[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      const least = Math.min((row[j - 1] ?? 0) + other, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      next.push(swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least)
    }
    before = row
    row = next
  }
  return row[right.length] ?? 0
}

/** Whether one word shortens the other: "orgnr" and "organisationsnummer", "tel" and "telefon". */
function abbreviates(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  if (short.length < 3 || short.slice(0, 3) !== long.slice(0, 3)) return false
  let at = 0
  for (const letter of long) if (letter === short[at]) at++
  return at === short.length
}

/** How far apart two words or dotted paths are; paths with the same parent are compared by their last word. */
function distance(word: string, candidate: string): number {
  const [wordDot, candidateDot] = [word.lastIndexOf('.'), candidate.lastIndexOf('.')]
  if (wordDot !== candidateDot || word.slice(0, wordDot + 1) !== candidate.slice(0, wordDot + 1)) return edits(word, candidate)
  const [last, other] = [word.slice(wordDot + 1), candidate.slice(candidateDot + 1)]
  const apart = edits(last, other)
  return apart > 1 && abbreviates(last, other) ? 1 : apart
}

/** The candidate that somebody who typed `word` most likely meant (the first of equals), or null when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) return null
  const typed = folded(word)
  const farthest = Math.max(1, Math.floor((typed.length - typed.lastIndexOf('.') - 1) / 3))
  let best: { readonly candidate: string; readonly apart: number } | null = null
  for (const candidate of candidates) {
    const apart = distance(typed, folded(candidate))
    if (apart <= farthest && (best === null || apart < best.apart)) best = { candidate, apart }
  }
  return best?.candidate ?? null
}
