import type { Generated } from 'kysely'

export interface KeyPinTable {
  id: Generated<number>
  fingerprint: string
  address: string
  first_by: string
  first_at: string
  second_by: string | null
  second_at: string | null
  exception: string | null
  ended_by: Generated<string | null>
  ended_at: Generated<string | null>
  end_reason: Generated<string | null>
  replaced_by: Generated<string | null>
}

export interface KeyHintTable {
  fingerprint: string
  address: string
  source: string
  seen_at: string
}
