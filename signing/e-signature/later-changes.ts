import { isArray, isDictionary, nameIn, OddPdf, PdfName, PdfReference, PdfStream, PdfText, type PdfDictionary, type PdfValue } from './pdf-values.js'
import type { PdfRevision } from './pdf-revision.js'
import { signatureFields } from './signed-fields.js'

/** What came after a version of a file. */
export interface LaterChanges {
  /** What changes the document itself, one Swedish phrase each; empty when only signatures, time stamps and their proofs were added. */
  readonly forbidden: readonly string[]
  /** Names of fields that were signed after it. */
  readonly signedSince: readonly string[]
}

/** Where a later version may say something else. */
const CATALOG_MAY = new Set(['AcroForm', 'DSS', 'Extensions', 'Metadata', 'Perms', 'Version'])
const FORM_MAY = new Set(['Fields', 'SigFlags'])
const FORM_MAY_GAIN = new Set(['DR', 'DA'])
const FIELD_MAY = new Set(['V', 'AP', 'M', 'AS', 'MK', 'P', 'F'])
const PAGE_MAY = new Set(['Annots'])

/** Compares a later version of a file with an earlier that it grew from, object by object: everything that is not known to be harmless is forbidden. @throws OddPdf */
export function laterChanges(before: PdfRevision, now: PdfRevision): LaterChanges {
  const signedBefore = new Map(signatureFields(before).map((field) => [field.name, field]))
  const fieldsNow = signatureFields(now)
  const newlySigned = fieldsNow.filter(({ name, value }) => value !== null && (signedBefore.get(name)?.value ?? null) === null)
  const widgets = new Set(newlySigned.flatMap(({ number, dictionary }) => [...(number === null ? [] : [number]), ...referencesIn(dictionary.get('Kids') ?? null)]))
  const roles = rolesIn(before, now)
  const forbidden = new Set<string>()
  if (!same(before.trailer.get('Root') ?? null, now.trailer.get('Root') ?? null)) forbidden.add('filen har fått en annan rot')
  if (now.trailer.has('Encrypt') || before.trailer.has('Encrypt')) forbidden.add('filen är krypterad')
  const missing = danglingIn(before)
  for (const number of new Set([...before.numbers(), ...now.numbers()])) {
    if (before.standsWhere(now, number)) continue
    const [was, is] = [before.at(number), now.at(number)]
    if (was === undefined && !missing.has(number)) continue
    if (was !== undefined && is !== undefined && same(was, is)) continue
    for (const change of judge(number, was, is)) forbidden.add(change)
  }
  for (const number of widgets) {
    const fresh = plainDictionary(now.at(number))
    if (before.at(number) === undefined && (fresh?.has('A') === true || fresh?.has('AA') === true)) forbidden.add('en underskrift får filen att göra något')
  }
  for (const { name, value } of signedBefore.values()) {
    const later = fieldsNow.find((field) => field.name === name)
    if (value !== null && !same(value, later?.value ?? null)) forbidden.add('en tidigare underskrift är borttagen eller utbytt')
  }
  return { forbidden: [...forbidden], signedSince: newlySigned.map(({ name }) => name) }

  function judge(number: number, was: PdfValue | undefined, is: PdfValue | undefined): string[] {
    const [old, fresh] = [plainDictionary(was), plainDictionary(is)]
    if (roles.free.has(number) || (was instanceof PdfStream && nameIn(was.dictionary.get('Type')) === 'XRef')) return []
    if (number === roles.catalog && old !== null && fresh !== null) return changedKeys(old, fresh).every((key) => CATALOG_MAY.has(key)) ? formChanges(before.dictionary(old.get('AcroForm')), now.dictionary(fresh.get('AcroForm'))) : ['dokumentets uppbyggnad är ändrad']
    if (number === roles.form && old !== null && fresh !== null) return formChanges(old, fresh)
    if (roles.fieldLists.has(number)) return grewBySignatures(was, is) ? [] : ['formulärets fält är ändrade']
    if (roles.pages.has(number) && old !== null && fresh !== null) return changedKeys(old, fresh).every((key) => PAGE_MAY.has(key)) && grewBySignatures(before.follow(old.get('Annots')), now.follow(fresh.get('Annots'))) ? [] : ['en sida är ändrad']
    if (roles.annotationLists.has(number)) return grewBySignatures(was, is) ? [] : ['anteckningar på en sida är ändrade']
    if (widgets.has(number) && old !== null && fresh !== null) return changedKeys(old, fresh).every((key) => FIELD_MAY.has(key)) ? [] : ['ett fält är ändrat']
    return was === undefined ? ['innehåll som saknades är tillagt'] : ['innehåll är utbytt']
  }

  function formChanges(old: PdfDictionary | null, fresh: PdfDictionary | null): string[] {
    if (fresh === null) return old === null ? [] : ['formuläret är borttaget']
    const gained = old ?? new Map<string, PdfValue>()
    const may = changedKeys(gained, fresh).every((key) => FORM_MAY.has(key) || (FORM_MAY_GAIN.has(key) && !gained.has(key)))
    return may && grewBySignatures(before.follow(gained.get('Fields')), now.follow(fresh.get('Fields'))) ? [] : ['formuläret är ändrat']
  }

  /** Everything that was there still is, in its order, and only fields that are signed now have come after: an empty one may hide text under its picture. */
  function grewBySignatures(was: PdfValue | undefined, is: PdfValue | undefined): boolean {
    const [old, fresh] = [isArray(was) ? was : [], isArray(is) ? is : []]
    return old.every((one, i) => same(one, fresh[i] ?? null)) && fresh.slice(old.length).every((one) => one instanceof PdfReference && widgets.has(one.number))
  }
}

