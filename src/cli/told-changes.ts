import type { Fault } from '../../templates/failure.js'
import { shortChange } from '../../templates/written-change.js'
import type { DocumentChange } from '../flows/word-changes.js'
import type { WrittenBundle } from '../flows/write-bundle.js'

/** So many changes of one document are shown; `--json` holds them all. */
const SHOWN = 5

/** What a reissued document says otherwise, a line a change with its place; nothing for a document that replaces none. */
export function toldChanges(changed: DocumentChange | null): string[] {
  if (changed === null) return []
  const { words, editions } = changed
  const edition = editions.before === editions.after ? [] : [`      utgåva ${editions.before} → ${editions.after}`]
  if (words === null) return [...edition, '      den tidigare texten går inte att läsa ord för ord']
  if (words.length === 0) return [...edition, '      samma ord; bara utseendet skiljer']
  const shown = words.slice(0, SHOWN).map((change) => `      ${change.section}: ${shortChange(change)}`)
  return [...edition, ...shown, ...(words.length > SHOWN ? [`      och ${words.length - SHOWN} ändringar till (--json visar alla)`] : [])]
}

/** Where facts and documents say different things, for a person to look at. */
export function toldNotices(notices: readonly Fault[]): string {
  return notices.length === 0 ? '' : `  Att kontrollera:\n${notices.map(({ path, message }) => `    ${path}: ${message}\n`).join('')}`
}

/** Where the bundle lies; nothing when none was asked for. */
export function toldBundle(bundle: WrittenBundle | null): string {
  return bundle === null ? '' : `  Samlat: ${bundle.pdf} (${bundle.pageCount} sidor)\n          ${bundle.zip}\n`
}
