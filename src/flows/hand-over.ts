import type { Actor } from '../../contracts/event.js'
import { statusOf, type VersionStatus } from '../../contracts/status.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { historyOf, namedCustomer } from './history.js'
import { swedishDay } from './new-event.js'
import { recordWanted, type Recorded } from './record-events.js'

/** The documents that wait for nothing but being handed over to the customer. */
export function awaitingHandOver(documents: readonly VersionStatus[]): VersionStatus[] {
  return documents.filter(({ nextEvent }) => nextEvent === 'handed-over')
}

/** Records of every document that waits for it, or of those of them that are named, that the customer has it: an event each, all or none. What has been handed over meanwhile is left as it is. @throws Failure `customer-unknown`, `already-recorded` when nothing of it waits */
export async function handOver(app: App, request: { readonly orgnr: string; readonly codes: readonly string[] | null; readonly note: string | null; readonly by: Actor; readonly on: string | null }): Promise<Recorded> {
  const { codes, note, by, on } = request
  const { orgnr } = await namedCustomer(app, request.orgnr)
  return app.store.write(async (tx) => {
    const waiting = awaitingHandOver(statusOf(await historyOf(app, tx, orgnr))).filter(({ code }) => codes === null || codes.includes(code))
    if (waiting.length === 0) throw new Failure('already-recorded', 'Inget av det väntar på att lämnas över till kunden. Inget är registrerat.')
    return recordWanted(tx, app, orgnr, waiting.map(({ code }) => ({ actor: by, happenedOn: on ?? swedishDay(app.now()), orgnr, code, exemplar: null, event: { type: 'handed-over' as const, ...(note === null ? {} : { note }) } })))
  })
}
