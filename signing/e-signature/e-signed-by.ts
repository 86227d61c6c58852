import type { ESignature, ESignedFile } from './e-signature.js'

/** Who may be expected to sign for a party. */
export interface KnownSigner {
  readonly orgnr: string
  /** As papers and records have them; none when nobody is known by name. */
  readonly persons: readonly { readonly name: string; readonly role: string }[]
  /** The party's boxes for signatures, initials aside, in the document's order; `role` as printed beside it, empty when nothing is. */
  readonly boxes: readonly { readonly id: string; readonly role: string }[]
}

/** Whose a box is, and the valid electronic signature that is theirs. */
export interface OwnSignature {
  /** Null when nobody is known by name. */
  readonly name: string | null
  /** Null when there is none. */
  readonly signature: ESignature | null
  /** Why only a person can tell whether it is theirs, in Swedish; null when that is sure, or there is none. */
  readonly unsure: string | null
}

/** What an e-signed file says of one party. */
export interface ESignedBy {
  /** Each box of the party by its id, initials aside: an electronic signature stands for its own person's box and no other. */
  readonly boxes: ReadonlyMap<string, OwnSignature>
  /** What stands against taking the file as e-signed by the party, in Swedish; empty when nothing does. */
  readonly doubts: readonly string[]
  /** `digital`: the file is not paper that was scanned, so that nothing on it is ink; `unknown`: it may be a scan that somebody sealed. */
  readonly pages: 'digital' | 'unknown'
}

/** Null for a file that no person has signed electronically. */
export function eSignedBy({ signatures, sinceIssued }: ESignedFile, known: KnownSigner | null): ESignedBy | null {
  const persons = signatures.filter(({ kind }) => kind === 'signature')
  if (persons.length === 0) return null
  const boxes = known === null ? new Map<string, OwnSignature>() : ownSignatures(persons.filter(({ verdict }) => verdict === 'valid'), known)
  const used = signaturesIn(boxes)
  const isWhole = boxes.size > 0 && [...boxes.values()].every(({ signature }) => signature !== null)
  const changed = (sinceIssued ?? []).length === 0 ? [] : [`Filen är ändrad sedan den utställdes: ${sinceIssued?.join('; ')}.`]
  return { boxes, doubts: [...(isWhole ? [] : persons.filter((one) => !used.includes(one)).map((one) => against(one, known))), ...changed], pages: sinceIssued === null ? 'unknown' : 'digital' }
}

/** The signatures that stand for any of these boxes, each once. */
export function signaturesIn(boxes: ESignedBy['boxes']): ESignature[] {
  return [...new Set([...boxes.values()].flatMap(({ signature }) => signature ?? []))]
}

function ownSignatures(valid: readonly ESignature[], known: KnownSigner): Map<string, OwnSignature> {
  const { boxes, persons } = known
  if (persons.length > 0) return new Map(boxes.map((box) => {
    const name = personOf(box, known)
    const own = name === null ? [] : valid.filter((one) => ownersOf(one, known).some((owner) => sameName(owner, name))).map((signature) => ({ name, signature, unsure: unsureOf(signature, name) }))
    return [box.id, own.find(({ unsure }) => unsure === null) ?? own[0] ?? { name, signature: null, unsure: null }]
  }))
  const theirs = [...new Map(valid.filter((one) => isTheirs(one, known)).map((one) => [nameKey(one.signer?.name ?? ''), one])).values()]
  return new Map(boxes.map(({ id }, index) => [id, { name: null, signature: theirs.length < boxes.length ? null : (theirs[index] ?? null), unsure: null }]))
}

/** Many people share a family name and some given names: a certificate with more of these, which does not name the party either, may be another person's. */
function unsureOf({ signer }: ESignature, name: string): string | null {
  if (signer === null || signer.orgnr !== null || sameName(signer.name, name)) return null
  return `E-underskriften av ${signer.name} gäller och har tagits för en underskrift av ${name}, men certifikatet har fler förnamn och nämner inte partens organisation. Kontrollera att det är samma person.`
}

