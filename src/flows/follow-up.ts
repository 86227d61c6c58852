import { followUpOf, type FollowUp } from '../../contracts/follow-up.js'
import type { App } from '../app.js'
import { allProgress } from './status.js'

/** How the work goes, over all customers. */
export async function followUp(app: App): Promise<FollowUp> {
  return followUpOf(await allProgress(app))
}
