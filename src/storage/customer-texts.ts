import { sql, type Selectable } from 'kysely'
import type { CustomerTextTable } from './database.js'
import type { Db, Transaction } from './store.js'

export type CustomerTextState = CustomerTextTable['state']

/** A customer text: what a customer has returned for one kind of document, to stand in place of the template's. */
export interface CustomerText {
  readonly id: string
  readonly orgnr: string
  readonly kind: string
  /** The version it was made from. */
  readonly baseCode: string
  /** The edition whose header and footer it is printed with. */
  readonly edition: string
  /** The file as the customer sent it. */
  readonly fileSha256: string
  /** The Word template made of it, from which its versions are filled. */
  readonly templateSha256: string
  /** In how many places it says something else than the template would. */
  readonly differences: number
  readonly byName: string
  readonly osUser: string
  readonly registeredAt: string
  readonly state: CustomerTextState
}

/** Records a text; what it says is never changed afterwards. */
export async function insertCustomerText(tx: Transaction, text: CustomerText): Promise<void> {
  await tx.insertInto('customer_text').values({
    id: text.id, orgnr: text.orgnr, kind: text.kind, base_code: text.baseCode, edition: text.edition, file_sha256: text.fileSha256, template_sha256: text.templateSha256,
    differences: text.differences, by_name: text.byName, os_user: text.osUser, registered_at: text.registeredAt, state: text.state,
  }).execute()
}

/** Moves a text from one state to another; false when it was not in the first. */
export async function moveCustomerText(tx: Transaction, id: string, from: CustomerTextState, to: CustomerTextState): Promise<boolean> {
  const result = await tx.updateTable('customer_text').set({ state: to }).where('id', '=', id).where('state', '=', from).executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** The text that stands in place of the template for that customer and kind; null when none does. */
export async function customerTextInForce(db: Db, orgnr: string, kind: string): Promise<CustomerText | null> {
  const row = await db.selectFrom('customer_text').selectAll().where('orgnr', '=', orgnr).where('kind', '=', kind).where('state', '=', 'in-force').executeTakeFirst()
  return row === undefined ? null : textFrom(row)
}

/** That text; null when there is none. */
export async function customerTextOf(db: Db, id: string): Promise<CustomerText | null> {
  const row = await db.selectFrom('customer_text').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : textFrom(row)
}

/** One person's word that a deviation shall be the text of the next version. */
export interface Acceptance {
  readonly text: string
  readonly byName: string
  readonly osUser: string
  readonly at: string
}

/** Records an acceptance. */
export async function addAcceptance(tx: Transaction, { text, byName, osUser, at }: Acceptance): Promise<void> {
  await tx.insertInto('customer_text_acceptance').values({ text, by_name: byName, os_user: osUser, at }).execute()
}

/** Who has accepted a text, or every text where none is named, the first first. */
export async function acceptances(db: Db, text: string | null): Promise<Acceptance[]> {
  const all = db.selectFrom('customer_text_acceptance').selectAll().orderBy('at').orderBy(sql`rowid`)
  const rows = await (text === null ? all : all.where('text', '=', text)).execute()
  return rows.map((row) => ({ text: row.text, byName: row.by_name, osUser: row.os_user, at: row.at }))
}

/** Every text of a customer, or of all, oldest first. */
export async function customerTexts(db: Db, orgnr: string | null): Promise<CustomerText[]> {
  const all = db.selectFrom('customer_text').selectAll().orderBy('registered_at').orderBy(sql`rowid`)
  return (await (orgnr === null ? all : all.where('orgnr', '=', orgnr)).execute()).map(textFrom)
}

/** Texts of all customers, oldest first, from the one after `after`, at most so many, null for all; null when there is no text `after`. */
export async function customerTextsAfter(db: Db, after: string | null, most: number | null): Promise<CustomerText[] | null> {
  let query = db.selectFrom('customer_text').selectAll().orderBy('registered_at').orderBy(sql`rowid`)
  if (after !== null) {
    const last = await db.selectFrom('customer_text').select(['registered_at', sql<number>`rowid`.as('row')]).where('id', '=', after).executeTakeFirst()
    if (last === undefined) return null
    query = query.where(sql<boolean>`(registered_at, rowid) > (${last.registered_at}, ${last.row})`)
  }
  return (await (most === null ? query : query.limit(most)).execute()).map(textFrom)
}

function textFrom(row: Selectable<CustomerTextTable>): CustomerText {
  return {
    id: row.id, orgnr: row.orgnr, kind: row.kind, baseCode: row.base_code, edition: row.edition, fileSha256: row.file_sha256, templateSha256: row.template_sha256,
    differences: row.differences, byName: row.by_name, osUser: row.os_user, registeredAt: row.registered_at, state: row.state,
  }
}
