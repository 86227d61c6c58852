/** The digits with the check digit that the Luhn formula gives (ISO/IEC 7812-1 annex B). */
function withLuhn(digits: string): string {
  let sum = 0
  for (const [index, digit] of digits.split('').reverse().entries()) {
    const weighed = Number(digit) * (index % 2 === 0 ? 2 : 1)
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** The digits with the check digit of a GLN (GS1 General Specifications 7.9). */
function withGs1(digits: string): string {
  let sum = 0
  for (const [index, digit] of digits.split('').reverse().entries()) sum += Number(digit) * (index % 2 === 0 ? 3 : 1)
  return `${digits}${(10 - (sum % 10)) % 10}`
}

const digits = (value: number, length: number): string => String(value).padStart(length, '0')

/** A made-up organisationsnummer with a right check digit, 299999-… and downwards for each thousand, alike for no two ordinals up to 99999. */
export function fictionalOrgnr(ordinal: number): string {
  const all = withLuhn(`${299_999 - Math.floor(ordinal / 1000)}${digits(ordinal % 1000, 3)}`)
  return `${all.slice(0, 6)}-${all.slice(6)}`
}

/** A made-up GLN with a right check digit, alike for no two ordinals up to 9999. */
export function fictionalGln(ordinal: number): string {
  return withGs1(`73500009${digits(ordinal, 4)}`)
}

/** A personnummer with the individnummer 980–999, which Skatteverket gives to nobody; `day` counts from 0, `serial` from 0 to 19. */
export function fictionalPersonnummer(day: number, serial: number): string {
  const born = `${digits(1955 + (day % 45), 4)}${digits(1 + (day % 12), 2)}${digits(1 + (day % 28), 2)}`
  return `${born}-${withLuhn(`${born.slice(2)}${980 + (serial % 20)}`).slice(-4)}`
}

/** A telephone number of the series that PTS keeps for fiction (08-465 004 00 to 99). */
export function fictionalTelephone(ordinal: number): string {
  return `08-465 004 ${digits(ordinal % 100, 2)}`
}
