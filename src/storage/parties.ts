import { createHash } from 'node:crypto'
import { partyRecordSchema, type PartyRecord } from '../../templates/party.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { Db, Transaction } from './store.js'

/** A party record and whether it came with the program ('shipped') or somebody set it. */
export interface StoredParty {
  readonly record: PartyRecord
  readonly recordSha256: string
  readonly origin: 'shipped' | 'set'
  readonly recordedAt: string
}

/** Records a party in place of the one before; gives the record's hash for its event. */
export async function saveParty(tx: Transaction, record: PartyRecord, origin: 'shipped' | 'set', recordedAt: string): Promise<string> {
  const json = canonicalJson(record)
  const sha256 = createHash('sha256').update(json).digest('hex')
  const latest = { record_json: json, record_sha256: sha256, origin, recorded_at: recordedAt }
  await tx
    .insertInto('party')
    .values({ part: record.part, ...latest })
    .onConflict((conflict) => conflict.column('part').doUpdateSet(latest))
    .execute()
  const inForce = { record_json: json, record_sha256: sha256 }
  await tx.insertInto('party_record').values({ part: record.part, recorded_at: recordedAt, ...inForce }).onConflict((conflict) => conflict.columns(['part', 'recorded_at']).doUpdateSet(inForce)).execute()
  return sha256
}

/** Every recorded party, by part. */
export async function parties(db: Db): Promise<StoredParty[]> {
  const rows = await db.selectFrom('party').selectAll().orderBy('part').execute()
  return rows.map((row) => ({ record: partyRecordSchema.parse(JSON.parse(row.record_json)), recordSha256: row.record_sha256, origin: row.origin, recordedAt: row.recorded_at }))
}

/** Every record of a party that has been in force, oldest first. */
export async function partyRecords(db: Db): Promise<Pick<StoredParty, 'record' | 'recordedAt'>[]> {
  const rows = await db.selectFrom('party_record').select(['record_json', 'recorded_at']).orderBy('recorded_at').execute()
  return rows.map((row) => ({ record: partyRecordSchema.parse(JSON.parse(row.record_json)), recordedAt: row.recorded_at }))
}
