import type { Facts } from '../../../templates/facts.js'

const ROLES = [['ra', 'RA'], ['ora', 'ORA'], ['kra', 'KRA'], ['lra', 'LRA'], ['support', 'Support'], ['kontraktsansvarig', 'Kontraktsansvarig'], ['handlaggare', 'Handläggare'], ['registrator', 'Registrator']] as const

const MOST_PEOPLE = 4

/** Whom one turns to at a customer, and what it expects to need; never a personnummer. */
export function customerFacts({ kontakter, undertecknare, prognos }: Facts) {
  const contacts = ROLES.flatMap(([key, role]) => {
    const found = kontakter?.[key]
    return (found === undefined ? [] : Array.isArray(found) ? found : [found]).map((person) => contactRow(role, person))
  })
  const people = [...(undertecknare ?? []).map((person) => contactRow('Undertecknar', person)), ...contacts]
  return {
    contacts: people.slice(0, MOST_PEOPLE), moreContacts: people.slice(MOST_PEOPLE),
    forecast: [
      ...(prognos?.pilot === undefined ? [] : [{ what: 'Pilot', when: `${prognos.pilot.start}${prognos.pilot.slut === undefined ? '' : ` – ${prognos.pilot.slut}`}`, cards: prognos.pilot.antal }]),
      ...(prognos?.breddinforande === undefined ? [] : [{ what: 'Breddinförande', when: `${prognos.breddinforande.start}${prognos.breddinforande.slut === undefined ? '' : ` – ${prognos.breddinforande.slut}`}`, cards: prognos.breddinforande.antal }]),
      ...(prognos?.volym ?? []).map(({ period, antal }) => ({ what: 'Volym', when: period, cards: antal })),
    ],
  }
}

function contactRow(role: string, { namn, befattning, epost, telefon }: { readonly namn?: string | undefined; readonly befattning?: string | undefined; readonly epost?: string | undefined; readonly telefon?: string | undefined }) {
  return { role, name: namn ?? '–', title: befattning === undefined || befattning === role ? '' : befattning.startsWith(`${role}, `) ? befattning.slice(role.length + 2) : befattning, mail: epost ?? '', phone: telefon ?? '' }
}
