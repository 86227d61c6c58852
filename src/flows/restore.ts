import { randomUUID } from 'node:crypto'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { accountSchema } from '../accounts/account-shapes.js'
import { isUsable } from '../accounts/person.js'
import { openApp } from '../app.js'
import { diskFailure } from '../archive/disk-failure.js'
import { DATABASE_NAME } from '../backup/backup-format.js'
import { readBackup, type Unpacked } from '../backup/read-backup.js'
import type { Config } from '../config.js'
import { makeDirectory } from '../make-directory.js'
import { accounts } from '../storage/accounts.js'
import { RESTORING_NAME } from '../storage/data-directory.js'
import { knownNotToAdminister } from '../storage/known-administrators.js'
import { letters } from '../storage/letters.js'
import { ordinaryLetters } from '../storage/ordinary-letters.js'
import { syncDirectory } from '../sync-directory.js'
import { RESTORED_NAME, restoredReason, type Restored } from './settle-restored.js'
import { verifyEverything } from './verify-everything.js'

/** What `restore` tells. */
export const restoreSchema = z.strictObject({
  directory: z.string(), takenAt: z.iso.datetime(), files: z.int(), events: z.int(),
  /** Letters that had not left when the backup was taken: held until a person releases them. */
  held: z.array(z.string()),
  /** The same of drafts, invitations, reminders and notices. */
  heldOrdinary: z.array(z.string()),
  /** The administrators, whose accounts alone are open, as when the backup was taken: also those who have been locked out or have another role since, unless the directory in use before knew of it. */
  accounts: z.array(accountSchema.pick({ username: true, name: true, roles: true })),
  /** How many accounts are locked until an administrator lets their owners in: those locked before, and all others now. */
  locked: z.int(),
  faults: z.array(z.strictObject({ path: z.string(), message: z.string() })),
})
export type Restoring = z.infer<typeof restoreSchema>

const UNPACKED_DATABASE = `.${DATABASE_NAME}.unpacked`

/** Makes an empty directory the data directory that a backup was taken of, brought up to this program's version, with every unsent letter held; an interrupted one is begun anew. `accountsOf` is the data directory in use before, where it can be read: who is shut out there stays so, administrators too. @throws Failure `backup-unreadable`, `data-directory` when it is not empty, `database-newer`, `disk-full` */
export async function restore(config: Config, { file, accountsOf }: { readonly file: string; readonly accountsOf: string | null }, onProgress: (stage: 'unpacking' | 'checking', done: number, total: number) => void): Promise<Restoring> {
  const directory = resolve(config.dataDirectory)
  const shutOut = accountsOf === null ? [] : await knownNotToAdminister(join(resolve(accountsOf), DATABASE_NAME))
  const { header, files, faults } = await unpack({ directory, shutOut }, resolve(file), (done, total) => onProgress('unpacking', done, total))
  const app = await openApp({ ...config, dataDirectory: directory })
  try {
    const found = await verifyEverything(app, (done, total) => onProgress('checking', done, total))
    const isHeld = ({ state, reason }: { readonly state: string; readonly reason: string | null }): boolean => state === 'held' && reason === restoredReason(header.takenAt)
    const held = (await letters(app.store.read)).filter(isHeld).map(({ id }) => id)
    const heldOrdinary = (await ordinaryLetters(app.store.read)).filter(isHeld).map(({ id }) => id)
    const everybody = (await accounts(app.store.read)).filter(({ removedAt }) => removedAt === null)
    const usable = everybody.filter(isUsable).map(({ username, name, roles }) => ({ username, name, roles: [...roles] }))
    const known = new Set(faults.map(({ path }) => path.slice(-64)))
    return { directory, takenAt: header.takenAt, files, events: found.eventsChecked, held, heldOrdinary, accounts: usable, locked: everybody.length - usable.length, faults: [...faults, ...found.faults.filter(({ path }) => !known.has(path.slice(-64)))].map(({ path, message }) => ({ path, message })) }
  } finally {
    await app.close()
  }
}

async function unpack({ directory, shutOut }: { readonly directory: string; readonly shutOut: readonly string[] }, file: string, onProgress: (done: number, total: number) => void): Promise<Unpacked> {
  await beginIn(directory)
  try {
    const unpacked = await readBackup(file, directory, UNPACKED_DATABASE, onProgress)
    const restored: Restored = { id: randomUUID(), takenAt: unpacked.header.takenAt, shutOut: [...shutOut] }
    await writeNew(join(directory, RESTORED_NAME), JSON.stringify(restored))
    await rename(join(directory, UNPACKED_DATABASE), join(directory, DATABASE_NAME))
    await syncDirectory(directory)
    await rm(join(directory, RESTORING_NAME))
    await syncDirectory(directory)
    return unpacked
  } catch (error) {
    // What a faulty backup left is in the way of the next one; where even this fails, the mark stays and the next try clears up.
    await clear(directory, []).catch(() => undefined)
    throw diskFailure(error, directory)
  }
}

/** An empty directory, or one where an earlier try stopped: what that left is taken away. */
async function beginIn(directory: string): Promise<void> {
  await makeDirectory(directory, 0o700)
  const names = await readdir(directory)
  const isBegun = names.includes(RESTORING_NAME)
  const foreign = names.filter((name) => name !== 'lost+found')
  if (!isBegun && foreign.length > 0) throw new Failure('data-directory', `Katalogen ${directory} är inte tom: den innehåller ${foreign.slice(0, 3).join(', ')}. En säkerhetskopia läses bara tillbaka till en ny, tom katalog; ange en annan med --data. Inget är ändrat.`)
  await clear(directory, [RESTORING_NAME])
  if (!isBegun) await writeNew(join(directory, RESTORING_NAME), '')
  await syncDirectory(directory)
}

/** Takes away everything in the directory but `kept`; the mark last. */
async function clear(directory: string, kept: readonly string[]): Promise<void> {
  for (const name of (await readdir(directory)).toSorted((one, other) => Number(one === RESTORING_NAME) - Number(other === RESTORING_NAME))) {
    if (name !== 'lost+found' && !kept.includes(name)) await rm(join(directory, name), { recursive: true, force: true })
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
