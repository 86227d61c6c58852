import { hostname } from 'node:os'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Mailer } from '../mail/smtp.js'
import type { Letter } from '../storage/letter.js'
import { claimedLetters, claimLetter, letterOf, lettersToWork, moveLetter, releaseClaim, restateSending } from '../storage/letters.js'
import { nextLetterPart } from '../storage/letter-parts.js'
import { parties } from '../storage/parties.js'
import { noteInterrupted } from './foreign-letters.js'
import { pastAttempts } from './letter-attempts.js'
import { mayBeAlive } from './may-be-alive.js'
import { archiveOwedReceipts } from './owed-receipts.js'
import { outboxPause } from './outbox-pause.js'
import { PASSING } from './passing.js'
import { refuseSameInk } from './refuse-same-ink.js'
import { mustBeDivided, sealLetter } from './seal-letter.js'
import { sendLetter } from './send-letter.js'
import { settleCut } from './settle-cut.js'
import { sweepNotes } from './sweep-notes.js'
import { tellUnsettled } from './tell-unsettled.js'
import { recordLetterEvent } from './record-letter-event.js'

/** What became of one letter in one pass. */
export interface WorkedLetter {
  readonly letter: string
  readonly number: number
  readonly orgnr: string
  readonly state: Letter['state']
  readonly reason: string | null
  /** What kept it from going: a failure code, or how the attempt ended; null when nothing did. */
  readonly code: string | null
}

/**
 * Works every letter that may be worked now, once: builds and encrypts what is due, sends what is queued. Nothing is sent unless everything holds.
 * While the outbox is paused nothing is sent, only letters whose worker died are settled, and a pause ends the pass under way; `signal` ends the pass after the letter under way; trouble with one letter does not keep the others. @throws Failure `smtp-unset`, `parties-unset`, `keys-missing`, `keys-locked` before anything is built or sent, `answer-unrecorded` when a letter may have left and the database cannot take it
 */
export async function workOutbox(app: App, onLetter: (done: number, total: number) => void = () => undefined, signal?: AbortSignal): Promise<WorkedLetter[]> {
  // What answers come about must be judged also while nothing goes out.
  const unrecorded = await recoverInterrupted(app)
  await sweepNotes(app)
  if (unrecorded !== null) throw unrecorded
  if ((await outboxPause(app.store.read)) !== null) return []
  const mailer = await readyMailer(app)
  await archiveOwedReceipts(app)
  const waiting = await lettersToWork(app.store.read, app.now().toISOString())
  const worked: WorkedLetter[] = []
  const bugs: unknown[] = []
  for (const [index, { id }] of waiting.entries()) {
    if (signal?.aborted === true || (await outboxPause(app.store.read)) !== null) break
    const worker = `${hostname()}/${process.pid}/${Buffer.from(app.random(6)).toString('hex')}`
    if (await app.store.write((tx) => claimLetter(tx, id, worker, app.now().toISOString()))) {
      underWay.add(worker)
      const refused = await workLetter(app, mailer, id, worker).catch((error: unknown) => void bugs.push(error)).finally(() => underWay.delete(worker))
      worked.push(await workedLetter(app, id, refused ?? null))
      // The database takes nothing: what came of the next could not be recorded either.
      if (bugs.some((bug) => bug instanceof Failure)) break
    }
    onLetter(index + 1, waiting.length)
  }
  if (bugs.length > 0) throw bugs[0]
  return worked
}

/** What must hold before any letter is touched. */
async function readyMailer(app: App): Promise<Mailer> {
  if (app.mailer === null) throw new Failure('smtp-unset', 'Ingen postserver är angiven. Sätt ANSLUT_SMTP_URL (till exempel smtps://post.exempel.se) och kör igen. Inget har skickats.')
  const unset = (await parties(app.store.read)).filter(({ origin, record }) => origin === 'shipped' && record.part !== 'korttillverkare')
  if (unset.length > 0) throw new Failure('parties-unset', `Parterna är fortfarande exempel (${unset.map(({ record }) => record.part).join(', ')}). Ange de verkliga med ”party set FIL.json”. Inget har skickats.`)
  const keyRing = await app.keyRing()
  await keyRing.sealingKeys()
  await keyRing.archive()
  return app.mailer
}

