import type { DraftLine } from './draft-lines.js'
import type { DraftReading } from './read-draft.js'
import { linePairs, type LinePair, type WordChange, wordChanges } from './text-difference.js'
import type { Remark, Revision } from './word/read-revisions.js'
import { ordinalsOf } from './word/settle-revisions.js'

/** Whether Word's own marks show a difference: all of it, none of it, or a part only. */
export type Tracking = 'tracked' | 'untracked' | 'partly'

/** One place where what was returned does not say what was issued. `renumbered` says the same under another number or as another kind of heading. */
export interface DraftDifference {
  readonly type: 'changed' | 'added' | 'removed' | 'moved' | 'renumbered'
  /** Where it stands in the returned document; what was removed, where it stood. */
  readonly place: string
  /** Where what was moved stood before. */
  readonly from: string | null
  readonly words: readonly WordChange[]
  readonly number: { readonly before: string | null; readonly after: string | null }
  readonly tracking: Tracking
  /** Whom the tracked changes there are by, according to Word. */
  readonly revisions: readonly Revision[]
  /** The changed paragraphs of the returned file, as `DraftLine.source`; empty for what was removed. */
  readonly source: string
}

/** Everything a person must look at in a returned document. */
export interface DraftComparison {
  readonly differences: readonly DraftDifference[]
  /** Lines of header and footer that came or went. */
  readonly margins: readonly { readonly place: 'Sidhuvud' | 'Sidfot'; readonly mark: 'removed' | 'added'; readonly text: string }[]
  readonly remarks: readonly (Omit<Remark, 'ordinal'> & { readonly place: string })[]
}

/** A shorter text may stand in many places, and says nothing of having been moved. */
const LEAST_MOVED_LENGTH = 12

/** What differs between the issued Word file and the one that came back, every tracked change taken as accepted, in the order of the returned document. */
export function draftDifference(issued: DraftReading, returned: DraftReading): DraftComparison {
  const provenance = new Provenance(returned)
  const pairs = linePairs(issued.accepted, returned.accepted)
  const moves = movesIn(pairs)
  const moved = new Set(moves.values())
  const differences = pairs.flatMap((pair): DraftDifference[] => {
    if (pair.before !== null && pair.after !== null) return changedLine(pair.before, pair.after, provenance)
    if (pair.after !== null) return [addedLine(pair.after, moves.get(pair.after) ?? null, provenance)]
    return moved.has(pair.before) ? [] : [removedLine(pair.before, provenance)]
  })
  return { differences: [...contentsChange(issued, returned), ...differences], margins: [...marginChanges('Sidhuvud', issued.header, returned.header), ...marginChanges('Sidfot', issued.footer, returned.footer)], remarks: placedRemarks(returned) }
}

/** A table of contents that came or went is told once; its lines are the headings'. */
function contentsChange(issued: DraftReading, returned: DraftReading): DraftDifference[] {
  if (issued.hasContents === returned.hasContents) return []
  const mark = returned.hasContents ? 'added' : 'removed'
  return [{ type: mark, place: 'Innehållsförteckningen', from: null, words: [{ text: 'Innehållsförteckning', mark }], number: { before: null, after: null }, source: '', tracking: 'untracked', revisions: [] }]
}

function changedLine(before: DraftLine, after: DraftLine, provenance: Provenance): DraftDifference[] {
  const sameText = before.text === after.text
  const isJoinedAlike = (before.joined ?? '') === (after.joined ?? '')
  if (sameText && isJoinedAlike && before.number === after.number && before.style === after.style) return []
  const words: WordChange[] = [
    ...(sameText ? [{ text: after.text, mark: 'same' as const }] : wordChanges(before.text, after.text)),
    ...(isJoinedAlike ? [] : [{ text: ' [andra celler är sammanfogade med raden ovanför]', mark: 'added' as const }]),
  ]
  return [{ type: sameText && isJoinedAlike ? 'renumbered' : 'changed', place: after.place, from: null, words, number: { before: before.number, after: after.number }, source: after.source, ...provenance.of(after, before) }]
}

/** An empty row is told by what is done to its cells. */
function wordsOf({ text }: DraftLine): string {
  return text === '' ? '[tom rad med sammanfogade celler]' : text
}

