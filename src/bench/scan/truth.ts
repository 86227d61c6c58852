import type { Region } from '../../../signing/registration/flatten.js'
import type { Projection } from '../../../signing/registration/projection.js'
import type { UnmatchedReason } from '../../../signing/scan-report.js'
import type { Turned } from './copier.js'
import type { Pen } from './hand.js'

/** What a signature box holds in truth: a name or initials, nothing, nothing but dirt, or what a neighbour's name left in it. */
export interface BoxTruth {
  readonly id: string
  readonly holds: 'signature' | 'initials' | 'nothing' | 'dirt' | 'neighbour'
  readonly pen: Pen['name'] | null
}

/** What was done to a page's text after it was issued. `digit` and `word` are printed so; the others are on the paper. */
export const CHANGES = ['digit', 'word', 'covered', 'struck', 'written', 'other-content'] as const
export type Change = (typeof CHANGES)[number]

/** The truth about one scanned page. */
export interface PageTruth {
  /** The issued page whose code it carries (or carried, when `codes` is `none`); null for what was never one of ours, or is of no version in force. */
  readonly shows: { readonly code: string; readonly exemplar: number; readonly page: number } | null
  /** Why it must not be matched; null where it must. Empty where any reason will do. */
  readonly unmatched: readonly UnmatchedReason[] | null
  readonly turned: Turned
  /** From millimetres on the issued page to pixels of the stored picture; null where there is no issued page. */
  readonly place: Projection | null
  readonly widthPx: number
  readonly heightPx: number
  readonly pageMm: { readonly widthMm: number; readonly heightMm: number }
  readonly boxes: readonly BoxTruth[]
  readonly change: { readonly what: Change; readonly how: string; readonly region: Region | null } | null
  readonly codes: 'whole' | 'none'
}

/** A file as it comes from copier, fax or phone, and the truth about each of its pages. */
export interface SimulatedFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly tones: 'gray' | 'colour' | 'bilevel' | 'dithered' | 'phone'
  readonly dpi: number
  readonly pages: readonly PageTruth[]
  /** Sheets of the exemplars in the file that are not in it, by code and exemplar; empty unless the file is a pile. */
  readonly missing: readonly { readonly code: string; readonly exemplar: number; readonly page: number }[]
}