/** Who signs in a box: who has the office printed beside it, else, where none is, whose turn it is. A party's box may be for others than those who sign for it. */
function personOf(box: KnownSigner['boxes'][number], { boxes, persons }: KnownSigner): string | null {
  if (box.role === '') return boxes.length === persons.length ? (persons[boxes.indexOf(box)]?.name ?? null) : null
  const alike = boxes.filter(({ role }) => sameWords(role, box.role))
  return persons.filter(({ role }) => sameWords(role, box.role))[alike.indexOf(box)]?.name ?? null
}

function against(signature: ESignature, known: KnownSigner | null): string {
  const { signer, verdict, reasons } = signature
  const who = `E-underskriften${signer === null ? '' : ` av ${signer.name}`}`
  if (verdict === 'valid' && known !== null && isTheirs(signature, known)) return `${who} gäller, men hör inte till någon av partens underskriftsrutor.`
  if (verdict === 'valid') return `${who} gäller, men är inte av någon som parten är känd att undertecknas av. Kontrollera vem det är.`
  return `${who} ${verdict === 'invalid' ? 'gäller inte' : verdict === 'not-trusted' ? 'är inte betrodd' : 'går inte att kontrollera'}: ${reasons[0] ?? ''}`
}

/** Whether a signature is by one of those who sign for a party: by name, where names are known; a certificate for another organisation speaks against it. */
export function isTheirs(signature: ESignature, known: Pick<KnownSigner, 'orgnr' | 'persons'>): boolean {
  if (known.persons.length > 0) return ownersOf(signature, known).length > 0
  return digitsOf(signature.signer?.orgnr ?? '') === digitsOf(known.orgnr)
}

/** The names of the one person known whose signature it is, once for each of their offices: who has the name that the certificate has, else the only one who has its family name and some of its given names. */
function ownersOf({ signer }: ESignature, { orgnr, persons }: Pick<KnownSigner, 'orgnr' | 'persons'>): string[] {
  if (signer === null || (signer.orgnr !== null && digitsOf(signer.orgnr) !== digitsOf(orgnr))) return []
  const names = persons.map(({ name }) => name)
  const exact = names.filter((name) => sameName(name, signer.name))
  if (exact.length > 0) return exact
  const fitting = names.filter((name) => hasFewerGivenNames(name, signer))
  return new Set(fitting.map(nameKey)).size === 1 ? fitting : []
}

/** Whether a name is the certificate's but for given names that papers leave out; certificates have them all. A double name is one. */
function hasFewerGivenNames(name: string, { name: whole, familyName }: NonNullable<ESignature['signer']>): boolean {
  if (familyName === undefined) return false
  const [own, given] = [without(wordsOf(name), wordsOf(familyName)), without(wordsOf(whole), wordsOf(familyName))]
  return own !== null && given !== null && own.length > 0 && without(given, own) !== null
}

/** The words that are left when others are taken away, each once; null when one of those is not among them. */
function without(words: readonly string[], others: readonly string[]): string[] | null {
  const left = [...words]
  for (const other of others) {
    const at = left.indexOf(other)
    if (at < 0) return null
    left.splice(at, 1)
  }
  return left
}

function digitsOf(orgnr: string): string {
  return orgnr.replaceAll(/\D/g, '').slice(-10)
}

function sameName(a: string, b: string): boolean {
  return nameKey(a) === nameKey(b)
}

/** Certificates and papers put names in different orders and cases, and hyphens where the other has none. */
function nameKey(name: string): string {
  return wordsOf(name.replaceAll(/\p{Pd}/gu, ' ')).toSorted().join(' ')
}

function sameWords(a: string, b: string): boolean {
  return wordsOf(a).join(' ') === wordsOf(b).join(' ')
}

function wordsOf(text: string): string[] {
  return text.normalize('NFC').toLocaleLowerCase('sv').split(/[\s,]+/u).filter((word) => word !== '')
}
