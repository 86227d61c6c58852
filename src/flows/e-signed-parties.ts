import type { Party } from '../../contracts/kind.js'
import { eSignedBy, type ESignedBy, type KnownSigner } from '../../signing/e-signature/e-signed-by.js'
import { customerOf } from '../storage/customers.js'
import { eSignedFileOf } from '../storage/e-signed-files.js'
import { parties } from '../storage/parties.js'
import type { Db } from '../storage/store.js'

/** What a scan's electronic signatures say of a party of one of these customers; null for what they do not. */
export type ESignedParties = (orgnr: string, party: Party) => ESignedBy | null

/** What a scan's electronic signatures say of those who sign papers of these customers, as customers and parties are recorded now. */
export async function eSignedParties(db: Db, scan: string, orgnrs: Iterable<string>): Promise<ESignedParties> {
  const file = await eSignedFileOf(db, scan)
  if (file === null) return () => null
  const signers = new Map<string, KnownSigner>()
  for (const { record } of await parties(db)) signers.set(record.part, { orgnr: record.orgnr, names: record.undertecknare.map(({ namn }) => namn) })
  const customers = new Map<string, KnownSigner>()
  for (const orgnr of new Set(orgnrs)) customers.set(orgnr, { orgnr, names: ((await customerOf(db, orgnr))?.facts.undertecknare ?? []).map(({ namn }) => namn) })
  return (orgnr, party) => eSignedBy(file.found, (party === 'kund' ? customers.get(orgnr) : signers.get(party)) ?? null)
}
