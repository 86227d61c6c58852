import type { SentMark } from '../../signing/answer.js'
import type { Letter } from '../storage/letter.js'
import { letterParts, type LetterPart } from '../storage/letter-parts.js'
import { letters } from '../storage/letters.js'
import type { Db } from '../storage/store.js'

/** One mail that went, or may go, and the letter it is or is a part of. */
export interface MarkedMail extends SentMark {
  readonly letter: Letter
  /** Null when the letter is one mail. */
  readonly part: number | null
}

/** What a mail of several carries as its ENVID. */
export function envelopeIdOf({ letter, part }: Pick<LetterPart, 'letter' | 'part'>): string {
  return `${letter}.${part}`
}

/** What every mail of every letter is recognised by when something comes back. */
export async function letterMarks(db: Db): Promise<MarkedMail[]> {
  const parts = await letterParts(db, null)
  return (await letters(db)).flatMap((letter): MarkedMail[] => {
    const { id, messageId, recipient } = letter
    const several = parts.filter((part) => part.letter === id)
    if (several.length === 0) return [{ id, messageId, recipient, letter, part: null }]
    return several.map((each) => ({ id: envelopeIdOf(each), messageId: each.messageId, recipient, letter, part: each.part }))
  })
}
