import { sql, type Insertable, type Selectable } from 'kysely'
import type { IssuedVersion } from '../../contracts/event.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { VersionTable } from './database.js'
import type { Db, Transaction } from './store.js'
import { readLayout, versionLayoutSchema, type VersionLayout } from './version-layout.js'

/** A version about to be issued. `factsSha256` names what it was filled with. */
export interface NewVersion extends Omit<IssuedVersion, 'signatureBoxes'> {
  readonly title: string
  readonly edition: string
  readonly factsSha256: string
  readonly layout: VersionLayout
  /** The customer's text it was made from; null where the edition was filled. */
  readonly customerText: string | null
}

/** An issued version with everything kept about it; its signature boxes are those of its layout. */
export interface StoredVersion extends NewVersion {
  readonly signatureBoxes: VersionLayout['signatureBoxes']
  /** The code of the version that took its place; null while it is current. */
  readonly supersededBy: string | null
  readonly cancelledAt: string | null
}

/** One file of a version; `path` is its name in the pack ("raps-1.pdf"), `exemplar` and `holder` null when it is not an original. */
export interface VersionFile {
  readonly path: string
  readonly exemplar: number | null
  readonly holder: string | null
  readonly mediaType: string
  readonly sha256: string
  readonly bytes: number
}

/** A version about to be issued, with its files. */
export interface NewIssue {
  readonly version: NewVersion
  readonly files: readonly VersionFile[]
}

/** Records issued versions and their files, whose bytes must be in the archive already; mark those they replace as superseded first, or the database refuses two current ones. */
export async function addVersions(tx: Transaction, issued: readonly NewIssue[]): Promise<void> {
  if (issued.length === 0) return
  await tx.insertInto('version').values(issued.map(({ version }) => rowOf(version))).execute()
  const files = issued.flatMap(({ version, files: own }) => own.map(({ mediaType, ...file }) => ({ code: version.code, media_type: mediaType, ...file })))
  if (files.length > 0) await tx.insertInto('version_file').values(files).execute()
}

function rowOf(version: NewVersion): Insertable<VersionTable> {
  return {
    code: version.code,
    orgnr: version.orgnr,
    kind: version.kind,
    subject: version.subject,
    stage: version.stage,
    edition: version.edition,
    facts_sha256: version.factsSha256,
    content_sha256: version.contentSha256,
    title: version.title,
    exemplars: version.exemplars,
    page_count: version.pageCount,
    layout_json: canonicalJson(versionLayoutSchema.parse(version.layout)),
    issued_at: version.issuedAt,
    superseded_by: null,
    cancelled_at: null,
    customer_text: version.customerText,
  }
}

/** The version with that code (without hyphens); null when none was issued. */
export async function versionOf(db: Db, code: string): Promise<StoredVersion | null> {
  const row = await db.selectFrom('version').selectAll().where('code', '=', code).executeTakeFirst()
  return row === undefined ? null : storedVersion(row)
}

/** The versions with these codes. */
export async function versionsWithCodes(db: Db, codes: readonly string[]): Promise<StoredVersion[]> {
  return (await db.selectFrom('version').selectAll().where('code', 'in', codes).execute()).map(storedVersion)
}

/** Everything ever issued to a customer, oldest first. */
export async function versionsOf(db: Db, orgnr: string): Promise<StoredVersion[]> {
  const rows = await db.selectFrom('version').selectAll().where('orgnr', '=', orgnr).orderBy('issued_at').orderBy(sql`rowid`).execute()
  return rows.map(storedVersion)
}

/** Whether a version counts: nothing has taken its place and nobody has cancelled it; `currentVersions` asks the database the same. */
export function isCurrent({ supersededBy, cancelledAt }: Pick<StoredVersion, 'supersededBy' | 'cancelledAt'>): boolean {
  return supersededBy === null && cancelledAt === null
}

/** The code of every version of a customer that counts, neither superseded nor cancelled, in the order they were issued: of each kind and subject there is one. `subject` is empty for kinds there is one of. */
export async function currentVersions(db: Db, orgnr: string, stage: 'draft' | 'signing'): Promise<{ readonly kind: string; readonly subject: string; readonly code: string }[]> {
  return db.selectFrom('version').select(['kind', 'subject', 'code']).where('orgnr', '=', orgnr).where('stage', '=', stage).where('superseded_by', 'is', null).where('cancelled_at', 'is', null).orderBy(sql`rowid`).execute()
}

/** Says which version took the place of a current one; false when it was superseded already. `byCode` may be inserted afterwards in the same transaction. */
export async function markSuperseded(tx: Transaction, code: string, byCode: string): Promise<boolean> {
  const result = await tx.updateTable('version').set({ superseded_by: byCode }).where('code', '=', code).where('superseded_by', 'is', null).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Takes a version out of use without another in its place; false when it was cancelled already. */
export async function markCancelled(tx: Transaction, code: string, at: string): Promise<boolean> {
  const result = await tx.updateTable('version').set({ cancelled_at: at }).where('code', '=', code).where('cancelled_at', 'is', null).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** The files of one version, by path. */
export async function filesOf(db: Db, code: string): Promise<VersionFile[]> {
  const rows = await db.selectFrom('version_file').selectAll().where('code', '=', code).orderBy('path').execute()
  return rows.map((row) => ({ path: row.path, exemplar: row.exemplar, holder: row.holder, mediaType: row.media_type, sha256: row.sha256, bytes: row.bytes }))
}

/** What each version that has a file with that digest is. */
export async function versionsWithFile(db: Db, sha256: string): Promise<{ readonly kind: string; readonly stage: string; readonly mediaType: string }[]> {
  return db.selectFrom('version_file').innerJoin('version', 'version.code', 'version_file.code').select(['version.kind', 'version.stage', 'version_file.media_type as mediaType']).where('version_file.sha256', '=', sha256).execute()
}

/** The files of several versions, by the version's code and then by path. */
export async function filesOfVersions(db: Db, codes: readonly string[]): Promise<ReadonlyMap<string, VersionFile[]>> {
  const rows = codes.length === 0 ? [] : await db.selectFrom('version_file').selectAll().where('code', 'in', codes).orderBy('path').execute()
  const files = new Map<string, VersionFile[]>(codes.map((code) => [code, []]))
  for (const row of rows) files.get(row.code)?.push({ path: row.path, exemplar: row.exemplar, holder: row.holder, mediaType: row.media_type, sha256: row.sha256, bytes: row.bytes })
  return files
}

function storedVersion(row: Selectable<VersionTable>): StoredVersion {
  const layout = readLayout(row.layout_json)
  return {
    code: row.code,
    orgnr: row.orgnr,
    kind: row.kind,
    subject: row.subject,
    stage: row.stage,
    exemplars: row.exemplars,
    pageCount: row.page_count,
    signatureBoxes: layout.signatureBoxes,
    contentSha256: row.content_sha256,
    issuedAt: row.issued_at,
    title: row.title,
    edition: row.edition,
    factsSha256: row.facts_sha256,
    layout,
    customerText: row.customer_text,
    supersededBy: row.superseded_by,
    cancelledAt: row.cancelled_at,
  }
}

/** The code of everything ever issued. */
export async function versionCodes(db: Db): Promise<string[]> {
  return (await db.selectFrom('version').select('code').orderBy('code').execute()).map(({ code }) => code)
}

/** Whether anything has ever been issued. */
export async function anyVersion(db: Db): Promise<boolean> {
  return (await db.selectFrom('version').select('code').limit(1).executeTakeFirst()) !== undefined
}
