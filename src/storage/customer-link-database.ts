import type { Generated } from 'kysely'

/** The tables of customer links as SQL sees them. */
export interface CustomerLinkDatabase {
  readonly customer_link: CustomerLinkTable
  readonly customer_link_session: CustomerLinkSessionTable
  readonly customer_scan: CustomerScanTable
}

export interface CustomerLinkTable {
  id: string
  secret_sha256: string
  orgnr: string
  label: string
  made_by: string
  created_at: string
  expires_at: string
  revoked_at: string | null
  used_at: string | null
}

export interface CustomerLinkSessionTable {
  secret_sha256: string
  link: string
  created_at: string
}

export interface CustomerScanTable {
  id: Generated<number>
  link: string
  scan: string
  file_name: string
  handed_in_at: string
}
