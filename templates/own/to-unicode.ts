/** Longer strings of codes than any font's map has. */
const MOST_ENTRIES = 70_000
const HEX = /<([0-9A-Fa-f\s]*)>/g

/** What a font's map says that its codes read as (ISO 32000-1, 9.10.3), by code. */
export function toUnicode(map: string): Map<number, string> {
  const said = new Map<number, string>()
  // Each part is looked through once, however often one begins that never ends.
  for (const part of map.split('beginbf').slice(1)) {
    const [body = ''] = part.split('endbf', 1)
    if (body.startsWith('char')) for (const [, code = '', text = ''] of body.matchAll(/<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>/g)) put(said, codeOf(code), textOf(text))
    else for (const range of body.matchAll(/<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^[\]]*)\])/g)) putRange(said, range)
  }
  return said
}

function putRange(said: Map<number, string>, [, from = '', to = '', first, listed]: RegExpMatchArray): void {
  const [start, end] = [codeOf(from), Math.min(codeOf(to), codeOf(from) + MOST_ENTRIES)]
  const texts = listed === undefined ? null : [...listed.matchAll(HEX)].map(([, text = '']) => textOf(text))
  for (let code = start; code <= end && said.size < MOST_ENTRIES; code++) put(said, code, texts === null ? following(textOf(first ?? ''), code - start) : (texts[code - start] ?? ''))
}

/** The text whose last character stands so many places further on. */
function following(text: string, places: number): string {
  const last = text.charCodeAt(text.length - 1)
  return Number.isNaN(last) ? '' : text.slice(0, -1) + String.fromCharCode((last + places) & 0xffff)
}

function put(said: Map<number, string>, code: number, text: string): void {
  if (text !== '' && said.size < MOST_ENTRIES) said.set(code, text)
}

function codeOf(hex: string): number {
  return Number.parseInt(hex.replaceAll(/\s/g, ''), 16) || 0
}

function textOf(hex: string): string {
  const bytes = Buffer.from(hex.replaceAll(/\s/g, ''), 'hex')
  return Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => String.fromCharCode(bytes.readUInt16BE(2 * index))).join('')
}
