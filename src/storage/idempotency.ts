import type { Transaction } from './store.js'

/** What an Idempotency-Key has been used for: 'new' is now claimed, 'begun' has no answer yet and may have written something, 'under-way' has none and has written nothing, 'other-body' was sent with something else, 'answered' carries the first answer. */
export type KeyUse =
  | { readonly use: 'new' | 'under-way' | 'begun' | 'other-body' }
  | { readonly use: 'answered'; readonly status: number; readonly responseJson: string }

/** Claims a key for one request, or tells what became of the request that claimed it before. */
export async function claimIdempotencyKey(tx: Transaction, request: { readonly key: string; readonly route: string; readonly bodySha256: string; readonly at: string }): Promise<KeyUse> {
  const known = await tx.selectFrom('idempotency_key').selectAll().where('key', '=', request.key).where('route', '=', request.route).executeTakeFirst()
  if (known === undefined) {
    await tx
      .insertInto('idempotency_key')
      .values({ key: request.key, route: request.route, body_sha256: request.bodySha256, status: null, response_json: null, created_at: request.at })
      .execute()
    return { use: 'new' }
  }
  if (known.body_sha256 !== request.bodySha256) return { use: 'other-body' }
  if (known.status === null || known.response_json === null) return { use: known.begun === 1 ? 'begun' : 'under-way' }
  return { use: 'answered', status: known.status, responseJson: known.response_json }
}

/** Keeps the answer for whoever repeats the request. */
export async function answerIdempotencyKey(tx: Transaction, key: string, route: string, answer: { readonly status: number; readonly responseJson: string }): Promise<void> {
  await tx.updateTable('idempotency_key').set({ status: answer.status, response_json: answer.responseJson }).where('key', '=', key).where('route', '=', route).execute()
}

/** Notes, in the transaction of what a request writes, that it has written. */
export async function beginIdempotencyKey(tx: Transaction, key: string, route: string): Promise<void> {
  await tx.updateTable('idempotency_key').set({ begun: 1 }).where('key', '=', key).where('route', '=', route).where('begun', '=', 0).execute()
}

/** Lets a key be used again when its request was refused. */
export async function releaseIdempotencyKey(tx: Transaction, key: string, route: string): Promise<void> {
  await tx.deleteFrom('idempotency_key').where('key', '=', key).where('route', '=', route).where('status', 'is', null).execute()
}

/** Forgets keys claimed before an instant; gives how many. */
export async function forgetIdempotencyKeys(tx: Transaction, before: string): Promise<number> {
  const result = await tx.deleteFrom('idempotency_key').where('created_at', '<', before).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Frees keys of requests that never answered and wrote nothing, all or one, or one if claimed before an instant; for when their process is known to be gone. */
export async function releaseAbandonedKeys(tx: Transaction, only?: { readonly key: string; readonly route: string; readonly before?: string }): Promise<void> {
  let query = tx.deleteFrom('idempotency_key').where('status', 'is', null).where('begun', '=', 0)
  if (only !== undefined) query = query.where('key', '=', only.key).where('route', '=', only.route)
  if (only?.before !== undefined) query = query.where('created_at', '<', only.before)
  await query.execute()
}
