import type { IssuedVersion } from './event.js'
import type { Tracking } from './tracking.js'

/** The customer's own text that a version was issued with. */
export interface CustomerTextStatus {
  readonly text: string
  /** In how many places it says something else than the template would. */
  readonly differences: number
  /** `deviation` where two persons had to accept it, `own` where the customer writes the document. */
  readonly origin: 'own' | 'deviation'
  /** `dropped` when it has been taken out of use since: the version stands until the document is issued anew, for good where the words are the template's. */
  readonly state: 'in-force' | 'dropped'
}

/** A deviation that somebody has registered against a version and that is neither accepted by two persons nor rejected. */
export interface ProposedDeviation {
  readonly text: string
  readonly differences: number
  /** At most one person; the second acceptance issues it. */
  readonly acceptedBy: readonly string[]
}

/** The text that a version was issued with; null where the template was filled. */
export function customerTextStatus(tracking: Tracking, { code }: IssuedVersion): CustomerTextStatus | null {
  const issued = tracking.events.find((recorded) => recorded.code === code && recorded.event.type === 'issued')?.event
  const text = issued?.type === 'issued' ? issued.customerText : undefined
  if (text === undefined) return null
  const registered = tracking.events.find(({ event }) => event.type === 'customer-text-registered' && event.text === text)?.event
  const state = tracking.events.some(({ event }) => event.type === 'customer-text-dropped' && event.text === text) ? 'dropped' : 'in-force'
  if (registered?.type !== 'customer-text-registered') return { text, differences: 0, origin: 'own', state }
  return { text, differences: registered.differences, origin: registered.state === 'proposed' ? 'deviation' : 'own', state }
}

/** The deviations that wait for persons to accept or reject them, oldest first. */
export function proposedDeviations(tracking: Tracking, { code }: IssuedVersion): ProposedDeviation[] {
  return tracking.events.flatMap(({ event }): ProposedDeviation[] => {
    if (event.type !== 'customer-text-registered' || event.state !== 'proposed' || event.base !== code) return []
    const { text, differences } = event
    const acceptances = tracking.events.filter((later) => later.event.type === 'customer-text-accepted' && later.event.text === text)
    const isSettled = acceptances.length > 1 || tracking.events.some((later) => later.event.type === 'customer-text-rejected' && later.event.text === text)
    return isSettled ? [] : [{ text, differences, acceptedBy: acceptances.map(({ actor }) => actor.name) }]
  })
}
