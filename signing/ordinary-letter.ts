import type { DocumentKind } from '../contracts/kind.js'
import type { Invitation } from '../contracts/invitation.js'
import type { LetterMember } from './letter.js'

/** What a letter is for; there is no other. */
export type LetterPurpose = 'review' | OrdinaryPurpose
/** Letters that are not review documents. */
export const ORDINARY_PURPOSES = ['reminder', 'notice', 'draft', 'invitation'] as const
export type OrdinaryPurpose = (typeof ORDINARY_PURPOSES)[number]

/** What may be attached to a letter in clear: nothing at all when it never goes so. */
export type InClear = 'never' | 'no-document' | 'open-drafts'
export const IN_CLEAR: Readonly<Record<LetterPurpose, InClear>> = { review: 'never', draft: 'open-drafts', invitation: 'no-document', reminder: 'no-document', notice: 'no-document' }

/** Drafts for a customer to read and change. */
export interface DraftLetter {
  readonly purpose: 'draft'
  readonly customer: { readonly name: string; readonly orgnr: string }
  readonly provider: { readonly name: string; readonly replyAddress: string }
  /** Word files of draft versions. */
  readonly members: readonly LetterMember[]
}

/** An invitation to a meeting, a change of it, its cancelling, or word to somebody invited before that it no longer takes them (`drop`). */
export interface InvitationLetter {
  readonly purpose: 'invitation'
  readonly method: 'request' | 'cancel' | 'drop'
  readonly invitation: Invitation
  readonly provider: { readonly name: string; readonly replyAddress: string }
}

/** Refuses to go on when a review document could leave in clear: by its letter's purpose, or as a draft. Asked when the program starts and before anything is sent in clear. */
export function requireClosed(kinds: readonly Pick<DocumentKind, 'id' | 'inReviewSet' | 'draftsMayGoOpen'>[], inClear: Readonly<Record<LetterPurpose, InClear>> = IN_CLEAR): void {
  if (inClear.review !== 'never') throw new Error('a letter of review documents never goes in clear')
  const open = kinds.find(({ inReviewSet, draftsMayGoOpen }) => inReviewSet && draftsMayGoOpen)
  if (open !== undefined) throw new Error(`${open.id} is a review document, and its drafts never go in clear`)
}

/** The subject of drafts. */
export function subjectOfDrafts({ customer }: DraftLetter): string {
  return `Utkast till handlingar för ${customer.name}`
}

/** The text of drafts: which files, and what to do with them. Lines end in LF. */
export function textOfDrafts({ customer, provider, members }: DraftLetter): string {
  return [
    'Hej!', '', `Här kommer utkast till handlingar för ${customer.name} (${customer.orgnr}):`, '',
    ...members.flatMap(({ title, code, fileName }, index) => [`${index + 1}. ${title}`, `   Kod: ${code}`, `   Fil: ${fileName}`, '']),
    'Läs dem och skriv gärna ändringar direkt i Word-filen, med ändringsspårning.', 'Utkasten får inte undertecknas: det som ska undertecknas kommer senare.', '',
    `Svara till ${provider.replyAddress}.`, '', 'Med vänlig hälsning', provider.name, '',
  ].join('\n')
}

/** The subject of an invitation. */
export function subjectOfInvitation({ method, invitation }: InvitationLetter): string {
  if (method === 'drop') return `Återbud: ${invitation.subject}`
  return method === 'cancel' ? `Inställt: ${invitation.subject}` : invitation.sequence === 0 ? invitation.subject : `Ändrat: ${invitation.subject}`
}

const MOMENT = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' })

/** The text of an invitation, for those whose mail program shows no calendar. Lines end in LF. */
export function textOfInvitation({ method, invitation, provider }: InvitationLetter): string {
  const lead = method === 'drop' ? 'Du har varit inbjuden till mötet nedan men behöver inte komma.' : method === 'cancel' ? 'Mötet nedan är inställt.' : invitation.sequence === 0 ? 'Välkommen till mötet nedan.' : 'Mötet nedan har ändrats.'
  return [
    'Hej!', '', lead, '', invitation.subject, `Börjar: ${MOMENT.format(new Date(invitation.start))}`, `Slutar: ${MOMENT.format(new Date(invitation.end))}`, `Plats: ${invitation.place}`, '',
    `Frågor? Skriv till ${provider.replyAddress}.`, '', 'Med vänlig hälsning', provider.name, '',
  ].join('\n')
}
