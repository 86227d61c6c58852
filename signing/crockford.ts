/** The 32 characters of Crockford's base32: no I, L, O or U, so that a code survives being read aloud. */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The number in `length` Crockford characters, most significant first; throws on what does not fit. */
export function crockfordOf(value: number, length: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 32 ** length) throw new Error(`${value} does not fit in ${length} characters`)
  let text = ''
  for (let rest = value, at = 0; at < length; at += 1, rest = Math.floor(rest / 32)) text = CROCKFORD.charAt(rest % 32) + text
  return text
}

/** The number that Crockford characters spell; NaN for any other character. */
export function fromCrockford(text: string): number {
  let value = 0
  for (const character of text) {
    const digit = CROCKFORD.indexOf(character)
    if (digit < 0) return Number.NaN
    value = value * 32 + digit
  }
  return value
}

/** The first `length` × 5 bits of the bytes in Crockford characters; throws when there are too few bytes. */
export function crockfordOfBits(bytes: Uint8Array, length: number): string {
  if (bytes.length * 8 < length * 5) throw new Error(`${bytes.length} bytes are too few for ${length} characters`)
  let text = ''
  let bits = 0
  let waiting = 0
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    waiting += 8
    while (waiting >= 5 && text.length < length) {
      waiting -= 5
      text += CROCKFORD.charAt((bits >> waiting) & 31)
    }
    bits &= (1 << waiting) - 1
    if (text.length === length) return text
  }
  return text
}
