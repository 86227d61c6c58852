/** One code read on a scanned page, before anything about it is believed. */
export interface ReadCode {
  readonly text: string
  /** Clockwise turn of the symbol in degrees as zxing reports it (0, 90, 180, 270 nearest). */
  readonly rotation: 0 | 90 | 180 | 270
}

/** What the imaging child process says about one page of an uploaded file. */
export interface ReadPage {
  /** Counts from 1 in the uploaded file. */
  readonly sourcePage: number
  readonly widthPx: number
  readonly heightPx: number
  readonly codes: readonly ReadCode[]
  /** True when almost nothing is printed on it. */
  readonly blank: boolean
  /** Why the page could not be looked at; null when it could. */
  readonly unreadable: string | null
}

export const UNMATCHED_REASONS = ['blank', 'no-code', 'foreign-code', 'forged-code', 'unknown-version', 'superseded-version', 'draft', 'unreadable'] as const
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number]

/** A scanned page that showed a genuine code of an issued version. */
export interface MatchedPage {
  readonly scan: string
  readonly sourcePage: number
  readonly code: string
  readonly exemplar: number
  readonly page: number
  readonly pageCount: number
  readonly rotation: 0 | 90 | 180 | 270
}

export interface UnmatchedPage {
  readonly scan: string
  readonly sourcePage: number
  readonly reason: UnmatchedReason
}
