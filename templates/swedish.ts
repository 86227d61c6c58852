import { Failure } from './failure.js'
import { printable } from './plain-text.js'

const MONTHS = ['januari', 'februari', 'mars', 'april', 'maj', 'juni', 'juli', 'augusti', 'september', 'oktober', 'november', 'december']

// Making a formatter costs a thousand times what using one does.
const money = new Intl.NumberFormat('sv-SE', { style: 'currency', currency: 'SEK', minimumFractionDigits: 2, maximumFractionDigits: 2 })
const whole = new Intl.NumberFormat('sv-SE', { maximumFractionDigits: 0 })

function refuse(format: Format, value: unknown, wanted: string): Failure {
  const found = typeof value === 'string' ? `”${printable(value)}”` : typeof value
  return new Failure('template-invalid', `{{${format} …}} kan inte skriva ut ${found}: det ska vara ${wanted}. Rätta taggen i mallen.`)
}

/** "2026-11-22" as "22 november 2026". @throws Failure `template-invalid` */
export function datum(value: unknown): string {
  const [, year, month, day] = typeof value === 'string' ? (/^(\d{4})-(\d{2})-(\d{2})$/u.exec(value) ?? []) : []
  const name = MONTHS[Number(month) - 1]
  if (year === undefined || name === undefined || !(Number(day) >= 1 && Number(day) <= 31)) throw refuse('datum', value, 'en dag som 2026-11-22')
  return `${String(Number(day))} ${name} ${year}`
}

/** Kronor as "1 234,50 kr", with no-break spaces and U+2212 for minus as Swedish typography has it. @throws Failure `template-invalid` */
export function belopp(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse('belopp', value, 'ett tal')
  return money.format(value)
}

/** A whole number as "12 500", with a no-break space. @throws Failure `template-invalid` */
export function antal(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse('antal', value, 'ett tal')
  return whole.format(value)
}

/** An organisationsnummer as "212000-0142". @throws Failure `template-invalid` */
export function orgnr(value: unknown): string {
  const [, first, last] = typeof value === 'string' ? (/^(\d{6})-?(\d{4})$/u.exec(value) ?? []) : []
  if (first === undefined || last === undefined) throw refuse('orgnr', value, 'ett organisationsnummer')
  return `${first}-${last}`
}

/** A postal code as "123 45". @throws Failure `template-invalid` */
export function postnr(value: unknown): string {
  const [, first, last] = typeof value === 'string' ? (/^(\d{3}) ?(\d{2})$/u.exec(value) ?? []) : []
  if (first === undefined || last === undefined) throw refuse('postnr', value, 'ett postnummer')
  return `${first} ${last}`
}

/** Swedish area codes of two and three digits; all others have four (PTS, Svensk nummerplan för telefoni). */
const SHORT_AREA_CODE = /^0(?:8|10|11|13|16|18|19|20|21|23|26|31|33|35|36|40|42|44|46|54|60|63|70|72|73|74|76|78|79|90)/u

const GROUPS: ReadonlyMap<number, readonly number[]> = new Map([[5, [3, 2]], [6, [2, 2, 2]], [7, [3, 2, 2]], [8, [3, 3, 2]]])

function grouped(digits: string, sizes: readonly number[]): string {
  let at = 0
  return sizes.map((size) => digits.slice(at, (at += size))).join(' ')
}

/** A Swedish telephone number as "08-465 004 21" or "070-174 06 05", +46 included; any other number as it was typed. @throws Failure `template-invalid` */
export function telefon(value: unknown): string {
  if (typeof value !== 'string') throw refuse('telefon', value, 'ett telefonnummer')
  const digits = value.replace(/\(0\)/u, '').replace(/[ ()/-]/gu, '').replace(/^(?:\+46|0046)0?/u, '0')
  if (!/^0\d+$/u.test(digits)) return value
  const area = SHORT_AREA_CODE.exec(digits)?.[0] ?? digits.slice(0, 4)
  const subscriber = digits.slice(area.length)
  const sizes = GROUPS.get(subscriber.length)
  return sizes === undefined ? value : `${area}-${grouped(subscriber, sizes)}`
}

/** The closed list of formats a template may use, by the name of the tag. */
export const FORMATS = { datum, belopp, antal, orgnr, postnr, telefon } as const

export type Format = keyof typeof FORMATS
