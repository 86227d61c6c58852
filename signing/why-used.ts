/** What is known of one showing of a page when it is held against others. */
export interface ShownState {
  /** The ids of the boxes that show a signature. */
  readonly signed: readonly string[]
  readonly changed: boolean
}

/** Why one of several showings of a page is used; `confirmed`: a person confirmed that one, though another would be chosen now. */
export const WHYS_USED = ['confirmed', 'most-signatures', 'looks-as-issued', 'clearest-or-newest'] as const
export type WhyUsed = (typeof WHYS_USED)[number]

/** Why this showing of a page is used and not the others. */
export function whyUsed({ signed }: ShownState, others: readonly ShownState[]): Exclude<WhyUsed, 'confirmed'> {
  if (others.some((one) => one.signed.length < signed.length)) return 'most-signatures'
  return others.some(({ changed }) => changed) ? 'looks-as-issued' : 'clearest-or-newest'
}
