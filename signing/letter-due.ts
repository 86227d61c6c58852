import type { Records } from '../contracts/history.js'
import { reviewSet } from '../contracts/kinds.js'
import { hasLeft } from '../contracts/letter-life.js'
import { EVIDENCE } from '../contracts/decide-withdrawal.js'
import { currentVersion, isReadyForLetter } from '../contracts/signatures.js'
import { track, type Tracking } from '../contracts/tracking.js'
import { signedPages, type MemberEvidence } from './confirmed-pages.js'

/** A letter of review documents that should go to the supplier. */
export interface DueLetter {
  /** The version codes it carries, in the order of the review set. */
  readonly codes: readonly string[]
  /** The id of the letter it completes; null for a first letter. */
  readonly predecessor: string | null
  /** In the order the pages are attached. */
  readonly evidence: readonly MemberEvidence[]
}

/** The letter that a customer's records call for, or null: every member of the review set approved and signed by all its parties on one exemplar, and at least one of them in no letter yet. What an earlier letter carries is not sent again, and none follows before the earlier one has left the house. */
export function letterDue(records: Records, orgnr: string): DueLetter | null {
  const tracking = track(records.versions, records.events, records.kinds)
  const members = reviewSet(tracking.kinds).flatMap(({ id }) => currentVersion(tracking, orgnr, id) ?? [])
  if (members.length === 0 || members.length < reviewSet(tracking.kinds).length) return null
  if (!members.every((member) => isReadyForLetter(tracking, member))) return null
  const letters = [...tracking.letters.values()].filter((letter) => letter.orgnr === orgnr && letter.stage !== 'cancelled')
  const predecessor = letters.at(-1) ?? null
  if (predecessor && !hasLeft(predecessor)) return null
  const fresh = members.filter(({ version: { code } }) => !letters.some((letter) => letter.codes.includes(code)) && !isCalledOff(tracking, orgnr, code))
  const evidence = fresh.map((member) => signedPages(tracking, member))
  if (fresh.length === 0 || evidence.some((pages) => pages === null)) return null
  return { codes: fresh.map(({ version }) => version.code), predecessor: predecessor?.letter ?? null, evidence: evidence.flatMap((pages) => pages ?? []) }
}

/** Whether the latest letter that held this version was called off by a person and nothing in it has been confirmed or approved anew since: what a person stopped does not fall due by itself. */
function isCalledOff(tracking: Tracking, orgnr: string, code: string): boolean {
  const letter = [...tracking.letters.values()].findLast((one) => one.orgnr === orgnr && one.codes.includes(code))
  const calledOff = letter?.calledOffEvent ?? null
  if (letter === undefined || calledOff === null) return false
  return !tracking.events.some(({ sequence, code: about, event }) => sequence > calledOff && about !== null && letter.codes.includes(about) && EVIDENCE.has(event.type))
}
