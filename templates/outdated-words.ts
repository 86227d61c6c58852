import { diffArrays } from 'diff'
import type { DraftLine } from './draft-lines.js'
import type { Fault } from './failure.js'
import { linePairs } from './text-difference.js'

/** One document as one customer's facts print it before and after they changed. */
export interface ChangedFacts {
  readonly before: readonly DraftLine[]
  readonly after: readonly DraftLine[]
}

/** What the facts took away and put in place of it on one line, in whole words. */
interface Swap {
  readonly line: DraftLine
  /** The whole line as the recorded facts print it; empty where they print none. */
  readonly after: string
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** Fewer letters stand in a text for other reasons. */
const LEAST_TELLING_LENGTH = 4

/** A name, a number or an address; a plain word stands in a text for other reasons. */
const TELLING = /[\p{Lu}\p{N}]|\S[.@]\S/u

const MOST_WORD_EDITS = 2000

function swapOn(line: DraftLine, after: string): Swap {
  const steps = diffArrays(line.text.split(' '), after.split(' '), { maxEditLength: MOST_WORD_EDITS })
  if (steps === undefined) return { line, after, removed: [line.text], added: [after] }
  const bare = (words: readonly string[]): string => words.join(' ').replaceAll(/^[^\p{L}\p{N}+]+|[^\p{L}\p{N}]+$/gu, '')
  const stretches = (chosen: typeof steps): string[] => chosen.map(({ value }) => bare(value)).filter((words) => words !== '')
  return { line, after, removed: stretches(steps.filter(({ removed }) => removed)), added: stretches(steps.filter(({ added }) => added)) }
}

function swapsIn({ before, after }: ChangedFacts): Swap[] {
  return linePairs(before, after).flatMap((pair): Swap[] => {
    if (pair.before === null || pair.before.text === pair.after?.text) return []
    if (pair.after === null) return [{ line: pair.before, after: '', removed: [pair.before.text], added: [] }]
    return [swapOn(pair.before, pair.after.text)]
  })
}

function told({ removed, added }: Pick<Swap, 'removed' | 'added'>): string {
  const quoted = (words: readonly string[]): string => `”${words.join(' … ')}”`
  if (removed.length === 0) return `saknar ${quoted(added)}, som står i de registrerade uppgifterna`
  return added.length === 0 ? `säger ${quoted(removed)}, som inte följer av de registrerade uppgifterna` : `säger ${quoted(removed)}; de registrerade uppgifterna säger ${quoted(added)}`
}

/** How often a text holds the words, and not as a part of longer ones. */
function timesSaid(text: string, words: string): number {
  return text.split(words).filter((part, index, parts) => index > 0 && !/^[\p{L}\p{N}]/u.test(part) && !/[\p{L}\p{N}]$/u.test(parts[index - 1] ?? '')).length
}

/** Whether a line says what the facts took away more often than they still do, or lacks what they only put in. */
function saysOld(line: string, { after, removed, added }: Swap): boolean {
  return removed.length > 0 ? removed.some((words) => timesSaid(line, words) > timesSaid(after, words)) : added.some((words) => timesSaid(line, words) === 0)
}

/** Where a returned Word text still says what the facts no longer say, by its own places; what the customer has mended or taken away is left out. */
export function outdatedLines(facts: ChangedFacts, returned: readonly DraftLine[]): Fault[] {
  const became = new Map(linePairs(facts.before, returned).flatMap((pair) => (pair.before === null ? [] : [[pair.before, pair.after] as const])))
  const recorded = new Set(facts.after.map(({ text }) => text))
  const kept = swapsIn(facts).flatMap((swap): Fault[] => {
    const line = became.get(swap.line) ?? null
    return line === null || recorded.has(line.text) || !saysOld(line.text, swap) ? [] : [{ path: line.place, message: told(swap) }]
  })
  return [...kept, ...missingLines(facts, returned)]
}

/** Lines that the facts have come to ask for, as a row for another person, where the returned text has the line before them. */
function missingLines(facts: ChangedFacts, returned: readonly DraftLine[]): Fault[] {
  const said = new Map(returned.map((line) => [line.text, line]))
  let beside: DraftLine | undefined
  return linePairs(facts.before, facts.after).flatMap((pair): Fault[] => {
    const own = said.get(pair.before?.text ?? '') ?? said.get(pair.after?.text ?? '')
    if (pair.before !== null || own !== undefined) {
      beside = own
      return []
    }
    return beside === undefined ? [] : [{ path: beside.place, message: told({ removed: [], added: [pair.after.text] }) }]
  })
}

/** The same of a text whose lines are anybody's guess, as a PDF's: by the place in our document, and only of names, numbers and addresses that the recorded facts say nowhere. */
export function outdatedWords(facts: ChangedFacts, text: string): Fault[] {
  const recorded = facts.after.map((line) => line.text).join('\n')
  const isSaid = (words: string): boolean => timesSaid(text, words.replaceAll(' | ', ' ')) > 0
  const isOld = (words: string, { inCapitals }: DraftLine): boolean => words.length >= LEAST_TELLING_LENGTH && TELLING.test(words) && timesSaid(recorded, words) === 0 && (isSaid(words) || (inCapitals !== undefined && isSaid(words.toUpperCase())))
  return swapsIn(facts).flatMap((swap): Fault[] => {
    const removed = swap.removed.filter((words) => isOld(words, swap.line))
    return removed.length === 0 ? [] : [{ path: swap.line.place, message: told({ ...swap, removed }) }]
  })
}
