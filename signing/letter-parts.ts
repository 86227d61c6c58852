import { Failure } from '../templates/failure.js'
import type { LetterMember } from './letter.js'

/** The most bytes a mail may have, and who says so, in Swedish. */
export interface MailLimit {
  readonly bytes: number
  readonly source: string
}

const [BASE64_LINE, ARMOR_LINE, LINE_END] = [76, 60, 2]
/** Headers around each document, and what the letter says of it. */
const BYTES_PER_MEMBER = 1100
/** The letter's own headers and words, its keys and its signature. */
const BYTES_BESIDE = 3000

/** How large a letter with PDFs of these sizes will be as a mail: base64 in an encrypted message that is base64 again, 1.885 times the PDFs. */
export function predictedMailBytes(pdfSizes: readonly number[]): number {
  const clear = pdfSizes.reduce((sum, size) => sum + asLines(size, BASE64_LINE) + BYTES_PER_MEMBER, 0)
  return asLines(clear, ARMOR_LINE) + BYTES_BESIDE
}

function asLines(bytes: number, width: number): number {
  const encoded = Math.ceil(bytes / 3) * 4
  return encoded + LINE_END * Math.ceil(encoded / width)
}

/**
 * The members in as many mails as the limit asks for, in order, whole documents in each; one mail when there is no limit.
 * @throws Failure `letter-too-large` when a document alone is over it
 */
export function membersInParts(members: readonly LetterMember[], limit: MailLimit | null): readonly (readonly LetterMember[])[] {
  if (limit === null) return [members]
  const parts: LetterMember[][] = []
  for (const member of members) {
    const alone = predictedMailBytes([member.sizeBytes])
    if (alone > limit.bytes) throw tooLarge(member, alone, limit)
    const last = parts.at(-1)
    if (last !== undefined && predictedMailBytes([...last, member].map(({ sizeBytes }) => sizeBytes)) <= limit.bytes) last.push(member)
    else parts.push([member])
  }
  return parts
}

function tooLarge(member: LetterMember, bytes: number, limit: MailLimit): Failure {
  return new Failure('letter-too-large', `”${member.title}”, ${member.pageCount} sidor, blir ett mejl på ${inMegabytes(bytes)}, men ${limit.source} tar högst ${inMegabytes(limit.bytes)}. Skanna handlingen på nytt i gråskala med 200 dpi, ta tillbaka bekräftelsen med ”withdraw” och bekräfta den nya skanningen; eller låt höja gränsen och återuppta brevet. Inget har skickats.`)
}

/** Bytes as a person reads them. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`
}
