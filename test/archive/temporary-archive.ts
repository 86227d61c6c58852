import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { openArchive, type Archive } from '../../src/archive/archive.js'

/** An archive in a real directory, new for every test of the file that asks for it. */
export interface TemporaryArchive {
  readonly archive: Archive
  readonly directory: string
  /** A place outside the archive. */
  readonly beside: string
}

/** Gives every test its own archive and removes it afterwards. */
export function useTemporaryArchive(): () => TemporaryArchive {
  let current: TemporaryArchive | null = null
  beforeEach(async () => {
    const beside = await mkdtemp(join(tmpdir(), 'anslut-archive-'))
    const directory = join(beside, 'archive')
    current = { directory, beside, archive: await openArchive(directory) }
  })
  afterEach(async () => {
    if (current !== null) await rm(current.beside, { recursive: true, force: true })
  })
  return () => {
    if (current === null) throw new Error('the archive is made before each test')
    return current
  }
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
