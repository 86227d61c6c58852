import { Failure, type Fault } from './failure.js'
import { LibraryReader } from './word/library-reader.js'
import type { Span } from './word/spans.js'

/** A library text as read: what it says of itself, and its blocks in order. */
export interface LibraryText {
  readonly title: string
  /** Headings carry numbers: 1, 1.1, 1.1.1. */
  readonly numbered: boolean
  /** A table of contents stands before the first heading. */
  readonly contents: boolean
  readonly blocks: readonly SourceBlock[]
}

export type SourceStyle = 'Title' | 'Heading1' | 'Heading2' | 'Heading3' | 'BodyText' | 'ListBullet' | 'ListNumber' | 'Note'

export type SourceBlock =
  | { readonly type: 'paragraph'; readonly style: SourceStyle; readonly spans: readonly Span[]; readonly list: number | null }
  | { readonly type: 'tag'; readonly tag: string }
  | { readonly type: 'table'; readonly widths: readonly number[]; readonly head: readonly (readonly Span[])[]; readonly rows: readonly (readonly (readonly Span[])[])[] }
  | { readonly type: 'signature'; readonly party: string; readonly people: string }
  | { readonly type: 'page-break' }

const FRONT_MATTER_KEYS: ReadonlySet<string> = new Set(['titel', 'numrering', 'innehåll'])

/**
 * The blocks of a `text.md` of the library.
 * @throws Failure `template-invalid` with a fault for every line that is not in the library's markup.
 */
export function parseLibraryText(text: string): LibraryText {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const faults: Fault[] = []
  const front = readFrontMatter(lines, faults)
  const reader = new LibraryReader(faults)
  for (const [index, line] of lines.entries()) {
    if (index >= front.end) reader.take(line, index + 1)
  }
  const blocks = reader.finish()
  if (faults.length > 0) throw new Failure('template-invalid', `Biblioteksmallen går inte att läsa: ${faults[0]?.path}: ${faults[0]?.message}`, { faults })
  return { title: front.values.get('titel') ?? '', numbered: front.values.get('numrering') === 'ja', contents: front.values.get('innehåll') === 'ja', blocks }
}

function readFrontMatter(lines: readonly string[], faults: Fault[]): { values: ReadonlyMap<string, string>; end: number } {
  const values = new Map<string, string>()
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end === -1) {
    faults.push({ path: 'rad 1', message: 'filen ska börja med titel, numrering och innehåll mellan två rader ---.' })
    return { values, end: 0 }
  }
  for (const [index, line] of lines.slice(1, end).entries()) {
    const [, key = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
    if (!FRONT_MATTER_KEYS.has(key)) faults.push({ path: `rad ${index + 2}`, message: `”${line}” är ingen känd inställning. Kända är titel, numrering och innehåll.` })
    else if (key !== 'titel' && value !== 'ja' && value !== 'nej') faults.push({ path: `rad ${index + 2}`, message: `${key} ska vara ja eller nej.` })
    values.set(key, value.trim())
  }
  if ((values.get('titel') ?? '') === '') faults.push({ path: 'rad 1', message: 'titel saknas.' })
  return { values, end: end + 1 }
}
