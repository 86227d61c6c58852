import type { Fault } from '../failure.js'
import { knownPaths, sayingsOf } from '../known-paths.js'
import { buildFlow, type Flow, type FlowToken } from '../word/flow.js'
import type { Look, ParagraphProgram, Piece } from '../word/program.js'
import { parseTag, type Condition, type Path } from '../word/tag.js'

/** Which element of a list an entry's tags are about. */
export interface ElementChoice {
  readonly of?: string | undefined
  readonly number?: number | undefined
}

const TAG = /\{\{[^{}]*\}\}/g
const PLAIN: Look = { bold: false, italic: false, propertiesXml: '' }

/** Text with tags as a paragraph of one look; faulty tags become faults at `place`. */
export function paragraphOf(text: string, place: string, faults: Fault[]): ParagraphProgram {
  const tokens: FlowToken<Piece>[] = []
  let at = 0
  const literal = (end: number): void => {
    if (end > at) tokens.push({ type: 'leaf', value: { type: 'text', text: text.slice(at, end), look: PLAIN } })
  }
  for (const match of text.matchAll(TAG)) {
    literal(match.index)
    at = match.index + match[0].length
    const tag = parseTag(match[0])
    if (tag.type === 'print') tokens.push({ type: 'leaf', value: { type: 'print', path: tag.path, format: tag.format, look: PLAIN, place } })
    else tokens.push({ type: 'tag', tag, place })
  }
  literal(text.length)
  if (/\{\{|\}\}/.test(text.replaceAll(TAG, ''))) faults.push({ path: place, message: `en tagg är inte hel: ”${text.slice(0, 60)}”. En tagg skrivs {{uppgift}}.` })
  return { type: 'paragraph', style: 'TableCell', counted: null, pieces: buildFlow(tokens, faults), propertiesXml: '', place }
}

/** What stands in a flow as it is, or for one element of a list. */
export function inElement<T>(inner: Flow<T>, { of, number }: ElementChoice, place: string, faults: Fault[]): Flow<T> {
  if (of === undefined && number === undefined) return inner
  if (of === undefined || number === undefined) {
    faults.push({ path: place, message: '”of” och ”number” hör ihop: listans namn och vilken i ordningen, till exempel "of": "undertecknare", "number": 1.' })
    return inner
  }
  const opening = parseTag(`{{#each ${of}}}`)
  if (opening.type !== 'open' || opening.block !== 'each') {
    faults.push({ path: place, message: `”of”: ”${of}” är inget namn på en lista, som undertecknare eller kontakter.ra.` })
    return inner
  }
  const isIt: Condition = { type: 'equal', path: { type: 'number', source: '@nummer' }, text: String(number) }
  return [{ type: 'loop', list: opening.list, place, otherwise: [], body: [{ type: 'choice', negated: false, condition: isIt, body: inner, otherwise: [], place }] }]
}

/** The one fact a tag names; null, with a fault, when the text is anything but one plain tag. */
export function factOf(text: string, what: string, place: string, faults: Fault[]): Path | null {
  const tag = parseTag(text.trim())
  if (tag.type === 'print' && tag.format === null) return tag.path
  faults.push({ path: place, message: tag.type === 'faulty' ? tag.message : `”${what}” ska vara en enda tagg utan format, som {{kort.sisKort}}.` })
  return null
}

/** Everything that the fact can say, where that is a closed list; null otherwise. */
export function closedSayings(path: Path, { of }: ElementChoice): readonly string[] | null {
  const full = [...(of === undefined ? [] : [`${of}[].${path.source}`]), path.source].find((name) => knownPaths().has(name))
  return full === undefined ? null : sayingsOf(full)
}

/** What a tick box asks; yes and no are asked as they are printed. */
export function conditionOf(path: Path, when: string | undefined, sayings: readonly string[] | null): Condition {
  if (when === undefined) return { type: 'present', path }
  const isYesNo = sayings?.length === 2 && sayings.includes('ja') && sayings.includes('nej')
  return { type: 'equal', path, text: isYesNo ? String(when === 'ja') : when }
}
