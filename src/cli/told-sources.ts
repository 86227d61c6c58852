import type { PageEvidence } from '../../contracts/event.js'
import type { CopySource } from '../flows/copy-sources.js'
import type { WhyUsed } from '../../signing/why-used.js'

/** Why one of several showings of a page is used, in Swedish. */
export const WHY_USED_TOLD: Readonly<Record<WhyUsed, string>> = {
  'confirmed': 'det är den som bekräftades', 'most-signatures': 'flest underskrifter', 'looks-as-issued': 'ser ut som den utfärdades', 'clearest-or-newest': 'tydligast, eller nyast av lika tydliga',
}

/** Which scanned pages an attached document is made of: a line a scan, and one for each page that several scans show. */
export function toldSources(sources: readonly CopySource[]): string[] {
  const files = new Map(sources.map(({ scan, fileName }) => [scan, fileName]))
  return [
    ...[...files].map(([scan, fileName]) => `    Ur skanning ${scan.slice(0, 12)} (${fileName}): ${sources.filter((one) => one.scan === scan).map(({ page, sourcePage }) => `sida ${page} = filens sida ${sourcePage}`).join(', ')}`),
    ...sources.flatMap(({ page, straight }) => (straight === false ? [`    Sida ${page} har inte rätats: den har inte undersökts, och koderna räcker inte för att räta den`] : [])),
    ...sources.flatMap(({ page, scan, others }) => (others === null ? [] : [`    Sida ${page} finns ${others.count + 1} gånger; den i ${scan.slice(0, 12)} är använd (${WHY_USED_TOLD[others.why]})`])),
  ]
}

/** The scanned pages that a confirmation rests on ("3f9c1a2b77d0 sida 1-3, 5"). */
export function toldEvidence(pages: readonly Pick<PageEvidence, 'scan' | 'sourcePage'>[]): string {
  const scans = [...new Set(pages.map(({ scan }) => scan))]
  return scans.map((scan) => `${scan.slice(0, 12)} sida ${rangesOf(pages.filter((page) => page.scan === scan).map(({ sourcePage }) => sourcePage))}`).join('; ')
}

function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && number <= last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ')
}
