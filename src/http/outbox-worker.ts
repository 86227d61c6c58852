import { Failure } from '../../templates/failure.js'
import { remindOfTokens } from '../accounts/remind-of-tokens.js'
import type { App } from '../app.js'
import { inTurn } from '../flows/in-turn.js'
import { remind } from '../flows/remind.js'
import { sendCustomerMail } from '../flows/send-ordinary.js'
import { workOutbox, type WorkedLetter } from '../flows/work-outbox.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'

/** How the latest passes over the outbox went. */
export interface OutboxState {
  readonly passes: number
  readonly failedPasses: number
  readonly lastPassAt: string | null
  /** Why the latest pass touched no letter; null when it went through. `code` is a failure code or `internal`. */
  readonly failure: { readonly at: string; readonly code: string; readonly message: string } | null
}

/** Works the outbox now and then, one pass at a time. */
export interface OutboxWorker {
  readonly start: () => void
  /** A pass of its own, after the one under way. */
  readonly runNow: () => Promise<WorkedLetter[]>
  readonly state: () => OutboxState
  /** Ends after the letter under way. */
  readonly stop: () => Promise<void>
}

interface WorkerOptions {
  readonly everyMs: number
  /** Told of bugs; gives the id it logged them under. */
  readonly onBug: (error: unknown) => string
  /** Told of every letter that was tried and did not go, and why a pass could not be made: of the same reason once, until a pass has gone through. */
  readonly onTrouble: (trouble: OutboxTrouble) => void
}

/** What an operator may search a log for: a letter by its id and number, never whom it is to or about, nor what was said. */
export interface OutboxTrouble {
  /** A failure code, or how the attempt ended. */
  readonly code: string
  readonly letter?: string
  readonly number?: number
  readonly purpose?: OrdinaryLetter['purpose']
  readonly state?: WorkedLetter['state']
}

/** A worker for the app's outbox; it survives whatever a pass throws and says so in its state. */
export function openOutboxWorker(app: App, { everyMs, onBug, onTrouble }: WorkerOptions): OutboxWorker {
  const stopping = new AbortController()
  let state: OutboxState = { passes: 0, failedPasses: 0, lastPassAt: null, failure: null }
  let tail: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | null = null

  const pass = async (): Promise<WorkedLetter[]> => {
    if (stopping.signal.aborted) throw new Failure('shutting-down', 'Tjänsten stängs av. Försök igen när den har startat.')
    const at = app.now().toISOString()
    try {
      const worked = await workAndRemind(app, stopping.signal, onTrouble)
      state = { ...state, passes: state.passes + 1, lastPassAt: at, failure: null }
      return worked
    } catch (error) {
      const failure = error instanceof Failure ? { at, code: error.code, message: error.message } : { at, code: 'internal', message: `Internt fel ${onBug(error)}. Meddela numret till den som sköter programmet.` }
      if (error instanceof Failure && error.code !== state.failure?.code) onTrouble({ code: error.code })
      state = { ...state, passes: state.passes + 1, failedPasses: state.failedPasses + 1, lastPassAt: at, failure }
      throw error
    }
  }
  const runNow = (): Promise<WorkedLetter[]> => {
    const next = tail.then(pass)
    tail = next.catch(() => undefined)
    return next
  }
  const passAndPlan = async (): Promise<void> => {
    await runNow().catch(() => undefined)
    if (!stopping.signal.aborted) plan()
  }
  const plan = (): void => {
    timer = setTimeout(() => {
      void passAndPlan()
    }, state.passes === 0 ? 0 : everyMs)
  }
  return {
    start: plan,
    runNow,
    state: () => state,
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await tail
    },
  }
}

/** Drafts, invitations and reminders go also when no review letter could be worked: that may be what somebody must know. */
async function workAndRemind(app: App, signal: AbortSignal, onTrouble: WorkerOptions['onTrouble']): Promise<WorkedLetter[]> {
  const worked: WorkedLetter[] = []
  const told = async (tried: Promise<readonly OrdinaryLetter[]>): Promise<void> => (await tried).flatMap(troubleWith).forEach(onTrouble)
  const review = async (): Promise<void> => {
    worked.push(...(await workOutbox(app, () => undefined, signal)))
    for (const { letter, number, state, code } of worked) if (code !== null) onTrouble({ code, letter, number, state })
  }
  await inTurn(app, [review, () => remindOfTokens(app), () => told(sendCustomerMail(app)), () => told(remind(app))])
  return worked
}

function troubleWith({ id, purpose, state, attempts }: OrdinaryLetter): OutboxTrouble[] {
  return state === 'relayed' ? [] : [{ code: state === 'held' ? 'held' : (attempts.at(-1)?.outcome.kind ?? state), letter: id, purpose, state }]
}
