import { isLive } from './signatures.js'
import type { VersionStatus } from './status.js'
import type { Tracking, VersionState } from './tracking.js'

/** The code of the paper to sign that has taken a draft's place: issued since, of the same kind and subject, and still in force. Null for every other version: what is to be signed is replaced by events alone. */
export function overtakenBy(tracking: Tracking, { version }: Pick<VersionState, 'version'>): string | null {
  if (version.stage !== 'draft') return null
  let latest: VersionState['version'] | null = null
  for (const state of tracking.versions.values()) {
    const { orgnr, kind, subject, issuedAt, stage } = state.version
    if (stage === 'draft' || !isLive(state) || orgnr !== version.orgnr || kind !== version.kind || subject !== version.subject || issuedAt < version.issuedAt) continue
    if (latest === null || issuedAt >= latest.issuedAt) latest = state.version
  }
  return latest?.code ?? null
}

/** Whether a version still counts: neither cancelled nor superseded, nor a draft that a paper to sign has taken the place of. */
export function isStanding(version: Pick<VersionStatus, 'stage' | 'overtakenBy'>): boolean {
  return isLive(version) && version.overtakenBy === null
}
