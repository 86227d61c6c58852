import { faultInText, shown, textWith, tidy } from './plain-text.js'

const IDENTIFIER_MAX = 80

/** An identifier as typed, with every dash a hyphen and no spaces. */
function dashed(value: string): string {
  return tidy(value).replace(/[\u2010-\u2015\u2212]/gu, '-').replace(/ /gu, '')
}

function squeeze(value: string): string {
  return dashed(value).toUpperCase()
}

/** Whether the last digit is right by the Luhn formula (ISO/IEC 7812-1 annex B); `digits` holds digits only. */
function passesLuhn(digits: string): boolean {
  let sum = 0
  for (const [index, digit] of digits.split('').reverse().entries()) {
    const weighed = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}

/** Whether the last digit is right by GS1's modulo 10 formula (weights 3 and 1 from the right). */
function passesGs1(digits: string): boolean {
  let sum = 0
  for (const [index, digit] of digits.split('').reverse().entries()) sum += Number(digit) * (index % 2 === 0 ? 1 : 3)
  return sum % 10 === 0
}

const ORGNR_NORMAL = /^(\d{6})-(\d{4})$/u

function normaliseOrgnr(value: string): string {
  const typed = squeeze(value)
  const match = /^(?:16)?(\d{6})-?(\d{4})$/u.exec(typed) ?? /^SE(\d{6})-?(\d{4})01$/u.exec(typed)
  const [, first, last] = match ?? []
  return first === undefined || last === undefined ? tidy(value) : `${first}-${last}`
}

/** What keeps a text from being ten digits; asked only of texts that are not. */
function faultInOrgnrForm(value: string): string {
  const typed = squeeze(value)
  const digits = typed.replace(/[^0-9]/gu, '')
  if (typed.startsWith('SE') && digits.length === 12) return `${shown(value)}: ett momsregistreringsnummer slutar på 01; kontrollera numret`
  if (digits.length === 12 && /^[0-9-]+$/u.test(typed)) {
    return /^(?:18|19|20)/u.test(digits)
      ? 'är ett personnummer, inte ett organisationsnummer; skriv organisationens nummer'
      : `${shown(value)}: ett organisationsnummer med tolv siffror börjar på 16; kontrollera numret`
  }
  const foreign = /[^0-9-]/u.exec(typed.replace(/^SE/u, ''))
  if (foreign !== null) return `${shown(value)} innehåller ${shown(foreign[0])}; ett organisationsnummer har bara siffror och ett bindestreck (NNNNNN-NNNN)`
  if (digits.length === 10) return `${shown(value)}: bindestrecket står fel; skriv NNNNNN-NNNN`
  return `${shown(value)} har ${String(digits.length)} siffror; ett organisationsnummer har tio (NNNNNN-NNNN)`
}

function faultInOrgnr(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  if (!ORGNR_NORMAL.test(value)) return faultInOrgnrForm(value)
  if (Number(value.charAt(2)) < 2) {
    // The number of a person may not be repeated where it can reach a log.
    return 'har en tredje siffra under 2 och kan vara ett personnummer; ett organisationsnummer har minst 2 där, kontrollera mot registreringsbeviset'
  }
  if (!passesLuhn(value.replace('-', ''))) {
    // The digit that would fit is not offered: the mistake is as likely in any other digit, and the number would then be another organisation's.
    return `${shown(value)} har fel kontrollsiffra: en siffra är fel eller två har bytt plats; läs av numret på registreringsbeviset`
  }
  return null
}

/**
 * Organisationsnummer in normal form NNNNNN-NNNN. Takes ten digits with or without hyphen, the twelve-digit form (16…) and the VAT number (SE…01).
 * Third digit at least 2 and Luhn check digit (lag 1974:174; SKV 709).
 */
export const organisationsnummer = textWith(IDENTIFIER_MAX, normaliseOrgnr, faultInOrgnr)

const HSA_MAX = 31

function normaliseHsaId(value: string): string {
  return dashed(value).replace(/^se/u, 'SE')
}

function faultInHsaId(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  const [, first, last, local] = /^SE(\d{6})(\d{4})-(.*)$/u.exec(value) ?? []
  if (first === undefined || last === undefined || local === undefined) {
    return `${shown(value)} är inget HSA-id; skriv SE, organisationsnumrets tio siffror, bindestreck och den lokala delen (SE2120000142-A123)`
  }
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/u.test(local)) {
    return `${shown(value)}: den lokala delen efter bindestrecket ska ha bara bokstäver A–Z, siffror och bindestreck`
  }
  if (value.length > HSA_MAX) return `${shown(value)} har ${String(value.length)} tecken; ett HSA-id har högst ${String(HSA_MAX)}`
  const orgnrFault = faultInOrgnr(`${first}-${last}`)
  return orgnrFault === null ? null : `organisationsnumret i HSA-id:t ${orgnrFault}`
}

/** HSA-id: SE, a right organisationsnummer, hyphen, local part of A–Z, a–z, 0–9 and hyphen; at most 31 characters in all (Inera, HSA Innehåll). */
export const hsaId = textWith(IDENTIFIER_MAX, normaliseHsaId, faultInHsaId)

