import { createHash } from 'node:crypto'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { Facts } from '../../templates/facts.js'

/** The hash that names a customer's facts: the same facts give the same, in whatever order they are written. */
export function factsSha256Of(facts: Facts): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex')
}
