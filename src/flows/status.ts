import { planOf } from '../../contracts/plan.js'
import { withdrawnIn } from '../../contracts/tracking.js'
import { progressOf, type CustomerProgress } from '../../contracts/progress.js'
import type { App } from '../app.js'
import type { Customer } from '../storage/customers.js'
import { openAnswers, type Answer } from '../storage/answers.js'
import type { Letter } from '../storage/letter.js'
import { letters } from '../storage/letters.js'
import { historyOf, namedCustomer } from './history.js'
import { stateWords } from './letter-state-words.js'
import { newerEditionsOf, type NewerEdition } from './newer-editions.js'
import { swedishDay } from './new-event.js'
import { configuredParties } from './party.js'
import { weeksTemplate } from './plan.js'
import { scannedExemplars, type ScannedExemplar } from './scanned-exemplars.js'

/** One customer in the list of all. */
export interface CustomerSummary {
  readonly orgnr: string
  readonly name: string
  /** Of the first step that is not done; null when all are, or nothing could be derived. */
  readonly phase: string | null
  readonly step: number | null
  /** Steps done, of twelve. */
  readonly stepsDone: number
  readonly stuck: number
  readonly nextAction: string | null
}

/** A customer's progress, what the scans of its documents show, and of which a newer edition would say something else. */
export type CustomerStatus = CustomerProgress & { readonly scanned: readonly ScannedExemplar[]; readonly newerEditions: readonly NewerEdition[] }

/** Where every document, exemplar, original, step and letter of one customer stands, and what its scans show. @throws Failure `customer-unknown` */
export async function customerStatus(app: App, typed: string): Promise<CustomerStatus> {
  return statusOfCustomer(app, await namedCustomer(app, typed))
}

/** The same of a customer that has been read. */
export async function statusOfCustomer(app: App, customer: Customer): Promise<CustomerStatus> {
  const recorded = await recordedOf(app, customer.orgnr)
  const page = progress(app, customer, recorded)
  return { ...page, scanned: await scannedExemplars(app, page.documents, recorded.history.versions), newerEditions: await newerEditionsOf(app, customer, recorded.parties, recorded.history) }
}

/** Where one customer stands, without its scans. @throws Failure `customer-unknown` */
export async function customerProgress(app: App, orgnr: string): Promise<CustomerProgress> {
  const customer = await namedCustomer(app, orgnr)
  return progress(app, customer, await recordedOf(app, customer.orgnr))
}

type Recorded = Awaited<ReturnType<typeof recordedOf>>

/** What a customer's page says is derived from, asked for at once: one after the other, each would wait for whatever else the service is doing. */
async function recordedOf(app: App, orgnr: string) {
  const [history, template, parties, rows, waiting] = await Promise.all([historyOf(app, app.store.read, orgnr), weeksTemplate(app.store.read), configuredParties(app), letters(app.store.read, { orgnr }), openAnswers(app.store.read)])
  return { history, template, parties, rows, waiting }
}

function progress(app: App, { orgnr, name, facts, registeredAt }: Customer, { history, template, parties, rows, waiting }: Recorded): CustomerProgress {
  const withdrawn = withdrawnIn(history.events)
  const plan = planOf(template, history.events.filter(({ sequence }) => !withdrawn.has(sequence)), swedishDay(registeredAt))
  const page = progressOf({ orgnr, name, facts, plan, parties, today: swedishDay(app.now()), answerDays: app.config.answerDays, ...history })
  return withAnswers(withOutbox(page, rows), rows, waiting)
}

/** Replies that nobody has said the meaning of yet: the next thing to do, since they may confirm a letter or ask for completion. */
function withAnswers(page: CustomerProgress, rows: readonly Letter[], waiting: readonly Answer[]): CustomerProgress {
  const stuck = waiting.flatMap((answer) => rows.filter(({ id }) => id === answer.letter).map((row) => ({
    sort: 'answer' as const, what: `Svar på brev ${row.number}`, why: `Det kom från ${answer.from === '' ? 'okänd avsändare' : answer.from} och väntar på att någon läser det.`, since: swedishDay(answer.receivedAt),
    nextAction: `Läs det med ”answer show ${answer.sha256.slice(0, 12)}” och registrera vad det betyder med ”answer settle”.`,
  })))
  return stuck[0] === undefined ? page : { ...page, stuck: [...stuck, ...page.stuck], nextAction: `${stuck[0].what}: ${stuck[0].nextAction}` }
}

/** What only the outbox knows of letters under way: that one may have arrived, or that attempts have failed. */
function withOutbox(page: CustomerProgress, rows: readonly Letter[]): CustomerProgress {
  const troubled = rows.filter(({ state, attempts }) => state === 'unknown' || (state === 'queued' && attempts > 0))
  if (troubled.length === 0) return page
  const stuck = troubled.map((row) => ({
    what: `Brev ${row.number} med granskningsdokument`, why: row.reason ?? `Brevet ${stateWords(row.state)}.`, since: swedishDay(row.dueAt),
    nextAction: row.state === 'unknown' ? 'Fråga mottagaren om brevet har kommit; samma brev skickas annars igen.' : 'Vänta på nästa försök, eller kontrollera postservern.',
  }))
  return {
    ...page,
    letters: page.letters.map((letter) => {
      const row = troubled.find(({ id }) => id === letter.letter)
      return row === undefined ? letter : { ...letter, label: row.state === 'unknown' ? 'Osäkert – kan ha kommit fram' : 'Köat – nytt försök väntar', text: row.reason }
    }),
    stuck: [...stuck, ...page.stuck],
    nextAction: stuck[0] === undefined ? page.nextAction : `${stuck[0].what}: ${stuck[0].nextAction}`,
  }
}
