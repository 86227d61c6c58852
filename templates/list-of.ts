/** Words as Swedish lists them: "a", "a och b", "a, b och c"; an empty string for an empty list. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1)
  if (last === undefined) return ''
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} och ${last}`
}
