import { CONTACT_ROLES } from '../../../contracts/follow-through-events.js'
import { LEAD_TIME_LABELS } from '../../../contracts/lead-time.js'
import { CONTACT_ROLE_LABELS } from '../../../contracts/recordable-names.js'
import { LEAD_TIME_ITEMS } from '../../../templates/facts.js'
import type { CustomerStatus } from '../../flows/status.js'
import type { FormSpec } from '../form.js'
import { seenField } from '../seen.js'

/** What the supplier and the card maker may report, with what a clerk reads. */
export const REPORT_NAMES = {
  'customer-number-reported': 'Kundnummer och kontor', 'product-specified': 'Produktspecifikationen är skapad', 'siths-admin-configured': 'SITHS Admin är konfigurerat',
  'delivery-may-start': 'Leverans kan påbörjas', 'customer-file-sent': 'Kunddatafilen är skickad', 'customer-file-checked': 'Kunddatafilen är kontrollerad mot beställningen',
} as const

/** What is handed over or closed with the customer. */
export const HANDED_NAMES = {
  'ra-card-handed-over:production': 'RA-kort för produktionsmiljön överlämnat', 'ra-card-handed-over:training': 'RA-kort för utbildningsmiljön överlämnat', 'secure-mail-configured': 'Säker e-post konfigurerad', 'mifare-key-handed-over': 'MIFARE A-nyckel överlämnad',
  'evaluation-sent': 'Utvärderingsmallen skickad till RA', 'evaluation-reviewed': 'Utvärderingen genomgången med kunden', 'steering-outcome-recorded': 'Styrgruppen har behandlat kundens omdömen',
} as const

const LEAD_EVENTS = [{ value: 'lead-time-requested', label: 'Begärd' }, { value: 'lead-time-promised', label: 'Utlovad' }, { value: 'lead-time-received', label: 'Mottagen' }] as const

/** The forms of the supplier's page, by their ids. */
export function supplierForms({ orgnr, today, contacts }: Pick<CustomerStatus, 'orgnr' | 'today' | 'contacts'>): Record<'ledtid' | 'kontakt' | 'besked' | 'overlamnat', FormSpec> {
  const action = (name: string): string => `/kunder/${orgnr}/leverantor/${name}`
  const day = { kind: 'date', name: 'dag', label: 'Dag då det hände', value: today } as const
  const note = { kind: 'text', name: 'anteckning', label: 'Anteckning', optional: 'optional' } as const
  const choices = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }))
  return {
    ledtid: { id: 'ledtid', action: action('ledtider'), heading: 'Anteckna om en ledtid', button: 'Spara', fields: [
      { kind: 'choice', name: 'post', label: 'Vad det gäller', options: LEAD_TIME_ITEMS.map((item) => ({ value: item, label: LEAD_TIME_LABELS[item] })) }, { kind: 'radio', name: 'vad', label: 'Vad som har hänt', options: LEAD_EVENTS }, day,
      { kind: 'text', name: 'ägare', label: 'Ansvarig', optional: 'optional', hint: 'Behövs när den begärs: vem hos oss som bevakar den.' }, { kind: 'date', name: 'utlovad', label: 'Utlovad till', optional: 'optional', hint: 'Behövs när den är utlovad.' },
      { kind: 'text', name: 'nummer', label: 'Nummer', optional: 'optional', hint: 'Behövs när utfärdartillståndet är mottaget.' }, { kind: 'date', name: 'giltig-till', label: 'Gäller till', optional: 'optional', hint: 'Behövs när utfärdartillståndet är mottaget: dess sista dag. Vi påminner 90 dagar innan.' }, note,
    ] },
    kontakt: { id: 'kontakt', action: action('kontakter'), heading: 'Ändra en kontakt', button: 'Spara', fields: [
      seenField(contacts),
      { kind: 'choice', name: 'roll', label: 'Roll', options: [{ value: 'lokal-saljare', label: 'Lokal säljare' }, ...CONTACT_ROLES.map((role) => ({ value: role, label: CONTACT_ROLE_LABELS[role] }))] }, { kind: 'text', name: 'namn', label: 'Namn', optional: 'optional', hint: 'Lämna tomt för att bara anteckna att kunden har fått veta.' },
      { kind: 'text', name: 'telefon', label: 'Telefon', optional: 'optional' }, { kind: 'email', name: 'e-post', label: 'E-post', optional: 'optional' },
      { kind: 'ticks', name: 'meddelad', label: 'Lokal säljare', options: [{ value: 'ja', label: 'Kunden har fått veta vem som är lokal säljare' }] }, day,
    ] },
    besked: { id: 'besked', action: action('besked'), heading: 'Anteckna ett besked', button: 'Spara', fields: [
      { kind: 'radio', name: 'vad', label: 'Vad beskedet gäller', options: choices(REPORT_NAMES) }, day, { kind: 'text', name: 'källa', label: 'Vem som lämnade det', optional: 'optional', hint: 'Behövs för allt utom kunddatafilen.' },
      { kind: 'text', name: 'kundnummer', label: 'Kundnummer', optional: 'optional' }, { kind: 'text', name: 'kontor', label: 'Kontor', optional: 'optional' }, { kind: 'text', name: 'månad', label: 'Månad', optional: 'optional', hint: 'Kunddatafilens månad, till exempel 2026-12.' }, note,
    ] },
    overlamnat: { id: 'overlamnat', action: action('overlamnat'), heading: 'Anteckna något överlämnat eller avslutat', button: 'Spara', fields: [
      { kind: 'radio', name: 'vad', label: 'Vad som är gjort', options: choices(HANDED_NAMES) }, day, { kind: 'text', name: 'mottagare', label: 'Mottagare', optional: 'optional', hint: 'Behövs för kort och nyckel. Skriv aldrig nyckelns värde.' },
      { kind: 'text', name: 'utfall', label: 'Styrgruppens utfall', optional: 'optional' }, note,
    ] },
  }
}
