import { swedishDay } from '../../flows/new-event.js'
import type { ScanSource } from '../../storage/customer-links.js'

/** Who handed a scan in, a line each where the same bytes have come from several; none where only the house has. */
export function sourceLines(sources: readonly ScanSource[] = []): string[] {
  const [only, another] = sources
  if (only === undefined) return []
  if (another === undefined) return only.customer === null ? [] : [`Från kunden: ${only.customer}`]
  return sources.map(({ fileName, at, customer }) => `${swedishDay(at)} ${customer === null ? 'inläst här' : `inlämnad av kunden ${customer}`} som ${fileName}`)
}
