import type { ESignature, ESignedFile } from './e-signature.js'

/** Who may be expected to sign for a party. */
export interface KnownSigner {
  readonly orgnr: string
  /** As papers and records have them; none when nobody is known by name. */
  readonly names: readonly string[]
}

/** What an e-signed file says of one party. */
export interface ESignedBy {
  /** The valid signature that is the party's; null when there is none. */
  readonly signature: ESignature | null
  /** What stands against taking the file as e-signed by the party, in Swedish; empty when nothing does. */
  readonly doubts: readonly string[]
  /** `digital`: the file is not paper that was scanned, so that nothing on it is ink; `unknown`: it may be a scan that somebody sealed. */
  readonly pages: 'digital' | 'unknown'
}

/** Null for a file that no person has signed electronically. */
export function eSignedBy({ signatures, sinceIssued }: ESignedFile, known: KnownSigner | null): ESignedBy | null {
  const persons = signatures.filter(({ kind }) => kind === 'signature')
  if (persons.length === 0) return null
  const signature = persons.find((one) => one.verdict === 'valid' && known !== null && isTheirs(one, known)) ?? null
  const changed = (sinceIssued ?? []).length === 0 ? [] : [`Filen är ändrad sedan den utställdes: ${sinceIssued?.join('; ')}.`]
  return { signature, doubts: [...(signature === null ? persons.map(against) : []), ...changed], pages: sinceIssued === null ? 'unknown' : 'digital' }
}

function against({ signer, verdict, reasons }: ESignature): string {
  const who = `E-underskriften${signer === null ? '' : ` av ${signer.name}`}`
  if (verdict === 'valid') return `${who} gäller, men är inte av någon som parten är känd att undertecknas av. Kontrollera vem det är.`
  return `${who} ${verdict === 'invalid' ? 'gäller inte' : verdict === 'not-trusted' ? 'är inte betrodd' : 'går inte att kontrollera'}: ${reasons[0] ?? ''}`
}

/** By name, where names are known; a certificate for another organisation speaks against it. */
function isTheirs({ signer }: ESignature, { orgnr, names }: KnownSigner): boolean {
  if (signer === null) return false
  const stated = signer.orgnr?.replaceAll(/\D/g, '').slice(-10) ?? null
  const own = orgnr.replaceAll(/\D/g, '').slice(-10)
  if (names.length === 0) return stated === own
  return (stated === null || stated === own) && names.some((name) => sameName(name, signer.name))
}

/** Certificates and papers put names in different orders and cases. */
function sameName(a: string, b: string): boolean {
  const words = (name: string): string => name.normalize('NFC').toLocaleLowerCase('sv').split(/[\s,]+/u).filter((word) => word !== '').toSorted().join(' ')
  return words(a) === words(b)
}
