import { listOf } from '../templates/list-of.js'
import type { Party } from './kind.js'

export { listOf }

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

const NAMED = 3

/** The first few titles in running Swedish, and how many more there are. */
export function listOfFew(titles: readonly string[]): string {
  return listOf(titles.length <= NAMED + 1 ? titles : [...titles.slice(0, NAMED), `${titles.length - NAMED} handlingar till`])
}
