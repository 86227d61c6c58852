import { mkdir } from 'node:fs/promises'
import { syncDirectory } from '../sync-directory.js'

/** The directories in an archive that files are moved in to. */
export interface Places {
  /** Makes the directory when it is missing. */
  make(directory: string): Promise<void>
  /** Makes sure that every name in the directory, and its own, survives a power cut. */
  sync(directory: string): Promise<void>
}

/** Those of one archive. Whoever asks for a sync while one is under way shares the next with all who do, since it may have begun before their file was there. */
export function openPlaces(archive: string): Places {
  const underWay = new Map<string, Promise<void>>()
  const next = new Map<string, Promise<void>>()
  /** Directories whose own names this process has synced: no file moved in later can take them away. */
  const lasting = new Set<string>()

  const begin = (directory: string): Promise<void> => {
    next.delete(directory)
    const syncing = syncDirectory(directory).finally(() => underWay.delete(directory))
    underWay.set(directory, syncing)
    return syncing
  }
  const shared = (directory: string): Promise<void> => {
    const running = underWay.get(directory)
    if (running === undefined) return begin(directory)
    const waiting = next.get(directory) ?? running.then(() => begin(directory), () => begin(directory))
    next.set(directory, waiting)
    return waiting
  }
  return {
    make: async (directory) => {
      if (!lasting.has(directory)) await mkdir(directory, { mode: 0o700 }).catch(ignorePresent)
    },
    // The archive's own directory also when the other was there: another process may have made it and not come to syncing it.
    sync: async (directory) => {
      await shared(directory)
      if (lasting.has(directory)) return
      await shared(archive)
      lasting.add(directory)
    },
  }
}

/** Takes no offence at a name that was there already. */
export function ignorePresent(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}
