import type { LineChange, WordChange } from './text-difference.js'

/** Words kept on either side of a change when the rest of the line is left out. */
const WORDS_AROUND = 6

/** One change on one line, as "[-borttaget-] {+tillagt+}"; a whole line that went or came is marked altogether. */
export function writtenChange(change: LineChange): string {
  return change.type === 'changed' ? change.words.map(writtenWord).join('') : writtenWord({ text: change.text, mark: change.type })
}

/** The same with no more than a few unchanged words round what changed. */
export function shortChange(change: LineChange): string {
  if (change.type !== 'changed') return writtenWord({ text: withinWords(change.text, 4 * WORDS_AROUND, 'start'), mark: change.type })
  return shortWords(change.words)
}

/** The words of a changed line with no more than a few unchanged ones round what changed. */
export function shortWords(words: readonly WordChange[]): string {
  const last = words.length - 1
  return words.map((word, index) => {
    if (word.mark !== 'same') return writtenWord(word)
    if (index === 0) return withinWords(onOneLine(word.text), WORDS_AROUND, 'end')
    if (index === last) return withinWords(onOneLine(word.text), WORDS_AROUND, 'start')
    return middle(onOneLine(word.text))
  }).join('')
}

function onOneLine(text: string): string {
  return text.replaceAll(/[\n\t]+/g, ' ')
}

/** The first or the last words of a text, with an ellipsis for the others. */
function withinWords(text: string, most: number, kept: 'start' | 'end'): string {
  const words = text.split(' ')
  if (words.length <= most + 1) return text
  return kept === 'start' ? `${words.slice(0, most).join(' ')} …` : `… ${words.slice(-most).join(' ')}`
}

function middle(text: string): string {
  const words = text.split(' ')
  return words.length <= 2 * WORDS_AROUND + 1 ? text : `${words.slice(0, WORDS_AROUND).join(' ')} … ${words.slice(-WORDS_AROUND).join(' ')}`
}

/** A stretch of a line: [-borttaget-], {+tillagt+} or as it is. */
export function writtenWord({ text, mark }: WordChange): string {
  switch (mark) {
    case 'same':
      return onOneLine(text)
    case 'removed':
      return `[-${onOneLine(text)}-]`
    case 'added':
      return `{+${onOneLine(text)}+}`
    default:
      return mark satisfies never
  }
}
