import type { Facts } from '../facts.js'
import type { Disagreement } from './disagreement.js'

type Rule = (facts: Facts) => readonly Disagreement[]

function certain(path: string, message: string): Disagreement {
  return { path, message, weight: 'certain' }
}

function doubtful(path: string, message: string): Disagreement {
  return { path, message, weight: 'doubtful' }
}

/** How many cards the forecast counts in one calendar year; a period that names no year counts with the others of no year. */
function forecastByYear(facts: Facts): Map<string, number> {
  const years = new Map<string, number>()
  for (const { period, antal } of facts.prognos?.volym ?? []) {
    const year = /(?<!\d)20\d\d(?!\d)/.exec(period)?.[0] ?? ''
    years.set(year, (years.get(year) ?? 0) + antal)
  }
  return years
}

/** No more SIS-approved cards than the permit that is applied for lets be valid at once (DNV's terms). Over several years cards are replaced, so that their sum proves nothing. */
const forecastWithinPermit: Rule = (facts) => {
  const ceiling = facts.sisDnv?.antalKort
  if (facts.kort?.sisKort !== 'ja' || ceiling === undefined) return []
  const { prognos } = facts
  const found: Disagreement[] = []
  const asks = (cards: number): string => `${cards} kort, fler än de ${ceiling} samtidigt giltiga som ansökan om utfärdartillstånd gäller (sisDnv.antalKort); rätta det ena av dem`
  for (const [year, cards] of forecastByYear(facts)) if (cards > ceiling) found.push(certain('prognos.volym', `räknar med ${year === '' ? '' : `${year}: `}${asks(cards)}`))
  if ((prognos?.breddinforande?.antal ?? 0) > ceiling) found.push(certain('prognos.breddinforande.antal', `är ${asks(prognos?.breddinforande?.antal ?? 0)}`))
  if ((prognos?.pilot?.antal ?? 0) > ceiling) found.push(certain('prognos.pilot.antal', `är ${asks(prognos?.pilot?.antal ?? 0)}`))
  const sum = (prognos?.volym ?? []).reduce((cards, { antal }) => cards + antal, 0)
  if (sum > ceiling && found.length === 0) found.push(doubtful('prognos.volym', `räknar över flera år med ${asks(sum)}, om korten inte ersätter varandra`))
  return found
}

const pilotComesFirst: Rule = ({ prognos }) => {
  const [pilot, broad] = [prognos?.pilot, prognos?.breddinforande]
  if (pilot === undefined || broad === undefined) return []
  const found: Disagreement[] = []
  if (pilot.start > broad.start) found.push(certain('prognos.pilot.start', `är ${pilot.start}, efter breddinförandets start ${broad.start}; en pilot kommer före breddinförandet, rätta den ena dagen`))
  if (pilot.antal > broad.antal) found.push(doubtful('prognos.pilot.antal', `är ${pilot.antal}, fler kort än hela breddinförandet (${broad.antal}); kontrollera talen`))
  return found
}

/** Cards come while the agreement is in force; it may be prolonged, and a pilot may be agreed on apart. */
const cardsWithinAgreement: Rule = ({ prognos, avtal }) => {
  const starts = [['prognos.pilot.start', prognos?.pilot?.start], ['prognos.breddinforande.start', prognos?.breddinforande?.start]] as const
  return starts.flatMap(([path, day]) => {
    if (day === undefined) return []
    if (avtal?.startdatum !== undefined && day < avtal.startdatum) return [doubtful(path, `är ${day}, före avtalets startdatum ${avtal.startdatum}; kontrollera dagarna`)]
    if (avtal?.slutdatum !== undefined && day > avtal.slutdatum) return [doubtful(path, `är ${day}, efter avtalets slutdatum ${avtal.slutdatum}; kontrollera dagarna`)]
    return []
  })
}

