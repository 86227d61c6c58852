import type { Facts } from '../templates/facts.js'

/** An address among a customer's facts; letters to the customer go to these and to no other. */
export interface CustomerContact {
  /** Swedish: "kontraktsansvarig", "undertecknare". */
  readonly role: string
  readonly name: string
  readonly address: string
}

/** Everybody at a customer who has an e-mail address in its facts, the one that drafts go to first: kontraktsansvarig, then the organisation, then the others. An address with several roles is there once for each. */
export function contactsOf({ kund, undertecknare, kontakter, raFunktionsbrevlada }: Facts): CustomerContact[] {
  const persons = (role: string, people: readonly { readonly namn: string; readonly epost?: string | undefined }[]): CustomerContact[] => people.flatMap(({ namn, epost }) => (epost === undefined ? [] : [{ role, name: namn, address: epost }]))
  const one = (role: string, person: { readonly namn: string; readonly epost?: string | undefined } | undefined): CustomerContact[] => persons(role, person === undefined ? [] : [person])
  return [
    ...one('kontraktsansvarig', kontakter?.kontraktsansvarig), ...one('organisationen', kund), ...one('registrator', kontakter?.registrator),
    ...(raFunktionsbrevlada === undefined ? [] : [{ role: 'RA-funktion', name: kund.namn, address: raFunktionsbrevlada }]),
    ...persons('RA', kontakter?.ra ?? []), ...persons('ORA', kontakter?.ora ?? []), ...persons('KRA', kontakter?.kra ?? []), ...persons('LRA', kontakter?.lra ?? []),
    ...persons('support', kontakter?.support ?? []), ...persons('handläggare', kontakter?.handlaggare ?? []), ...persons('undertecknare', undertecknare ?? []),
  ]
}
