import { followUpOf, type FollowUp } from '../../contracts/follow-up.js'
import type { App } from '../app.js'
import { outlines } from './outlines.js'

/** How the work goes, over all customers. */
export async function followUp(app: App): Promise<FollowUp> {
  return followUpOf(await outlines(app))
}
