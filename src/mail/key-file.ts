import { randomUUID } from 'node:crypto'
import { link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { syncDirectory } from '../sync-directory.js'
import type { KeyFault } from './key-verdict.js'

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

/** The text of a file; null when there is none. @throws Failure `key-invalid` when it is there and the system does not give it */
export async function readIfThere(path: string): Promise<string | null> {
  return orMissing(path, null, () => readFile(path, 'utf8'))
}

/** The names in a directory of key files; none when it is not there. @throws Failure `key-invalid` */
export async function namesIn(directory: string): Promise<readonly string[]> {
  return orMissing(directory, [], () => readdir(directory))
}

/** Whether there is anything at all at a path. @throws Failure `key-invalid` */
export async function isThere(path: string): Promise<boolean> {
  return orMissing(path, false, async () => lstat(path).then(() => true))
}

/** What only a person can mend. Anything else, as too many open files, may be gone the next time: a letter is tried again. */
const LASTING = ['EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP'] as const

async function orMissing<T>(path: string, missing: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) return missing
    if (!LASTING.some((code) => isSystemError(cause, code))) throw cause
    throw new Failure('key-invalid', `${path} går inte att läsa: ${reasonFor(cause)}.`, { cause })
  }
}

function reasonFor(cause: unknown): string {
  if (isSystemError(cause, 'EACCES', 'EPERM')) return 'behörighet saknas. Rätta behörigheten (0600, med det användarkonto som kör programmet som ägare)'
  if (isSystemError(cause, 'EISDIR')) return 'det ligger en katalog på dess plats. Flytta undan den och återställ nyckelfilen från säkerhetskopian'
  return 'systemet lämnar inte ut innehållet. Återställ den från säkerhetskopian'
}

/** What `read` gives; null when a key file cannot be read, which is noted in `faults` by its place. */
export async function readNoting<T>(path: string, faults: KeyFault[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    faults.push({ path, code: 'unusable', message: error.message, weight: 'warns' })
    return null
  }
}

/** Whether the system said just that of a file, or one of these. */
export function isSystemError(error: unknown, ...codes: readonly ('ENOENT' | 'EEXIST' | 'EACCES' | 'EPERM' | 'EISDIR' | 'ENOTDIR' | 'ELOOP')[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code)
}
