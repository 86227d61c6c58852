import type { RecordedEvent } from '../../contracts/event.js'
import { listOf } from '../../contracts/party-name.js'
import { consequencesOf } from '../../contracts/reissue.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { shortChange } from '../../templates/written-change.js'
import type { StoredVersion } from '../storage/versions.js'
import type { LeftBehind } from './check-pack.js'
import { lostByReissue } from './lost-by-reissue.js'
import type { PreparedDocument } from './prepare-documents.js'
import type { DocumentChange } from './word-changes.js'

/** So many changes of one document are told before the rest is only counted. */
const TOLD_CHANGES = 10

interface Reissue {
  readonly changes: readonly DocumentChange[]
  readonly dropped: readonly StoredVersion[]
  readonly left: readonly LeftBehind[]
  /** Documents that the facts leave alone, but that a re-issue would make from a newer edition. */
  readonly renewed: readonly PreparedDocument[]
}

/** Nothing that may be signed is replaced, and no version left behind, without somebody's word. @throws Failure `reissue-needed` with what each document says otherwise, word by word, and which signatures and approvals fall */
export function refuseSilentReissue(facts: Facts, history: { versions: readonly StoredVersion[]; events: readonly RecordedEvent[] }, { changes, dropped, left, renewed }: Reissue): void {
  const codes = [...changes.map(({ from }) => from), ...dropped.map((version) => version.code)]
  if (codes.length === 0 && left.length === 0) return
  const newer = new Map(renewed.flatMap(({ current, newer: edition }) => (current === null || edition === null ? [] : [[current.code, edition.edition]])))
  const faults = consequencesOf(history, [...codes, ...newer.keys()]).flatMap((fall) => {
    const change = changes.find(({ from }) => from === fall.code)
    const edition = newer.get(fall.code)
    const path = `${fall.kind} ${spokenCode(fall.code)}`
    return [{ path, message: `${change !== undefined ? changedHow(change) : edition === undefined ? 'ändras' : `ges också ut på nytt, med den nyare utgåvan ${edition}`}; ${lostByReissue(fall) ?? 'inga underskrifter faller'}` }, ...(change === undefined ? [] : changeFaults(path, change))]
  })
  const beside = left.length === 0 ? '' : ` ${listOf(left.map(({ version }) => version.kind))} säger också det som har ändrats men är inte med i --kinds: gör hela paketet, eller lämna dem som de är med --reissue.`
  throw new Failure('reissue-needed', `Uppgifterna om ${facts.kund.namn} har ändrats sedan handlingarna utfärdades. Inget är gjort.${beside} Utfärda dem på nytt med --reissue --by NAMN --reason TEXT, eller ta tillbaka ändringen.`, { faults: [...faults, ...left.flatMap(staleFaults)] })
}

/** What happens to a document in a few words; the edition is named only where it is another. */
function changedHow({ words, editions, keepsCustomerText }: DocumentChange): string {
  if (keepsCustomerText) return 'har kundens text i stället för mallens: uppgifterna i den ändras inte av sig själva, bara sidhuvudet. Registrera en ny text (draft register) eller återgå till mallen (draft drop) om den ska säga det nya'
  const edition = editions.before === editions.after ? '' : ` (utgåva ${editions.before} blir ${editions.after})`
  return words?.length === 0 ? `ändras till utseendet, med samma ord${edition}` : `ändras${edition}`
}

/** Every change of a document by its place, word by word, the first few of many. */
function changeFaults(path: string, { words }: DocumentChange): Fault[] {
  if (words === null) return [{ path, message: 'den tidigare texten går inte att läsa ord för ord' }]
  const told = words.slice(0, TOLD_CHANGES).map((change) => ({ path: `${path}, ${change.section}`, message: shortChange(change) }))
  return words.length <= TOLD_CHANGES ? told : [...told, { path, message: `ytterligare ${words.length - TOLD_CHANGES} ändringar` }]
}

/** A version left as it is, and what it still says. */
export function staleFaults({ version, change }: LeftBehind): Fault[] {
  const path = `${version.kind} ${spokenCode(version.code)}`
  return [{ path, message: 'utfärdas inte på nytt och säger fortfarande det som gällde förut' }, ...changeFaults(path, change)]
}
