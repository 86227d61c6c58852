import { isClose } from './comparison/gather.js'
import type { Region } from './registration/flatten.js'

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
  /** Whether the letters of its code, which no two pages share, stand beside one of them. */
  readonly provenByLetters: boolean
}

/** What is known of an issued page besides: lacking while other pages of its exemplar lie in the same upload, lacking, scanned before or elsewhere in the upload, or of a version that is no longer in force. */
export type Standing = 'lacking-here' | 'lacking' | 'there' | 'not-in-force'

/** An issued page that a scanned one may be. */
export interface Compared<T> {
  readonly page: T
  readonly standing: Standing
  readonly likeness: Likeness
}

/** Fewer may agree by chance. */
const LEAST_FOUND = 30
/** Whatever destroyed a code has touched what stands beside it. */
const BESIDE_CODE_MM = 8

/**
 * Which of the issued pages a scanned page without a code is; null where none fits or more than one may. The letters of its code, beside either symbol, prove which it is, since no two pages have the same: one in force
 * is known by them wherever it comes, one that was scanned before too, as it would be by the symbol. Without them only its content speaks, which other exemplars and earlier versions share: then it must show nothing
 * different, and be the only one of those alike that is lacking, with its document's other pages in the same upload.
 */
export function recognisedAmong<T>(candidates: readonly Compared<T>[]): T | null {
  const shown = candidates.filter(({ likeness }) => showsContent(likeness))
  const proven = shown.filter(({ likeness }) => likeness.provenByLetters)
  if (proven.length > 0) return proven.length === 1 && proven[0]?.standing !== 'not-in-force' ? (proven[0]?.page ?? null) : null
  const [only, ...others] = shown.filter(({ likeness, standing }) => showsNothingElse(likeness) && standing !== 'there')
  return only?.standing === 'lacking-here' && others.length === 0 ? only.page : null
}

/** The issued pages that a scanned page may be, for a person to choose among: the likeliest first. */
export function likeliest<T>(candidates: readonly Compared<T>[]): Compared<T>[] {
  const order: readonly Standing[] = ['lacking-here', 'lacking', 'there', 'not-in-force']
  const rank = ({ likeness, standing }: Compared<T>): readonly number[] => [likeness.provenByLetters ? 0 : 1, showsNothingElse(likeness) ? 0 : 1, order.indexOf(standing), -likeness.found]
  return candidates.filter(({ likeness }) => showsContent(likeness)).sort((a, b) => {
    const [one, other] = [rank(a), rank(b)]
    return one.map((value, index) => value - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0
  })
}

/** Whether a page shows the issued one's content and nothing that tells against it. */
export function fits(likeness: Likeness): boolean {
  return showsContent(likeness) && (likeness.provenByLetters || showsNothingElse(likeness))
}

/** Whether what stands on the issued page stands on the scan. */
export function showsContent({ sameContent, found }: Likeness): boolean {
  return sameContent && found >= LEAST_FOUND
}

/** Whether nothing differs but what was destroyed with the codes. */
function showsNothingElse({ differences, codes }: Likeness): boolean {
  return differences.every((place) => codes.some((code) => isClose(place, code, BESIDE_CODE_MM) && place.heightMm <= code.heightMm + 2 * BESIDE_CODE_MM && place.widthMm <= code.widthMm + 2 * BESIDE_CODE_MM))
}
