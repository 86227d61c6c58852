import type { PageExamination } from './page-examination.js'
import type { MatchedPage } from './scan-report.js'

/** One scanned page of an exemplar, and what examining it found; null when it was not examined. */
export interface Showing {
  readonly shown: MatchedPage
  readonly examination: PageExamination | null
}

/** Which of the showings of a page counts, and what the others say against it. */
export interface CountingShowing {
  readonly counting: Showing
  /** The other showings, oldest upload first; they stay where they are. */
  readonly others: readonly Showing[]
  /** The newest upload has two sheets of it, and nobody knows which counts: sheets in one pile are two papers, not two stages of one. */
  readonly doubled: boolean
  /** Another showing has a signature where the counting one has none, or a later one clearly has none where the counting one does: they may be two papers. */
  readonly contradicted: boolean
  /** The newest of the others that came as late as the counting one or later and do not look as issued: the paper may have been changed after it was scanned. Where the counting one was never paper, also what says so of the paper: a file puts no paper right. */
  readonly changedSince: Showing | null
  /** The newest of the others that came as late as the counting one or later and were not examined: it may be the one that was changed, or signed once more. Null where the counting one was not examined either. */
  readonly unexaminedSince: Showing | null
  /** The newest of the others that came as late as the counting one or later and shows the page too coarsely to be compared: it may hide a change. Null where the counting one does too. */
  readonly illegibleSince: Showing | null
}

/**
 * Chooses among the showings of one page of an exemplar, given oldest upload first; null when there are none.
 *
 * Paper only gains signatures, so a showing with more boxes signed is a later stage of the sheet and counts before one with fewer. Among equals one that looks as issued counts before one that could not be
 * compared, and that before a changed one; then one with something to judge in a box that the other shows empty; then the one in which more of the page was found again, by tenths; then one of `preferred`, the scan
 * a person looks at; then the newest. A sheet that lies twice in one upload counts only when no other upload shows the page. What was not examined, is pale on a black and white scan, or is for a person to judge speaks neither for nor against a signature.
 */
export function countingShowing(showings: readonly Showing[], preferred: string | null = null): CountingShowing | null {
  const newest = showings.at(-1)
  if (newest === undefined) return null
  const single = showings.filter((one) => !showings.some((other) => isTwin(one, other)))
  const newestIsDoubled = showings.some((one) => one.shown.scan === newest.shown.scan && !single.includes(one))
  const candidates = single.length > 0 ? single : showings.filter(({ shown }) => shown.scan === newest.shown.scan)
  const counting = candidates.reduce((best, one) => (isBefore(best, one, preferred) ? best : one))
  const others = showings.filter((one) => one !== counting)
  const at = showings.findIndex(({ shown }) => shown.scan === counting.shown.scan)
  return {
    counting, others,
    doubled: newestIsDoubled,
    contradicted: others.some((other) => contradicts(counting, other) || (showings.indexOf(other) > at && other.shown.scan !== counting.shown.scan && hasLost(counting, other))),
    changedSince: others.findLast((other) => showings.indexOf(other) >= at && looksChanged(other)) ?? (isPaper(counting) ? null : changedPaper(countingShowing(showings.filter(isPaper), preferred))),
    unexaminedSince: isExamined(counting) ? others.findLast((other) => showings.indexOf(other) >= at && !isExamined(other)) ?? null : null,
    illegibleSince: isIllegible(counting) ? null : others.findLast((other) => showings.indexOf(other) >= at && isIllegible(other)) ?? null,
  }
}

/** The showing that may say more than is known, since it was not examined: the counting one itself, else the newest that came as late or later; null when there is none. */
export function leftUnexamined({ counting, unexaminedSince }: Pick<CountingShowing, 'counting' | 'unexaminedSince'>): Showing | null {
  return isExamined(counting) ? unexaminedSince : counting
}

/** Whether anything is known of what a showing shows. */
function isExamined({ examination }: Showing): boolean {
  return examination !== null && examination.unexamined === null
}

/** Whether a showing was examined and is still not known to look as the page was issued or otherwise. */
function isIllegible(showing: Showing): boolean {
  return isExamined(showing) && contentRank(showing) === UNKNOWN
}

/** The ids of the boxes that a showing has a signature in. */
export function signedBoxes({ examination }: Showing): string[] {
  return (examination?.boxes ?? []).filter(({ ink }) => ink === 'signed').map(({ id }) => id)
}

/** Whether a showing does not look as the page was issued. */
export function looksChanged(showing: Showing): boolean {
  return contentRank(showing) === CHANGED
}

/** Whether a showing may be a picture of paper. */
function isPaper({ examination }: Showing): boolean {
  return examination?.paperless !== true
}

function changedPaper(chosen: CountingShowing | null): Showing | null {
  return chosen !== null && looksChanged(chosen.counting) ? chosen.counting : (chosen?.changedSince ?? null)
}

/** Whether another sheet of the upload may as well be the page. */
function isTwin(one: Showing, other: Showing): boolean {
  return one !== other && one.shown.scan === other.shown.scan
}

function contains(one: Showing, other: Showing): boolean {
  return signedBoxes(other).every((id) => signedBoxes(one).includes(id))
}

/** Whether the same boxes are signed in both, and one shows something in more of the others: paper only gains ink, and nobody is told that there is none where there may be. */
function showsMore(one: Showing, other: Showing): boolean {
  return contains(one, other) && contains(other, one) && inkedBoxes(one) > inkedBoxes(other)
}

function inkedBoxes({ examination }: Showing): number {
  return (examination?.boxes ?? []).filter(({ ink }) => ink !== 'empty').length
}

/** Whether `other` shows a signature in a box that the counting page shows empty, where pale ink would have been seen. */
function contradicts({ examination }: Showing, other: Showing): boolean {
  const empty = (examination?.boxes ?? []).filter(({ ink, bilevel }) => ink === 'empty' && !bilevel).map(({ id }) => id)
  return signedBoxes(other).some((id) => empty.includes(id))
}

/** Whether a later showing, clear enough to be compared, surely has no ink where the counting one is signed: ink does not leave paper. */
function hasLost(counting: Showing, later: Showing): boolean {
  const signed = signedBoxes(counting)
  return contentRank(later) !== UNKNOWN && (later.examination?.boxes ?? []).some(({ id, ink, bilevel, confidence }) => ink === 'empty' && !bilevel && confidence >= SURELY_EMPTY && signed.includes(id))
}

/** No more than a quarter of the ink that would make a person look. */
const SURELY_EMPTY = 0.9

const [AS_ISSUED, UNKNOWN, CHANGED] = [0, 1, 2] as const

function contentRank({ examination }: Showing): number {
  if (examination === null || examination.unexamined !== null) return UNKNOWN
  if (!examination.sameContent || examination.differences.some(({ answer }) => answer === 'look')) return CHANGED
  return examination.differences.length > 0 ? UNKNOWN : AS_ISSUED
}

function tenthsFound({ examination }: Showing): number {
  const { looked, found } = examination?.patches ?? { looked: 0, found: 0 }
  return looked === 0 ? 0 : Math.round((10 * found) / looked)
}

/** Whether the older of two counts before the newer. */
function isBefore(older: Showing, newer: Showing, preferred: string | null): boolean {
  const better = [signedBoxes(older).length - signedBoxes(newer).length, contentRank(newer) - contentRank(older), Number(showsMore(older, newer)) - Number(showsMore(newer, older)), tenthsFound(older) - tenthsFound(newer), Number(older.shown.scan === preferred) - Number(newer.shown.scan === preferred)]
  return (better.find((by) => by !== 0) ?? 0) > 0
}
