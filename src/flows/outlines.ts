import type { App } from '../app.js'
import { keptOutlines, linesDerived, linesStamp } from '../storage/customer-lines.js'
import type { Store } from '../storage/store.js'
import { outlineOf, readOutline, type Outline } from './outline.js'
import { customersBehind, refreshForLook, refreshLines } from './refresh-lines.js'
import { customerProgress } from './status.js'

interface Kept {
  /** What was read or derived before, by customer, with when its line was derived. */
  byCustomer: ReadonlyMap<string, { readonly derivedAt: string; readonly outline: Outline }>
  /** All of them, and the stamp they hold for. */
  all: { readonly stamp: string; readonly outlines: readonly Outline[] } | null
  /** Who asks while others read waits for them, instead of reading the same beside them. */
  tail: Promise<unknown>
}

const KEPT = new WeakMap<Store, Kept>()
const AT_A_TIME = 50

/** The outline of every customer as it stands now, by name; only what has changed is derived anew, and the array is the same as long as nothing has. @throws AbortSignal's reason when `signal` ends it early */
export async function outlines(app: App, signal: AbortSignal | null = null): Promise<readonly Outline[]> {
  while ((await refreshLines(app, AT_A_TIME)) > 0) {
    signal?.throwIfAborted()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return keptAll(app)
}

/** The same for a page: what somebody has just done shows, what a batch is doing does not hold it up. Customers that have never been derived are left out, and `stale` counts those that no longer hold. */
export async function outlinesForLook(app: App): Promise<{ readonly all: readonly Outline[]; readonly stale: number }> {
  await refreshForLook(app)
  return { all: await keptAll(app), stale: await customersBehind(app) }
}

async function keptAll(app: App): Promise<readonly Outline[]> {
  const kept = KEPT.get(app.store) ?? { byCustomer: new Map(), all: null, tail: Promise.resolve() }
  KEPT.set(app.store, kept)
  const mine = kept.tail.then(() => renewed(app, kept))
  kept.tail = mine.catch(() => undefined)
  return mine
}

async function renewed(app: App, kept: Kept): Promise<readonly Outline[]> {
  const stamp = await linesStamp(app.store.read)
  if (kept.all?.stamp === stamp) return kept.all.outlines
  const lines = await linesDerived(app.store.read)
  const changed = lines.filter(({ orgnr, derivedAt }) => kept.byCustomer.get(orgnr)?.derivedAt !== derivedAt).map(({ orgnr }) => orgnr)
  const read = new Map<string, Outline>()
  for (let from = 0; from < changed.length; from += AT_A_TIME) {
    for (const [orgnr, json] of await keptOutlines(app.store.read, changed.slice(from, from + AT_A_TIME))) {
      const outline = readOutline(json) ?? (await derivedOutline(app, orgnr))
      if (outline !== null) read.set(orgnr, outline)
    }
  }
  kept.byCustomer = new Map(lines.flatMap(({ orgnr, derivedAt }) => {
    const outline = read.get(orgnr) ?? kept.byCustomer.get(orgnr)?.outline
    return outline === undefined ? [] : [[orgnr, { derivedAt, outline }] as const]
  }))
  kept.all = { stamp, outlines: [...kept.byCustomer.values()].map(({ outline }) => outline) }
  return kept.all.outlines
}

/** Null for a customer that cannot be derived: the lists go on without it. */
async function derivedOutline(app: App, orgnr: string): Promise<Outline | null> {
  try {
    return outlineOf(await customerProgress(app, orgnr))
  } catch (error) {
    app.report(error)
    return null
  }
}
