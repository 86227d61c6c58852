/** What was made of texts lately, in two generations: what is common to customers is asked for again and stays, the rest is forgotten. */
export class RecentTexts<T> {
  #young = new Map<string, T>()
  #old = new Map<string, T>()

  /** `generation` is how many are kept at least; at most twice as many are. */
  constructor(private readonly generation: number) {}

  get(text: string): T | undefined {
    const young = this.#young.get(text)
    if (young !== undefined) return young
    const old = this.#old.get(text)
    return old === undefined ? undefined : this.set(text, old)
  }

  /** Keeps what was made of the text and returns it. */
  set(text: string, made: T): T {
    if (this.#young.size >= this.generation) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(text, made)
    return made
  }
}
