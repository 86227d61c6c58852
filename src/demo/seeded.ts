/** Numbers from 0 up to 1 that come in the same order for the same seed (mulberry32), so that a simulated scan can be made again. */
export type Chance = () => number

/** A row of chances that belongs to this seed. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number between the two. */
export const between = (chance: Chance, low: number, high: number): number => low + chance() * (high - low)

/** The same items in an order the seed decides. */
export function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  return items
    .map((item) => ({ item, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
