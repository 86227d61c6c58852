import type { Generated } from 'kysely'

/** The tables of `webhook-tables.ts` as SQL sees them. */
export interface WebhookDatabase {
  readonly webhook: WebhookTable
  readonly webhook_delivery: WebhookDeliveryTable
}

export interface WebhookTable {
  id: string
  url: string
  types_json: string | null
  secret_sealed: string
  created_by: string
  created_at: string
  removed_at: string | null
}

export interface WebhookDeliveryTable {
  number: Generated<number>
  /** Random, and what a receiver is given. */
  id: Generated<string>
  webhook: string
  sequence: number
  state: 'due' | 'delivered' | 'failed'
  attempts: Generated<number>
  next_attempt_at: string
  last_attempt_at: string | null
  last_outcome: string | null
}
