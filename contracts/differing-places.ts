import type { CustomerTextStatus, ProposedDeviation } from './customer-text-status.js'
import { listOf } from './party-name.js'

/** In how many places a customer's text says something else than the template, as a clerk reads it. */
export function differingPlaces(count: number): string {
  if (count === 0) return 'ordagrant som mallen'
  return `skiljer sig från mallen på ${count === 1 ? 'ett ställe' : `${count} ställen`}`
}

/** What a customer's text in a version is, as a clerk reads it: its own, or a deviation that two persons have accepted. */
export function toldCustomerText({ origin, differences, state }: CustomerTextStatus): string {
  const dropped = differences === 0 ? ', tagen ur bruk' : ', tagen ur bruk: ge ut handlingen på nytt med mallens text (pack … --reissue)'
  return `${origin === 'own' ? 'kundens text' : 'avvikelse antagen av två personer'}, ${differingPlaces(differences)}${state === 'dropped' ? dropped : ''}`
}

/** What a deviation waits for, and how it is settled. */
export function toldProposal({ text, differences, acceptedBy }: ProposedDeviation): string {
  const waits = acceptedBy.length === 0 ? 'väntar på två personer' : `antaget av ${listOf(acceptedBy)}, väntar på en person till`
  return `förslag ${text} ${differingPlaces(differences)}; ${waits} (draft compare --text ${text}, draft accept ${text})`
}
