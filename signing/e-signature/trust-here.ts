/** What e-signatures are checked against. */
export interface TrustHere {
  /** DER of the certificates trusted here. */
  readonly anchors: readonly Uint8Array[]
  /** When the file came: it was signed by then, whatever it says itself. */
  readonly receivedAt: Date
  /** How many of the file's first bytes are those of a file issued here; null when none are. */
  readonly issuedBytes: number | null
}
