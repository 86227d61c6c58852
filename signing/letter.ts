import { Failure } from '../templates/failure.js'
import { subjectOfDrafts, textOfDrafts, type DraftLetter } from './ordinary-letter.js'

/** One document in a letter: what the receiver gets as one attachment. The bytes travel beside it, found by `sha256`. */
export interface LetterMember {
  readonly kind: string
  readonly title: string
  /** The version's printed code. */
  readonly code: string
  readonly fileName: string
  /** Lower-case hex digest of the attached PDF. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly pageCount: number
  /** The scanned page that each of its pages was made of, in its order; nothing of this is in the letter. */
  readonly sources?: readonly { readonly page: number; readonly scan: string; readonly sourcePage: number }[]
}

/**
 * A letter of signed review documents. Only `src/mail/encrypt-letter.ts` turns it into bytes: there is no way to it in clear.
 * `number` counts from 1 for each customer.
 */
export interface ReviewLetter {
  readonly purpose: 'review'
  readonly id: string
  readonly number: number
  /** The number of the letter this one completes; null for a first letter. */
  readonly predecessor: number | null
  readonly customer: { readonly name: string; readonly orgnr: string }
  readonly provider: { readonly name: string; readonly replyAddress: string }
  /** Those of this mail. */
  readonly members: readonly LetterMember[]
  /** Which mail of how many, when the letter is too large for one. */
  readonly part?: { readonly number: number; readonly of: number }
}

/** Every letter that `src/mail/encrypt-letter.ts` may be asked to encrypt. */
export type SealedLetter = ReviewLetter | DraftLetter

/** A name and an address, as in a letter's From or To. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

const FORBIDDEN_IN_FILE_NAMES = /[\p{Cc}\p{Cf}\\/:*?"<>|]/gu

/** The attachment's file name: title, customer and code, without signs that a file system refuses. */
export function fileNameOf(title: string, customerName: string, code: string, ending: 'pdf' | 'docx' = 'pdf'): string {
  const clean = (part: string) => part.normalize('NFC').replace(FORBIDDEN_IN_FILE_NAMES, ' ').replace(/\s+/gu, ' ').trim()
  return `${clean(title)} - ${clean(customerName)} - ${clean(code)}.${ending}`
}

/**
 * Checks what must hold before anything is built from a letter: members, each named once, each with a digest.
 * @throws Failure `letter-incomplete`
 */
export function checkLetter(letter: SealedLetter): void {
  const faults = letterFaults(letter)
  if (faults.length > 0) {
    throw new Failure('letter-incomplete', `Brevet ${letter.purpose === 'review' ? `${letter.number} ` : ''}till ${letter.customer.name} kan inte skickas: ${faults.join('; ')}. Inget har skickats.`)
  }
}

function letterFaults(letter: SealedLetter): string[] {
  const faults: string[] = []
  if (letter.members.length === 0) faults.push('inget dokument är bifogat')
  if (letter.purpose === 'review') faults.push(...numberFaults(letter))
  const names = new Set<string>()
  for (const member of letter.members) {
    if (names.has(member.fileName)) faults.push(`två bilagor heter ”${member.fileName}”`)
    names.add(member.fileName)
    if (!/^[0-9a-f]{64}$/u.test(member.sha256)) faults.push(`${member.title} saknar kontrollsumma`)
  }
  return faults
}

function numberFaults(letter: ReviewLetter): string[] {
  const faults: string[] = []
  if (!Number.isInteger(letter.number) || letter.number < 1) faults.push(`brevnumret ${letter.number} är inte ett heltal från 1`)
  if (letter.predecessor !== null && letter.predecessor >= letter.number) faults.push(`brevet säger sig komplettera brev ${letter.predecessor}, som inte är tidigare`)
  return faults
}

/** The Swedish subject, which the receiver sees only after decryption. */
export function subjectOf(letter: SealedLetter): string {
  if (letter.purpose === 'draft') return subjectOfDrafts(letter)
  return `Granskningsdokument för ${letter.customer.name} (${letter.customer.orgnr}), brev ${letter.number}${letter.part === undefined ? '' : `, del ${letter.part.number} av ${letter.part.of}`}`
}

/** The Swedish text of the letter: which customer, which documents with their digests, number and predecessor. Lines end in LF. */
export function textOf(letter: SealedLetter): string {
  return letter.purpose === 'draft' ? textOfDrafts(letter) : textOfReview(letter)
}

function textOfReview(letter: ReviewLetter): string {
  const completes = letter.predecessor === null ? [] : [completesLine(letter.predecessor), 'med samma namn i det tidigare brevet.', '']
  return [
    'Hej!',
    '',
    `Här kommer granskningsdokumenten för ${letter.customer.name},`,
    numberLine(letter.customer.orgnr, letter.number),
    '',
    ...completes,
    ...(letter.part === undefined ? [] : partLines(letter.part)),
    `Dokumenten är undertecknade av både kunden och ${letter.provider.name}:`,
    '',
    ...letter.members.flatMap((member, index) => [`${index + 1}. ${member.title}`, ...memberLines(member), '']),
    'Kontrollsummorna (SHA-256) visar att filerna är de som skickades.',
    `Bekräfta gärna mottagandet, eller begär komplettering, till ${letter.provider.replyAddress}.`,
    '',
    'Med vänlig hälsning',
    letter.provider.name,
    '',
  ].join('\n')
}

function partLines(part: NonNullable<ReviewLetter['part']>): string[] {
  return [partLine(part), 'öppnas för sig och har hela dokument.', '']
}

/** The line of a letter's text that says which of its mails this is. */
export function partLine({ number, of }: NonNullable<ReviewLetter['part']>): string {
  return `${PART_BEGINS}${number} av ${of}. Brevet är för stort för ett enda mejl; varje del`
}

/** How that line begins; a letter of one mail has none. */
export const PART_BEGINS = 'Detta är del '

/** The line of a letter's text that says whose documents it brings and which letter it is. */
export function numberLine(orgnr: string, number: number): string {
  return `organisationsnummer ${orgnr}. Detta är brev ${number} för kunden.`
}

/** The line of a letter's text that names the letter it completes. */
export function completesLine(predecessor: number): string {
  return `Brevet kompletterar brev ${predecessor}. Dokumenten i detta brev ersätter dem`
}

/** What a letter's text says of a document below its title. */
export function memberLines(member: Omit<LetterMember, 'kind' | 'title' | 'sources'>): string[] {
  return [
    `   Kod: ${member.code}`,
    `   Fil: ${member.fileName}`,
    `   Omfattning: ${member.pageCount} ${member.pageCount === 1 ? 'sida' : 'sidor'}, ${member.sizeBytes} byte`,
    `   SHA-256: ${member.sha256}`,
  ]
}
