import { diffArrays } from 'diff'
import { draftDifference, type DraftComparison, type DraftDifference } from '../draft-difference.js'
import type { WordChange } from '../text-difference.js'
import { seenText, type DraftLine } from '../draft-lines.js'
import { shownText } from './own-text.js'
import { tokensOf, vocabularyOf, type Token, type WordedText } from './worded-text.js'

/** Beyond this many differing words two texts have little to do with each other, and are compared by paragraph. */
const MOST_EDITS = 3000

/** A word of either text; `after` is its line in the text after, null where it is not in it. */
interface MarkedWord {
  readonly mark: WordChange['mark']
  readonly token: Token
  readonly after: number | null
}

/** A stretch of words that belong to one line of the text before; `line` is null for what is new. */
interface Place {
  readonly line: number | null
  readonly words: MarkedWord[]
}

/** What one text says that another does not, wherever their lines and pages break, in reading order. Nothing in it is tracked. */
export function wordedDifference(before: WordedText, after: WordedText): DraftComparison {
  const steps = stepsBetween(tokensOf(before.lines, vocabularyOf(after)), tokensOf(after.lines, vocabularyOf(before)))
  const margins = marginChanges(before.margins, after.margins)
  if (steps === null) return { ...draftDifference(readingOf(before), readingOf(after)), margins }
  const heads = new Set(before.lines.map(({ text }) => bare(text)))
  const differences = placesIn(steps).flatMap((place) => differenceAt(place, { before, after, heads }))
  return { differences, margins, remarks: [] }
}

/** Stretches of words that are all kept, all removed or all added; null when there are too many. */
function stepsBetween(before: readonly Token[], after: readonly Token[]): MarkedWord[][] | null {
  const found = diffArrays(before.map(({ text }) => text), after.map(({ text }) => text), { maxEditLength: MOST_EDITS })
  if (found === undefined) return null
  let [atBefore, atAfter] = [0, 0]
  return found.map(({ count, added, removed }): MarkedWord[] => {
    const [ofBefore, ofAfter] = [before.slice(atBefore, atBefore + count), after.slice(atAfter, atAfter + count)]
    if (!added) atBefore += count
    if (!removed) atAfter += count
    if (added) return ofAfter.map((token) => ({ mark: 'added', token, after: token.line }))
    return ofBefore.map((token, index) => (removed ? { mark: 'removed', token, after: null } : { mark: 'same', token, after: ofAfter[index]?.line ?? null }))
  })
}

function placesIn(steps: readonly (readonly MarkedWord[])[]): Place[] {
  const places: Place[] = []
  const kept = new Map<number, Place>()
  const placeOf = (line: number): Place => {
    const place = kept.get(line) ?? { line, words: [] }
    if (!kept.has(line)) places.push(place)
    kept.set(line, place)
    return place
  }
  for (const [index, words] of steps.entries()) {
    const line = words[0]?.mark === 'added' ? ownerOf(words, steps[index - 1], steps[index + 1]) : null
    if (line !== null) placeOf(line).words.push(...words)
    else if (words[0]?.mark !== 'added') for (const word of words) placeOf(word.token.line).words.push(word)
    else for (const own of new Set(words.map(({ after }) => after))) places.push({ line: null, words: words.filter(({ after }) => after === own) })
  }
  return places
}

/** The line that added words belong to: the one they stand within or in place of, or whose paragraph they stand in; null when they are paragraphs of their own. */
function ownerOf(added: readonly MarkedWord[], before: readonly MarkedWord[] | undefined, after: readonly MarkedWord[] | undefined): number | null {
  const [last, next] = [before?.at(-1), after?.[0]]
  if (last !== undefined && last.token.line === next?.token.line) return last.token.line
  if (last?.mark === 'removed' && before?.every(({ token }) => token.line === last.token.line) === true) return last.token.line
  if (last?.mark === 'same' && last.after === added[0]?.after) return last.token.line
  return next?.mark === 'same' && next.after === added.at(-1)?.after ? next.token.line : null
}

function differenceAt({ line, words }: Place, { before, after, heads }: { readonly before: WordedText; readonly after: WordedText; readonly heads: ReadonlySet<string> }): DraftDifference[] {
  if (words.every(({ mark }) => mark === 'same')) return []
  const said = joined(words)
  const unsaid = { from: null, number: { before: null, after: null }, tracking: 'untracked', revisions: [], source: '' } as const
  const page = after.lines[words.find((word) => word.after !== null)?.after ?? -1]?.page ?? null
  if (line === null) {
    const first = after.lines[words[0]?.token.line ?? 0]
    // A table's head is printed again on every page that the table goes on to.
    if (first?.startsPage === true && heads.has(bare(said.map(({ text }) => text).join('')))) return []
    return [{ ...unsaid, type: 'added', place: first?.place ?? '', words: said }]
  }
  const place = `${before.lines[line]?.place ?? ''}${page === null ? '' : ` (sida ${page})`}`
  return [{ ...unsaid, type: words.every(({ mark }) => mark === 'removed') ? 'removed' : 'changed', place, words: said }]
}

function bare(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function joined(words: Place['words']): WordChange[] {
  const changes: { text: string; mark: WordChange['mark'] }[] = []
  for (const [index, { mark, token }] of words.entries()) {
    const text = `${index === 0 ? '' : token.space}${token.text}`
    const last = changes.at(-1)
    if (last?.mark === mark) last.text += text
    else changes.push({ text, mark })
  }
  return changes
}

/** Lines of header and footer with a word that no such line of the other text has; numbers count pages. */
function marginChanges(before: readonly string[], after: readonly string[]): DraftComparison['margins'] {
  const wordsOf = (lines: readonly string[]): Set<string> => new Set(lines.flatMap((line) => shownText(line).match(/[\p{L}\p{M}]+/gu) ?? []))
  const fresh = (lines: readonly string[], others: readonly string[]): string[] => {
    const known = wordsOf(others)
    return lines.filter((line) => [...wordsOf([line])].some((word) => !known.has(word)))
  }
  return [
    ...fresh(before, after).map((text) => ({ place: 'Sidhuvud' as const, mark: 'removed' as const, text })),
    ...fresh(after, before).map((text) => ({ place: 'Sidhuvud' as const, mark: 'added' as const, text: shownText(text) })),
  ]
}

function readingOf({ lines }: WordedText): Parameters<typeof draftDifference>[0] {
  const read = lines.map(({ place, text }): DraftLine => ({ section: '', style: null, place, text: seenText(shownText(text)), number: null, source: '' }))
  return { code: null, accepted: read, rejected: read, revisions: new Map(), remarks: [], hasContents: false, outdatedContents: [], header: [], footer: [] }
}
