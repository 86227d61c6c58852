import { isWorkingDay, workingDaysBetween } from '../../contracts/working-days.js'
import { TELL_AGAIN_WORKING_DAYS } from '../../signing/open-letter.js'
import type { App } from '../app.js'
import { writeReminder } from '../mail/write-reminder.js'
import { insertOrdinaryLetter, keepToldMatters, latestReminder, toldMatters, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { matters } from './matters.js'
import { swedishDay } from './new-event.js'
import { configuredParties } from './party.js'
import { sendOrdinaryLetters } from './send-ordinary.js'

/** Tells the administrator by mail, on working days, of what waits: a new matter at once, one that still waits after five working days again, and all the next day when a reminder did not get through. Gives the reminders sent now; none without an address or a mail server. A pause stops letters to others: what waits here is told all the same. */
export async function remind(app: App): Promise<OrdinaryLetter[]> {
  const { mailer, config: { reminderTo } } = app
  if (mailer === null || reminderTo === null) return []
  await queueReminder(app, reminderTo)
  return sendOrdinaryLetters(app, 'reminder')
}

/** Whether the latest reminder did not get through, on an earlier day: then nobody has been told of what it says. */
async function isLost({ store }: App, today: string): Promise<boolean> {
  const latest = await latestReminder(store.read)
  return latest !== null && (latest.state === 'failed' || latest.state === 'held') && swedishDay(latest.createdAt) < today
}

async function queueReminder(app: App, reminderTo: string): Promise<void> {
  const today = swedishDay(app.now())
  if (!isWorkingDay(today)) return
  const waiting = await matters(app)
  const told = (await isLost(app, today)) ? new Map<string, string>() : await toldMatters(app.store.read)
  const isToldToday = [...told.values()].includes(today)
  const fresh = waiting.filter(({ key, told: manner }) => {
    if (manner === 'with-others' || (manner === 'from-the-next-day' && isToldToday)) return false
    const on = told.get(key)
    // A day that has not been yet was noted by a clock that was wrong.
    return on === undefined || on > today || workingDaysBetween(on, today) >= TELL_AGAIN_WORKING_DAYS
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
    await insertOrdinaryLetter(tx, { id, purpose: 'reminder', orgnr: null, recipient: reminderTo, about: '', protection: 'open', messageId, rawSha256: sha256, createdAt: app.now().toISOString() })
    await keepToldMatters(tx, new Map(waiting.map(({ key }) => [key, fresh.some((one) => one.key === key) ? today : (told.get(key) ?? today)])))
  })
}
