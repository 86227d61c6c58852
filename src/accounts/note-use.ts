import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'

/** Notes that a session, a token or a link is used. What cannot be written is reported and keeps nobody from reading: a full disk would otherwise shut everybody out. */
export async function noteUse(app: Pick<App, 'report'>, note: () => Promise<unknown>): Promise<void> {
  try {
    await note()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    app.report(error)
  }
}
