import { readFacts } from '../../templates/facts-faults.js'
import type { Facts } from '../../templates/facts.js'
import { seeded, type Chance } from '../demo/seeded.js'
import { fictionalGln, fictionalOrgnr, fictionalPersonnummer } from './fictional-numbers.js'
import { asciiOf, fictionalPersons } from './fictional-persons.js'
import type { ListedCustomer } from './read-customer-list.js'

/** Complete facts about one organisation, and the file name they go by. */
export interface FictionalFacts {
  readonly slug: string
  readonly facts: Facts
}

/**
 * Complete facts about every organisation of a list, the same for the same seed: only name and listed organisationsnummer are anybody's own. Agreement and case numbers say FIKTIVT, the customer's
 * diarienummer says when the organisationsnummer is made up too, addresses are at Exempelgatan and mail domains end in `.example`, so that no paper made from them can pass for a real contract.
 */
export function fictionalFacts(customers: readonly ListedCustomer[], seed: number): FictionalFacts[] {
  return customers.map((customer, index) => {
    const slug = `${customer.kundtyp}-${customer.number}-${asciiOf(customer.place)}`
    return { slug, facts: readFacts(factsAbout(customer, index + 1, seeded(seed * 1000 + index))) }
  })
}

const upTo = (chance: Chance, most: number): number => 1 + Math.floor(chance() * most)
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))

function factsAbout(customer: ListedCustomer, ordinal: number, chance: Chance): unknown {
  const domain = `${asciiOf(customer.place)}-${customer.number}.example`
  const person = fictionalPersons(chance, domain)
  const isKommun = customer.kundtyp === 'kommun'
  const board = isKommun ? 'Kommunstyrelsen' : 'Regionstyrelsen'
  const cards = 20 * upTo(chance, isKommun ? 60 : 600)
  const sisKort = chance() < 0.2 ? 'ja' : 'nej'
  const [kontraktsansvarig, ra] = [person('Avtalscontroller'), times(upTo(chance, 2), (index) => person(index === 0 ? 'RA, informationssäkerhetssamordnare' : 'Ställföreträdande RA'))]
  return {
    kund: organisation(customer, ordinal, chance, domain),
    undertecknare: times(upTo(chance, 2), (index) => ({ ...person(index === 0 ? (isKommun ? 'Kommundirektör' : 'Regiondirektör') : `${board}s ordförande`), beslut: `${board} 2026-09-${String(10 + (ordinal % 20))} § ${100 + (ordinal % 90)}` })),
    kontakter: {
      ra, kontraktsansvarig,
      ora: times(upTo(chance, 2), () => person('ORA, HSA-ansvarig')),
      kra: times(upTo(chance, 3), () => person('KRA, systemförvaltare')),
      lra: times(upTo(chance, 2), () => person('LRA, kortutlämnare')),
      support: [person('Förstalinjesupport')],
      handlaggare: times(upTo(chance, 3), (index) => ({ ...person('Kortadministratör'), personnummer: fictionalPersonnummer(Math.floor(chance() * 10_000), index), kontor: 'Kortexpeditionen' })),
      registrator: person('Registrator'),
    },
    raFunktionsbrevlada: `RAfunktionen@${domain}`,
    avtal: {
      avtalsnummer: `FIKTIVT-${customer.number}`, svrArende: `FIKTIVT ${ordinal}`, startdatum: '2027-01-01', uppsagningstidManader: 3 * upTo(chance, 4),
      ...(chance() < 0.25 ? { befintligtGrundavtal: { avtalsnummer: `FIKTIVT-GA-${customer.number}`, datum: '2024-03-12' } } : {}),
    },
    kort: cardChoice(cards, sisKort, chance),
    prognos: forecast(cards),
    ...(sisKort === 'ja' ? { sisDnv: { antalKort: cards, antalAnstallda: 2 * cards, etableradSedan: '1971-01-01', chip: true, vaktare: false, press: false, sakerhetsansvarig: person('Säkerhetschef'), registeransvarig: person('Registeransvarig') } } : {}),
    leverantor: { lokalSaljare: { ...person('Lokal säljare'), epost: 'saljare@driftbolaget.example' }, meddelad: '2026-10-05' },
    ledtider: [{ punkt: 'handlaggare', agare: kontraktsansvarig.namn, begard: '2026-10-12', utlovad: '2026-12-04' }, { punkt: 'korttyper', agare: kontraktsansvarig.namn, begard: '2026-10-12', mottagen: '2026-11-02' }],
  }
}

function organisation({ name, kundtyp, number, place, orgnr: listed }: ListedCustomer, ordinal: number, chance: Chance, domain: string): unknown {
  const orgnr = listed ?? fictionalOrgnr(ordinal)
  const gln = fictionalGln(ordinal)
  const address = { gata: `Exempelgatan ${upTo(chance, 90)}`, postnr: `${100 + upTo(chance, 880)} ${10 + upTo(chance, 80)}`, ort: place }
  return {
    namn: name, kundtyp, orgnr, hsaId: `SE${orgnr.replace('-', '')}-E000000000001`,
    postadress: address, besoksadress: address, leveransadress: address, fakturaadress: { ...address, gata: 'Box 999, Fakturaenheten' },
    gln, peppolId: `0088:${gln}`, fakturareferens: `${number}-SITHS`, epost: `registrator@${domain}`, telefon: '08-465 004 00', webb: `www.${domain}`, logotyp: 'logotyp.svg',
    diarienummer: listed === null ? `FIKTIVT ORGANISATIONSNUMMER ${ordinal}` : `FIKTIVT ${ordinal}`,
  }
}

function cardChoice(cards: number, sisKort: 'ja' | 'nej', chance: Chance): unknown {
  const reservkort = chance() < 0.7
  const utformning = chance() < 0.6 ? 'standard' : 'kundunik'
  return {
    sisKort, utformning, titelPaKort: chance() < 0.5, reservkort,
    produkter: [
      { artikel: utformning === 'standard' ? 'SK-110' : 'SK-120', namn: `Ordinarie kort, ${utformning === 'standard' ? 'standardutformning' : 'kundunik utformning'}`, antal: cards, pris: 189 },
      ...(reservkort ? [{ artikel: 'SK-310', namn: 'Reservkort', antal: Math.ceil(cards / 20), pris: 145.5 }] : []),
      { artikel: 'KL-020', namn: 'Kortläsare, usb', antal: Math.ceil(cards / 5), pris: 212 },
    ],
  }
}

/** A fifth of the cards each quarter, the last two fifths together. */
function forecast(cards: number): unknown {
  const volym = [1, 2, 3, 4].map((quarter) => ({ period: `2027 kvartal ${quarter}`, antal: (cards / 5) * (quarter === 4 ? 2 : 1) }))
  return {
    volym,
    pilot: { start: '2027-02-01', slut: '2027-02-26', enhet: 'Hemsjukvården', antal: Math.ceil(cards / 20) },
    breddinforande: { start: '2027-03-15', slut: '2027-12-17', antal: cards },
  }
}
