import type { Actor, Event, NewEvent } from '../../contracts/event.js'
import { rightToRecord, whoMay } from '../../contracts/rights.js'
import { readRecordable, recordableOf, type RecordOptions } from '../../contracts/recordable.js'
import { Failure } from '../../templates/failure.js'
import { organisationsnummer } from '../../templates/identifiers.js'
import { personMay } from '../accounts/person.js'
import type { App } from '../app.js'
import { letters } from '../storage/letters.js'
import { handOver } from './hand-over.js'
import { namedCustomer, namedVersion } from './history.js'
import { recordWanted, type Recorded } from './record-events.js'
import { swedishDay } from './new-event.js'
import { receiptOfAnswer, settleByAnswer } from './settle-doubt.js'

export interface RecordRequest {
  /** A version's printed code, or a customer's organisationsnummer; handed over to a customer is everything that waits for it. */
  readonly subject: string
  readonly event: string
  readonly options: RecordOptions
  readonly exemplar: number | null
  readonly by: Actor
  /** The day it happened; null for today. */
  readonly on: string | null
}

/** Records any event that has no command of its own. @throws Failure `event-unknown`, `event-incomplete`, `code-unknown`, `customer-unknown`, `letter-unknown`, `transition-refused`, `already-recorded`, `access-refused` */
export async function record(app: App, request: RecordRequest): Promise<Recorded> {
  const { scope, type } = recordableOf(request.event)
  refuseBoardsWord(app, type)
  if (type === 'handed-over' && organisationsnummer.safeParse(request.subject).success) {
    const { event } = readRecordable(request.event, request.options)
    return handOver(app, { orgnr: request.subject, codes: null, note: ('note' in event ? event.note : undefined) ?? null, by: request.by, on: request.on })
  }
  if (scope === 'version') {
    const version = await namedVersion(app.store.read, request.subject)
    const { event } = readRecordable(request.event, request.options)
    return recordAbout(app, request, version.orgnr, version.code, event)
  }
  const { orgnr } = await namedCustomer(app, request.subject)
  const options = scope === 'letter' ? await withLetter(app, orgnr, request.options) : request.options
  return recordAbout(app, request, orgnr, null, readRecordable(request.event, options).event)
}

/** What is the board's to say takes the board's right, whichever way it is said. @throws Failure `access-refused` */
function refuseBoardsWord({ person }: App, type: Event['type']): void {
  const right = rightToRecord(type)
  if (right !== 'work' && person !== null && !personMay(person, right)) throw new Failure('access-refused', `${person.account.name} har inte behörighet till detta, eller så gäller nyckeln inte för det. Det får ${whoMay(right)} göra.`)
}

/** A MIFARE key is six bytes, written as twelve hexadecimal digits in whatever groups. */
const KEY_VALUE = /(?:[0-9a-f]{2}[\s:.-]?){6,}/i

/** Only that, when and to whom a key was handed over is recorded; never the key. @throws Failure `event-incomplete` */
function refuseKeyValue(event: Event): void {
  if (event.type !== 'mifare-key-handed-over') return
  const given = [event.to, event.note ?? ''].find((text) => KEY_VALUE.test(text))
  if (given !== undefined) throw new Failure('event-incomplete', 'Uppgiften ser ut att innehålla ett nyckelvärde. Nycklar får aldrig antecknas; skriv bara vem som tog emot nyckeln. Inget är registrerat.')
}

async function recordAbout(app: App, { by, on, exemplar }: Pick<RecordRequest, 'by' | 'on' | 'exemplar'>, orgnr: string, code: string | null, event: Event): Promise<Recorded> {
  refuseKeyValue(event)
  const wanted: NewEvent = { actor: by, happenedOn: on ?? swedishDay(app.now()), orgnr, code, exemplar, event }
  const receiptSha256 = await receiptOfAnswer(app, event)
  return app.store.write(async (tx) => {
    await settleByAnswer(tx, app, event, receiptSha256)
    return recordWanted(tx, app, orgnr, [wanted])
  })
}

/** What the supplier reports is about the customer's latest letter unless another is named. */
async function withLetter(app: App, orgnr: string, options: RecordOptions): Promise<RecordOptions> {
  if (options.set?.['brev'] !== undefined || options.set?.['letter'] !== undefined) return options
  const latest = (await letters(app.store.read, { orgnr })).findLast(({ state }) => state !== 'cancelled')
  if (latest === undefined) throw new Failure('letter-unknown', `Inget brev har gått för ${orgnr}, så det finns inget att registrera ett svar på.`)
  return { ...options, set: { ...options.set, brev: latest.id } }
}

/** The board's approval of what was handed in. @throws Failure as `record` */
export async function approve(app: App, request: { code: string; decision: string; by: Actor; on: string | null }): Promise<Recorded> {
  const version = await namedVersion(app.store.read, request.code)
  return recordAbout(app, { ...request, exemplar: null }, version.orgnr, version.code, { type: 'approved', decision: request.decision, contentSha256: version.contentSha256 })
}

/** The board's refusal, with its reason. @throws Failure as `record` */
export async function returnForRevision(app: App, request: { code: string; reason: string; by: Actor; on: string | null }): Promise<Recorded> {
  const version = await namedVersion(app.store.read, request.code)
  return recordAbout(app, { ...request, exemplar: null }, version.orgnr, version.code, { type: 'returned-for-revision', reason: request.reason })
}

/** Ticks a checklist point that a person settles. @throws Failure `point-unknown`, `already-recorded`, `transition-refused` */
export async function tickPoint(app: App, request: { orgnr: string; point: string; note: string | null; by: Actor; on: string | null }): Promise<Recorded> {
  const { orgnr } = await namedCustomer(app, request.orgnr)
  return recordAbout(app, { ...request, exemplar: null }, orgnr, null, { type: 'point-ticked', point: request.point, ...(request.note === null ? {} : { note: request.note }) })
}
