import { nearest } from '../templates/nearest.js'

/** "Menade du raps?", with a leading space, or an empty string when nothing is near. */
export function didYouMean(typed: string, allowed: readonly string[]): string {
  const word = nearest(typed, allowed)
  return word === null ? '' : ` Menade du ${word}?`
}
