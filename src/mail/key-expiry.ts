import { daysBetween } from '../../contracts/calendar.js'
import { daysLeft } from './inspect-key.js'
import type { KeyDescription, OwnKey } from './key-description.js'
import type { KeyFault } from './key-verdict.js'

/** Keys are looked at once a day at the least: a warning at the last day with more than so many whole days left comes at least that long before. */
const WARN_DAYS = 30
const WARN_AGAIN_DAYS = 14
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', year: 'numeric', month: '2-digit', day: '2-digit' })

/** That a key has expired, or does so within 30 days, or 14; own keys are named as own, and stop everything when they have. Empty otherwise. */
export function expiryFaults(key: KeyDescription, path: string, now: Date): readonly KeyFault[] {
  const days = daysLeft(key, now)
  if (days === null || key.expiresAt === null || days > WARN_DAYS) return []
  const day = DAY.format(new Date(key.expiresAt))
  const next = key.own === null
    ? 'Be mottagaren om en förlängd eller ny nyckel och läs in den med ”keys import FIL”.'
    : `Byt den med ”keys rotate ${key.own} --by NAMN” och meddela mottagaren det nya fingeravtrycket.`
  if (days < 0) return [{ path, code: 'expired', weight: 'stops', message: `${titleOf(key)} gick ut ${day}. ${next}` }]
  return [{ path, code: days <= WARN_AGAIN_DAYS ? 'expires-within-14' : 'expires-within-30', weight: 'warns', message: `${titleOf(key)} går ut ${day}, ${whenIs(daysBetween(DAY.format(now), day))}. ${next}` }]
}

/** By the calendar, as whoever reads the two dates counts: what ends tomorrow morning has less than a day left. */
function whenIs(days: number): string {
  if (days < 1) return 'i dag'
  return days === 1 ? 'i morgon' : `om ${days} dagar`
}

/** An own key as it is spoken of, with a capital. */
export const OWN_TITLES: Readonly<Record<OwnKey, string>> = { sender: 'Den egna avsändarnyckeln', archive: 'Den egna arkivnyckeln' }

function titleOf(key: KeyDescription): string {
  return key.own === null ? `Nyckeln för ${key.userIds.join(', ')}` : OWN_TITLES[key.own]
}
