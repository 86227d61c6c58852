import type { Facts } from '../templates/facts.js'
import type { DocumentKind, Party } from './kind.js'
import { kindOf } from './kinds.js'
import { plannedDocuments } from './pack-plan.js'
import { listOf } from './party-name.js'

/** A document of a pack as issued. */
interface IssuedDocument {
  readonly kind: string
  readonly title: string
  readonly code: string
  readonly exemplars: number
  readonly pageCount: number
  /** How many boxes it has for signatures; an appendix that its agreement's signatures cover has none. */
  readonly signatureBoxes: number
}

/** One document that a customer gets, and what to do with it; in Swedish. */
export interface Enclosure extends IssuedDocument {
  /** Its place in the pack, from 1. */
  readonly number: number
  /** "Kunden och SVR". */
  readonly signedBy: string
  readonly whatToDo: string
}

/** What the customer calls the others. */
type Names = Readonly<Record<'svr' | 'driftleverantor', string>>

/** The customer's own documents among those issued, in pack order; what is for the provider's own use is left out. */
export function enclosuresOf(documents: readonly IssuedDocument[], names: Names): Enclosure[] {
  return documents.filter(({ kind }) => kindOf(kind).issued !== 'internal').map((document, index) => {
    const kind = kindOf(document.kind)
    const covered = kind.signs.length > 0 && document.signatureBoxes === 0
    return { ...document, number: index + 1, signedBy: covered ? `Omfattas av ${kind.life === 'delivery-appendix' ? 'Leveransavtalets' : 'avtalets'} underskrifter` : signersOf(kind, names), whatToDo: whatToDo(kind, names, covered) }
  })
}

/** What the customer would get, before anything is issued: no codes, no page counts. */
export function expectedEnclosures(facts: Facts, names: Names): Enclosure[] {
  const documents = plannedDocuments(facts, null).map(({ kind: { id, title, holders, life } }) => ({ kind: id, title, code: '', exemplars: holders.length, pageCount: 0, signatureBoxes: life === 'delivery-appendix' ? 0 : 1 }))
  return enclosuresOf(documents, names)
}

function signersOf({ signs }: DocumentKind, names: Names): string {
  const called: Readonly<Partial<Record<Party, string>>> = { kund: 'kunden', ...names }
  const signers = listOf(signs.map((party) => called[party] ?? party))
  return signers === '' ? 'Undertecknas inte' : signers.charAt(0).toUpperCase() + signers.slice(1)
}

/** The next step for whoever holds the paper: the seed's steps 4 to 9. */
function whatToDo({ life }: DocumentKind, { svr, driftleverantor }: Names, covered: boolean): string {
  switch (life) {
    case 'agreement':
      return `Underteckna alla exemplar och skicka dem till ${svr}.`
    case 'reviewed-appendix':
      return `Underteckna alla exemplar när förvaltningsgruppen har godkänt handlingen och skicka dem till ${svr}.`
    case 'delivery-agreement':
      return `Underteckna alla exemplar och lämna dem till ${driftleverantor}.`
    case 'delivery-appendix':
      return covered ? 'Lämna den tillsammans med Leveransavtalet.' : `Underteckna alla exemplar och lämna dem till ${driftleverantor}.`
    case 'permit-application':
      return 'Underteckna och skicka till DNV. Behåll en kopia.'
    case 'handlaggare-application':
      return `Låt handläggaren fylla i sina uppgifter, underteckna och lämna till ${driftleverantor}.`
    case 'hand-over-receipt':
      return `Underteckna när överlämningen har skett och skicka till ${svr}.`
    case 'proof-form':
      return 'Granska korrekturet, underteckna och skicka till korttillverkaren.'
    case 'form':
      return `Fyll i det som fattas och skicka till ${svr}.`
    default:
      return life satisfies never
  }
}
