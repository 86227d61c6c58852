import { diffArrays } from 'diff'
import type { ParagraphStyle } from './document.js'

/** A paragraph, table row or tag of a text. `style` null where no style tells it from others. */
export interface TextLine {
  /** The heading it stands under. */
  readonly section: string
  readonly style: ParagraphStyle | null
  readonly text: string
}

/** A stretch of a changed line. */
export interface WordChange {
  readonly text: string
  readonly mark: 'same' | 'removed' | 'added'
}

/** What happened to one line; equal lines are left out. */
export type LineChange =
  | { readonly type: 'removed' | 'added'; readonly section: string; readonly text: string }
  | { readonly type: 'changed'; readonly section: string; readonly before: string; readonly after: string; readonly words: readonly WordChange[]; readonly style: { readonly before: ParagraphStyle | null; readonly after: ParagraphStyle | null } | null }

/** Beyond this many differing lines two texts have nothing to do with each other, and looking for what they share takes minutes. */
const MOST_LINE_EDITS = 4000
const MOST_WORD_EDITS = 2000
/** Lines removed times lines added in one place; more is a rewritten chapter, where likeness between lines means little. */
const MOST_PAIRS = 10_000
/** The share of words two lines must have in common to be one line changed. */
const LEAST_LIKENESS = 0.4
const TOKEN = /\{\{[^{}]*\}\}|\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu

/** A line of one text beside the line of the other that it became; null where it has none. */
export type LinePair<L extends TextLine> = { readonly before: L; readonly after: L } | { readonly before: L; readonly after: null } | { readonly before: null; readonly after: L }

/** What must change in `before` to become `after`, in reading order, changed lines word by word. */
export function differenceBetween(before: readonly TextLine[], after: readonly TextLine[]): LineChange[] {
  return linePairs(before, after).flatMap((pair): LineChange[] => {
    if (pair.after === null) return [oneSided('removed', pair.before)]
    if (pair.before === null) return [oneSided('added', pair.after)]
    return isSame(pair.before, pair.after) ? [] : [changed(pair.before, pair.after)]
  })
}

/** Every line of both texts in reading order, those that are equal or alike beside one another. */
export function linePairs<L extends TextLine>(before: readonly L[], after: readonly L[]): LinePair<L>[] {
  const steps = diffArrays([...before], [...after], { comparator: isSame, maxEditLength: MOST_LINE_EDITS })
  if (steps === undefined) return [...before.map((line) => ({ before: line, after: null })), ...after.map((line) => ({ before: null, after: line }))]
  const pairs: LinePair<L>[] = []
  let removed: readonly L[] = []
  let [atBefore, atAfter] = [0, 0]
  for (const { count, added, removed: isRemoved } of steps) {
    const [ofBefore, ofAfter] = [before.slice(atBefore, atBefore + count), after.slice(atAfter, atAfter + count)]
    if (!added) atBefore += count
    if (!isRemoved) atAfter += count
    if (isRemoved) removed = [...removed, ...ofBefore]
    else {
      pairs.push(...paired(removed, added ? ofAfter : []), ...(added ? [] : ofBefore.flatMap((line, index) => beside(line, ofAfter[index]))))
      removed = []
    }
  }
  return [...pairs, ...paired(removed, [])]
}

function beside<L extends TextLine>(before: L, after: L | undefined): LinePair<L>[] {
  return after === undefined ? [] : [{ before, after }]
}

function isSame(left: TextLine, right: TextLine): boolean {
  return left.text === right.text && left.style === right.style
}

function oneSided(type: 'removed' | 'added', { section, text }: TextLine): LineChange {
  return { type, section, text }
}

/** Lines that went and lines that came in one place: those that are alike are one line changed, in the order they stand. */
function paired<L extends TextLine>(removed: readonly L[], added: readonly L[]): LinePair<L>[] {
  const isTooMuch = removed.length * added.length > MOST_PAIRS
  const pairs: LinePair<L>[] = []
  let next = 0
  for (const line of removed) {
    const at = isTooMuch ? -1 : added.findIndex((candidate, index) => index >= next && likeness(line.text, candidate.text) >= LEAST_LIKENESS)
    const match = at === -1 ? undefined : added[at]
    if (match === undefined) {
      pairs.push({ before: line, after: null })
      continue
    }
    pairs.push(...added.slice(next, at).map((other) => ({ before: null, after: other })), { before: line, after: match })
    next = at + 1
  }
  return [...pairs, ...added.slice(next).map((line) => ({ before: null, after: line }))]
}

function changed(before: TextLine, after: TextLine): LineChange {
  const style = before.style === after.style ? null : { before: before.style, after: after.style }
  return { type: 'changed', section: after.section, before: before.text, after: after.text, words: wordChanges(before.text, after.text), style }
}

function likeness(left: string, right: string): number {
  const words = (text: string): string[] => text.toLowerCase().match(/\{\{[^{}]*\}\}|[\p{L}\p{N}]+/gu) ?? []
  const [ofLeft, ofRight] = [words(left), words(right)]
  const counts = new Map<string, number>()
  for (const word of ofLeft) counts.set(word, (counts.get(word) ?? 0) + 1)
  let inBoth = 0
  for (const word of ofRight) {
    const count = counts.get(word) ?? 0
    if (count > 0) inBoth += 1
    counts.set(word, count - 1)
  }
  return ofLeft.length + ofRight.length === 0 ? Number(left === right) : (2 * inBoth) / (ofLeft.length + ofRight.length)
}

/** The words of two texts marked as kept, removed or added; a tag is one word, and a space between two changes belongs to them. */
export function wordChanges(before: string, after: string): WordChange[] {
  const tokens = (text: string): string[] => text.match(TOKEN) ?? []
  const steps = diffArrays(tokens(before), tokens(after), { maxEditLength: MOST_WORD_EDITS })
  if (steps === undefined) return [{ text: before, mark: 'removed' }, { text: after, mark: 'added' }]
  const words: WordChange[] = []
  let [removed, added] = ['', '']
  const flush = (): void => {
    if (removed !== '') words.push({ text: removed, mark: 'removed' })
    if (added !== '') words.push({ text: added, mark: 'added' })
    removed = added = ''
  }
  for (const [index, step] of steps.entries()) {
    const text = step.value.join('')
    if (step.removed) removed += text
    else if (step.added) added += text
    else if (text.trim() === '' && removed !== '' && added !== '' && index < steps.length - 1) {
      removed += text
      added += text
    } else {
      flush()
      words.push({ text, mark: 'same' })
    }
  }
  flush()
  return words
}
