/** The tables of accounts as SQL sees them. */
export interface AccountDatabase {
  readonly account: AccountTable
  readonly accounts_in_force: AccountsInForceTable
  readonly recovery_code: RecoveryCodeTable
  readonly session: SessionTable
  readonly api_token: ApiTokenTable
  readonly sign_in: SignInTable
  readonly sign_in_block: SignInBlockTable
  readonly refusal: RefusalTable
}

export interface AccountTable {
  id: string
  username: string
  name: string
  name_key: string
  roles_json: string
  /** Argon2id in PHC form; null for whoever signs in elsewhere. */
  password_hash: string | null
  /** Until when the password, given by somebody else, may be used to choose an own; null for an own one. */
  one_time_until: string | null
  totp_sealed: string | null
  /** The time step of the last code taken; an earlier one is never taken again. */
  totp_step: number
  /** Who a provider or a certificate must say that somebody is, as `src/accounts/sign-on.ts` writes it. */
  subject: string | null
  created_at: string
  locked_at: string | null
  removed_at: string | null
}

export interface SessionTable {
  id: string
  secret_sha256: string
  account: string
  stage: 'open' | 'second-step' | 'new-password'
  browser: string
  created_at: string
  seen_at: string
  proof: 'password' | 'sign-on'
}

export interface ApiTokenTable {
  id: string
  secret_sha256: string
  account: string
  label: string
  scopes_json: string
  created_at: string
  expires_at: string
  revoked_at: string | null
  used_on: string | null
  /** The token it was made with; null for one made by a sign-in. */
  made_with: string | null
  /** When its holder was told that it runs out. */
  reminded_at: string | null
}

export interface SignInTable {
  at: string
  account: string | null
  outcome: 'opened' | 'wrong-password' | 'wrong-code' | 'used-code' | 'blocked' | 'locked'
  address: string
}

export interface AccountsInForceTable {
  id: number
  since: string
}

export interface RecoveryCodeTable {
  account: string
  /** As `src/accounts/recovery-codes.ts` makes it. */
  code_hash: string
  used_at: string | null
}

/** How many requests of one day were refused by one failure code. */
export interface RefusalTable {
  day: string
  code: string
  count: number
}

export interface SignInBlockTable {
  key: string
  failures: number
  blocked_until: string
}
