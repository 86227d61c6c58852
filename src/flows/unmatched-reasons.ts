import type { UnmatchedReason } from '../../signing/scan-report.js'

/** Why a scanned page is no page of a document, as a clerk reads it. */
export const UNMATCHED_REASONS_TOLD: Readonly<Record<UnmatchedReason, string>> = {
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
