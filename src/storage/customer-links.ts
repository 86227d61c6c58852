import { arrivals } from './arrivals.js'
import type { Selectable } from 'kysely'
import type { CustomerLinkTable } from './customer-link-database.js'
import type { Db, Transaction } from './store.js'

/** A customer link: who has its secret may see one customer's papers and hand in scans, until it expires or is revoked. */
export interface CustomerLink {
  readonly id: string
  readonly orgnr: string
  /** Whom it was given to, as its maker wrote it. */
  readonly label: string
  readonly madeBy: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly revokedAt: string | null
  /** When it was last used; null when it never was. */
  readonly usedAt: string | null
}

/** A scan that a customer has handed in itself, by the name its file had then. */
export interface CustomerScan {
  readonly scan: string
  readonly fileName: string
  readonly at: string
}

/** Records a link; only the SHA-256 of its secret is kept. */
export async function insertCustomerLink(tx: Transaction, link: CustomerLink, secretSha256: string): Promise<void> {
  const { id, orgnr, label, madeBy, createdAt, expiresAt } = link
  await tx.insertInto('customer_link').values({ id, secret_sha256: secretSha256, orgnr, label, made_by: madeBy, created_at: createdAt, expires_at: expiresAt, revoked_at: null, used_at: null }).execute()
}

/** Every link of a customer, newest first, revoked and expired ones too. */
export async function customerLinksOf(db: Db, orgnr: string): Promise<CustomerLink[]> {
  return (await db.selectFrom('customer_link').selectAll().where('orgnr', '=', orgnr).orderBy('created_at', 'desc').orderBy('id').execute()).map(linkFrom)
}

/** The link with that secret; null when there is none. */
export async function customerLinkBySecret(db: Db, secretSha256: string): Promise<CustomerLink | null> {
  const row = await db.selectFrom('customer_link').selectAll().where('secret_sha256', '=', secretSha256).executeTakeFirst()
  return row === undefined ? null : linkFrom(row)
}

/** The link that let a browser in, by the secret of its session, and when; null when there is none such. */
export async function customerLinkBySession(db: Db, secretSha256: string): Promise<{ readonly link: CustomerLink; readonly since: string } | null> {
  const row = await db.selectFrom('customer_link_session').innerJoin('customer_link', 'customer_link.id', 'customer_link_session.link').selectAll('customer_link').select('customer_link_session.created_at as since')
    .where('customer_link_session.secret_sha256', '=', secretSha256).executeTakeFirst()
  return row === undefined ? null : { link: linkFrom(row), since: row.since }
}

/** Ends a customer's link and every session it has opened; false when there is none such in use. */
export async function revokeCustomerLink(tx: Transaction, orgnr: string, id: string, at: string): Promise<boolean> {
  const ended = await tx.updateTable('customer_link').set({ revoked_at: at }).where('orgnr', '=', orgnr).where('id', '=', id).where('revoked_at', 'is', null).executeTakeFirst()
  if (ended.numUpdatedRows !== 1n) return false
  await tx.deleteFrom('customer_link_session').where('link', '=', id).execute()
  return true
}

/** Notes when a link was last used. */
export async function touchCustomerLink(tx: Transaction, id: string, usedAt: string): Promise<void> {
  await tx.updateTable('customer_link').set({ used_at: usedAt }).where('id', '=', id).execute()
}

/** Opens a session of a link, and forgets those of every link that were opened before `forgetBefore` or after `latest`. */
export async function insertCustomerSession(tx: Transaction, { link, secretSha256, at, forgetBefore, latest }: { readonly link: string; readonly secretSha256: string; readonly at: string; readonly forgetBefore: string; readonly latest: string }): Promise<void> {
  await tx.deleteFrom('customer_link_session').where((eb) => eb.or([eb('created_at', '<', forgetBefore), eb('created_at', '>', latest)])).execute()
  await tx.insertInto('customer_link_session').values({ secret_sha256: secretSha256, link, created_at: at }).execute()
}

/** Ends one session. */
export async function deleteCustomerSession(tx: Transaction, secretSha256: string): Promise<void> {
  await tx.deleteFrom('customer_link_session').where('secret_sha256', '=', secretSha256).execute()
}

/** Records that a scan came by a link; the same bytes may come again. */
export async function insertCustomerScan(tx: Transaction, { link, scan, fileName, at }: CustomerScan & { readonly link: string }): Promise<void> {
  await tx.insertInto('customer_scan').values({ link, scan, file_name: fileName, handed_in_at: at }).execute()
}

/** What a customer has handed in by any of its links, newest first. */
export async function customerScansOf(db: Db, orgnr: string): Promise<CustomerScan[]> {
  const rows = await db.selectFrom('customer_scan').innerJoin('customer_link', 'customer_link.id', 'customer_scan.link').select(['scan', 'file_name', 'handed_in_at']).where('orgnr', '=', orgnr).orderBy('customer_scan.id', 'desc').execute()
  return rows.map((row) => ({ scan: row.scan, fileName: row.file_name, at: row.handed_in_at }))
}

/** How many files, and bytes, a customer has handed in since that instant. */
export async function handedInSince(db: Db, orgnr: string, since: string): Promise<{ readonly files: number; readonly bytes: number }> {
  const rows = await db.selectFrom('customer_scan').innerJoin('customer_link', 'customer_link.id', 'customer_scan.link').innerJoin('scan', 'scan.sha256', 'customer_scan.scan').select('scan.bytes').where('orgnr', '=', orgnr).where('handed_in_at', '>', since).execute()
  return { files: rows.length, bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** One time that a scan came in: by the house, or by a customer's link. */
export interface ScanSource {
  readonly fileName: string
  readonly at: string
  /** The customer that handed it in; null for the house. */
  readonly customer: string | null
}

/** Every time that these scans came in, in that order; none for a scan that only the house has brought. The same bytes may come from several. */
export async function sourcesOf(db: Db, scans: readonly string[]): Promise<Map<string, readonly ScanSource[]>> {
  if (scans.length === 0) return new Map()
  const rows = await db.selectFrom('customer_scan').innerJoin('customer_link', 'customer_link.id', 'customer_scan.link').innerJoin('customer', 'customer.orgnr', 'customer_link.orgnr').select(['scan', 'customer.name', 'customer_scan.file_name', 'handed_in_at']).where('scan', 'in', scans).orderBy('customer_scan.id').execute()
  const came = rows.map((row) => ({ scan: row.scan, fileName: row.file_name, at: row.handed_in_at, customer: row.name }))
  const all = await arrivals(db, { scans: [...new Set(came.map(({ scan }) => scan))] })
  const sources = new Map<string, ScanSource[]>()
  for (const { scan, fileName, at } of all) {
    // Recorded with its arrival, in one transaction.
    const own = came.findIndex((one) => one.scan === scan && one.fileName === fileName && one.at === at)
    const [found] = own < 0 ? [] : came.splice(own, 1)
    sources.set(scan, [...(sources.get(scan) ?? []), { fileName, at, customer: found?.customer ?? null }])
  }
  return sources
}

function linkFrom(row: Selectable<CustomerLinkTable>): CustomerLink {
  return { id: row.id, orgnr: row.orgnr, label: row.label, madeBy: row.made_by, createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, usedAt: row.used_at }
}
