import { z } from 'zod'

/** The first file of a backup: what it is of. The archive's files are named by their hashes and need none here. */
export const HEADER_NAME = 'anslut-backup.json'

/** The last file of a backup: how much there is before it, which tells a whole backup from the beginning of one. */
export const END_NAME = 'anslut-backup-end.json'

/** The database's name in a backup and in a data directory. */
export const DATABASE_NAME = 'anslut.sqlite'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const headerSchema = z.strictObject({ format: z.literal(1), program: z.string(), takenAt: z.iso.datetime(), database: sha256, keys: z.record(z.string(), sha256) })
export type BackupHeader = z.infer<typeof headerSchema>

export const endSchema = z.strictObject({ files: z.int().min(1), bytes: z.int().min(1) })

/** Where a file of a backup belongs in a data directory. */
export type BackupPart = 'database' | 'keys' | 'archive'

/** What a file's name in a backup says that it is; null for a name that no backup of ours holds. */
export function partOf(name: string): BackupPart | null {
  if (name === DATABASE_NAME) return 'database'
  if (/^archive\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/.test(name)) return 'archive'
  return /^keys(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(name) ? 'keys' : null
}
