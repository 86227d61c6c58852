import { partyName } from '../../../contracts/party-name.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import type { ScannedExemplar } from '../../flows/scanned-exemplars.js'

/** What a verdict on pages is called. */
export const VERDICTS = { complete: 'Alla sidor finns', incomplete: 'Sidor saknas', suspect: 'Se efter' } as const

/** What a proposal about a signature is called. */
export const ANSWERS = { proposed: 'Föreslås', look: 'Osäkert', not: 'Föreslås inte' } as const

/** What the customer's view shows of one scanned exemplar, every text ready, with addresses of the pictures. */
export function scannedRow({ code, title, exemplar, verdict, missing, unexamined, assigned, parties, differences }: ScannedExemplar) {
  const pictureAt = (scan: string | null, name: string | null): string[] => (scan === null || name === null ? [] : [`/api/v1/scans/${encodeURIComponent(scan)}/pictures/${encodeURIComponent(name)}`])
  return {
    title, code: spokenCode(code), exemplar, verdict: VERDICTS[verdict], suspect: verdict === 'suspect',
    notes: [...(missing.length === 0 ? [] : [`Saknas: sida ${missing.join(', ')}`]), ...(unexamined.length === 0 ? [] : [`Inte undersökta: sida ${unexamined.join(', ')}`]), ...(assigned.length === 0 ? [] : [`Hänförda för hand: sida ${assigned.join(', ')}`])],
    parties: parties.map(({ party, answer, doubts, confirmed, scan, cutouts }) => ({
      party: partyName(party), confirmed, answer: confirmed ? 'Bekräftad' : ANSWERS[answer], doubts: confirmed ? [] : doubts,
      cutouts: cutouts.flatMap((name) => pictureAt(scan, name)).map((href, index) => ({ href, number: index + 1 })),
    })),
    differences: differences.map(({ page, scan, issued, scanned }) => ({ page, issued: pictureAt(scan, issued), scanned: pictureAt(scan, scanned) })),
  }
}
