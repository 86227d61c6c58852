import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes a directory and those above it, with `mode` where they are missing; one that is there is left as it is. Node's own `recursive` never returns for a place like /proc/x, where making a directory fails though its parent is there. */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'EEXIST') return
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    await makeDirectory(dirname(path), mode)
    await mkdir(path, { mode }).catch(ignorePresent)
  }
}

function ignorePresent(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}
