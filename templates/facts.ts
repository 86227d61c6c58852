import { z } from 'zod'
import { bildfilnamn, epostadress, telefonnummer, webbadress } from './contact-ways.js'
import { agreementEndsAfterStart, comesAfterRequest, endsAfterStart, handlaggareDiffer, permitHolds, signatoriesDiffer } from './facts-rules.js'
import { gln, hsaId, organisationsnummer, peppolId, personnummer, postnummer } from './identifiers.js'
import { plainText } from './plain-text.js'
import { AGREEMENTS, decidedFor, neededBy, SIGNED_BY_CUSTOMER, type RequiringKind } from './required-facts.js'

const text = plainText()
const day = z.iso.date().refine((value) => value >= '1500' && value < '2200', 'ligger utanför åren 1500–2199; kontrollera årtalet')
const count = z.int().nonnegative().max(1_000_000)
/** Swedish kronor without VAT, whole öre. */
export const price = z.number().nonnegative().max(10_000_000).multipleOf(0.01)
const people = <T extends z.ZodType>(person: T): z.ZodArray<T> => z.array(person).max(200)

/** A Swedish postal address. */
export const addressSchema = z.strictObject({ gata: text, postnr: postnummer, ort: text })

const person = {
  namn: text,
  befattning: text.optional(),
  epost: epostadress.optional(),
  telefon: telefonnummer.optional(),
  hsaId: hsaId.optional(),
}
/** A person in a role. */
export const contactSchema = z.strictObject(person)

/** A contact whose e-mail and telephone the signing copies of these kinds print. */
const reachable = (...kinds: readonly RequiringKind[]) =>
  z.strictObject({ ...person, epost: neededBy(epostadress, ...kinds), telefon: neededBy(telefonnummer, ...kinds) })

/** The person an ansökan om handläggare is about. */
export const handlaggareSchema = z.strictObject({
  ...person,
  epost: neededBy(epostadress, 'leveransavtal-bilaga-3', 'handlaggare-ansokan'),
  telefon: neededBy(telefonnummer, 'leveransavtal-bilaga-3', 'handlaggare-ansokan'),
  personnummer: neededBy(personnummer, 'handlaggare-ansokan'),
  kontor: text.optional(),
})

const kund = z.strictObject({
  namn: text,
  kundtyp: z.enum(['kommun', 'region', 'privat', 'statlig', 'kommunalforbund']),
  orgnr: organisationsnummer,
  hsaId: neededBy(hsaId, 'tjansteavtal', 'raps'),
  postadress: neededBy(addressSchema, ...AGREEMENTS, 'sis-dnv-ansokan'),
  besoksadress: addressSchema.optional(),
  leveransadress: neededBy(addressSchema, 'leveransavtal', 'sis-dnv-ansokan'),
  fakturaadress: neededBy(addressSchema, 'leveransavtal'),
  gln: gln.optional(),
  peppolId: peppolId.optional(),
  fakturareferens: neededBy(text, 'leveransavtal'),
  epost: epostadress.optional(),
  telefon: telefonnummer.optional(),
  webb: webbadress.optional(),
  /** File name of the picture the customer handed in. */
  logotyp: neededBy(bildfilnamn, 'leveransavtal', 'leveransavtal-bilaga-4', 'korrekturblankett'),
  diarienummer: text.optional(),
})

const undertecknare = z.strictObject({
  namn: text,
  befattning: text,
  /** What gives the right to sign: decision with paragraph and date, or proof of registration. */
  beslut: neededBy(text, ...AGREEMENTS),
  epost: epostadress.optional(),
  telefon: telefonnummer.optional(),
})

