import type { Event } from './event.js'
import type { Party } from './kind.js'
import { ALWAYS, LIFE_TABLES, type LifeTable, type Stage, type Transition } from './life.js'
import type { VersionState } from './tracking.js'

/** The row of the version's life that lets `event` happen from `stage`, or null. */
export function rowFor(state: Pick<VersionState, 'kind' | 'overridden'>, event: Event, stage: Stage): Transition | null {
  const always = ALWAYS[event.type]
  if (always !== undefined) return { event: event.type, from: [stage], to: always }
  const party = event.type === 'signature-confirmed' ? event.party : null
  return LIFE_TABLES[state.kind.life].transitions.find((row) => row.event === event.type && row.from.includes(stage) && fits(row, state, party)) ?? null
}

function fits(row: Transition, state: Pick<VersionState, 'overridden'>, party: Party | null): boolean {
  if (row.party !== undefined && row.party !== party) return false
  return row.without === undefined || state.overridden.some(({ guard }) => guard === row.without)
}

/** The parties whose signatures stand on the version's own paper, in signing order. */
export function ownSigners(state: Pick<VersionState, 'kind' | 'exemplars'>): readonly Party[] {
  return state.kind.signs.filter((party) => state.exemplars.some(({ confirmations }) => confirmations.some((found) => found.party === party)))
}

/** The first exemplar that carries the signature of every signing party, or null; null for a kind nobody signs. */
export function fullExemplar<E extends { readonly confirmations: readonly { readonly party: Party | null }[] }>(signs: readonly Party[], exemplars: readonly E[]): E | null {
  if (signs.length === 0) return null
  return exemplars.find(({ confirmations }) => signs.every((party) => confirmations.some((found) => found.party === party))) ?? null
}

/** The later of two stages of a life; a stage outside the life's order stands. */
export function furthest(table: LifeTable, current: Stage, candidate: Stage): Stage {
  const at = table.stages.indexOf(current)
  return at >= 0 && table.stages.indexOf(candidate) > at ? candidate : current
}

/** The version's own stage after `event`, whose effect on flags and signatures `state` already shows. */
export function moved(state: VersionState, event: Event): Stage {
  const table = LIFE_TABLES[state.kind.life]
  const row = rowFor(state, event, state.stage) ?? table.transitions.find((candidate) => candidate.event === event.type)
  if (!row || row.to === 'unchanged') return state.stage
  if (row.to !== 'by-signatures') return row.to
  const signed = fullExemplar(state.kind.signs, state.exemplars) ? table.signedStage : 'part-signed'
  return furthest(table, state.stage, signed)
}
