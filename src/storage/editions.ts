import { sql, type Selectable } from 'kysely'
import type { EditionTable } from './database.js'
import type { Db, Transaction } from './store.js'

/** One state of a kind's Word template; the bytes lie in the archive under `templateSha256`. */
export interface Edition {
  readonly kind: string
  readonly edition: string
  readonly templateSha256: string
  readonly author: string
  readonly addedAt: string
}

/** One person's word that an edition has been reviewed. */
export interface EditionRelease {
  readonly kind: string
  readonly edition: string
  readonly byName: string
  readonly osUser: string
  readonly at: string
}

/** Records a new edition; an edition is never changed afterwards. */
export async function addEdition(tx: Transaction, edition: Edition): Promise<void> {
  await tx
    .insertInto('edition')
    .values({ kind: edition.kind, edition: edition.edition, template_sha256: edition.templateSha256, author: edition.author, added_at: edition.addedAt })
    .execute()
}

/** The edition of a kind added last; null when there is none. */
export async function latestEdition(db: Db, kind: string): Promise<Edition | null> {
  const row = await db.selectFrom('edition').selectAll().where('kind', '=', kind).orderBy(sql`rowid`, 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : editionFrom(row)
}

/** The latest edition of every kind, by kind. */
export async function latestEditions(db: Db): Promise<Edition[]> {
  const rows = await db
    .selectFrom('edition')
    .selectAll()
    .where(sql<number>`rowid`, 'in', (eb) => eb.selectFrom('edition').select(sql<number>`max(rowid)`.as('last')).groupBy('kind'))
    .orderBy('kind')
    .execute()
  return rows.map(editionFrom)
}

/** Every edition of a kind, oldest first. */
export async function editionsOf(db: Db, kind: string): Promise<Edition[]> {
  const rows = await db.selectFrom('edition').selectAll().where('kind', '=', kind).orderBy(sql`rowid`).execute()
  return rows.map(editionFrom)
}

/** That edition of that kind; null when there is none. */
export async function editionOf(db: Db, kind: string, edition: string): Promise<Edition | null> {
  const row = await db.selectFrom('edition').selectAll().where('kind', '=', kind).where('edition', '=', edition).executeTakeFirst()
  return row === undefined ? null : editionFrom(row)
}

/** Records that a person releases an edition, in place of the same name typed before accounts were in force; false when the same person has done so already. */
export async function releaseEdition(tx: Transaction, release: EditionRelease): Promise<boolean> {
  const result = await tx
    .insertInto('edition_release')
    .values({ kind: release.kind, edition: release.edition, by_name: release.byName, os_user: release.osUser, at: release.at })
    .onConflict((conflict) => conflict.columns(['kind', 'edition', 'by_name']).doUpdateSet({ os_user: release.osUser, at: release.at }).where('edition_release.os_user', 'not like', 'konto:%').where(sql.val(release.osUser), 'like', 'konto:%'))
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Records that the same account releases an edition once more, which counts from then on; false when it has not before. */
export async function renewRelease(tx: Transaction, { kind, edition, osUser, at }: EditionRelease): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('edition_release').set({ at }).where('kind', '=', kind).where('edition', '=', edition).where('os_user', '=', osUser).executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Who has released an edition, in the order they did. */
export async function releasesOf(db: Db, kind: string, edition: string): Promise<EditionRelease[]> {
  const rows = await db.selectFrom('edition_release').selectAll().where('kind', '=', kind).where('edition', '=', edition).orderBy(sql`rowid`).execute()
  return rows.map((row) => ({ kind: row.kind, edition: row.edition, byName: row.by_name, osUser: row.os_user, at: row.at }))
}

function editionFrom(row: Selectable<EditionTable>): Edition {
  return { kind: row.kind, edition: row.edition, templateSha256: row.template_sha256, author: row.author, addedAt: row.added_at }
}
