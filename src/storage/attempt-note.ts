import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deliveryOutcomeSchema, type DeliveryOutcome } from '../../signing/delivery.js'
import { INTERRUPTED } from '../../signing/outbox.js'
import { syncDirectory } from '../sync-directory.js'
import { directoryFailure } from './data-directory.js'

/** One attempt to send one mail: whose claim it is made under tells it from every other. */
export interface NotedAttempt {
  readonly letter: string
  readonly messageId: string
  readonly claimedAt: string | null
}

/** What has come of an attempt, noted on disk the moment it happens and before anything else is done, so that a process which dies then leaves no doubt. */
export interface AttemptNote {
  /** To be awaited before the last byte of the mail goes. @throws Failure `disk-full`, `data-directory`: then it must not go */
  readonly handingOver: () => Promise<void>
  /** What the server answered; lost when the disk does not take it, and recorded all the same if the process lives. */
  readonly answered: (outcome: DeliveryOutcome) => void
}

const HANDING_OVER = JSON.stringify('handing-over')
/** How an attempt ended whose process died before the last byte went: no server has the mail. */
const CUT_OFF: DeliveryOutcome = { kind: 'unreachable', reason: 'programmet avbröts innan hela brevet var sänt' }

/** Begins the note of an attempt, in place of what was noted of the letter before. @throws Failure `disk-full`, `data-directory` */
export async function beginNote(directory: string, attempt: NotedAttempt): Promise<AttemptNote> {
  const path = placeOf(directory, attempt.letter)
  await added(path, 'w', beginningOf(attempt))
  await syncDirectory(dirname(path))
  return {
    handingOver: () => added(path, 'a', HANDING_OVER),
    answered: (outcome) => {
      try {
        addNow(path, JSON.stringify(outcome))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
      }
    },
  }
}

/** How an attempt ended whose process did not come to record it, as far as its note says; without one it may have arrived. */
export async function notedOutcome(directory: string, attempt: NotedAttempt): Promise<DeliveryOutcome> {
  const [beginning, handingOver, answered = ''] = (await textOf(placeOf(directory, attempt.letter))).split('\n')
  if (beginning !== beginningOf(attempt)) return INTERRUPTED
  return outcomeIn(handingOver ?? '') ?? outcomeIn(answered) ?? (handingOver === '' ? CUT_OFF : INTERRUPTED)
}

/** Removes what was noted of a letter, once it is recorded. */
export async function endNote(directory: string, letter: string): Promise<void> {
  await rm(placeOf(directory, letter), { force: true })
}

function placeOf(directory: string, letter: string): string {
  return join(directory, `.anslut-attempt-${letter}`)
}

function beginningOf({ messageId, claimedAt }: NotedAttempt): string {
  return JSON.stringify({ messageId, claimedAt })
}

async function added(path: string, flag: 'w' | 'a', line: string): Promise<void> {
  try {
    const file = await open(path, flag, 0o600)
    try {
      await file.write(`${line}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw directoryFailure(dirname(path), error)
  }
}

/** Nothing else of the process may come between. */
function addNow(path: string, line: string): void {
  const file = openSync(path, 'a', 0o600)
  try {
    writeSync(file, `${line}\n`)
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** Null for a line that is none, or that was cut off while it was written. */
function outcomeIn(line: string): DeliveryOutcome | null {
  try {
    return deliveryOutcomeSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
