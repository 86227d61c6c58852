import { hostname } from 'node:os'
import { isWorkingDay, workingDaysBetween } from '../../contracts/working-days.js'
import { describeOutcome, type DeliveryAttempt } from '../../signing/delivery.js'
import { TELL_AGAIN_WORKING_DAYS } from '../../signing/open-letter.js'
import { afterAttempt, INTERRUPTED } from '../../signing/outbox.js'
import type { App } from '../app.js'
import { isRunning } from '../is-running.js'
import { writeReminder } from '../mail/write-reminder.js'
import type { Mailer } from '../mail/smtp.js'
import { claimOpenLetter, insertOpenLetter, keepToldMatters, openLetters, settleOpenLetter, toldMatters, type OpenLetter } from '../storage/open-letters.js'
import { matters } from './matters.js'
import { swedishDay } from './new-event.js'
import { outboxPause } from './outbox-pause.js'
import { configuredParties } from './party.js'

/** Tells the administrator by mail, on working days, of what waits: a new matter at once, one that still waits after five working days again. Gives the reminders sent now; none without an address or a mail server, or while letters are paused. */
export async function remind(app: App): Promise<OpenLetter[]> {
  const { mailer, config: { reminderTo } } = app
  if (mailer === null || reminderTo === null || (await outboxPause(app.store.read)) !== null) return []
  await queueReminder(app, reminderTo)
  await releaseInterrupted(app)
  const now = app.now().toISOString()
  const due = (await openLetters(app.store.read)).filter(({ state, claimedBy, nextAttemptAt }) => (state === 'queued' || state === 'unknown') && claimedBy === null && (nextAttemptAt === null || nextAttemptAt <= now))
  for (const letter of due) await sendReminder(app, mailer, letter)
  const ids = new Set(due.map(({ id }) => id))
  return (await openLetters(app.store.read)).filter(({ id }) => ids.has(id))
}

/** A reminder whose process died on the way may have come; it goes once more, the same bytes. */
async function releaseInterrupted(app: App): Promise<void> {
  for (const { id, claimedBy, attempts } of await openLetters(app.store.read)) {
    const [host, pid] = (claimedBy ?? '').split('/')
    if (claimedBy === null || host !== hostname() || isRunning(Number(pid))) continue
    await app.store.write((tx) => settleOpenLetter(tx, id, claimedBy, { state: 'unknown', attempts, nextAttemptAt: null, reason: describeOutcome(INTERRUPTED) }))
  }
}

async function queueReminder(app: App, reminderTo: string): Promise<void> {
  const today = swedishDay(app.now())
  if (!isWorkingDay(today)) return
  const waiting = await matters(app)
  const told = await toldMatters(app.store.read)
  const fresh = waiting.filter(({ key }) => {
    const on = told.get(key)
    return on === undefined || workingDaysBetween(on, today) >= TELL_AGAIN_WORKING_DAYS
  })
  if (fresh.length === 0) return
  const { svr } = await configuredParties(app)
  const id = Buffer.from(app.random(8)).toString('hex')
  const messageId = `<${Buffer.from(app.random(16)).toString('hex')}@${svr.avsandaradress.split('@')[1] ?? 'anslut.invalid'}>`
  const raw = writeReminder({ purpose: 'reminder', matters: waiting }, { from: { name: 'Anslut', address: svr.avsandaradress }, to: { name: '', address: reminderTo }, date: app.now(), messageId })
  const { sha256 } = await app.archive.keep(raw)
  await app.store.write(async (tx) => {
    // Another process may have told of the same meanwhile; then this one is not needed.
    const meanwhile = await toldMatters(tx)
    if (fresh.every(({ key }) => meanwhile.get(key) === today)) return
    await insertOpenLetter(tx, { id, purpose: 'reminder', recipient: reminderTo, messageId, rawSha256: sha256, createdAt: app.now().toISOString() })
    await keepToldMatters(tx, new Map(waiting.map(({ key }) => [key, fresh.some((one) => one.key === key) ? today : (told.get(key) ?? today)])))
  })
}

async function sendReminder(app: App, mailer: Mailer, letter: OpenLetter): Promise<void> {
  const worker = `${hostname()}/${process.pid}`
  if (!(await app.store.write((tx) => claimOpenLetter(tx, letter.id, worker)))) return
  const raw = await app.archive.read(letter.rawSha256)
  const { svr } = await configuredParties(app)
  const outcome = await mailer.remind({ from: svr.avsandaradress, to: [letter.recipient], raw, messageId: letter.messageId, envelopeId: letter.id })
  const at = app.now().toISOString()
  const attempts: DeliveryAttempt[] = [...letter.attempts, { at, outcome }]
  const { state, nextAttemptAt, reason } = afterAttempt({ attempts: letter.attempts, resumedAt: null }, outcome, at)
  await app.store.write((tx) => settleOpenLetter(tx, letter.id, worker, { state, attempts, nextAttemptAt, reason }))
}
