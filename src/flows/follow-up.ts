import { followUpOf, type FollowUp } from '../../contracts/follow-up.js'
import type { App } from '../app.js'
import type { Outline } from './outline.js'
import { outlines } from './outlines.js'

const KEPT = new WeakMap<readonly Outline[], FollowUp>()

/** How the work goes, over all customers as they stand now. */
export async function followUp(app: App): Promise<FollowUp> {
  return followUpFor(await outlines(app))
}

/** How the work goes, over these customers; what `outlines` gave once is counted once. */
export function followUpFor(all: readonly Outline[]): FollowUp {
  const found = KEPT.get(all) ?? followUpOf(all)
  KEPT.set(all, found)
  return found
}
