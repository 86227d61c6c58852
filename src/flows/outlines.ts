import type { Dated } from '../../contracts/calendar-entries.js'
import type { Followed } from '../../contracts/follow-up.js'
import type { App } from '../app.js'
import { lineChanges, linesStamp } from '../storage/customer-lines.js'
import type { Store } from '../storage/store.js'
import { swedishDay } from './new-event.js'
import { customerProgress } from './status.js'

/** What the pages about all customers need of each; `steps` without their points. */
export type Outline = Dated & Followed

interface Kept {
  /** The outlines derived before, by customer, with the count of changes they were derived at. */
  readonly byCustomer: Map<string, { readonly changes: number; readonly outline: Outline }>
  /** All of them, and the stamp and day they hold for. */
  all: { readonly upTo: string; readonly outlines: readonly Outline[] } | null
  /** Who asks while others derive waits for them, instead of deriving the same beside them. */
  tail: Promise<unknown>
}

const KEPT = new WeakMap<Store, Kept>()

/** The outline of every customer, by name; only what has changed since it was asked for last, or was derived on another day, is derived anew. The same array as long as nothing has changed. @throws AbortSignal's reason when `signal` ends it early */
export async function outlines(app: App, signal: AbortSignal | null = null): Promise<readonly Outline[]> {
  const kept = KEPT.get(app.store) ?? { byCustomer: new Map(), all: null, tail: Promise.resolve() }
  KEPT.set(app.store, kept)
  const mine = kept.tail.then(() => renewed(app, kept, signal))
  kept.tail = mine.catch(() => undefined)
  return mine
}

/** The changes are counted before anything is derived, so what changes meanwhile is derived anew the next time. */
async function renewed(app: App, kept: Kept, signal: AbortSignal | null): Promise<readonly Outline[]> {
  const today = swedishDay(app.now())
  const upTo = `${today} ${await linesStamp(app.store.read)}`
  if (kept.all?.upTo === upTo) return kept.all.outlines
  const all: Outline[] = []
  for (const { orgnr, changes } of await lineChanges(app.store.read)) {
    signal?.throwIfAborted()
    const before = kept.byCustomer.get(orgnr)
    const outline = before?.changes === changes && before.outline.today === today ? before.outline : await derived(app, orgnr)
    kept.byCustomer.set(orgnr, { changes, outline })
    all.push(outline)
  }
  kept.all = { upTo, outlines: all }
  return all
}

async function derived(app: App, orgnr: string): Promise<Outline> {
  const { name, today, steps, meetings, leadTimes, customerFiles, stuck, evaluation } = await customerProgress(app, orgnr)
  return { orgnr, name, today, steps: steps.map((step) => ({ ...step, points: [] })), meetings, leadTimes, customerFiles, stuck, evaluation }
}
