import { createHash } from 'node:crypto'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { VersionFile } from '../storage/versions.js'

/** One hash over the names and hashes of a version's files; the event of issue carries it, so that the event chain vouches for the files too. */
export function filesSha256Of(files: readonly VersionFile[]): string {
  const named = files.map(({ path, sha256 }) => ({ path, sha256 })).sort((a, b) => (a.path < b.path ? -1 : 1))
  return createHash('sha256').update(canonicalJson(named)).digest('hex')
}
