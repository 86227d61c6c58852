import type { FilledDocument, Initials } from '../document.js'

/** The initials that a customer's text asks for because the template it replaces does: on every page of it, whichever pages the template names, since its own pages are others. */
export function inheritedInitials({ initials = [] }: FilledDocument): Initials[] {
  return initials.map(({ party }) => ({ party, pages: null }))
}
