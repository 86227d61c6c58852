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

/** What must change in `before` to become `after`, in reading order, changed lines word by word. */
export function differenceBetween(before: readonly TextLine[], after: readonly TextLine[]): LineChange[] {
  const steps = diffArrays([...before], [...after], { comparator: isSame, maxEditLength: MOST_LINE_EDITS })
  if (steps === undefined) return [...before.map((line) => oneSided('removed', line)), ...after.map((line) => oneSided('added', line))]
  const changes: LineChange[] = []
  let removed: readonly TextLine[] = []
  for (const { value, added, removed: isRemoved } of steps) {
    if (isRemoved) removed = [...removed, ...value]
    else {
      changes.push(...paired(removed, added ? value : []))
      removed = []
    }
  }
  return [...changes, ...paired(removed, [])]
}

function isSame(left: TextLine, right: TextLine): boolean {
  return left.text === right.text && left.style === right.style
}

function oneSided(type: 'removed' | 'added', { section, text }: TextLine): LineChange {
  return { type, section, text }
}

/** Lines that went and lines that came in one place: those that are alike are one line changed, in the order they stand. */
function paired(removed: readonly TextLine[], added: readonly TextLine[]): LineChange[] {
  const isTooMuch = removed.length * added.length > MOST_PAIRS
  const changes: LineChange[] = []
  let next = 0
  for (const line of removed) {
    const at = isTooMuch ? -1 : added.findIndex((candidate, index) => index >= next && likeness(line.text, candidate.text) >= LEAST_LIKENESS)
    const match = at === -1 ? undefined : added[at]
    if (match === undefined) {
      changes.push(oneSided('removed', line))
      continue
    }
    changes.push(...added.slice(next, at).map((other) => oneSided('added', other)), changed(line, match))
    next = at + 1
  }
  return [...changes, ...added.slice(next).map((line) => oneSided('added', line))]
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