function normalisePostnummer(value: string): string {
  const [, first, last] = /^(?:SE?-?)?(\d{3})(\d{2})$/u.exec(squeeze(value)) ?? []
  return first === undefined || last === undefined ? tidy(value) : `${first} ${last}`
}

function faultInPostnummer(value: string): string | null {
  return faultInText(value) ?? (/^[1-9]\d{2} \d{2}$/u.test(value) ? null : `${shown(value)} är inget postnummer; skriv fem siffror (NNN NN), den första 1–9`)
}

/** Swedish postal code in normal form NNN NN. */
export const postnummer = textWith(IDENTIFIER_MAX, normalisePostnummer, faultInPostnummer)

function faultInGln(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  if (!/^\d{13}$/u.test(value)) return `${shown(value)} är inget GLN; skriv tretton siffror`
  if (/^0+$/u.test(value) || !passesGs1(value)) return `${shown(value)} har fel kontrollsiffra; läs av numret i avtalet med GS1`
  return null
}

/** Global Location Number: thirteen digits, check digit by GS1's modulo 10 (GS1 General Specifications 7.9). */
export const gln = textWith(IDENTIFIER_MAX, squeeze, faultInGln)

function normalisePeppolId(value: string): string {
  const typed = squeeze(value).replace(/^ISO6523-ACTORID-UPIS::/u, '')
  return /^0007:\d{6}-\d{4}$/u.test(typed) ? typed.replace('-', '') : typed
}

function faultInPeppolId(value: string): string | null {
  const textFault = faultInText(value)
  if (textFault !== null) return textFault
  const [, orgnrFirst, orgnrLast] = /^0007:(\d{6})(\d{4})$/u.exec(value) ?? []
  if (orgnrFirst !== undefined && orgnrLast !== undefined) {
    const fault = faultInOrgnr(`${orgnrFirst}-${orgnrLast}`)
    return fault === null ? null : `organisationsnumret i Peppol-id:t ${fault}`
  }
  const [, location] = /^0088:(\d{13})$/u.exec(value) ?? []
  if (location !== undefined) {
    const fault = faultInGln(location)
    return fault === null ? null : `GLN i Peppol-id:t ${fault}`
  }
  return `${shown(value)} är inget Peppol-id; skriv 0007: och organisationsnumrets tio siffror, eller 0088: och GLN`
}

/** Peppol participant id: 0007 with the organisationsnummer's ten digits, or 0088 with a GLN (Peppol policy for identifiers). */
export const peppolId = textWith(IDENTIFIER_MAX, normalisePeppolId, faultInPeppolId)

function normalisePersonnummer(value: string): string {
  const [, born, sign, serial] = /^(\d{8}|\d{6})([-+]?)(\d{4})$/u.exec(squeeze(value)) ?? []
  if (born === undefined || serial === undefined) return tidy(value)
  return `${born}${sign === '+' ? '+' : '-'}${serial}`
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether the day exists; a two-digit year stands for 20YY, or 19YY before a plus sign, which differ only on 29 February of year 00. */
function isBirthDay(born: string, sign: string): boolean {
  const full = born.length === 8 ? born : `${sign === '+' ? '19' : '20'}${born}`
  const year = Number(full.slice(0, 4))
  const month = Number(full.slice(4, 6))
  const day = Number(full.slice(6, 8))
  // A samordningsnummer has 60 added to the day.
  const birthDay = day > 60 ? day - 60 : day
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const lastDay = month === 2 && leap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0)
  return year >= 1800 && year < 2100 && birthDay >= 1 && birthDay <= lastDay
}

/** No fault repeats the number: faults reach screens and logs. */
function faultInPersonnummer(value: string): string | null {
  const [, born, sign, serial] = /^(\d{8}|\d{6})([-+])(\d{4})$/u.exec(value) ?? []
  if (born === undefined || sign === undefined || serial === undefined) {
    return 'är inget personnummer; skriv ÅÅÅÅMMDD-NNNN, eller ÅÅMMDD-NNNN'
  }
  if (!isBirthDay(born, sign)) return 'har ett födelsedatum som inte finns; kontrollera personnumret'
  if (!passesLuhn(`${born.slice(-6)}${serial}`)) return 'har fel kontrollsiffra; kontrollera personnumret'
  return null
}

/** Personnummer or samordningsnummer in normal form ÅÅÅÅMMDD-NNNN, or ÅÅMMDD-NNNN (`+` from the hundredth year) when typed with ten digits (folkbokföringslagen 1991:481, 18 §). */
export const personnummer = textWith(IDENTIFIER_MAX, normalisePersonnummer, faultInPersonnummer)

/** A personnummer as it may be shown outside its document: the year of birth, and stars ("1985****-****"); anything else becomes stars altogether. */
export function maskPersonnummer(value: string): string {
  const [, year] = /^(\d{4}|\d{2})\d{4}[-+]?\d{4}$/u.exec(value) ?? []
  if (year === undefined) return value.replace(/[^-+]/gu, '*')
  return `${year}${value.slice(year.length).replace(/\d/gu, '*')}`
}
