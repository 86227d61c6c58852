import { decide } from '../../contracts/decide.js'
import { eventSchema, type NewEvent, type RecordedEvent } from '../../contracts/event.js'
import { letterDue } from '../../signing/letter-due.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { appendEvents } from '../storage/events.js'
import { insertLetter, letterOf, moveLetter } from '../storage/letters.js'
import type { Transaction } from '../storage/store.js'
import { markCancelled, markSuperseded } from '../storage/versions.js'
import { historyOf } from './history.js'
import { mayBeThere } from './letter-attempts.js'
import { partiesOf } from './party.js'
import { parties } from '../storage/parties.js'
import { customerEvent, swedishDay, SYSTEM } from './new-event.js'

/** What was appended to a customer's history, and the letter that fell due by it. */
export interface Recorded {
  readonly events: readonly RecordedEvent[]
  readonly letterDue: { readonly letter: string; readonly number: number; readonly releaseAt: string } | null
}

/** Decides and appends `wanted`, one after the other, in the caller's transaction; letters they call back are cancelled and a letter they make due is queued with them. @throws Failure `transition-refused`, `already-recorded`, `letter-state` */
export async function recordWanted(tx: Transaction, app: App, orgnr: string, wanted: readonly NewEvent[]): Promise<Recorded> {
  const now = app.now().toISOString()
  const history = await historyOf(app, tx, orgnr)
  const appended: RecordedEvent[] = []
  for (const one of wanted.map(withoutPersonalNumbers)) {
    const decided = decide({ ...history, events: [...history.events, ...appended], today: swedishDay(now) }, one)
    appended.push(...(await appendDecided(tx, decided, now)))
  }
  const due = await recordDueLetter(tx, app, orgnr)
  return { events: [...appended, ...due.events], letterDue: due.letterDue }
}

/** Appends events that the rules have decided, cancels the outbox rows of the letters they call back and marks the rows of versions they take out of use. @throws Failure `letter-state` when such a letter is on its way */
export async function appendDecided(tx: Transaction, decided: readonly NewEvent[], now: string): Promise<RecordedEvent[]> {
  for (const { event, code } of decided) {
    // A row that says so already was marked by the re-issue that decided this.
    if (event.type === 'cancelled' && code !== null) await markCancelled(tx, code, now)
    if (event.type === 'superseded' && code !== null) await markSuperseded(tx, code, event.by)
    if (event.type !== 'letter-cancelled') continue
    const row = await letterOf(tx, event.letter)
    const stopped = row !== null && row.state !== 'sending' && !(await mayBeThere(tx, event.letter)) && (await moveLetter(tx, event.letter, row.state, { state: 'cancelled', reason: event.reason }))
    if (!stopped) throw new Failure('letter-state', `Brevet ${event.letter} skickas just nu eller kan redan ha kommit fram. Vänta en stund, se ”letter show ${event.letter}”, och försök igen. Säger mottagaren att det aldrig kom, ställ in det med ”letter cancel ${event.letter} --never-arrived”.`)
  }
  return appendEvents(tx, decided, now)
}

async function recordDueLetter(tx: Transaction, app: App, orgnr: string): Promise<Recorded> {
  const nothing: Recorded = { events: [], letterDue: null }
  const now = app.now()
  const due = letterDue(await historyOf(app, tx, orgnr), orgnr)
  if (due === null) return nothing
  const { driftleverantor } = partiesOf(await parties(tx))
  const releaseAt = new Date(now.getTime() + app.config.releaseDelayMs).toISOString()
  const id = Buffer.from(app.random(8)).toString('hex')
  const row = await insertLetter(tx, { id, orgnr, recipient: driftleverantor.granskningsadress, predecessor: due.predecessor, codes: due.codes, evidence: due.evidence.map((member) => ({ ...member, pages: [...member.pages] })), dueAt: now.toISOString(), releaseAt })
  if (row === null) return nothing
  const event = customerEvent(SYSTEM, now.toISOString(), orgnr, { type: 'letter-due', letter: id, codes: [...due.codes], releaseAt })
  return { events: await appendEvents(tx, [event], now.toISOString()), letterDue: { letter: id, number: row.number, releaseAt } }
}

/** The texts people type, with what looks like a personnummer masked: history is kept for ever and shown to many. */
function withoutPersonalNumbers(wanted: NewEvent): NewEvent {
  const masked = Object.entries(wanted.event).map(([field, value]: [string, unknown]) => [field, typeof value === 'string' && TYPED.has(field) ? withoutPersonnummer(value) : value])
  return { ...wanted, event: eventSchema.parse(Object.fromEntries(masked)), actor: { ...wanted.actor, name: withoutPersonnummer(wanted.actor.name) } }
}

const TYPED: ReadonlySet<string> = new Set(['note', 'reason', 'decision', 'reference', 'how', 'to', 'name', 'source', 'owner', 'outcome', 'office', 'override', 'place', 'comment', 'fileName', 'phone', 'email'])
