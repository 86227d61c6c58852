import { kindOf } from '../../contracts/kinds.js'
import { plannedDocuments } from '../../contracts/pack-plan.js'
import { consequencesOf, type Consequence } from '../../contracts/reissue.js'
import type { Records } from '../../contracts/history.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure, type Fault } from '../../templates/failure.js'
import type { Facts } from '../../templates/facts.js'
import { hasExamples, type Parties } from '../../templates/party.js'
import type { App } from '../app.js'
import type { Customer } from '../storage/customers.js'
import { editionOf, latestEditions, type Edition } from '../storage/editions.js'
import { isCurrent, type StoredVersion } from '../storage/versions.js'
import { keptLogotype } from './logotype.js'
import { lostByReissue } from './lost-by-reissue.js'
import { comparedContext } from './compared-context.js'
import { newerEdition, type PreparedDocument } from './prepare-documents.js'

/** A document to be signed of which a newer edition says something else, and what it takes to bring that in. */
export interface NewerEdition {
  readonly code: string
  readonly kind: string
  readonly title: string
  readonly edition: string
  readonly newest: string
  readonly message: string
}

/** Which of a customer's papers to be signed a newer edition would say otherwise; a paper signed in hand or made when due is left alone. */
export async function newerEditionsOf(app: App, { facts }: Pick<Customer, 'facts'>, parties: Parties, history: Omit<Records, 'versions'> & { readonly versions: readonly StoredVersion[] }): Promise<NewerEdition[]> {
  const latest = new Map((await latestEditions(app.store.read)).map(({ kind, edition }) => [kind, edition]))
  const planned = new Set(plannedDocuments(facts, null).map(({ kind, subject }) => `${kind.id} ${subject}`))
  const older = history.versions.filter((one) => one.stage === 'signing' && isCurrent(one) && planned.has(`${one.kind} ${one.subject}`) && latest.get(one.kind) !== one.edition)
  if (older.length === 0) return []
  const found: { readonly version: StoredVersion; readonly newest: string; readonly unread?: Failure }[] = []
  for (const version of older) {
    const newer = await newerOrUnread(app, version, facts, parties)
    if (newer instanceof Failure) found.push({ version, newest: latest.get(version.kind) ?? version.edition, unread: newer })
    else if (newer !== null) found.push({ version, newest: newer.edition })
  }
  const falls = consequencesOf(history, found.flatMap(({ version, unread }) => (unread === undefined ? [version.code] : [])))
  return found.map(({ version: { code, kind, title, edition, customerText }, newest, unread }) => ({ code, kind, title, edition, newest, message: unread === undefined ? toldNewer({ newest, ownText: customerText !== null }, falls.find((fall) => fall.code === code)) : `en nyare utgåva finns (${newest}), men det går inte att se om den säger något annat. ${unread.message}` }))
}

/** The newer edition that says something else than the version; the failure where a file that tells it cannot be read, so that the rest of the customer's status stands. */
async function newerOrUnread(app: App, version: StoredVersion, facts: Facts, parties: Parties): Promise<Edition | Failure | null> {
  const issued = await editionOf(app.store.read, version.kind, version.edition)
  if (issued === null) throw new Error(`edition ${version.edition} of ${version.kind} is not recorded`)
  const context = comparedContext(facts, parties, { kind: kindOf(version.kind, app.kinds), subject: version.subject }, 'signing')
  try {
    const logotype = await keptLogotype(app, facts, app.now().toISOString())
    return await newerEdition(app, issued, context, { logotype, unreviewed: hasExamples(parties) ? 'too' : 'not' })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error
  }
}

/** The same of the documents of a pack that is being made, with the appendices whose signatures would fall with an agreement's. */
export function newerNotices(prepared: readonly PreparedDocument[], history: Records): Fault[] {
  const older = prepared.filter(({ newer, current }) => newer !== null && current?.stage === 'signing')
  return consequencesOf(history, older.flatMap(({ current }) => current?.code ?? [])).flatMap((fall): Fault[] => {
    const one = older.find(({ current }) => current?.code === fall.code)
    const lost = lostByReissue(fall)
    const path = `${fall.kind} ${spokenCode(fall.code)}`
    if (one?.newer) return [{ path, message: toldNewer({ newest: one.newer.edition, ownText: one.text !== null }, fall) }]
    return lost === null ? [] : [{ path, message: `${lost} om avtalet ges ut på nytt` }]
  })
}

function toldNewer({ newest, ownText }: { readonly newest: string; readonly ownText: boolean }, fall: Consequence | undefined): string {
  if (ownText) return `en nyare utgåva av mallen finns (${newest}), men kundens text står kvar. Jämför dem, och registrera en ny text eller återgå till mallen (draft register, draft drop) om det nya ska gälla`
  const lost = fall === undefined ? null : lostByReissue(fall)
  return `en nyare utgåva finns (${newest}); ge ut på nytt med --reissue${lost === null ? '' : ` (${lost})`}`
}
