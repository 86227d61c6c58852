import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { diskFailure } from './disk-failure.js'
import { ignorePresent, openPlaces, type Places } from './places.js'

/** Longer than any upload lasts. */
const STALE_MS = 24 * 60 * 60 * 1000

/** A file being written beside the archive, of which nobody knows until it is moved in. */
export interface Temporary {
  write(chunk: Uint8Array): Promise<void>
  /** On disk when it resolves. */
  sync(): Promise<void>
  /** Puts the synced file in its place and syncs that; false when a file already lies there, which is left as it is. */
  moveTo(target: string): Promise<boolean>
  /** Removes what is left of it; safe after a move. */
  discard(): Promise<void>
}

/** Where files are written before they are moved in. */
export interface Temporaries {
  create(): Promise<Temporary>
  /** Makes sure that the name `target`, which another process may just have made, survives a power cut. */
  syncPlace(target: string): Promise<void>
}

/** Opens `tmp` in an archive directory, both made when missing (not what they lie in), and sweeps away files older than a day. @throws Failure 'disk-full', 'data-directory' */
export async function openTemporaries(archive: string): Promise<Temporaries> {
  const directory = join(archive, 'tmp')
  await orFailure(directory, async () => {
    await mkdir(archive, { mode: 0o700 }).catch(ignorePresent)
    await mkdir(directory, { mode: 0o700 }).catch(ignorePresent)
    await sweep(directory)
  })
  const places = openPlaces(archive)
  return {
    create: () => create(places, join(directory, `${process.pid}-${randomUUID()}`)),
    syncPlace: (target) => orFailure(target, () => places.sync(dirname(target))),
  }
}

async function create(places: Places, path: string): Promise<Temporary> {
  const file = await orFailure(path, () => open(path, 'wx', 0o400))
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await file.close()
  }
  return {
    write: (chunk) => orFailure(path, () => writeAll(file, chunk)),
    sync: () => orFailure(path, () => file.sync()),
    moveTo: (target) =>
      orFailure(path, async () => {
        await file.sync()
        await close()
        return putInPlace(path, target, places)
      }),
    discard: async () => {
      await close()
      await unlink(path).catch(ignoreAbsent)
    },
  }
}

/** A write may take only the beginning of what it is given. */
async function writeAll(file: { write(chunk: Uint8Array, offset: number): Promise<{ bytesWritten: number }> }, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await file.write(chunk, offset)).bytesWritten
  }
}

/** A link never overwrites, where a rename would. */
async function putInPlace(path: string, target: string, places: Places): Promise<boolean> {
  await places.make(dirname(target))
  const added = await link(path, target).then(() => true, (error: unknown) => {
    ignorePresent(error)
    return false
  })
  await places.sync(dirname(target))
  return added
}

async function sweep(directory: string): Promise<void> {
  const before = Date.now() - STALE_MS
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    const found = await stat(path).catch(ignoreAbsent)
    if (found !== undefined && found.isFile() && found.mtimeMs < before) await unlink(path).catch(ignoreAbsent)
  }
}

function ignoreAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

async function orFailure<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw diskFailure(error, path)
  }
}
