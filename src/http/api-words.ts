import { placeWords } from '../web/page-words.js'

/** Options of the command line that the API calls something else, or has no field for. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
  [/med --draft\b/g, 'med ”stage”: ”draft”'], [/ när det görs med --bundle/g, ' som PDF eller ZIP (/customers/ORGNR/bundle)'], [/(--reissue) --by NAMN --reason TEXT/g, '$1'], [/--fields KARTA\.json/g, '”map”'], [/(?:lägg till )?--again\b/g, 'ange ”sending”: ”again”'],
]
/** An option with what is to stand after it, in capitals. */
const OPTION = /(?<![\p{L}\d-])--([a-z]+(?:-[a-z]+)*)(?: (?:[A-ZÅÄÖ]{2,})\b)?/gu

/** The same text for a program that asks: where it names an option of the command line, the field of the request; where it names a command, the page that does the same. */
export function apiWords(text: string): string {
  const known = OTHERWISE.reduce((words, [option, instead]) => words.replace(option, instead), placeWords(text))
  return known.replace(OPTION, (_whole, name: string) => `”${name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())}”`)
}