/** What certain objects are in the document; everything else is its content. */
interface Roles {
  readonly catalog: number | null
  readonly form: number | null
  readonly fieldLists: ReadonlySet<number>
  readonly pages: ReadonlySet<number>
  readonly annotationLists: ReadonlySet<number>
  /** Objects that nobody sees: what the file says of itself, and proofs kept for signatures. */
  readonly free: ReadonlySet<number>
}

function rolesIn(before: PdfRevision, now: PdfRevision): Roles {
  const numberOf = (value: PdfValue | undefined): number[] => (value instanceof PdfReference ? [value.number] : [])
  const catalog = before.dictionary(before.trailer.get('Root'))
  const form = before.dictionary(catalog?.get('AcroForm'))
  const pages = new Set(before.numbers().filter((number) => nameIn(plainDictionary(before.at(number))?.get('Type')) === 'Page'))
  const annotationLists = [...pages].flatMap((number) => numberOf(plainDictionary(before.at(number))?.get('Annots')))
  const proofs = [before, now].flatMap((revision) => {
    const store = revision.dictionary(revision.dictionary(revision.trailer.get('Root'))?.get('DSS'))
    return store === null ? [] : reachable(revision, store)
  })
  const ownFree = [...numberOf(before.trailer.get('Info')), ...numberOf(catalog?.get('Metadata')), ...numberOf(catalog?.get('DSS')), ...proofs.filter((number) => nameIn(plainDictionary(before.at(number))?.get('Type')) === null)]
  const shown = new Map([...(catalog ?? [])].filter(([key]) => key !== 'Metadata' && key !== 'DSS'))
  const seen = new Set([...numberOf(before.trailer.get('Root')), ...reachable(before, shown)])
  return {
    catalog: numberOf(before.trailer.get('Root'))[0] ?? null,
    form: numberOf(catalog?.get('AcroForm'))[0] ?? null,
    fieldLists: new Set(numberOf(form?.get('Fields'))),
    pages, annotationLists: new Set(annotationLists),
    free: new Set(ownFree.filter((number) => !seen.has(number))),
  }
}

/** The numbers of all objects that a value leads to. */
function reachable(revision: PdfRevision, from: PdfValue): number[] {
  const found = new Set<number>()
  const waiting: PdfValue[] = [from]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    for (const number of referencesIn(value)) {
      if (!found.has(number)) waiting.push(revision.at(number) ?? null)
      found.add(number)
    }
  }
  return [...found]
}

/** Objects that the file speaks of and does not have: a later version that adds one changes what was signed. */
function danglingIn(revision: PdfRevision): Set<number> {
  const there = new Set(revision.numbers())
  return new Set([...there].flatMap((number) => referencesIn(revision.at(number) ?? null)).filter((number) => !there.has(number)))
}

function referencesIn(value: PdfValue): number[] {
  if (value instanceof PdfReference) return [value.number]
  if (value instanceof PdfStream) return referencesIn(value.dictionary)
  if (isArray(value)) return value.flatMap(referencesIn)
  return isDictionary(value) ? [...value.values()].flatMap(referencesIn) : []
}

function plainDictionary(value: PdfValue | undefined): PdfDictionary | null {
  if (value instanceof PdfStream) return value.dictionary
  return isDictionary(value) ? value : null
}

function changedKeys(old: PdfDictionary, fresh: PdfDictionary): string[] {
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((key) => !same(old.get(key) ?? null, fresh.get(key) ?? null))
}

function same(a: PdfValue, b: PdfValue): boolean {
  if (a instanceof PdfStream) return b instanceof PdfStream && same(a.dictionary, b.dictionary) && Buffer.compare(a.bytes, b.bytes) === 0
  if (a instanceof PdfText) return b instanceof PdfText && Buffer.compare(a.bytes, b.bytes) === 0
  if (a instanceof PdfName) return b instanceof PdfName && a.name === b.name
  if (a instanceof PdfReference) return b instanceof PdfReference && a.number === b.number && a.generation === b.generation
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((one, i) => same(one, b[i] ?? null))
  if (isDictionary(a)) return isDictionary(b) && changedKeys(a, b).length === 0
  return a === b
}

/** The permission level of a certified document (DocMDP); null when nobody has certified it. @throws OddPdf */
export function certifiedLevel(revision: PdfRevision): number | null {
  const perms = revision.dictionary(revision.dictionary(revision.trailer.get('Root'))?.get('Perms'))
  const signature = revision.dictionary(perms?.get('DocMDP'))
  const references = revision.follow(signature?.get('Reference'))
  if (!isArray(references)) return null
  for (const one of references) {
    const reference = revision.dictionary(one)
    if (nameIn(revision.follow(reference?.get('TransformMethod'))) !== 'DocMDP') continue
    const level = revision.follow(revision.dictionary(reference?.get('TransformParams'))?.get('P')) ?? 2
    if (level !== 1 && level !== 2 && level !== 3) throw new OddPdf('an unknown permission')
    return level
  }
  return null
}
