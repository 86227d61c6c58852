import type { Effort } from './effort.js'

/** What one code reads as is a letter, or a few that are written as one. */
const MOST_TEXT = 16
const HEX = /<([0-9A-Fa-f\s]*)>/g
const CHARACTER = /<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>/g
const RANGE = /<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^[\]]*)\])/g

/** What a font's map says that its codes read as (ISO 32000-1, 9.10.3), by code. @throws EffortSpent */
export function toUnicode(map: string, effort: Effort): Map<number, string> {
  const said = new Map<number, string>()
  // Each part is looked through once, however often one begins that never ends.
  for (const part of map.split('beginbf').slice(1)) {
    const [body = ''] = part.split('endbf', 1)
    for (const found of body.startsWith('char') ? body.matchAll(CHARACTER) : body.matchAll(RANGE)) {
      const places = body.startsWith('char') ? 1 : Math.max(0, codeOf(found[2] ?? '') - codeOf(found[1] ?? '')) + 1
      effort.spend(places)
      if (body.startsWith('char')) put(said, codeOf(found[1] ?? ''), textOf(found[2] ?? ''))
      else putRange(said, found, places)
    }
  }
  return said
}

function putRange(said: Map<number, string>, [, from = '', , first = '', listed]: RegExpMatchArray, places: number): void {
  const start = codeOf(from)
  const texts = listed === undefined ? null : [...listed.matchAll(HEX)].map(([, text = '']) => textOf(text))
  const text = textOf(first)
  for (let place = 0; place < places; place++) put(said, start + place, texts === null ? following(text, place) : (texts[place] ?? ''))
}

/** The text whose last character stands so many places further on. */
function following(text: string, places: number): string {
  const last = text.charCodeAt(text.length - 1)
  return Number.isNaN(last) ? '' : text.slice(0, -1) + String.fromCharCode((last + places) & 0xffff)
}

function put(said: Map<number, string>, code: number, text: string): void {
  if (text !== '' && text.length <= MOST_TEXT) said.set(code, text)
}

function codeOf(hex: string): number {
  return Number.parseInt(hex.replaceAll(/\s/g, ''), 16) || 0
}

function textOf(hex: string): string {
  const bytes = Buffer.from(hex.replaceAll(/\s/g, ''), 'hex')
  return Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => String.fromCharCode(bytes.readUInt16BE(2 * index))).join('')
}
