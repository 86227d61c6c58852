import { mayDo } from '../../contracts/rights.js'
import type { App } from '../app.js'
import { outboxPause } from '../flows/outbox-pause.js'
import type { House, Visit } from './page.js'
import { pageWords } from './page-words.js'

interface MailLook {
  readonly app: App
  readonly house: Pick<House, 'outboxTrouble' | 'answersTrouble'>
  readonly visitor: Pick<Visit['visitor'], 'roles'>
}

/** Why no letter goes at all, or no answer comes; null when mail works. What to mend stands there for whoever may mend it alone. */
export async function mailNotice({ app, house: { outboxTrouble, answersTrouble }, visitor: { roles } }: MailLook): Promise<{ readonly message: string } | null> {
  const paused = await outboxPause(app.store.read)
  if (paused !== null) return { message: `Alla utskick är pausade av ${paused.by} sedan ${paused.since}: ${paused.reason}` }
  const outbox = outboxTrouble()
  const operates = mayDo(roles, 'operate')
  if (outbox !== null) return { message: operates ? `Utkorgen arbetar inte: ${pageWords(outbox)}` : 'Inga brev skickas just nu. De ligger kvar i utkorgen tills driften har rättat felet.' }
  const answers = answersTrouble()
  if (answers === null) return null
  return { message: operates ? pageWords(answers) : 'Svar på brev hämtas inte just nu. De ligger kvar i brevlådan tills driften har rättat felet.' }
}
