import { z } from 'zod'
import { gln, hsaId, organisationsnummer, peppolId, personnummer, postnummer } from './identifiers.js'

const text = z.string().trim().min(1)
const day = z.iso.date()
const count = z.int().nonnegative()
const email = z.email()

export const addressSchema = z.strictObject({ gata: text, postnr: postnummer, ort: text })

const person = {
  namn: text,
  befattning: text.optional(),
  epost: email.optional(),
  telefon: text.optional(),
  hsaId: hsaId.optional(),
}
export const contactSchema = z.strictObject(person)
const handlaggare = z.strictObject({ ...person, personnummer: personnummer.optional(), kontor: text.optional() })

const kund = z.strictObject({
  namn: text,
  kundtyp: z.enum(['kommun', 'region', 'privat', 'statlig', 'kommunalforbund']),
  orgnr: organisationsnummer,
  hsaId: hsaId.optional(),
  postadress: addressSchema.optional(),
  besoksadress: addressSchema.optional(),
  leveransadress: addressSchema.optional(),
  fakturaadress: addressSchema.optional(),
  gln: gln.optional(),
  peppolId: peppolId.optional(),
  fakturareferens: text.optional(),
  epost: email.optional(),
  telefon: text.optional(),
  webb: text.optional(),
  logotyp: text.optional(),
  diarienummer: text.optional(),
})

const undertecknare = z.strictObject({
  namn: text,
  befattning: text,
  beslut: text.optional(),
  epost: email.optional(),
  telefon: text.optional(),
})

const kontakter = z.strictObject({
  ra: z.array(contactSchema).optional(),
  ora: z.array(contactSchema).optional(),
  kra: z.array(contactSchema).optional(),
  lra: z.array(contactSchema).optional(),
  support: z.array(contactSchema).optional(),
  kontraktsansvarig: contactSchema.optional(),
  handlaggare: z.array(handlaggare).optional(),
  registrator: contactSchema.optional(),
})

const avtal = z.strictObject({
  avtalsnummer: text.optional(),
  svrArende: text.optional(),
  befintligtGrundavtal: z.strictObject({ avtalsnummer: text, datum: day }).optional(),
  startdatum: day.optional(),
  slutdatum: day.optional(),
  uppsagningstidManader: count.optional(),
})

const kort = z.strictObject({
  sisKort: z.enum(['ja', 'nej', 'ej-beslutat']).optional(),
  produkter: z.array(z.strictObject({ artikel: text, namn: text, antal: count, pris: z.number().nonnegative() })).optional(),
  utformning: z.enum(['standard', 'kundunik']).optional(),
  titelPaKort: z.boolean().optional(),
  reservkort: z.boolean().optional(),
})

const prognos = z.strictObject({
  volym: z.array(z.strictObject({ period: text, antal: count })).optional(),
  pilot: z.strictObject({ start: day, slut: day.optional(), enhet: text, antal: count }).optional(),
  breddinforande: z.strictObject({ start: day, slut: day.optional(), antal: count }).optional(),
})

const sisDnv = z.strictObject({
  antalKort: count.optional(),
  antalAnstallda: count.optional(),
  etableradSedan: day.optional(),
  chip: z.boolean().optional(),
  vaktare: z.boolean().optional(),
  press: z.boolean().optional(),
  sakerhetsansvarig: contactSchema.optional(),
  registeransvarig: contactSchema.optional(),
})

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
})

/** Everything a customer's documents are filled with. Keys are Swedish because template authors type them. */
export const factsSchema = z.strictObject({
  kund,
  undertecknare: z.array(undertecknare).optional(),
  kontakter: kontakter.optional(),
  raFunktionsbrevlada: email.optional(),
  avtal: avtal.optional(),
  kort: kort.optional(),
  prognos: prognos.optional(),
  sisDnv: sisDnv.optional(),
  leverantor: leverantor.optional(),
  ledtider: z.array(ledtid).optional(),
})

export type Facts = z.infer<typeof factsSchema>