/** The beginning of the number of a public body says what it is (Skatteverket SKV 709); Gotland is a municipality with the tasks of a region. */
const SERIES = [
  { digits: '202100', kundtyp: 'statlig' },
  { digits: '212000', kundtyp: 'kommun' },
  { digits: '222000', kundtyp: 'kommunalforbund' },
  { digits: '232100', kundtyp: 'region' },
] as const
const KUNDTYP_WORDS: Readonly<Record<Facts['kund']['kundtyp'], string>> = { kommun: 'en kommun', region: 'en region', privat: 'en privat vårdgivare', statlig: 'en statlig myndighet', kommunalforbund: 'ett kommunalförbund' }
const GOTLAND = '212000-0803'
const COMPANY_SERIES = /^55/
const COMPANY_NAME = /(?:^| )(?:AB|aktiebolag)(?: \(publ\))?$/iu

const kindFitsNumber: Rule = ({ kund: { kundtyp, orgnr, namn } }) => {
  if (orgnr === GOTLAND && kundtyp === 'region') return []
  const series = SERIES.find(({ digits }) => orgnr.startsWith(digits))
  if (series !== undefined && series.kundtyp !== kundtyp) return [certain('kund.kundtyp', `är ${KUNDTYP_WORDS[kundtyp]}, men organisationsnumret ${orgnr} tillhör ${KUNDTYP_WORDS[series.kundtyp]}; rätta det ena av dem`)]
  const isPublic = kundtyp === 'kommun' || kundtyp === 'region' || kundtyp === 'kommunalforbund'
  if (isPublic && COMPANY_SERIES.test(orgnr)) return [certain('kund.kundtyp', `är ${KUNDTYP_WORDS[kundtyp]}, men organisationsnumret ${orgnr} tillhör ett aktiebolag; rätta det ena av dem`)]
  if (isPublic && COMPANY_NAME.test(namn)) return [certain('kund.kundtyp', `är ${KUNDTYP_WORDS[kundtyp]}, men ${namn} är ett aktiebolag; rätta det ena av dem`)]
  const named = namn.endsWith(' kommun') ? 'kommun' : /^Region \p{Lu}/u.test(namn) && !COMPANY_NAME.test(namn) ? 'region' : null
  return named === null || named === kundtyp ? [] : [doubtful('kund.kundtyp', `är ${KUNDTYP_WORDS[kundtyp]}, men kunden heter ${namn}; kontrollera uppgiften`)]
}

/** Identifiers that hold another: an organisation may use another's, but seldom means to. */
const identifiersFit: Rule = ({ kund: { orgnr, hsaId, peppolId, gln } }) => {
  const digits = orgnr.replace('-', '')
  const found: Disagreement[] = []
  if (hsaId !== undefined && !hsaId.startsWith(`SE${digits}-`)) found.push(doubtful('kund.hsaId', `är ${hsaId}, som hör till ett annat organisationsnummer än kundens ${orgnr}; kontrollera uppgiften`))
  if (peppolId?.startsWith('0007:') === true && peppolId !== `0007:${digits}`) found.push(doubtful('kund.peppolId', `är ${peppolId}, som hör till ett annat organisationsnummer än kundens ${orgnr}; kontrollera uppgiften`))
  if (peppolId?.startsWith('0088:') === true && gln !== undefined && peppolId !== `0088:${gln}`) found.push(doubtful('kund.peppolId', `är ${peppolId}, men kundens GLN är ${gln}; kontrollera uppgifterna`))
  return found
}

/** A mailbox that several read is nobody's own address. */
const mailboxIsShared: Rule = ({ raFunktionsbrevlada: mailbox, kontakter }) => {
  if (mailbox === undefined) return []
  const owner = [...(kontakter?.ra ?? []), ...(kontakter?.ora ?? []), ...(kontakter?.kra ?? [])].find(({ epost }) => epost?.toLowerCase() === mailbox.toLowerCase())
  return owner === undefined ? [] : [doubtful('raFunktionsbrevlada', `är ${mailbox}, samma adress som ${owner.namn} har; en funktionsbrevlåda läses av flera, kontrollera adressen`)]
}

const RULES: readonly Rule[] = [forecastWithinPermit, pilotComesFirst, cardsWithinAgreement, kindFitsNumber, identifiersFit, mailboxIsShared]

/** What of a customer's facts cannot, or hardly can, be true at once, by its path; what a single group says against itself is refused when the facts are read. */
export function factsDisagreements(facts: Facts): Disagreement[] {
  return RULES.flatMap((rule) => rule(facts))
}