function addedLine(after: DraftLine, moved: DraftLine | null, provenance: Provenance): DraftDifference {
  const words: WordChange[] = [{ text: wordsOf(after), mark: moved === null ? 'added' : 'same' }]
  return { type: moved === null ? 'added' : 'moved', place: after.place, from: moved?.place ?? null, words, number: { before: moved?.number ?? null, after: after.number }, source: after.source, ...provenance.of(after, null) }
}

function removedLine(before: DraftLine, provenance: Provenance): DraftDifference {
  return { type: 'removed', place: before.place, from: null, words: [{ text: wordsOf(before), mark: 'removed' }], number: { before: before.number, after: null }, source: '', ...provenance.ofRemoved(before) }
}

/** Each added line that was removed elsewhere word for word, with the line it was. */
function movesIn(pairs: readonly LinePair<DraftLine>[]): Map<DraftLine, DraftLine> {
  const gone = pairs.flatMap(({ before, after }) => (after === null && before.text.length >= LEAST_MOVED_LENGTH ? [before] : []))
  const moves = new Map<DraftLine, DraftLine>()
  for (const { before, after } of pairs) {
    const at = before !== null ? -1 : gone.findIndex((line) => line.text === after.text && line.style === after.style)
    const [moved] = at === -1 ? [] : gone.splice(at, 1)
    if (before === null && moved !== undefined) moves.set(after, moved)
  }
  return moves
}

/** Which differences Word's marks account for. */
class Provenance {
  readonly #revisions: DraftReading['revisions']
  readonly #rejected: readonly DraftLine[]
  readonly #accepted: readonly DraftLine[]

  constructor({ revisions, rejected, accepted }: DraftReading) {
    this.#revisions = revisions
    this.#rejected = rejected
    this.#accepted = accepted
  }

  /** Of a line that stands in the returned document; `before` is the issued line it was, null when there was none. What its own paragraph does not account for may be the work of one before it, as numbers are. */
  of(after: DraftLine, before: DraftLine | null): { tracking: Tracking; revisions: readonly Revision[] } {
    const own = ordinalsOf(after.source)
    const revisions = this.#by(own)
    const undone = this.#rejected.filter(({ source }) => ordinalsOf(source).some((ordinal) => own.includes(ordinal)))
    const isAccounted = before === null ? undone.length === 0 : undone.some(({ text, number, style, joined }) => text === before.text && (joined ?? '') === (before.joined ?? '') && (text !== after.text || (number === before.number && style === before.style)))
    return { tracking: isAccounted ? 'tracked' : revisions.length === 0 ? 'untracked' : 'partly', revisions }
  }

  /** Of a line that only the issued document has: deleted under tracking when rejecting would bring it back. */
  ofRemoved({ text }: DraftLine): { tracking: Tracking; revisions: readonly Revision[] } {
    const isUndone = (line: DraftLine): boolean => line.text === text && (this.#by(ordinalsOf(line.source)).length > 0 || !this.#accepted.some(({ source }) => source === line.source))
    const own = ordinalsOf(this.#rejected.find(isUndone)?.source ?? '')
    const around = this.#accepted.flatMap(({ source }) => (ordinalsOf(source).some((ordinal) => own.includes(ordinal)) ? ordinalsOf(source) : []))
    return { tracking: own.length > 0 ? 'tracked' : 'untracked', revisions: this.#by([...own, ...around]) }
  }

  #by(ordinals: readonly number[]): readonly Revision[] {
    const all = ordinals.flatMap((ordinal) => this.#revisions.get(ordinal) ?? [])
    return [...new Map(all.map((revision) => [`${revision.type} ${revision.at} ${revision.by}`, revision])).values()]
  }
}

function marginChanges(place: 'Sidhuvud' | 'Sidfot', issued: readonly string[], returned: readonly string[]): DraftComparison['margins'] {
  return [
    ...issued.filter((text) => !returned.includes(text)).map((text) => ({ place, mark: 'removed' as const, text })),
    ...returned.filter((text) => !issued.includes(text)).map((text) => ({ place, mark: 'added' as const, text })),
  ]
}

function placedRemarks({ remarks, accepted }: DraftReading): DraftComparison['remarks'] {
  return remarks.map(({ ordinal, ...remark }) => ({ ...remark, place: accepted.find(({ source }) => ordinal !== null && ordinalsOf(source).includes(ordinal))?.place ?? 'Borttagen text' }))
}
