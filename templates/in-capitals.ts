import type { Run } from './document.js'

/** The runs as they are printed: small capitals as capitals too, one size a line. */
export function inCapitals(runs: readonly Run[]): readonly Run[] {
  return runs.some(({ capitals }) => capitals === true) ? runs.map((run) => (run.capitals === true ? { ...run, text: run.text.toUpperCase() } : run)) : runs
}
