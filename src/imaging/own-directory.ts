import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How the directory of a reader process is named. */
export const OWN_DIRECTORY = 'anslut-reader-'

/** A new directory, the only place where a reader process may write. */
export function makeOwnDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), OWN_DIRECTORY))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
