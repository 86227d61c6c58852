import { z } from 'zod'
import { eventSchema, type Actor, type RecordedEvent } from '../../contracts/event.js'
import { DRAFTS, type Retention } from '../../contracts/retention.js'
import { RETENTION_EVENTS, RETENTION_STATES, retentionOf, retentionText, type RetentionStatus } from '../../contracts/retention-status.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { customerNames } from '../storage/customers.js'
import { eventsOfTypes } from '../storage/events.js'
import { oldVersions, type AgeBound, type OldVersion } from '../storage/old-versions.js'
import { namedVersion } from './history.js'
import { swedishDay } from './new-event.js'
import { recordWanted } from './record-events.js'
import { houseRetentions, ofSubject, retentionRuleSchema } from './retention.js'

const CUSTOMERS_AT_A_TIME = 500

/** How long one document is kept, in JSON. */
export const documentRetentionSchema = z.strictObject({
  code: z.string(), orgnr: z.string(), customer: z.string(), kind: z.string(), title: z.string(), stage: z.enum(['draft', 'signing']), state: z.enum(RETENTION_STATES),
  started: z.strictObject({ on: z.string(), by: z.enum(eventSchema.options.map((option) => option.shape.type.value)) }).nullable().describe('what the time is counted from'), until: z.string().nullable().describe('the last day it is kept'),
  rule: retentionRuleSchema.nullable(), extended: z.strictObject({ event: z.int(), until: z.string().nullable(), reason: z.string(), on: z.string(), by: z.string() }).nullable(),
  text: z.string().describe('the same in Swedish'),
})

/** One document and how long it is kept. */
export type DocumentRetention = Omit<OldVersion, 'issuedAt'> & RetentionStatus & { readonly text: string }

/** How long one document is kept. @throws Failure `code-unknown` */
export async function documentRetention(app: App, typed: string): Promise<DocumentRetention> {
  const version = await namedVersion(app.store.read, typed)
  const customer = (await customerNames(app.store.read, [version.orgnr])).get(version.orgnr) ?? ''
  const events = await eventsOfTypes(app.store.read, RETENTION_EVENTS, [version.orgnr])
  return retained({ ...version, customer }, await houseRetentions(app.store.read), events, swedishDay(app.now()))
}

/** Every document whose time has run out, the longest ago first. Whoever is in charge of the archive decides about each; nothing is deleted here. */
export async function documentsRunOut(app: App): Promise<DocumentRetention[]> {
  const today = swedishDay(app.now())
  const list = await houseRetentions(app.store.read)
  const old = await oldVersions(app.store.read, boundsOf(list, today))
  const events = await eventsByCustomer(app, [...new Set(old.map(({ orgnr }) => orgnr))])
  const found = old.map((version) => retained(version, list, events.get(version.orgnr) ?? [], today)).filter(({ state }) => state === 'run-out')
  const order = ({ until, customer, code }: DocumentRetention): string => `${until ?? ''} ${customer} ${code}`
  return found.toSorted((one, other) => order(one).localeCompare(order(other), 'sv'))
}

/** Records that a document is kept longer than its rule says: until a day, or for ever. Only ever longer: a decision that went too far is withdrawn. @throws Failure `code-unknown`, `call-invalid` for a day that is no longer than it is kept anyway, `already-recorded` where it is kept for ever */
export async function extendRetention(app: App, typed: string, { until, reason, by }: { readonly until: string | null; readonly reason: string; readonly by: Actor }): Promise<DocumentRetention> {
  const { code, orgnr, title } = await namedVersion(app.store.read, typed)
  const before = await documentRetention(app, code)
  const name = `${title} ${spokenCode(code)}`
  if (before.rule?.years === null) throw new Failure('already-recorded', `${name} bevaras redan för alltid, enligt ${before.rule.decision}. Inget behöver beslutas.`)
  const { extended } = before
  if (extended?.until === null) throw new Failure('already-recorded', `${name} bevaras redan för alltid, enligt ett särskilt beslut. Var det fel, ta tillbaka händelse ${extended.event} först.`)
  const today = swedishDay(app.now())
  if (until !== null && until <= today) throw new Failure('call-invalid', `${until} är ingen dag som kommer. Ange en dag efter ${today}, eller bevaras.`, { faults: [{ path: 'until', message: 'är ingen dag som kommer' }] })
  const anyway = [before.until, extended?.until ?? null].reduce((latest, day) => (day !== null && (latest === null || day > latest) ? day : latest), null)
  if (until !== null && anyway !== null && until <= anyway) throw new Failure('call-invalid', `${name} bevaras redan till ${anyway}. Ange en senare dag, eller bevaras.`, { faults: [{ path: 'until', message: 'är inte längre än handlingen bevaras ändå' }] })
  await app.store.write((tx) => recordWanted(tx, app, orgnr, [{ actor: by, happenedOn: today, orgnr, code, exemplar: null, event: { type: 'retention-extended', until, reason } }]))
  return documentRetention(app, code)
}

function retained({ code, orgnr, customer, kind, title, stage, issuedAt }: OldVersion, list: readonly Retention[], events: readonly RecordedEvent[], today: string): DocumentRetention {
  const { rule } = ofSubject(list, stage === 'draft' ? DRAFTS : kind)
  const status = retentionOf({ code, kind, stage, issuedOn: swedishDay(issuedAt) }, rule, events, today)
  return { code, orgnr, customer, kind, title, stage, ...status, text: retentionText(status) }
}

/** No document can have begun before it was issued, so whatever is younger than its rule is not looked at. */
function boundsOf(list: readonly Retention[], today: string): AgeBound[] {
  const kinds = list.map(({ subject }) => subject).filter((subject) => subject !== DRAFTS)
  return list.flatMap(({ subject, rule }): AgeBound[] => {
    if (rule === null || rule.years === null) return []
    const before = `${String(Number(today.slice(0, 4)) - rule.years).padStart(4, '0')}-01-01`
    return subject === DRAFTS ? kinds.map((kind) => ({ kind, stage: 'draft', before })) : [{ kind: subject, stage: 'signing', before }]
  })
}

async function eventsByCustomer(app: App, orgnrs: readonly string[]): Promise<ReadonlyMap<string, RecordedEvent[]>> {
  const events = new Map<string, RecordedEvent[]>(orgnrs.map((orgnr) => [orgnr, []]))
  for (let start = 0; start < orgnrs.length; start += CUSTOMERS_AT_A_TIME) {
    for (const event of await eventsOfTypes(app.store.read, RETENTION_EVENTS, orgnrs.slice(start, start + CUSTOMERS_AT_A_TIME))) events.get(event.orgnr ?? '')?.push(event)
  }
  return events
}
