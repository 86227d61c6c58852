import { escaped } from './upload.js'
import type { Problem } from './problem.js'
import { placeWords } from '../web/page-words.js'

/** Options of the command line that the API calls something else, or has no field for. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
  [/med --draft\b/g, 'med ”stage”: ”draft”'], [/ när det görs med --bundle/g, ' som PDF eller ZIP (/api/v1/customers/ORGNR/bundle/pdf eller /zip)'], [/(--reissue) --by NAMN --reason TEXT/g, '$1'], [/(?<=med )--fields KARTA\.json|(?<=\()--fields(?=\))/g, '”map”'], [/lägg till --again\b/g, 'ange ”sending”: ”again”'], [/(till exempel) --kind /g, '$1 '],
]
/** An option where a sentence leads to it, with what is to stand after it, in capitals; the program's own alone, so that what people typed stays as it is. */
const OPTION = /(?<=(?<![\p{L}\d])(?:[Mm]ed|[Aa]nge|och|eller|i|till) )--(by|document|from|kind|kinds|other-facts|override|reason|reissue|to)(?![\p{L}\d-])(?: (?:[A-ZÅÄÖ]{2,})\b)?/gu

/** The same text for a program that asks: where it names an option of the command line, the field of the request; where it names a command, the page that does the same. */
export function apiWords(text: string): string {
  const known = OTHERWISE.reduce((words, [option, instead]) => words.replace(option, instead), placeWords(text))
  return known.replace(OPTION, (_whole, name: string) => `”${fieldOf(name)}”`)
}

/** A refusal as a program is told it, with each place that names an option of the command line by the field of the request. */
export function apiProblem(problem: Problem): Problem {
  const detail = (problem.faults ?? []).reduce((words, { path }) => {
    const place = placeOf(path)
    return place === path ? words : words.replace(new RegExp(`(?<=registreras: |; )${escaped(path)}(?=:| saknas)`, 'u'), place)
  }, problem.detail)
  return { ...problem, detail: apiWords(detail), ...(problem.faults === undefined ? {} : { faults: problem.faults.map(({ path, message }) => ({ path: placeOf(path), message: apiWords(message) })) }) }
}

/** `--set nummer=…` is `set.nummer`, `--reason` is `reason`. */
function placeOf(path: string): string {
  const [, key, option] = /^--(?:set ([^=]+)=…|(place|note|reason|letter))$/u.exec(path) ?? []
  return key === undefined ? (option ?? path) : `set.${key}`
}

function fieldOf(option: string): string {
  return option.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase())
}
