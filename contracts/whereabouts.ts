import { isCurrent } from './checklist.js'
import type { RecordedEvent } from './event.js'
import type { Party } from './kind.js'
import { partyName } from './party-name.js'
import type { ExemplarStatus, VersionStatus } from './status.js'

/** Where one paper original was last known to be. */
export interface Original {
  readonly code: string
  readonly kind: string
  readonly title: string
  readonly exemplar: number
  /** Whose original it is. */
  readonly holder: Party
  /** In Swedish. */
  readonly place: string
  readonly on: string
}

/** The originals of every current version; a scan never says where the paper is, only what somebody recorded does. `events` without withdrawn ones. */
export function originalsOf(documents: readonly VersionStatus[], events: readonly RecordedEvent[]): Original[] {
  return documents.filter(isCurrent).flatMap((version) => version.exemplars.map((exemplar) => ({
    code: version.code, kind: version.kind, title: version.title, exemplar: exemplar.exemplar, holder: exemplar.holder, ...placeOf(version, exemplar, events),
  })))
}

function placeOf(version: VersionStatus, { holder, archived, originalReturned }: ExemplarStatus, events: readonly RecordedEvent[]): { place: string; on: string } {
  if (archived) return { place: `Arkiverat hos ${partyName(holder)}: ${archived.text ?? ''}`, on: archived.on }
  if (originalReturned) return { place: `Returnerat till kunden: ${originalReturned.text ?? ''}`, on: originalReturned.on }
  const handedIn = events.findLast(({ code, event }) => code === version.code && event.type === 'handed-in')
  if (handedIn) return { place: 'Inlämnat av kunden', on: handedIn.happenedOn }
  if (version.handedOver) return { place: 'Överlämnat till kunden', on: version.handedOver.on }
  return { place: 'Inte överlämnat', on: version.issuedAt.slice(0, 10) }
}
