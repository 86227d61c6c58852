import type { Facts } from '../facts.js'
import type { Parties } from '../party.js'

/** A person of the facts or the party records, and every way to reach that name. */
interface Reach {
  readonly mails: Set<string>
  readonly phones: Set<string>
}

/** What a pack's documents may say of anybody: everything the facts and the party records hold. */
export interface KnownValues {
  /** E-mail addresses and identifiers in small letters, telephone numbers as digits. */
  readonly values: ReadonlySet<string>
  readonly people: ReadonlyMap<string, Reach>
  /** What belongs to an organisation, and may stand beside any of its people. */
  readonly shared: ReadonlySet<string>
  /** Names of the configured parties and their people. */
  readonly partyNames: readonly string[]
}

/** A telephone number as its digits, +46 as 0. */
export function phoneDigits(written: string): string {
  return written.replace(/\(0\)/u, '').replace(/\D/gu, '').replace(/^(?:46|0046)(?=\d{7,})0?/u, '0')
}

/** Everything the facts and the party records know. */
export function knownValues(facts: Facts, parties: Parties): KnownValues {
  const values = new Set<string>()
  const people = new Map<string, Reach>()
  const partyNames: string[] = []
  const visit = (value: unknown, key: string, named: string[]): void => {
    if (typeof value === 'string') {
      values.add(value.toLowerCase())
      if (/telefon/u.test(key)) values.add(phoneDigits(value))
      if (key === 'namn' || key === 'kortnamn') named.push(value)
    } else if (typeof value === 'object' && value !== null) {
      notePerson(value, people)
      for (const [inner, member] of Object.entries(value)) visit(member, inner, named)
    }
  }
  visit(facts, '', [])
  visit(parties, '', partyNames)
  const { svr, driftleverantor, korttillverkare } = parties
  const shared = [facts.kund, svr, driftleverantor, korttillverkare, driftleverantor.kundtjanst].flatMap(({ epost, telefon }) => [epost?.toLowerCase() ?? '', phoneDigits(telefon ?? '')])
  return { values, people, partyNames, shared: new Set([...shared, (facts.raFunktionsbrevlada ?? '').toLowerCase()]) }
}

function notePerson(value: object, people: Map<string, Reach>): void {
  if (!('namn' in value) || typeof value.namn !== 'string' || 'orgnr' in value) return
  const known = people.get(value.namn) ?? { mails: new Set<string>(), phones: new Set<string>() }
  people.set(value.namn, known)
  if ('epost' in value && typeof value.epost === 'string') known.mails.add(value.epost.toLowerCase())
  if ('telefon' in value && typeof value.telefon === 'string') known.phones.add(phoneDigits(value.telefon))
}
