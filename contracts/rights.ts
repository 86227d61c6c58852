import type { EventType } from './event.js'

/** The roles an account may have, several at once. */
export const ROLES = ['administrator', 'mallansvarig', 'namnd', 'lasare', 'drift'] as const
export type Role = (typeof ROLES)[number]

/** What the roles are called on pages. */
export const ROLE_LABELS: Readonly<Record<Role, string>> = { administrator: 'administratör', mallansvarig: 'mallansvarig', namnd: 'nämnd', lasare: 'läsare', drift: 'drift' }

/** What the roles are for, where they are given. */
export const ROLE_HINTS: Readonly<Record<Role, string>> = {
  administrator: 'Arbetar med kunder, handlingar, skanningar och brev, och lägger upp användare.', mallansvarig: 'Läser in och frisläpper mallar, antar avvikelser.', namnd: 'Godkänner eller återremitterar RAPS och rutiner.',
  lasare: 'Ser allt, ändrar inget.', drift: 'Sköter nycklar, utkorg och arkiv; ser inga kunder.',
}

/**
 * Which roles may do what; every route and every page names one of these rights.
 * `read` shows customers and their papers, `follow` only what operation needs; `work` is the daily case work; `decide` is the board's word on RAPS and rutiner;
 * `templates` makes and releases editions; `deviate` accepts a customer's deviation; `operate` is keys, outbox and archive; `manage` is accounts; `self` is one's own account.
 */
export const RIGHTS = {
  read: ['administrator', 'mallansvarig', 'namnd', 'lasare'],
  follow: ROLES,
  work: ['administrator'],
  decide: ['namnd'],
  templates: ['mallansvarig'],
  deviate: ['administrator', 'mallansvarig'],
  operate: ['administrator', 'drift'],
  manage: ['administrator'],
  self: ROLES,
} as const satisfies Readonly<Record<string, readonly Role[]>>
export type Right = keyof typeof RIGHTS

/** What the rights are called where a token is limited to some. */
export const RIGHT_LABELS: Readonly<Record<Right, string>> = {
  read: 'se kunder och handlingar', follow: 'se utkorg och drift', work: 'arbeta med ärenden', decide: 'besluta i nämnden', templates: 'ändra mallar', deviate: 'anta avvikelser', operate: 'sköta drift', manage: 'lägga upp användare', self: 'sköta det egna kontot',
}

/** Whether somebody with these roles may do that. */
export function mayDo(roles: ReadonlySet<Role>, right: Right): boolean {
  return RIGHTS[right].some((role) => roles.has(role))
}

/** Who may do that, for a refusal: `administratör eller drift`. */
export function whoMay(right: Right): string {
  return RIGHTS[right].map((role) => ROLE_LABELS[role]).join(' eller ')
}

const BOARDS: ReadonlySet<EventType> = new Set<EventType>(['approved', 'returned-for-revision'])

/** The right that a person's word takes, to say it and to take it back: the board's is the board's. */
export function rightToRecord(type: EventType): Right {
  return BOARDS.has(type) ? 'decide' : 'work'
}
