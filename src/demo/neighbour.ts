import type { Event } from '../../contracts/event.js'
import type { Facts } from '../../templates/facts.js'

/** One of the customers that the demo has besides those whose papers are scanned. */
export interface Neighbour {
  readonly facts: Facts
  readonly acts: readonly Act[]
}

/** What happens to such a customer on one day, in this order. */
export interface Act {
  readonly daysAgo: number
  readonly issued?: { readonly stage: 'draft' | 'signing'; readonly kinds: readonly string[] }
  /** About the customer itself. */
  readonly events?: readonly Event[]
  /** About its papers: what happens to every current one of a kind. */
  readonly papers?: readonly { readonly kind: string; readonly event: Event }[]
  /** Kinds that the board approves. */
  readonly approved?: readonly string[]
  /** Its drafts are mailed to its first contact. */
  readonly mailed?: 'drafts'
}
