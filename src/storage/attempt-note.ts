import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { open, readdir, readFile, rm, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deliveryOutcomeSchema, type DeliveryOutcome } from '../../signing/delivery.js'
import { INTERRUPTED } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
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
  /** To be awaited before the last byte of the mail goes. @throws Failure `disk-full`, `data-directory`, also when the note is gone because another has taken the letter over: then it must not go */
  readonly handingOver: () => Promise<void>
  /** What the server answered, in space that was taken before anything was sent. When the disk itself fails, or another has taken the letter over, nothing is noted: the process still records what it read, and when that fails too nobody knows how the attempt ended. */
  readonly answered: (outcome: DeliveryOutcome) => void
}

/** What the lines of a note need at the very most. */
const NOTE_BYTES = 16_384
/** What recording an attempt needs: its receipt, and the pages of the database that change, in its log. */
const RECORD_BYTES = 1_048_576
const HANDING_OVER = JSON.stringify('handing-over')
/** How an attempt ended whose process died before the last byte went: no server has the mail. */
const CUT_OFF: DeliveryOutcome = { kind: 'unreachable', reason: 'programmet avbröts innan hela brevet var sänt' }

/** Begins the note of an attempt, which has a file of its own, and takes the space that the note and the record will need: a disk that is full when the server answers must not cost the answer. @throws Failure `disk-full`, `data-directory` */
export async function beginNote(directory: string, attempt: NotedAttempt): Promise<AttemptNote> {
  const path = placeOf(directory, attempt)
  const beginning = Buffer.from(`${beginningOf(attempt)}\n`)
  await begun(path, Buffer.concat([beginning, Buffer.alloc(NOTE_BYTES + RECORD_BYTES, '\n')]))
  let end = beginning.byteLength
  const placeFor = (line: Uint8Array): number => {
    end += line.byteLength
    return end - line.byteLength
  }
  return {
    handingOver: () => {
      const line = Buffer.from(`${HANDING_OVER}\n`)
      return added(path, line, placeFor(line))
    },
    answered: (outcome) => {
      const line = Buffer.from(`${JSON.stringify(outcome)}\n`)
      try {
        addNow(path, line, placeFor(line))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
      }
    },
  }
}

/** Gives an attempt's record the space that was taken for it; to be called right before it is written. */
export async function giveSpace(directory: string, attempt: NotedAttempt): Promise<void> {
  try {
    await truncate(placeOf(directory, attempt), NOTE_BYTES)
  } catch (error) {
    // Without a note there is nothing to give; a disk that fails will say so when the record is written.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

/** How an attempt ended whose process did not come to record it, as far as its note says; without one it may have arrived. @throws Failure `disk-full`, `data-directory` when the note cannot be read */
export async function notedOutcome(directory: string, attempt: NotedAttempt): Promise<DeliveryOutcome> {
  const [beginning, handingOver, answered = ''] = (await textOf(placeOf(directory, attempt))).split('\n')
  if (beginning !== beginningOf(attempt)) return INTERRUPTED
  return outcomeIn(handingOver ?? '') ?? outcomeIn(answered) ?? (handingOver === '' ? CUT_OFF : INTERRUPTED)
}

/** Removes what was noted of an attempt, once it is recorded. @throws Failure `disk-full`, `data-directory` */
export async function endNote(directory: string, attempt: NotedAttempt): Promise<void> {
  await removed(placeOf(directory, attempt))
}

/** The names of the notes there are. @throws Failure `disk-full`, `data-directory` */
export async function noteNames(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.startsWith(NOTE_NAME))
  } catch (error) {
    throw directoryFailure(directory, error)
  }
}

/** Removes these notes, but those of attempts under way; one that cannot be removed stays until the next time. */
export async function sweepNotes(directory: string, names: readonly string[], underWay: readonly Pick<NotedAttempt, 'letter' | 'claimedAt'>[]): Promise<void> {
  const kept = new Set(underWay.map((attempt) => placeOf(directory, attempt)))
  for (const path of names.map((name) => join(directory, name))) {
    if (kept.has(path)) continue
    await removed(path).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
    })
  }
}

const NOTE_NAME = '.anslut-attempt-'

/** Two attempts at one letter are begun at different instants. */
function placeOf(directory: string, { letter, claimedAt }: Pick<NotedAttempt, 'letter' | 'claimedAt'>): string {
  return join(directory, `${NOTE_NAME}${letter}-${(claimedAt ?? '').replace(/\D/gu, '')}`)
}

async function removed(path: string): Promise<void> {
  try {
    await rm(path, { force: true })
  } catch (error) {
    throw directoryFailure(dirname(path), error)
  }
}

function beginningOf({ messageId, claimedAt }: NotedAttempt): string {
  return JSON.stringify({ messageId, claimedAt })
}

/** A note that does not fit is taken away again, so that what there was room for is not used up by it. */
async function begun(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await syncDirectory(dirname(path))
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    throw directoryFailure(dirname(path), error)
  }
}

async function added(path: string, line: Uint8Array, at: number): Promise<void> {
  try {
    const file = await open(path, 'r+')
    try {
      await file.write(line, 0, line.byteLength, at)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isMissing(error)) throw new Failure('data-directory', 'Ett annat program har tagit över brevet. Det här försöket avbröts innan hela brevet var sänt. Se i utkorgen hur det går för brevet.', { cause: error })
    throw directoryFailure(dirname(path), error)
  }
}

/** Nothing else of the process may come between. */
function addNow(path: string, line: Uint8Array, at: number): void {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, line, 0, line.byteLength, at)
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return ''
    throw directoryFailure(dirname(path), error)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Null for a line that is none, or that was cut off while it was written. */
function outcomeIn(line: string): DeliveryOutcome | null {
  try {
    return deliveryOutcomeSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
