import { printable } from '../../templates/plain-text.js'
import type { DraftReading } from '../../templates/read-draft.js'

const MOST_TOLD = 5

/** That the table of contents of a returned file is older than its headings, what it says, and what comes of that, in Swedish; empty when it is not. */
export function outdatedContentsIn({ outdatedContents }: Pick<DraftReading, 'outdatedContents'>): string[] {
  if (outdatedContents.length === 0) return []
  const told = outdatedContents.slice(0, MOST_TOLD).map(({ line, heading }) => `”${printable(line)}” (${heading === null ? 'ingen sådan rubrik finns i texten' : `rubriken är nu ”${printable(heading)}”`})`)
  const more = outdatedContents.length > MOST_TOLD ? ` och ${outdatedContents.length - MOST_TOLD} rader till` : ''
  return [`Innehållsförteckningen i filen är inte uppdaterad: ${told.join(', ')}${more}. Den handling som ges ut får en förteckning gjord av rubrikerna, så texten gäller som den står. I filen uppdateras den i Word: markera förteckningen, tryck F9 och välj Uppdatera hela tabellen.`]
}
