import type { DraftLine } from '../draft-lines.js'
import { seenText } from '../draft-lines.js'
import { shownText, type OwnText } from './own-text.js'

/** One line of a text that is to be compared word by word, wherever its lines break. */
export interface WordedLine {
  /** Where it stands, in Swedish. */
  readonly place: string
  /** As it is printed, number first; cells after one another. */
  readonly text: string
  /** On which page, where the text has pages. */
  readonly page: number | null
  readonly startsPage: boolean
}

/** A text as its words, however it was set. */
export interface WordedText {
  readonly lines: readonly WordedLine[]
  /** The lines of headers and footers. */
  readonly margins: readonly string[]
}

/** A word or a sign, and what stands between it and the one before. */
export interface Token {
  readonly text: string
  readonly space: '' | ' '
  /** Index of its line. */
  readonly line: number
}

const BULLET = /^(?:[–—•·▪◦●○■□➢*-]|\p{Co})(?=\s)/u
/** A box to tick says nothing, and every font draws it as another character. */
const EMPTY_BOX = /[\u2610\u25A1\u25A2\u25FB\uF0A8\uF071]/gu
const LIGATURES: Readonly<Record<string, string>> = { '\uFB00': 'ff', '\uFB01': 'fi', '\uFB02': 'fl', '\uFB03': 'ffi', '\uFB04': 'ffl' }
const WORD = /\s+|(?:[\p{L}\p{M}\p{N}]\u00AD?)+|[^\s\p{L}\p{N}]/gu

/** A Word document's lines, ours or a customer's. */
export function wordedDraft(lines: readonly DraftLine[], margins: readonly string[]): WordedText {
  return { lines: lines.map(({ place, number, text, inCapitals = text }) => ({ place, text: [number, inCapitals.replaceAll(' | ', ' ')].filter((part) => part !== null).join(' '), page: null, startsPage: false })), margins }
}

/** A PDF's paragraphs. */
export function wordedPdf({ paragraphs, margins }: OwnText): WordedText {
  const counts = new Map<number, number>()
  return {
    margins,
    lines: paragraphs.map(({ page, text, startsPage }) => {
      const ordinal = (counts.get(page) ?? 0) + 1
      counts.set(page, ordinal)
      return { place: `Sida ${page}, stycke ${ordinal}`, text, page, startsPage }
    }),
  }
}

/** The words of the lines, bullets and boxes to tick left out. A word parted at a line's end is one word where `vocabulary` has it, or where nothing tells. */
export function tokensOf(lines: readonly WordedLine[], vocabulary: ReadonlySet<string>): Token[] {
  return whole(lines.flatMap(({ text }, line) => wordsIn(text, line, vocabulary)), vocabulary)
}

function wordsIn(text: string, line: number, vocabulary: ReadonlySet<string>): Token[] {
  const plain = text.normalize('NFC').replaceAll(/[\uFB00-\uFB04]/gu, (ligature) => LIGATURES[ligature] ?? '').replaceAll('\u2011', '-').trim().replace(BULLET, '')
  let space: Token['space'] = ' '
  return (plain.replaceAll(EMPTY_BOX, ' ').match(WORD) ?? []).flatMap((part): Token[] => {
    if (part.trim() === '' && part !== '\u00AD') {
      space = ' '
      return []
    }
    const [first, ...rest] = parted(part, vocabulary)
    const tokens = [...(first === undefined ? [] : [{ text: first, space, line }]), ...rest.map((one): Token => ({ text: one, space: '', line }))]
    if (tokens.length > 0) space = ''
    return tokens
  })
}

/** A narrow column breaks a long word without a hyphen: two pieces that are one word to the other text, and not two, are one. */
function whole(tokens: readonly Token[], vocabulary: ReadonlySet<string>): Token[] {
  const made: Token[] = []
  for (const token of tokens) {
    const last = made.at(-1)
    const together = `${last?.text ?? ''}${token.text}`
    const isBroken = last !== undefined && /^\p{L}+$/u.test(together) && vocabulary.has(together) && !(vocabulary.has(last.text) && vocabulary.has(token.text))
    if (isBroken) made.splice(-1, 1, { ...last, text: together })
    else made.push(token)
  }
  return made
}

function parted(word: string, vocabulary: ReadonlySet<string>): string[] {
  if (!word.includes('\u00AD')) return [word]
  const whole = word.replaceAll('\u00AD', '')
  if (vocabulary.has(whole)) return [whole]
  const written = shownText(word)
  const pieces = word.split('\u00AD').filter((piece) => piece !== '')
  const isKnown = pieces.every((piece) => vocabulary.has(piece))
  return (isKnown ? pieces.join('-') : written).match(/[\p{L}\p{M}\p{N}]+|-/gu) ?? []
}

/** Every word of a text as it stands. */
export function vocabularyOf({ lines }: WordedText): Set<string> {
  return new Set(lines.flatMap(({ text }) => seenText(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []))
}
