const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const NAMES: ReadonlyMap<string, string> = new Map([
  ...DIGITS.map((name, digit): [string, string] => [name, String(digit)]),
  ...Object.entries({ aring: 'å', adieresis: 'ä', odieresis: 'ö', eacute: 'é', udieresis: 'ü', Aring: 'Å', Adieresis: 'Ä', Odieresis: 'Ö', Eacute: 'É', Udieresis: 'Ü' }),
])
const LETTER = /^[\dA-Za-zÀ-ÖØ-öø-ÿ]$/u

/** A text that is one Latin letter or digit; null for all others. */
export function writtenLetter(text: string): string | null {
  return LETTER.test(text) ? text : null
}

/** The letter or digit that a glyph's name stands for (Adobe Glyph List Specification 1.7, 2); null for names that say nothing. */
export function letterNamed(name: string): string | null {
  const [base = ''] = name.split('.')
  const code = /^(?:uni([0-9A-F]{4})|u([0-9A-F]{4,6}))$/.exec(base)
  if (code !== null) {
    const codePoint = Number.parseInt(code[1] ?? code[2] ?? '', 16)
    return codePoint > 0x10ffff ? null : writtenLetter(String.fromCodePoint(codePoint))
  }
  return NAMES.get(base) ?? (/^[A-Za-z]$/.test(base) ? base : null)
}
