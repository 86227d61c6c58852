import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { letterSchema, outboxPauseSchema, workedLetterSchema } from '../flows/outward-shapes.js'
import { outboxPause } from '../flows/outbox-pause.js'
import { inTurn } from '../flows/in-turn.js'
import { remind } from '../flows/remind.js'
import { sendCustomerMail } from '../flows/send-ordinary.js'
import { workOutbox, type WorkedLetter } from '../flows/work-outbox.js'
import { letters } from '../storage/letters.js'
import type { Command } from './command.js'
import { explain } from './exit.js'
import { toldLetter } from './letter.js'
import { toldPause } from './outbox.js'

const PAUSE_MS = 15_000
const OPEN: ReadonlySet<string> = new Set(['due', 'queued', 'sending', 'unknown'])

/** `send`: works the outbox, once or until it is empty or interrupted. */
export const sendCommand: Command = {
  name: 'send',
  arguments: '',
  summary: 'krypterar och skickar de brev som är klara, och visar utkorgen',
  options: [{ flags: '--once', meaning: 'gå igenom utkorgen en gång i stället för att vänta tills den är tom' }],
  output: z.strictObject({
    worked: z.array(workedLetterSchema),
    letters: z.array(letterSchema),
    paused: outboxPauseSchema,
  }),
  run: async ({ app, options, progress }) => {
    const worked: WorkedLetter[] = []
    const onLetter = (done: number, total: number): void => progress.report('Brev', done, total)
    const unrecorded = await inTurn(app, [async () => worked.push(...(await workReviewLetters(app, options['once'] === true ? 'once' : 'until-empty', onLetter))), () => sendCustomerMail(app), () => remind(app)]).then(() => '', wordsOfUnrecorded)
    progress.end()
    const all = await letters(app.store.read)
    const paused = await outboxPause(app.store.read)
    const trouble = all.some(({ state }) => state === 'held' || state === 'failed' || state === 'unknown') || worked.some(({ state }) => state === 'queued') || paused !== null
    return { json: { worked, letters: all, paused }, text: toldPause(paused) + (all.length === 0 ? 'Utkorgen är tom.\n' : all.map(toldLetter).join('')), exit: trouble || unrecorded !== '' ? 4 : 0, complaints: unrecorded }
  },
}

/** Something has left although nothing more could be written: what the outbox shows is shown all the same. */
function wordsOfUnrecorded(error: unknown): string {
  if (!(error instanceof Failure) || error.code !== 'answer-unrecorded') throw error
  return explain(error).text
}

/** Works the letters with review documents, once or until none is left or the process is told to stop. */
async function workReviewLetters(app: App, how: 'once' | 'until-empty', onLetter: (done: number, total: number) => void): Promise<WorkedLetter[]> {
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGTERM', interrupt).once('SIGINT', interrupt)
  const worked: WorkedLetter[] = []
  for (;;) {
    worked.push(...(await workOutbox(app, onLetter, stop.signal)))
    if ((await outboxPause(app.store.read)) !== null) break
    const open = (await letters(app.store.read)).filter(({ state }) => OPEN.has(state))
    if (how === 'once' || open.length === 0 || stop.signal.aborted) break
    await pause(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => undefined)
  }
  process.off('SIGTERM', interrupt).off('SIGINT', interrupt)
  return worked
}
