import type { Initials } from '../document.js'
import type { Fault } from '../failure.js'
import { PARTIES } from '../parties.js'
import { descendantsOf, textOf, type XmlElement } from './xml.js'

const TAG = /^\{\{\s*signum\b\s*(.*?)\s*\}\}$/iu
const ASKED = /^(\p{L}+)(?:\s+(\d{1,4}(?:\s*,\s*\d{1,4})*))?$/u

/** What a paragraph that says nothing but `{{signum kund}}` or `{{signum kund 2, 4}}` asks for; null for any other paragraph. What it says wrong is noted at its place. */
export function readInitials(paragraph: XmlElement, place: string, faults: Fault[]): Initials | 'faulty' | null {
  const text = [...descendantsOf(paragraph)].filter(({ name }) => name === 'w:t').map(textOf).join('')
  const asked = TAG.exec(text.trim())?.[1]
  if (asked === undefined) return null
  const [, party = '', pages] = ASKED.exec(asked) ?? []
  if (PARTIES.some((known) => known === party.toLowerCase())) return { party: party.toLowerCase(), pages: pages === undefined ? null : pages.split(',').map(Number) }
  faults.push({ path: place, message: `”${text.trim()}” säger inte vem som ska skriva signum. Skriv till exempel {{signum kund}} för varje sida eller {{signum kund 2, 4}} för vissa.` })
  return 'faulty'
}

/** Why initials cannot be asked for as a template does: of a party who has nowhere to sign, of the same one twice, or of more than a page has room for. */
export function initialsFaults(initials: readonly Initials[], signatories: ReadonlySet<string>): Fault[] {
  const path = 'Signum'
  const parties = initials.map(({ party }) => party)
  const without = [...new Set(parties)].filter((party) => !signatories.has(party)).map((party) => ({ path, message: `mallen begär signum av ${party}, som inte har någon underskriftsruta i den. Lägg till underskriftstabellen, eller ta bort taggen.` }))
  const twice = [...new Set(parties.filter((party, index) => parties.indexOf(party) !== index))].map((party) => ({ path, message: `mallen begär signum av ${party} mer än en gång. Skriv alla sidor i samma tagg.` }))
  return [...without, ...twice, ...(new Set(parties).size > MOST_PARTIES ? [{ path, message: `mallen begär signum av ${parties.length} parter; en sida har plats för ${MOST_PARTIES}.` }] : [])]
}

const MOST_PARTIES = 3
