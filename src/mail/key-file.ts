import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncDirectory } from '../sync-directory.js'

/** Replaces a file readable by its owner only (0600, directories 0700) so that after a power cut the old or the new one is there, whole. */
export async function replaceKeyFile(path: string, text: string): Promise<void> {
  await placeKeyFile(path, text, rename)
}

/** Writes such a file where there is none; throws EEXIST when another process was first, so that a secret key is never overwritten. */
export async function createKeyFile(path: string, text: string): Promise<void> {
  await placeKeyFile(path, text, link)
}

async function placeKeyFile(path: string, text: string, place: (from: string, to: string) => Promise<void>): Promise<void> {
  const directory = dirname(path)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const unfinished = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(unfinished, 'wx', 0o600)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await place(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
  await syncDirectory(directory)
}

/** The text of a file; null when there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

/** Whether the system said just that of a file. */
export function isSystemError(error: unknown, code: 'ENOENT' | 'EEXIST'): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
