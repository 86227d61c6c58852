import { hyphenate } from './hyphenate.js'
import type { MeasuredText } from './measure-text.js'

/** A place where a line may end: its text ends before `end`, the next line begins at `next`. */
export interface BreakPoint {
  readonly end: number
  readonly next: number
  /** Printed at the line's end. */
  readonly hyphen: boolean
  /** The line must end here. */
  readonly forced: boolean
  readonly penalty: number
}

const COST = { binding: 60, hyphenation: 9, authorHyphen: 1, compoundHyphen: 3, addressAt: 110, addressPart: 150, addressDot: 170, emergency: 400 } as const
const WORD = /\p{L}+/gu
/** A space that holds a number together with its next thousands, its unit, or its paragraph sign. */
const BINDING_SPACE = /(?<=\d) (?=\d{3}(?!\d))|(?<=\d) (?=(?:kr|kronor|%|st|kap\.|§)(?![\p{L}]))|(?<=§) (?=\d)|(?<=(?<!\p{L})\p{Lu}{2,4}) (?=\d)/uy
/** What only an e-mail or web address holds. */
export const ADDRESS = /@|:\/\/|^www\./

function at(end: number, next: number, penalty: number, hyphen = false): BreakPoint {
  return { end, next, hyphen, forced: false, penalty }
}

function binds(text: string, space: number): boolean {
  BINDING_SPACE.lastIndex = space
  return BINDING_SPACE.test(text)
}

/** Breaks that need no dictionary: at spaces, after hyphens and slashes between letters, where the author asked. */
export function plainBreaks({ text, softBreaks }: MeasuredText): BreakPoint[] {
  const found: BreakPoint[] = []
  for (const match of text.matchAll(/ *\n| +|(?<=\p{L})[-–/](?=\p{L})/gu)) {
    const end = match.index
    const next = end + match[0].length
    if (match[0].endsWith('\n')) found.push({ end, next, hyphen: false, forced: true, penalty: 0 })
    else if (match[0].startsWith(' ')) {
      if (end > 0 && next < text.length) found.push(at(end, next, binds(text, end) ? COST.binding : 0))
    } else found.push(at(next, next, COST.compoundHyphen))
  }
  for (const [index, hyphen] of softBreaks) if (index > 0 && index < text.length) found.push(at(index, index, COST.authorHyphen, hyphen))
  return found.sort((a, b) => a.next - b.next)
}

/** After the marks that part an address, best of all after the at sign, and before a dot, so that nobody takes the line's end for the sentence's; dearer than a ragged line. */
function addressBreaks(address: string, from: number): BreakPoint[] {
  return Array.from(address.matchAll(/(?<=.)(?:[@/?&=_-]+(?=.)|(?=\.\p{L}))/gu), (mark) => {
    const index = from + mark.index + mark[0].length
    return at(index, index, mark[0] === '' ? COST.addressDot : mark[0].startsWith('@') ? COST.addressAt : COST.addressPart)
  })
}

/** Hyphenation of words, and places within e-mail and web addresses where no hyphen may be added. */
export function dictionaryBreaks({ text }: MeasuredText): BreakPoint[] {
  const found: BreakPoint[] = []
  for (const token of text.matchAll(/[^\s]+/g)) {
    if (ADDRESS.test(token[0])) {
      found.push(...addressBreaks(token[0], token.index))
      continue
    }
    for (const word of token[0].matchAll(WORD)) {
      // An abbreviation or code in capitals reads wrong when cut.
      if (word[0] === word[0].toUpperCase()) continue
      for (const cut of hyphenate(word[0])) {
        const index = token.index + word.index + cut
        found.push(at(index, index, COST.hyphenation, true))
      }
    }
  }
  return found
}

function byPlace(a: BreakPoint, b: BreakPoint): number {
  return a.next - b.next || a.penalty - b.penalty
}

/** One break point a place, the cheapest. */
export function mergeBreaks(...lists: readonly (readonly BreakPoint[])[]): BreakPoint[] {
  return lists.flat().sort(byPlace).filter((point, index, all) => all[index - 1]?.next !== point.next)
}

function wordAt(text: string, index: number): string {
  const from = text.lastIndexOf(' ', index) + 1
  const to = text.indexOf(' ', index)
  return text.slice(from, to < 0 ? text.length : to)
}

/** Adds breaks between any two characters of a stretch that is wider than the line and has none. */
export function emergencyBreaks(measured: MeasuredText, points: readonly BreakPoint[], widthPt: number): BreakPoint[] {
  const { text, startsPt, endsPt } = measured
  const found: BreakPoint[] = []
  let start = 0
  for (const point of [...points, at(text.length, text.length, 0)]) {
    const end = endsPt[point.end - 1] ?? 0
    if (end - (startsPt[start] ?? 0) > widthPt * 0.98) {
      const address = ADDRESS.test(wordAt(text, start))
      for (let index = start + 1; index < point.end; index++) {
        const cutsPair = /[\uDC00-\uDFFF]/.test(text[index] ?? '')
        if (!cutsPair) found.push(at(index, index, COST.emergency, !address && /\p{L}\p{L}/u.test(text.slice(index - 1, index + 1))))
      }
    }
    start = point.next
  }
  return found
}
