import type { FilledDocument } from './document.js'
import { paragraph, table } from './plain-blocks.js'
import { datum } from './swedish.js'

/** A key as the sheet shows it. */
export interface SheetKey {
  /** What it is for, in Swedish. */
  readonly use: string
  /** Upper-case hex digits. */
  readonly fingerprint: string
  readonly userIds: readonly string[]
  readonly algorithm: string
  /** ISO days; null when it never expires. */
  readonly createdOn: string
  readonly expiresOn: string | null
}

/** A fingerprint as it is read aloud and compared: groups of four, a gap in the middle. */
export function groupedFingerprint(fingerprint: string): string {
  const groups = fingerprint.match(/.{1,4}/gu) ?? []
  const half = Math.ceil(groups.length / 2)
  return `${groups.slice(0, half).join(' ')}  ${groups.slice(half).join(' ')}`
}

/** The sheet on which the provider hands its keys' fingerprints over on paper, with room for who compared them. */
export function fingerprintSheet({ provider, on, keys }: { readonly provider: string; /** ISO day. */ readonly on: string; readonly keys: readonly SheetKey[] }): FilledDocument {
  const title = 'Fingeravtryck för OpenPGP-nycklar'
  return {
    title, header: [], footer: [],
    blocks: [
      paragraph('Title', title),
      paragraph('Subtitle', provider),
      paragraph('BodyText', `Så här ser våra nycklar ut den ${datum(on)}. Läs in nyckelfilen i ert e-postprogram, ta fram nyckelns fingeravtryck där och jämför det tecken för tecken med det här bladet. Lita på nyckeln först när alla tecken är lika.`),
      ...keys.flatMap(({ use, fingerprint, userIds, algorithm, createdOn, expiresOn }) => [
        paragraph('Heading1', use),
        table([0.3, 0.7], ['Uppgift', 'Nyckeln'], [
          ['Fingeravtryck', groupedFingerprint(fingerprint)], ['Utställd för', userIds], ['Algoritm', algorithm], ['Skapad', datum(createdOn)], ['Gäller till', expiresOn === null ? 'tills vidare' : datum(expiresOn)],
        ]),
      ]),
      paragraph('Heading1', 'Jämfört av'),
      paragraph('BodyText', 'Två personer jämför, var för sig, och skriver under var sin rad. Spara bladet.'),
      table([0.4, 0.2, 0.4], ['Namn', 'Datum', 'Underskrift'], [[' ', ' ', ' '], [' ', ' ', ' ']]),
    ],
  }
}
