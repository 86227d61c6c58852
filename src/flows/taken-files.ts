import { randomUUID } from 'node:crypto'
import { link, readdir, rename, unlink } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../app.js'
import { makeDirectory } from '../make-directory.js'
import { freePath, statsOf, type IncomingFile } from './incoming-files.js'

/** Where files that have been read lie hidden in `incoming/` for a while: a copier that still has one open writes its next page there, not into a file that is gone. */
export const TAKEN_DIRECTORY = '.lästa'

/** Nobody clears a paper jam for longer. */
const KEPT_MS = 60 * 60 * 1000

/** When it was taken, what it looked like when it was kept, and its name. */
const TAKEN_NAME = /^(\d+)-(\d+ \d+ \d+)-[0-9a-f]{8}-(.+)$/s

const lookOf = ({ ino, size, mtimeNs }: BigIntStats): string => [ino, size, mtimeNs].join(' ')

/** Takes away a file that has been kept as it looked then; one that has changed since stays and is read again. */
export async function takeAway(app: App, { name, path, stats }: IncomingFile): Promise<void> {
  const now = await statsOf(path)
  if (now === null || lookOf(now) !== lookOf(stats)) return
  const directory = join(app.incoming, TAKEN_DIRECTORY)
  await makeDirectory(directory, 0o700)
  const taken = `${app.now().getTime()}-${lookOf(stats)}-${randomUUID().slice(0, 8)}-${visible(name.slice(-40))}`
  await rename(path, join(directory, taken)).catch(ignoreAbsent)
  // Another file may have been put under the same name meanwhile.
  await settle(app, taken)
}

/** Whether a file of that name has been read within the last hour. */
export async function wasTaken(app: App, name: string): Promise<boolean> {
  const taken = await readdir(join(app.incoming, TAKEN_DIRECTORY)).catch(ignoreAbsent)
  return (taken ?? []).some((one) => TAKEN_NAME.exec(one)?.[3] === visible(name.slice(-40)))
}

/** A name that begins with a dot would never be read again. */
const visible = (name: string): string => name.replace(/^\.+/, '') || 'fil'

/** Puts back among the waiting what has grown since it was read, and deletes what has lain unchanged for an hour. Killed anywhere, it does the same again. Gives what it met first that kept a file where it is; null otherwise. */
export async function settleTaken(app: App): Promise<unknown> {
  let trouble: unknown = null
  const note = (error: unknown): undefined => {
    trouble ??= error
  }
  for (const name of await readdir(join(app.incoming, TAKEN_DIRECTORY)).catch(ignoreAbsent).catch(note) ?? []) await settle(app, name).catch(note)
  return trouble
}

async function settle(app: App, taken: string): Promise<void> {
  const [, takenAt, look, name] = TAKEN_NAME.exec(taken) ?? []
  if (takenAt === undefined || look === undefined || name === undefined) return
  const path = join(app.incoming, TAKEN_DIRECTORY, taken)
  const stats = await statsOf(path)
  if (stats === null) return
  if (lookOf(stats) !== look) await putBack(app, path, visible(name)).catch(ignoreAbsent)
  else if (Math.abs(app.now().getTime() - Number(takenAt)) >= KEPT_MS) await unlink(path).catch(ignoreAbsent)
}

/** Never over another file that comes under the name meanwhile. */
async function putBack(app: App, path: string, name: string): Promise<void> {
  for (;;) {
    const free = await freePath(app.incoming, name)
    try {
      await link(path, free)
      return await unlink(path)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null
      // Not every file system has links.
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return rename(path, free)
      if (code !== 'EEXIST') throw error
    }
  }
}

function ignoreAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
