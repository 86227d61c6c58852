import type { Dated } from '../../contracts/calendar-entries.js'
import type { Followed } from '../../contracts/follow-up.js'
import type { App } from '../app.js'
import { lineChanges } from '../storage/customer-lines.js'
import type { Store } from '../storage/store.js'
import { swedishDay } from './new-event.js'
import { customerProgress } from './status.js'

/** What the pages about all customers need of each; `steps` without their points. */
export type Outline = Dated & Followed

/** Outlines derived before, by customer, with the count of changes they were derived at. */
const KEPT = new WeakMap<Store, Map<string, { readonly changes: number; readonly outline: Outline }>>()

/** The outline of every customer, by name; only what has changed since it was asked for last, or was derived on another day, is derived anew. */
export async function outlines(app: App): Promise<Outline[]> {
  const kept = KEPT.get(app.store) ?? new Map<string, { readonly changes: number; readonly outline: Outline }>()
  KEPT.set(app.store, kept)
  const today = swedishDay(app.now())
  const all: Outline[] = []
  // The changes are counted before anything is derived, so what changes meanwhile is derived anew the next time.
  for (const { orgnr, changes } of await lineChanges(app.store.read)) {
    const before = kept.get(orgnr)
    const outline = before?.changes === changes && before.outline.today === today ? before.outline : await derived(app, orgnr)
    kept.set(orgnr, { changes, outline })
    all.push(outline)
  }
  return all
}

async function derived(app: App, orgnr: string): Promise<Outline> {
  const { name, today, steps, meetings, leadTimes, customerFiles, stuck, evaluation } = await customerProgress(app, orgnr)
  return { orgnr, name, today, steps: steps.map((step) => ({ ...step, points: [] })), meetings, leadTimes, customerFiles, stuck, evaluation }
}
