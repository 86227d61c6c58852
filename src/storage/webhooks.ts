import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import { eventSchema } from '../../contracts/event.js'
import type { Db, Transaction } from './store.js'
import type { WebhookDeliveryTable, WebhookTable } from './webhook-database.js'

const eventType = z.enum(eventSchema.options.map((option) => option.shape.type.value))

/** An address that is told of events. */
export const webhookSchema = z.strictObject({ id: z.string(), url: z.string(), types: z.array(eventType).nullable().describe('null for every type'), createdBy: z.string(), createdAt: z.string() })
export type Webhook = z.output<typeof webhookSchema>

/** One telling of one event; `outcome` is how the latest attempt went. */
export const webhookDeliverySchema = z.strictObject({ number: z.int(), id: z.string().describe('random; what the receiver is given as `delivery`'), sequence: z.int(), state: z.enum(['due', 'delivered', 'failed']), attempts: z.int(), nextAttemptAt: z.string().nullable(), lastAttemptAt: z.string().nullable(), outcome: z.string().nullable() })
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>

/** The types that a webhook may ask for. */
export const webhookTypes = z.array(eventType).min(1).max(200)

/** Records a webhook; it is told of what happens from then on. */
export async function insertWebhook(tx: Transaction, { id, url, types, createdBy, createdAt }: Webhook, secretSealed: string): Promise<void> {
  await tx.insertInto('webhook').values({ id, url, types_json: types === null ? null : JSON.stringify(types), secret_sealed: secretSealed, created_by: createdBy, created_at: createdAt, removed_at: null }).execute()
}

/** The webhooks in use, oldest first, with their sealed secrets. */
export async function webhooks(db: Db): Promise<(Webhook & { readonly secretSealed: string })[]> {
  return (await db.selectFrom('webhook').selectAll().where('removed_at', 'is', null).orderBy('created_at').orderBy('id').execute()).map(webhookFrom)
}

/** Ends a webhook, and what it has not been told; false when there is none such in use. */
export async function removeWebhook(tx: Transaction, id: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('webhook').set({ removed_at: at }).where('id', '=', id).where('removed_at', 'is', null).executeTakeFirst()
  await tx.updateTable('webhook_delivery').set({ state: 'failed', last_outcome: 'borttagen' }).where('webhook', '=', id).where('state', '=', 'due').execute()
  return numUpdatedRows === 1n
}

/** A webhook's tellings, the latest first, at most so many, those with lower numbers than `before` only. */
export async function deliveriesOf(db: Db, webhook: string, { most, before }: { readonly most: number; readonly before: number | null }): Promise<WebhookDelivery[]> {
  const query = db.selectFrom('webhook_delivery').selectAll().where('webhook', '=', webhook).orderBy('number', 'desc').limit(most)
  return (await (before === null ? query : query.where('number', '<', before)).execute()).map(deliveryFrom)
}

/** What may be told now, the longest due first; what is planned after `latest` too. */
export async function dueDeliveries(db: Db, { now, latest }: { readonly now: string; readonly latest: string }, most: number): Promise<(WebhookDelivery & { readonly webhook: string })[]> {
  const rows = await db.selectFrom('webhook_delivery').selectAll().where('state', '=', 'due').where((eb) => eb.or([eb('next_attempt_at', '<=', now), eb('next_attempt_at', '>', latest)])).orderBy('next_attempt_at').orderBy('number').limit(most).execute()
  return rows.map((row) => ({ ...deliveryFrom(row), webhook: row.webhook }))
}

/** Takes a telling for one attempt and sets when it may be taken again if nothing is heard of this one; false when another process was first. */
export async function claimDelivery(tx: Transaction, { number, attempts }: Pick<WebhookDelivery, 'number' | 'attempts'>, at: string, until: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('webhook_delivery').set({ attempts: attempts + 1, last_attempt_at: at, next_attempt_at: until }).where('number', '=', number).where('attempts', '=', attempts).where('state', '=', 'due').executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Records how an attempt went. */
export async function settleDelivery(tx: Transaction, number: number, state: WebhookDelivery['state'], outcome: string): Promise<void> {
  await tx.updateTable('webhook_delivery').set({ state, last_outcome: outcome }).where('number', '=', number).where('state', '=', 'due').execute()
}

/** Gives up everything that was to be told, with why; a person may still have each told. */
export async function giveUpDeliveries(tx: Transaction, outcome: string): Promise<void> {
  await tx.updateTable('webhook_delivery').set({ state: 'failed', last_outcome: outcome }).where('state', '=', 'due').execute()
}

/** The webhooks in use that no telling has reached since some were given up, and how many were. */
export async function silentWebhooks(db: Db): Promise<{ readonly id: string; readonly url: string; readonly lost: number }[]> {
  const { rows } = await sql<{ id: string; url: string; lost: number }>`
    select webhook.id, url, count(*) as lost from webhook join webhook_delivery on webhook_delivery.webhook = webhook.id
    where removed_at is null and state = 'failed' and attempts > 0
      and number > coalesce((select max(number) from webhook_delivery as told where told.webhook = webhook.id and told.state = 'delivered'), 0)
    group by webhook.id, url order by webhook.id`.execute(db)
  return rows
}

/** Lets nothing of a webhook's be told before an instant, nor wait beyond `latest`. */
export async function postponeDeliveries(tx: Transaction, webhook: string, { until, latest }: { readonly until: string; readonly latest: string }): Promise<void> {
  await tx.updateTable('webhook_delivery').set({ next_attempt_at: until }).where('webhook', '=', webhook).where('state', '=', 'due').where((eb) => eb.or([eb('next_attempt_at', '<', until), eb('next_attempt_at', '>', latest)])).execute()
}

/** Makes a telling that was made, or given up, due again; null when the webhook has none with that id. */
export async function renewDelivery(tx: Transaction, webhook: string, id: string, at: string): Promise<WebhookDelivery | null> {
  const row = await tx.updateTable('webhook_delivery').set({ state: 'due', attempts: 0, next_attempt_at: at }).where('webhook', '=', webhook).where('id', '=', id).returningAll().executeTakeFirst()
  return row === undefined ? null : deliveryFrom(row)
}

function webhookFrom(row: Selectable<WebhookTable>): Webhook & { secretSealed: string } {
  return { id: row.id, url: row.url, types: row.types_json === null ? null : z.array(eventType).parse(JSON.parse(row.types_json)), createdBy: row.created_by, createdAt: row.created_at, secretSealed: row.secret_sealed }
}

function deliveryFrom(row: Selectable<WebhookDeliveryTable>): WebhookDelivery {
  return { number: row.number, id: row.id, sequence: row.sequence, state: row.state, attempts: row.attempts, nextAttemptAt: row.state === 'due' ? row.next_attempt_at : null, lastAttemptAt: row.last_attempt_at, outcome: row.last_outcome }
}
