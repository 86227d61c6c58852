import { setFlagsFromString } from 'node:v8'

/** How many bytes of code run before V8 optimises a function (67,584 by itself). */
const BUDGET = 800_000

/** A reader lives for a few pages, and compiling in the background took a third of its processor time: what is optimised must be worth it. */
export function compileLater(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET}`)
}
