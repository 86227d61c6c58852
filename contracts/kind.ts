import { PARTIES } from '../templates/parties.js'

export { PARTIES }
/** Who takes part. `svr` is the provider; names and addresses are party records, never constants. */
export type Party = (typeof PARTIES)[number]

/** The life a kind of document leads; see `life.ts` for its stages and transitions. */
export const LIVES = [
  'agreement', 'reviewed-appendix', 'delivery-agreement', 'delivery-appendix',
  'permit-application', 'handlaggare-application', 'hand-over-receipt', 'proof-form', 'form',
] as const
export type Life = (typeof LIVES)[number]

/** One row of the table in `kinds.ts`: what a kind of document is. */
export interface DocumentKind {
  /** `raps`, `leveransavtal-bilaga-5`; also the folder under `templates/library/`. */
  readonly id: string
  readonly title: string
  /** The seed's steps it belongs to. */
  readonly steps: readonly number[]
  readonly life: Life
  /** Parties in the order they sign. */
  readonly signs: readonly Party[]
  /** Who keeps which original, first exemplar first; its length is the number of exemplars. */
  readonly holders: readonly Party[]
  readonly archivedBy: Party
  /** The agreement it is an appendix to. */
  readonly parent: string | null
  /** Whether the copies to the supplier's review include it. */
  readonly inReviewSet: boolean
  /** Whether its drafts may be mailed to the customer in clear: nothing in them that outsiders may not read. Never true in the review set. */
  readonly draftsMayGoOpen: boolean
  /** Whether cells are left blank in it to be filled in by hand; in the others nobody writes but where it is signed. */
  readonly filledByHand: boolean
  /** When `pack` without `--kinds` issues it; a cover letter goes with a bundle and is never issued as a version. */
  readonly issued: 'pack' | 'pack-unless-existing-grundavtal' | 'pack-if-sis' | 'pack-per-handlaggare' | 'when-due' | 'internal' | 'cover-letter'
}
