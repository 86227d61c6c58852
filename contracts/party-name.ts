import type { Party } from './kind.js'

/** The role names a clerk reads; who fills a role is a party record. */
const PARTY_NAMES: Readonly<Record<Party, string>> = {
  kund: 'kunden', svr: 'SVR', driftleverantor: 'driftleverantören', korttillverkare: 'korttillverkaren', dnv: 'DNV',
}

/** The party's role in running Swedish text, definite form ("kunden"). */
export function partyName(party: Party): string {
  return PARTY_NAMES[party]
}

/** Whose: "kundens", "SVR:s". */
export function partyOwns(party: Party): string {
  return party === 'svr' || party === 'dnv' ? `${PARTY_NAMES[party]}:s` : `${PARTY_NAMES[party]}s`
}

/** "kunden", "kunden och SVR", "a, b och c"; an empty string for an empty list. */
export function listOf(words: readonly string[]): string {
  const last = words.at(-1)
  if (last === undefined) return ''
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} och ${last}`
}