async function workedLetter(app: App, id: string, refused: Failure | null): Promise<WorkedLetter> {
  const { number, orgnr, state, reason } = await existing(app, id)
  const outcome = (await pastAttempts(app.store.read, id)).at(-1)?.outcome.kind ?? null
  const code = refused?.code ?? (outcome === null || TAKEN_OVER.has(outcome) ? null : outcome)
  return { letter: id, number, orgnr, state, reason, code: state === 'relayed' ? null : code }
}

/** Gives what refused the letter; null when an attempt was made. */
async function workLetter(app: App, mailer: Mailer, id: string, worker: string): Promise<Failure | null> {
  try {
    const row = await existing(app, id)
    await refuseSameInk(app.store.read, row)
    if (row.state === 'due' || (await mustBeDivided(app.store.read, row))) await sealLetter(app, mailer, row, worker)
    await sendLetter(app, mailer, await existing(app, id), worker)
    await sendFurtherParts(app, mailer, id, worker)
    return null
  } catch (error) {
    await settleTrouble(app, id, worker, error)
    if (!(error instanceof Failure)) throw error
    return error
  }
}

/** The mails of a large letter go one after the other: the next one when the one before has been taken over. */
async function sendFurtherParts(app: App, mailer: Mailer, id: string, worker: string): Promise<void> {
  for (;;) {
    const row = await existing(app, id)
    const { state, nextAttemptAt } = row
    if (state !== 'queued' || (await mustBeDivided(app.store.read, row)) || nextAttemptAt !== null || (await outboxPause(app.store.read)) !== null) return
    if ((await nextLetterPart(app.store.read, id)) === null || !(await app.store.write((tx) => claimLetter(tx, id, worker, app.now().toISOString())))) return
    await sendLetter(app, mailer, await existing(app, id), worker)
  }
}

async function existing(app: App, id: string): Promise<Letter> {
  const row = await letterOf(app.store.read, id)
  if (row === null) throw new Error(`letter ${id} is gone`)
  return row
}

/** A letter caught in the middle of an attempt may have arrived, unless its note says more; one that had not come so far is held, or simply let go when the trouble will pass. */
async function settleTrouble(app: App, id: string, worker: string, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  const seen = await existing(app, id)
  if (seen.claimedBy === worker && seen.state === 'sending') return settleCut(app, seen, reason)
  await app.store.write(async (tx) => {
    const row = await letterOf(tx, id)
    if (row?.claimedBy !== worker) return
    if (!(error instanceof Failure)) return releaseClaim(tx, id, worker)
    if (PASSING.has(error.code)) return releaseClaim(tx, id, worker, `${reason} Brevet prövas igen vid nästa genomgång.`)
    if (await moveLetter(tx, id, row.state, { state: 'held', reason, claimedBy: worker })) await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-held', letter: id, reason })
  })
}

/** Letters whose worker died: one caught in the middle of an attempt is settled by its note, and the others are as they were. What stands in the way of one keeps no other; gives what says of one that has left that it cannot be recorded. */
async function recoverInterrupted(app: App): Promise<Failure | null> {
  let unrecorded: Failure | null = null
  for (const seen of await claimedLetters(app.store.read)) {
    if (seen.claimedBy === null || underWay.has(seen.claimedBy) || mayBeAlive(seen, app.now())) continue
    if (seen.state === 'sending') {
      const { id, claimedBy, reason } = seen
      unrecorded = (await settleCut(app, seen, null).catch((error: unknown) => tellUnsettled(app, error, reason, (tx, why) => restateSending(tx, id, claimedBy, why)))) ?? unrecorded
      continue
    }
    await app.store.write(async (tx) => {
      const row = await letterOf(tx, seen.id)
      if (row === null || row.claimedBy === null || row.claimedBy !== seen.claimedBy || row.state === 'sending') return
      if (row.state === 'due') noteInterrupted(app.store, row.id)
      await releaseClaim(tx, row.id, row.claimedBy)
    })
  }
  return unrecorded
}

/** Ends of an attempt that keep nothing: of a letter that goes as several mails, one has gone and the next is to. */
const TAKEN_OVER: ReadonlySet<DeliveryOutcome['kind']> = new Set(['accepted', 'delivered', 'confirmed'])

/** The claims this very process works under. */
const underWay = new Set<string>()
