/** What shows that a requirement is met: a test, by its file below `test/` and the name it is written with. */
export interface Proof {
  readonly file: string
  readonly test: string
}

/** How a requirement stands: proved by a test, met or beside the point for a reason, or not met for one. */
export type Standing = Proof | { readonly because: string } | { readonly notMet: string }

/** One requirement of level 2: its number in ASVS 4.0.3, what it asks for in our words, and how it stands. */
export type Requirement = readonly [number: string, asks: string, standing: Standing]

/** Names tests of one file. */
export function testsOf(file: string): (test: string) => Proof {
  return (test) => ({ file, test })
}

/** It does not apply, or is met by how the program is made, which no test can show. */
export function because(reason: string): Standing {
  return { because: reason }
}

/** It applies and is not met. */
export function notMet(reason: string): Standing {
  return { notMet: reason }
}
