import type { DeskScan } from './desk.js'

/** That halves count on after their division was taken back, one line a scan, as a clerk reads it. */
export function toldHalvesLeft(halvesLeft: DeskScan['halvesLeft']): string[] {
  return halvesLeft.map(({ sourcePage, scan }) => `Delningen av sida ${sourcePage} är tagen tillbaka, men halvorna i skanning ${scan.slice(0, 12)} räknas fortfarande. Lägg bort dem där om de inte ska gälla.`)
}
