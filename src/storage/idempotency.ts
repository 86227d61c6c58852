import type { Transaction } from './store.js'

/** What an Idempotency-Key has been used for: 'new' is now claimed, 'under-way' has no answer yet, 'other-body' was sent with something else, 'answered' carries the first answer. */
export type KeyUse =
  | { readonly use: 'new' | 'under-way' | 'other-body' }
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
  if (known.status === null || known.response_json === null) return { use: 'under-way' }
  return { use: 'answered', status: known.status, responseJson: known.response_json }
}

/** Keeps the answer for whoever repeats the request. */
export async function answerIdempotencyKey(tx: Transaction, key: string, route: string, answer: { readonly status: number; readonly responseJson: string }): Promise<void> {
  await tx.updateTable('idempotency_key').set({ status: answer.status, response_json: answer.responseJson }).where('key', '=', key).where('route', '=', route).execute()
}

/** Lets a key be used again when its request did nothing. */
export async function releaseIdempotencyKey(tx: Transaction, key: string, route: string): Promise<void> {
  await tx.deleteFrom('idempotency_key').where('key', '=', key).where('route', '=', route).where('status', 'is', null).execute()
}

/** Forgets keys claimed before an instant; gives how many. */
export async function forgetIdempotencyKeys(tx: Transaction, before: string): Promise<number> {
  const result = await tx.deleteFrom('idempotency_key').where('created_at', '<', before).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Frees keys claimed before an instant by requests that never answered, all or one; for when their process is known to be gone. */
export async function releaseAbandonedKeys(tx: Transaction, before: string, only?: { readonly key: string; readonly route: string }): Promise<void> {
  let query = tx.deleteFrom('idempotency_key').where('status', 'is', null).where('created_at', '<', before)
  if (only !== undefined) query = query.where('key', '=', only.key).where('route', '=', only.route)
  await query.execute()
}
