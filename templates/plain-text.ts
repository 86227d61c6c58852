import { z } from 'zod'

/** Longest value a fault repeats; a longer one is cut so that a fault stays one readable line. */
const SHOWN_MAX = 60

/**
 * Characters that never belong in a fact: controls, invisible and direction-changing marks, half surrogate pairs, private use, line separators.
 * They would break Word's XML, forge mail headers, or make a name read otherwise than it is stored.
 */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/u
const EVERY_FORBIDDEN = new RegExp(FORBIDDEN.source, 'gu')
const STACKED_MARKS = /\p{M}{4,}/u
/** "Ã¥", "Ã¶" …: UTF-8 read as Latin-1; U+FFFD: the opposite mistake. */
const WRONG_ENCODING = /\uFFFD|Ã[\u0080-\u00BF‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/u

/** A character's code point as "U+202E". */
function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** A day of birth and a serial number, wherever somebody typed it: faults reach logs, where no personnummer may stand. */
const PERSONAL_NUMBER = /(?<!\d)(?:1[689]|20)?\d\d(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])[-+ _\u2010-\u2015]?\d{3,}/gu

/** The same text, but what looks like a personnummer as stars: for what is kept for ever, such as the name of a file. */
export function withoutPersonnummer(value: string): string {
  return value.replace(PERSONAL_NUMBER, (number) => number.replace(/\d/gu, '*'))
}

/** The name of a foreign file as it is kept for ever and shown on terminals: at most 200 characters, none of them invisible or a command to a terminal, and no personnummer. */
export function keptFileName(value: string): string {
  return withoutPersonnummer(value).replace(EVERY_FORBIDDEN, (character) => `[${codePoint(character)}]`).slice(0, 200)
}

/** What a terminal obeys instead of showing, and what turns the direction of the words after it. */
const COMMANDS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/** Foreign words of one line, such as a subject, as they may be shown anywhere: line ends as spaces, and what is a command to a terminal as "[U+001B]". */
export function shownLine(value: string): string {
  return value.replace(/[\t\r\n\p{Zl}\p{Zp}]+/gu, ' ').replace(COMMANDS, (character) => `[${codePoint(character)}]`)
}

/** The same of foreign words of several lines, which keep their line ends and tabs. */
export function shownText(value: string): string {
  return value.replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n').replace(COMMANDS, (character) => (character === '\n' || character === '\t' ? character : `[${codePoint(character)}]`))
}

/** What nobody types and a history would keep for ever: commands to a terminal, turns of direction, half surrogate pairs, and what came of bytes that were not UTF-8. */
const NEVER_TYPED = /[\p{Cs}\uFFFD\u202A-\u202E\u2066-\u2069]|(?![\t\n\r])\p{Cc}/u

/** What makes typed words unfit to be kept, in Swedish with the next step; null when nothing does. Line ends and tabs belong to words of several `lines`. */
export function faultInTyped(value: string, lines: 'one line' | 'several lines'): string | null {
  const [found] = (lines === 'one line' ? /[\t\n\r]/u.exec(value) : null) ?? NEVER_TYPED.exec(value) ?? []
  return found === undefined ? null : `innehåller ett tecken som inte kan sparas (${codePoint(found)}); ta bort det, eller skriv om texten för hand i stället för att klistra in den`
}

/** JSON that no terminal takes for commands: the same value, written otherwise. */
export function shownJson(json: string): string {
  return json.replace(COMMANDS, (character) => (character === '\n' ? character : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`))
}

/** Foreign text as a fault may repeat it: cut to 60 characters unless said, invisible characters as "[U+202E]", what looks like a personnummer as stars. */
export function printable(value: string, most = SHOWN_MAX): string {
  const cut = value.length > most ? `${value.slice(0, most)}…` : value
  return withoutPersonnummer(cut)
    .replace(EVERY_FORBIDDEN, (character) => `[${codePoint(character)}]`)
}

/** The same in quotation marks. */
export function shown(value: string): string {
  return `”${printable(value)}”`
}

/** The same text in one spelling: NFC, every kind of space an ordinary one, runs of spaces as one, none at the ends. */
export function tidy(value: string): string {
  return value.normalize('NFC').replace(/\p{Zs}+/gu, ' ').trim()
}

/** What makes a text unfit to be printed, in Swedish with the next step; null when nothing does. */
export function faultInText(value: string): string | null {
  if (value === '') return 'är tom; skriv en text eller ta bort uppgiften'
  if (WRONG_ENCODING.test(value)) return `${shown(value)} har fel teckenkodning; spara filen som UTF-8 och försök igen`
  if (/[\n\r]/u.test(value)) return `${shown(value)} innehåller en radbrytning; skriv uppgiften på en rad`
  const forbidden = FORBIDDEN.exec(value)
  if (forbidden !== null) {
    return `${shown(value)} innehåller ett osynligt eller otillåtet tecken (${codePoint(forbidden[0])}); skriv om uppgiften för hand i stället för att klistra in den`
  }
  if (STACKED_MARKS.test(value)) return `${shown(value)} har flera accenter på samma bokstav; skriv om uppgiften`
  return null
}

/**
 * Text in one spelling that obeys a rule. Values over `maxLength` are refused before anything reads them.
 * `normalise` must be idempotent; `faultIn` gets its result and answers in Swedish, or null.
 */
export function textWith(maxLength: number, normalise: (value: string) => string, faultIn: (value: string) => string | null): z.ZodString {
  return z
    .string()
    .max(maxLength, { abort: true })
    .overwrite(normalise)
    .superRefine((value, context) => {
      const fault = faultIn(value)
      if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    })
}

/** One line of printable text, at most `maxLength` characters, NFC, without invisible characters. */
export function plainText(maxLength = 200): z.ZodString {
  return textWith(maxLength, tidy, faultInText)
}
