import { createHash } from 'node:crypto'
import { canonicalJson } from '../templates/canonical-json.js'
import type { RecordedEvent } from './event.js'

/** The hash an event carries: SHA-256, in hex, over the canonical JSON (RFC 8785) of the previous event's hash and everything the event says, so that none can be changed, left out or put in without changing every hash after it. The first follows on the empty text. `event` may be any JSON: what is checked need not be readable. */
export function eventHash(previousHash: string, recorded: Omit<RecordedEvent, 'event'> & { readonly event: unknown }): string {
  const { sequence, recordedAt, happenedOn, actor, orgnr, code, exemplar, event } = recorded
  return createHash('sha256').update(canonicalJson({ previousHash, sequence, recordedAt, happenedOn, actor, orgnr, code, exemplar, event })).digest('hex')
}
