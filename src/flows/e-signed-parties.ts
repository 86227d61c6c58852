import { PARTIES, type Party } from '../../contracts/kind.js'
import { eSignedBy, type ESignedBy, type KnownSigner } from '../../signing/e-signature/e-signed-by.js'
import { recordedFacts } from '../storage/customers.js'
import { eSignedFileOf } from '../storage/e-signed-files.js'
import { partyRecords } from '../storage/parties.js'
import type { Db } from '../storage/store.js'
import type { StoredVersion } from '../storage/versions.js'

/** What a scan's electronic signatures say of a party of the version with that code; null for what they do not. */
export type ESignedParties = (code: string, party: Party) => ESignedBy | null

type Issued = Pick<StoredVersion, 'code' | 'orgnr' | 'factsSha256' | 'issuedAt' | 'signatureBoxes'>
type Persons = Pick<KnownSigner, 'orgnr' | 'persons'>

/** What a scan's electronic signatures say of those who sign each of these versions, as customer and parties were recorded when it was issued: whoever has been named since signs another version. */
export async function eSignedParties(db: Db, scan: string, versions: readonly Issued[]): Promise<ESignedParties> {
  const file = await eSignedFileOf(db, scan)
  if (file === null) return () => null
  const known = new Map<string, ReadonlyMap<Party, KnownSigner>>()
  const alike = new Map<string, ReadonlyMap<Party, Persons>>()
  for (const version of versions) {
    const name = `${version.orgnr} ${version.factsSha256} ${version.issuedAt}`
    const signers = alike.get(name) ?? (await signersOf(db, version))
    alike.set(name, signers)
    known.set(version.code, new Map(PARTIES.flatMap((party) => {
      const own = signers.get(party)
      return own === undefined ? [] : [[party, { ...own, boxes: version.signatureBoxes.filter((box) => box.party === party && box.initials !== true) }] as const]
    })))
  }
  return (code, party) => eSignedBy(file.found, known.get(code)?.get(party) ?? null)
}

/** Who signs for each party of a version. A customer whose facts of then this program no longer reads is known by nobody. */
export async function signersOf(db: Db, { orgnr, factsSha256, issuedAt }: Pick<Issued, 'orgnr' | 'factsSha256' | 'issuedAt'>): Promise<ReadonlyMap<Party, Persons>> {
  const signers = new Map<Party, Persons>()
  const personsIn = (people: readonly { readonly namn: string; readonly befattning: string }[]): Persons['persons'] => people.map(({ namn, befattning }) => ({ name: namn, role: befattning }))
  for (const { record, recordedAt } of await partyRecords(db)) if (recordedAt <= issuedAt) signers.set(record.part, { orgnr: record.orgnr, persons: personsIn(record.undertecknare) })
  const facts = await recordedFacts(db, factsSha256)
  if (facts !== null) signers.set('kund', { orgnr, persons: personsIn(facts.undertecknare ?? []) })
  return signers
}
