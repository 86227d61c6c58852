import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { openStore, type Store } from '../../src/storage/store.js'

/** A store on a real file, new for every test of the file that asks for it. */
export interface TemporaryStore {
  readonly store: Store
  readonly path: string
  readonly directory: string
}

/** Gives every test its own store and removes it afterwards. */
export function useTemporaryStore(): () => TemporaryStore {
  let current: TemporaryStore | null = null
  beforeEach(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'anslut-store-'))
    const path = join(directory, 'anslut.sqlite')
    current = { directory, path, store: await openStore(path) }
  })
  afterEach(async () => {
    if (current === null) return
    await current.store.close()
    await rm(current.directory, { recursive: true })
  })
  return () => {
    if (current === null) throw new Error('the store is made before each test')
    return current
  }
}