const kontakter = z.strictObject({
  ra: neededBy(people(reachable('raps')), 'tjansteavtal', 'raps', 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-6', 'ra-kort-kvittens', 'utvardering'),
  ora: people(contactSchema).optional(),
  kra: neededBy(people(contactSchema), 'tjansteavtal', 'raps'),
  lra: people(contactSchema).optional(),
  support: neededBy(people(reachable('leveransavtal-bilaga-6')), 'tjansteavtal', 'leveransavtal', 'leveransavtal-bilaga-6'),
  kontraktsansvarig: neededBy(reachable('leveransavtal', 'leveransavtal-bilaga-5'), 'grundavtal', 'leveransavtal', 'leveransavtal-bilaga-5'),
  handlaggare: neededBy(people(handlaggareSchema).superRefine(...handlaggareDiffer), 'leveransavtal', 'leveransavtal-bilaga-3', 'handlaggare-ansokan', 'sis-dnv-ansokan'),
  registrator: contactSchema.optional(),
})

const avtal = z.strictObject({
  avtalsnummer: neededBy(text, 'grundavtal', 'tjansteavtal'),
  /** The provider's case number; the customer's own is `kund.diarienummer`. */
  svrArende: neededBy(text, ...AGREEMENTS),
  /** A Grundavtal signed earlier for another service: then none is issued. */
  befintligtGrundavtal: z.strictObject({ avtalsnummer: text, datum: day }).optional(),
  startdatum: neededBy(day, 'grundavtal', 'tjansteavtal'),
  slutdatum: day.optional(),
  uppsagningstidManader: neededBy(z.int().min(1).max(120), 'grundavtal', 'tjansteavtal'),
}).superRefine(...agreementEndsAfterStart)

const kort = z.strictObject({
  sisKort: decidedFor(z.enum(['ja', 'nej', 'ej-beslutat']), 'ej-beslutat', 'rutiner', 'leveransavtal', 'sis-dnv-ansokan'),
  produkter: neededBy(
    z.array(z.strictObject({ artikel: text, namn: text, antal: count, pris: price })).max(200),
    'raps', 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-1',
  ),
  utformning: neededBy(z.enum(['standard', 'kundunik']), 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-4', 'korrekturblankett'),
  titelPaKort: neededBy(z.boolean(), 'rutiner', 'leveransavtal', 'leveransavtal-bilaga-4', 'korrekturblankett'),
  reservkort: neededBy(z.boolean(), 'raps', 'rutiner'),
})

const prognos = z.strictObject({
  volym: neededBy(z.array(z.strictObject({ period: text, antal: count })).max(120), 'leveransavtal', 'leveransavtal-bilaga-2', 'kortprognos'),
  pilot: z.strictObject({ start: day, slut: day.optional(), enhet: text, antal: count }).superRefine(...endsAfterStart).optional(),
  /** The pilot's cards are among its cards. */
  breddinforande: neededBy(z.strictObject({ start: day, slut: day.optional(), antal: count }).superRefine(...endsAfterStart), 'leveransavtal-bilaga-2', 'kortprognos'),
})

const sisDnv = z.strictObject({
  /** Cards valid at the same time. */
  antalKort: neededBy(count, 'sis-dnv-ansokan'),
  antalAnstallda: neededBy(count, 'sis-dnv-ansokan'),
  etableradSedan: neededBy(day, 'sis-dnv-ansokan'),
  chip: neededBy(z.boolean(), 'sis-dnv-ansokan'),
  vaktare: neededBy(z.boolean(), 'sis-dnv-ansokan'),
  press: neededBy(z.boolean(), 'sis-dnv-ansokan'),
  sakerhetsansvarig: neededBy(contactSchema, 'sis-dnv-ansokan'),
  registeransvarig: neededBy(contactSchema, 'sis-dnv-ansokan'),
}).superRefine(...permitHolds)

const leverantor = z.strictObject({ lokalSaljare: contactSchema.optional(), meddelad: day.optional() })

/** The lead-time items of seed step 4: what must be asked for early because others take time. */
export const LEAD_TIME_ITEMS = ['handlaggare', 'utfardartillstand', 'korttyper', 'ra', 'support'] as const

const ledtid = z.strictObject({
  punkt: z.enum(LEAD_TIME_ITEMS),
  agare: text,
  begard: day.optional(),
  utlovad: day.optional(),
  mottagen: day.optional(),
  nummer: text.optional(),
  giltigTill: day.optional(),
}).superRefine(...comesAfterRequest)

/** Everything a customer's documents are filled with, and which signing copies need what. Keys are Swedish because template authors type them. */
export const factsSchema = z.strictObject({
  kund,
  undertecknare: neededBy(people(undertecknare).superRefine(...signatoriesDiffer), ...SIGNED_BY_CUSTOMER),
  kontakter: kontakter.optional(),
  raFunktionsbrevlada: neededBy(epostadress, 'tjansteavtal', 'raps'),
  avtal: avtal.optional(),
  kort: kort.optional(),
  prognos: prognos.optional(),
  sisDnv: sisDnv.optional(),
  leverantor: leverantor.optional(),
  ledtider: z.array(ledtid).max(100).optional(),
})

export type Facts = z.infer<typeof factsSchema>
