import type { Region } from './registration/flatten.js'
import { isClose } from './comparison/gather.js'

/** What comparing a scanned page without a code with one issued page gave. */
export interface Likeness {
  /** Whether what stands on the issued page stands on the scan. */
  readonly sameContent: boolean
  /** Patches of the issued page found again. */
  readonly found: number
  /** Places that do not look as issued, or cannot be told. */
  readonly differences: readonly Region[]
  /** Where the issued page's codes stand. */
  readonly codes: readonly Region[]
}

/** Fewer may agree by chance. */
const LEAST_FOUND = 30
/** Whatever destroyed a code has touched what stands beside it. */
const BESIDE_CODE_MM = 8

/**
 * Which of the issued pages a scanned page without a code is: the only one that it shows without any difference, the letters of the page's own code included; null where none does or several do. Exemplars, and
 * pages of other customers, differ in those letters at least: what they differ in must be seen, or a person must say.
 */
export function recognisedAmong<T>(candidates: readonly { readonly page: T; readonly likeness: Likeness }[]): T | null {
  const same = candidates.filter(({ likeness }) => isSame(likeness))
  return same.length === 1 ? (same[0]?.page ?? null) : null
}

/** Whether a scanned page shows an issued one with nothing different but what is destroyed with its codes. */
export function isSame({ sameContent, found, differences, codes }: Likeness): boolean {
  return sameContent && found >= LEAST_FOUND && differences.every((place) => codes.some((code) => isClose(place, code, BESIDE_CODE_MM) && place.heightMm <= code.heightMm + 2 * BESIDE_CODE_MM && place.widthMm <= code.widthMm + 2 * BESIDE_CODE_MM))
}
