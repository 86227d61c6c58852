import { spokenCode } from '../../contracts/spoken-code.js'
import type { ReplacedPage, UnmatchedPage, UnmatchedReason } from '../../signing/scan-report.js'

const UNMATCHED_REASONS_TOLD: Readonly<Record<UnmatchedReason, string>> = {
  blank: 'tom sida',
  'no-code': 'ingen kod syns; sidan hör inte hit eller koden är täckt',
  'foreign-code': 'koden är inte härifrån',
  'forged-code': 'KODEN STÄMMER INTE med någon utskrift härifrån; undersök pappret',
  'unknown-version': 'koden är äkta men handlingen är inte registrerad här',
  'superseded-version': 'handlingen är ersatt eller makulerad; använd den nya versionen',
  draft: 'utkast, som inte får undertecknas',
  'set-aside': 'hör enligt koden till en handling men är bortlagd av en person',
  unreadable: 'sidan går inte att läsa säkert; dela bilden om den visar två sidor, skanna annars om sidan ensam',
}

/** Why a scanned page is no page of a document, as a clerk reads it; of one whose document counts no longer, which it was and what to do. */
export function toldUnmatched({ reason, unread, was }: Pick<UnmatchedPage, 'reason' | 'unread'> & { readonly was?: ReplacedPage | undefined }): string {
  if (unread !== undefined) return `sidan är inte läst. ${unread} Undersök skanningen igen, eller skanna om sidan ensam`
  if (was === undefined) return UNMATCHED_REASONS_TOLD[reason]
  const about = `sida ${was.page} av ${was.title} för ${was.customer}, exemplar ${was.exemplar} (${spokenCode(was.code)})`
  return was.replacedBy === null ? `${about}, som är makulerad och inte ska undertecknas; lägg bort sidan` : `${about}, som är ersatt av ${spokenCode(was.replacedBy)}; be kunden underteckna den nya, och lägg bort den här`
}
