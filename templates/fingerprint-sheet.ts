import type { FilledDocument, Paragraph } from './document.js'
import { paragraph, table } from './plain-blocks.js'
import { datum } from './swedish.js'

/** A key as the sheet shows it. */
export interface SheetKey {
  /** What it is for, in Swedish. */
  readonly use: string
  /** Upper-case hex digits. */
  readonly fingerprint: string
  readonly userIds: readonly string[]
  /** In words. */
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

/** The sheet on which the provider hands a key's fingerprint over on paper, with room for who compared it. Large, since it is held beside a screen or read aloud. */
export function fingerprintSheet({ provider, on, key }: { readonly provider: string; /** ISO day. */ readonly on: string; readonly key: SheetKey }): FilledDocument {
  const title = 'Fingeravtryck för OpenPGP-nyckel'
  const { use, fingerprint, userIds, algorithm, createdOn, expiresOn } = key
  return {
    title, header: [], footer: [],
    blocks: [
      paragraph('Title', title),
      paragraph('Subtitle', provider),
      paragraph('BodyText', `Så här ser vår nyckel ut den ${datum(on)}. Läs in nyckelfilen i ert e-postprogram, ta fram nyckelns fingeravtryck där och jämför det tecken för tecken med det här bladet. Lita på nyckeln först när alla tecken är lika.`),
      paragraph('Heading1', use),
      ...groupedFingerprint(fingerprint).split('  ').map((line) => paragraph('Title', line)),
      ...userIds.flatMap(holderLines), paragraph('BodyText', `Algoritm: ${algorithm}`),
      paragraph('BodyText', `Skapad ${datum(createdOn)}, gäller ${expiresOn === null ? 'tills vidare' : `till ${datum(expiresOn)}`}`),
      paragraph('Heading1', 'Jämfört av'),
      paragraph('BodyText', 'Två personer jämför, var för sig, och skriver under var sin rad. Spara bladet.'),
      table([0.4, 0.2, 0.4], ['Namn', 'Datum', 'Underskrift'], [[' ', ' ', ' '], [' ', ' ', ' ']]),
    ],
  }
}

/** The address on a line of its own, where it is not cut. */
function holderLines(userId: string): Paragraph[] {
  const [, name = '', address = ''] = /^(.*?)\s*<([^<>]+)>$/u.exec(userId) ?? []
  return address === '' ? [paragraph('BodyText', `Utställd för: ${userId}`)] : [paragraph('BodyText', `Utställd för: ${name}`), paragraph('BodyText', `E-postadress: ${address}`)]
}
