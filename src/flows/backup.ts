import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, link, readdir, readFile, unlink } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { Failure, type Fault } from '../../templates/failure.js'
import type { App } from '../app.js'
import { diskFailure } from '../archive/disk-failure.js'
import { DATABASE_NAME } from '../backup/backup-format.js'
import { writeBackup, type Packed } from '../backup/write-backup.js'
import { isRunning } from '../is-running.js'
import { programVersion } from '../program-files.js'
import { archiveReferences } from '../storage/references.js'
import { snapshotDatabase } from '../storage/snapshot.js'
import { syncDirectory } from '../sync-directory.js'

const faults = z.array(z.strictObject({ path: z.string(), message: z.string() }))

/** What `backup` tells. */
export const backupSchema = z.strictObject({ path: z.string(), takenAt: z.iso.datetime(), files: z.int(), bytes: z.int(), faults })
export type Backup = z.infer<typeof backupSchema>

/** Writes database, archive and keys, as they stand at one instant, to one new tar file, while others go on working; never the passphrase. Archived files are written before the rows that name them, so the database is taken first. @throws Failure `call-invalid` for a file that is there or lies in the data directory, `disk-full`, `data-directory` */
export async function backup(app: App, file: string, onProgress: (done: number, total: number) => void): Promise<Backup> {
  const path = resolve(file)
  await refusePlace(path, app.config.dataDirectory)
  await sweepInterrupted(path)
  const [aside, snapshot] = [`${path}.part-${process.pid}`, `${path}.database-${process.pid}`]
  try {
    const takenAt = app.now().toISOString()
    await snapshotDatabase(join(app.config.dataDirectory, DATABASE_NAME), snapshot)
    const { files, header } = await contentsOf(app, snapshot, takenAt)
    const { bytes, hashes } = await writeBackup(aside, header, files, onProgress)
    await putInPlace(aside, path)
    return { path, takenAt, files: files.length, bytes, faults: await damageIn(app, hashes) }
  } finally {
    for (const left of [aside, snapshot]) await unlink(left).catch(() => undefined)
  }
}

async function refusePlace(path: string, dataDirectory: string): Promise<void> {
  if (!relative(resolve(dataDirectory), path).startsWith('..')) throw new Failure('call-invalid', `${path} ligger i datakatalogen. Skriv säkerhetskopian på en annan disk.`)
  const isThere = await access(path).then(() => true, () => false)
  if (isThere) throw new Failure('call-invalid', `${path} finns redan, och en säkerhetskopia skrivs aldrig över. Ange ett annat namn, till exempel med dagens datum.`)
}

/** What a killed `backup` to the same file left. */
async function sweepInterrupted(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch((error: unknown) => Promise.reject(error instanceof Error && 'code' in error && error.code === 'ENOENT' ? new Failure('call-invalid', `Katalogen ${dirname(path)} finns inte. Skapa den, eller ange en annan.`, { cause: error }) : diskFailure(error, path)))
  for (const name of names) {
    if (!name.startsWith(`${basename(path)}.`)) continue
    const pid = /\.(?:part|database)-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) await unlink(join(dirname(path), name))
  }
}

async function contentsOf(app: App, snapshot: string, takenAt: string): Promise<{ files: Packed[]; header: Parameters<typeof writeBackup>[1] }> {
  const keys = join(app.config.dataDirectory, 'keys')
  const names = (await readdir(keys, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => relative(keys, join(entry.parentPath, entry.name))).toSorted()
  const hashes = await Promise.all(names.map(async (name) => [name, createHash('sha256').update(await readFile(join(keys, name))).digest('hex')] as const))
  const files: Packed[] = [{ name: DATABASE_NAME, path: snapshot }, ...names.map((name) => ({ name: `keys/${name}`, path: join(keys, name) }))]
  for await (const sha256 of app.archive.list()) files.push({ name: `archive/${sha256.slice(0, 2)}/${sha256}`, path: app.archive.pathOf(sha256) })
  return { files, header: { format: 1, program: programVersion(), takenAt, database: await hashOf(snapshot), keys: Object.fromEntries(hashes) } }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function putInPlace(aside: string, path: string): Promise<void> {
  await link(aside, path).catch((error: unknown) => Promise.reject(error instanceof Error && 'code' in error && error.code === 'EEXIST' ? new Failure('call-invalid', `${path} kom till medan säkerhetskopian skrevs. Ange ett annat namn.`, { cause: error }) : diskFailure(error, path)))
  await syncDirectory(dirname(path))
}

/** Archived files that were damaged or missing when they were packed: the backup holds no more than there was. */
async function damageIn(app: App, hashes: ReadonlyMap<string, string>): Promise<Fault[]> {
  const found: Fault[] = []
  const nameOf = (sha256: string): string => `archive/${sha256.slice(0, 2)}/${sha256}`
  for (const [name, sha256] of hashes) if (name.startsWith('archive/') && !name.endsWith(sha256)) found.push({ path: name, message: 'är ändrad eller skadad i arkivet, och därmed i säkerhetskopian. Ta filen från en äldre säkerhetskopia.' })
  for await (const { sha256, what } of archiveReferences(app.store.read)) {
    if (!hashes.has(nameOf(sha256)) && (await app.archive.check(sha256)) === 'missing') found.push({ path: nameOf(sha256), message: `${what}, saknas i arkivet. Ta filen från en äldre säkerhetskopia.` })
  }
  return found
}
