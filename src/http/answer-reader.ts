import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { fetchAnswers } from '../flows/fetch-answers.js'

/** Why answers are not read; null when the last reading went through. */
export type AnswerTrouble = { readonly at: string; readonly message: string } | null

/** Reads the mailbox of answers now and then. */
export interface AnswerReader {
  /** Reads at once and then every `everyMs`, where a mailbox is set. */
  readonly start: () => void
  readonly trouble: () => AnswerTrouble
  /** Ends after the reading under way. */
  readonly stop: () => Promise<void>
}

interface ReaderOptions {
  readonly everyMs: number
  /** Told of bugs; gives the id it logged them under. */
  readonly onBug: (error: unknown) => string
  /** Told of the failure code that kept the mailbox from being read, once until another does or a reading has gone through. */
  readonly onTrouble: (trouble: { readonly code: string }) => void
}

/** A reader of the app's mailbox; it survives whatever a reading throws and says so. */
export function openAnswerReader(app: App, { everyMs, onBug, onTrouble }: ReaderOptions): AnswerReader {
  let trouble: AnswerTrouble = null
  let told: string | null = null
  let timer: NodeJS.Timeout | null = null
  let reading: Promise<void> = Promise.resolve()
  let isStopping = false
  const readOnce = async (): Promise<void> => {
    const at = app.now().toISOString()
    try {
      await fetchAnswers(app)
      trouble = null
      told = null
    } catch (error) {
      const code = error instanceof Failure ? error.code : 'internal'
      if (error instanceof Failure && code !== told) onTrouble({ code })
      told = code
      trouble = { at, message: error instanceof Failure ? error.message : `Internt fel ${onBug(error)}. Meddela numret till den som sköter programmet.` }
    }
  }
  const readAndPlan = async (): Promise<void> => {
    await readOnce()
    if (!isStopping) timer = setTimeout(next, everyMs)
  }
  function next(): void {
    reading = readAndPlan()
  }
  return {
    start: () => {
      if (app.config.imapUrl !== null) next()
    },
    trouble: () => trouble,
    async stop() {
      isStopping = true
      if (timer !== null) clearTimeout(timer)
      await reading
    },
  }
}
