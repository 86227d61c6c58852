function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [i, a] of left.split('').entries()) {
    const next = [i + 1]
    for (const [j, b] of right.split('').entries()) {
      const substitution = (row[j] ?? 0) + (a === b ? 0 : 1)
      next.push(Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}

/** The allowed word nearest to what somebody typed, or null when none is near enough to be what they meant. */
export function closestWord(typed: string, allowed: readonly string[]): string | null {
  const word = typed.trim().toLowerCase()
  let best: { word: string; distance: number } | null = null
  for (const candidate of allowed) {
    const found = candidate.toLowerCase().startsWith(word) && word.length >= 4 ? 1 : distance(word, candidate.toLowerCase())
    if (best === null || found < best.distance) best = { word: candidate, distance: found }
  }
  return best !== null && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.word : null
}

/** "Menade du raps?", with a leading space, or an empty string when nothing is near. */
export function didYouMean(typed: string, allowed: readonly string[]): string {
  const word = closestWord(typed, allowed)
  return word === null ? '' : ` Menade du ${word}?`
}
