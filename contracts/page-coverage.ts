import type { IssuedVersion, PageEvidence } from './event.js'
import type { Party } from './kind.js'
import { refuse, type Refusal } from './refusal.js'
import type { Confirmation } from './tracking.js'

function pageList(pages: readonly number[]): string {
  return pages.length === 1 ? `sidan ${pages[0]}` : `sidorna ${pages.slice(0, -1).join(', ')} och ${pages.at(-1)}`
}

/** The pages from 1 that neither `pages` nor an earlier confirmation of the same exemplar shows. */
function missingPages(pageCount: number, pages: readonly PageEvidence[], earlier: readonly Confirmation[] = []): readonly number[] {
  const seen = new Set([...pages, ...earlier.flatMap((confirmation) => confirmation.pages)].map(({ page }) => page))
  return Array.from({ length: pageCount }, (_, index) => index + 1).filter((page) => !seen.has(page))
}

/** What is wrong with the pages somebody wants to confirm, or null: every page present once, and the pages with the party's own signature, though not those with initials alone, in this very confirmation. */
export function pageRefusal(version: IssuedVersion, pages: readonly PageEvidence[], earlier: readonly Confirmation[], party: Party | null): Refusal | null {
  const numbers = pages.map(({ page }) => page)
  const foreign = numbers.filter((page) => page > version.pageCount)
  if (foreign.length > 0) return refuse(`Handlingen har ${version.pageCount} sidor, men bekräftelsen nämner ${pageList(foreign)}.`, 'Läs in skanningen igen.')
  const twice = [...new Set(numbers.filter((page, index) => numbers.indexOf(page) !== index))]
  if (twice.length > 0) return refuse(`Bekräftelsen visar ${pageList(twice)} mer än en gång.`, 'Välj en bild av varje sida.')
  const missing = missingPages(version.pageCount, pages, earlier)
  if (missing.length > 0) return refuse(`Exemplaret är inte komplett: ${pageList(missing)} saknas.`, 'Skanna de sidor som saknas och bekräfta sedan.')
  const signature = [...new Set(version.signatureBoxes.filter((box) => box.party === party && box.initials !== true).map(({ page }) => page))].filter((page) => !numbers.includes(page))
  if (signature.length > 0) return refuse(`Bekräftelsen visar inte underskriften på ${pageList(signature)}.`, 'Skanna sidan med underskriften och bekräfta sedan.')
  return null
}
