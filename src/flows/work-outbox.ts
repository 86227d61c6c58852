import { hostname } from 'node:os'
import { afterInterruption } from '../../signing/outbox.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Mailer } from '../mail/smtp.js'
import type { Letter } from '../storage/letter.js'
import { claimedLetters, claimLetter, letterOf, lettersToWork, moveLetter, releaseClaim } from '../storage/letters.js'
import { parties } from '../storage/parties.js'
import { pastAttempts, saveAttempt } from './letter-attempts.js'
import { sealLetter } from './seal-letter.js'
import { sendLetter } from './send-letter.js'
import { recordLetterEvent } from './record-letter-event.js'

/** What became of one letter in one pass. */
export interface WorkedLetter {
  readonly letter: string
  readonly number: number
  readonly orgnr: string
  readonly state: Letter['state']
  readonly reason: string | null
}

/**
 * Works every letter that may be worked now, once: builds and encrypts what is due, sends what is queued. Nothing is sent unless everything holds.
 * `signal` ends the pass after the letter under way. @throws Failure `smtp-unset`, `parties-unset`, `keys-missing`, `keys-locked` before any letter is touched
 */
export async function workOutbox(app: App, onLetter: (done: number, total: number) => void = () => undefined, signal?: AbortSignal): Promise<WorkedLetter[]> {
  const mailer = await readyMailer(app)
  await recoverInterrupted(app)
  const worker = `${hostname()}/${process.pid}`
  const waiting = await lettersToWork(app.store.read, app.now().toISOString())
  const worked: WorkedLetter[] = []
  for (const [index, { id }] of waiting.entries()) {
    if (signal?.aborted === true) break
    if (await app.store.write((tx) => claimLetter(tx, id, worker, app.now().toISOString()))) {
      underWay.add(id)
      try {
        await workLetter(app, mailer, id, worker)
      } finally {
        underWay.delete(id)
      }
      const { number, orgnr, state, reason } = await existing(app, id)
      worked.push({ letter: id, number, orgnr, state, reason })
    }
    onLetter(index + 1, waiting.length)
  }
  return worked
}

/** What must hold before any letter is touched. */
async function readyMailer(app: App): Promise<Mailer> {
  if (app.mailer === null) throw new Failure('smtp-unset', 'Ingen postserver är angiven. Sätt ANSLUT_SMTP_URL (till exempel smtps://post.exempel.se) och kör igen. Inget har skickats.')
  const unset = (await parties(app.store.read)).filter(({ origin, record }) => origin === 'shipped' && record.part !== 'korttillverkare')
  if (unset.length > 0) throw new Failure('parties-unset', `Parterna är fortfarande exempel (${unset.map(({ record }) => record.part).join(', ')}). Ange de verkliga med ”party set FIL.json”. Inget har skickats.`)
  await app.keyRing.sender()
  await app.keyRing.archive()
  return app.mailer
}

async function workLetter(app: App, mailer: Mailer, id: string, worker: string): Promise<void> {
  try {
    const row = await existing(app, id)
    if (row.state === 'due') await sealLetter(app, row)
    await sendLetter(app, mailer, await existing(app, id))
  } catch (error) {
    if (!(error instanceof Failure)) {
      await app.store.write((tx) => releaseClaim(tx, id))
      throw error
    }
    await holdLetter(app, id, worker, error.message)
  }
}

async function existing(app: App, id: string): Promise<Letter> {
  const row = await letterOf(app.store.read, id)
  if (row === null) throw new Error(`letter ${id} is gone`)
  return row
}

async function holdLetter(app: App, id: string, worker: string, reason: string): Promise<void> {
  await app.store.write(async (tx) => {
    const row = await letterOf(tx, id)
    if (row === null || !(await moveLetter(tx, id, row.state, { state: 'held', reason, claimedBy: worker }))) return
    await recordLetterEvent(tx, app, row.orgnr, { type: 'letter-held', letter: id, reason })
  })
}

/** Letters whose worker died: one caught in the middle of an attempt may have arrived and is `unknown`; the others are as they were. */
async function recoverInterrupted(app: App): Promise<void> {
  for (const row of await claimedLetters(app.store.read)) {
    if (underWay.has(row.id) || mayBeAlive(row, app.now())) continue
    await app.store.write(async (tx) => {
      const now = app.now().toISOString()
      if (row.state !== 'sending') return releaseClaim(tx, row.id)
      const { outcome, next } = afterInterruption({ attempts: await pastAttempts(tx, row.id), resumedAt: null }, now)
      if (!(await moveLetter(tx, row.id, 'sending', next))) return
      await saveAttempt(tx, row.id, { at: now, outcome })
    })
  }
}

/** Letters this very process is working on. */
const underWay = new Set<string>()

const HOUR_MS = 3_600_000

/** Whether the process that claimed a letter may still be at it: one that runs here for six hours, one on another machine for one. */
function mayBeAlive({ claimedBy, claimedAt }: Letter, now: Date): boolean {
  const [host, pid] = (claimedBy ?? '').split('/')
  const ageMs = now.getTime() - Date.parse(claimedAt ?? '')
  if (host !== hostname()) return ageMs < HOUR_MS
  if (pid === String(process.pid) || ageMs > 6 * HOUR_MS) return false
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
