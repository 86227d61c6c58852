import type { App } from '../app.js'
import { outboxPause } from '../flows/outbox-pause.js'
import type { House } from './page.js'
import { pageWords } from './page-words.js'

/** Why no letter goes at all, or no answer comes; null when mail works. */
export async function mailNotice(app: App, { outboxTrouble, answersTrouble }: House): Promise<{ readonly message: string } | null> {
  const paused = await outboxPause(app.store.read)
  if (paused !== null) return { message: `Alla utskick är pausade av ${paused.by} sedan ${paused.since}: ${paused.reason}` }
  const outbox = outboxTrouble()
  if (outbox !== null) return { message: `Utkorgen arbetar inte: ${pageWords(outbox)}` }
  const answers = answersTrouble()
  return answers === null ? null : { message: pageWords(answers) }
}
