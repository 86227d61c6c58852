import { fullWorkingDaysSince } from '../../contracts/working-days.js'
import type { Matter } from '../../signing/open-letter.js'
import { isToBeTried } from '../../signing/outbox.js'
import type { App } from '../app.js'
import type { LetterLine } from '../storage/letter.js'
import { eventsOfTypes } from '../storage/events.js'
import { lettersIn } from '../storage/letters.js'
import { ordinaryLettersWhere, type OrdinaryLetter } from '../storage/ordinary-letters.js'
import { swedishDay, SYSTEM } from './new-event.js'
import { outboxPause } from './outbox-pause.js'

/** From the working day after: a pass that runs each night has had its turn by then. */
const LATE_WORKING_DAYS = 1

const NAMES: Readonly<Record<OrdinaryLetter['purpose'], string>> = { draft: 'Utkasten', invitation: 'Inbjudan', reminder: 'Påminnelsen', notice: 'Meddelandet om kontot' }

/** Letters that nobody has stopped and that have not gone although they should have the working day before or earlier: nothing works the outbox, or a pause has been forgotten, or was made by the program. A release delay and a pause between attempts are no lateness. */
export async function lateMatters(app: App): Promise<Matter[]> {
  const now = app.now().toISOString()
  const [letters, ordinary, paused] = [await lettersIn(app.store.read, ['due', 'queued', 'sending', 'unknown']), await ordinaryLettersWhere(app.store.read, { states: ['queued', 'sending', 'unknown'] }), await outboxPause(app.store.read)]
  const stuck = [...letters.flatMap((letter) => stuckSending(letter, now)), ...ordinary.flatMap(unsettledOrdinary)]
  if (paused !== null) {
    const waiting = letters.length + ordinary.filter(({ purpose }) => purpose !== 'reminder').length
    // A pause that the program made itself has been told to nobody yet.
    const isTold = paused.by === SYSTEM.name || (waiting > 0 && isLate(paused.since, now))
    return !isTold ? stuck : [...stuck, { kind: 'paused', key: `paused ${paused.since}`, text: `Alla utskick är pausade av ${paused.by} sedan ${paused.since} (${paused.reason}), och ${waiting === 0 ? 'inga' : waiting} brev väntar. Återuppta dem med ”outbox resume” när orsaken är borta.` }]
  }
  const late = [...letters.filter(({ id, state }) => state !== 'unknown' && !stuck.some(({ key }) => key.endsWith(id))).flatMap((letter) => lateLetter(letter, now)), ...ordinary.filter(({ id }) => !stuck.some(({ key }) => key.endsWith(id))).flatMap((letter) => lateOrdinary(letter, now))]
  return late.length === 0 ? stuck : [...stuck, ...(await withoutLetGo(app, late, now))]
}

/** Longer than the mail server is given for the largest letter. */
const SENDING_HOURS = 4

/** A letter whose sending has neither ended nor been given up: nobody knows whether it has come, and nothing else goes meanwhile. What stands in the way of settling it is told at once. */
function stuckSending({ id, number, orgnr, state, claimedAt, reason }: LetterLine, now: string): Matter[] {
  if (state === 'sending' && reason !== null) return [{ kind: 'late', key: `sending ${id}`, text: unsettledWords(`Brev ${number} för ${orgnr}`, reason) }]
  if (state !== 'sending' || claimedAt === null || Date.parse(now) - Date.parse(claimedAt) < SENDING_HOURS * 3_600_000) return []
  return [{ kind: 'late', key: `sending ${id}`, text: `Brev ${number} för ${orgnr} har varit på väg ut sedan ${swedishDay(claimedAt)} utan att försöket har slutat. Starta om ”serve”, så prövas det; brevet kan ha kommit fram.` }]
}

function unsettledWords(which: string, reason: string): string {
  return `${which} har gått eller kan ha gått, men hur det gick kan inte skrivas upp: ${reason} När det är rättat skrivs det upp av sig självt nästa gång utkorgen gås igenom. Inget skickas igen dessförinnan.`
}

interface Late {
  readonly id: string
  readonly matter: Matter
}

/** A letter that a person let go on today has had no chance to go, however old it is; nor has any after a pause that ended today. */
async function withoutLetGo({ store }: App, late: readonly Late[], now: string): Promise<Matter[]> {
  const letGo = await eventsOfTypes(store.read, ['letter-resumed', 'letter-resent', 'outbox-reopened'])
  const recent = letGo.filter(({ recordedAt }) => !isLate(swedishDay(recordedAt), now)).map(({ event }) => event)
  if (recent.some(({ type }) => type === 'outbox-reopened')) return []
  return late.filter(({ id }) => !recent.some((event) => 'letter' in event && event.letter === id)).map(({ matter }) => matter)
}

function lateLetter(letter: LetterLine, now: string): Late[] {
  const { id, number, orgnr, dueAt, releaseAt, nextAttemptAt, claimedAt, reason } = letter
  const which = `Brev ${number} för ${orgnr}`
  const told = (text: string): Late[] => [{ id, matter: { kind: 'late', key: `late ${id}`, text } }]
  if (swedishDay(dueAt) > swedishDay(now)) return told(`${which} är daterat ${swedishDay(dueAt)}, som inte har varit än: datorns klocka har gått fel. Det går inte förrän då. Ska det gå innan dess, ställ in det med ”letter cancel ${id}” och bekräfta handlingarna på nytt.`)
  const from = latest(now, [releaseAt, nextAttemptAt, claimedAt])
  return from === null ? [] : told(`${which} skulle ha gått ${swedishDay(from)} men ligger kvar i utkorgen${whyOr(reason)}`)
}

function unsettledOrdinary({ id, purpose, recipient, state, reason }: OrdinaryLetter): Matter[] {
  return state === 'sending' && reason !== null ? [{ kind: 'late', key: `sending ${id}`, text: unsettledWords(`${NAMES[purpose]} till ${recipient}`, reason) }] : []
}

function lateOrdinary({ id, purpose, recipient, createdAt, nextAttemptAt, claimedAt, reason, resumedAt }: OrdinaryLetter, now: string): Late[] {
  const from = purpose === 'reminder' ? null : latest(now, [resumedAt ?? createdAt, nextAttemptAt, claimedAt])
  return from === null ? [] : [{ id, matter: { kind: 'late', key: `late ${id}`, text: `${NAMES[purpose]} till ${recipient} skulle ha gått ${swedishDay(from)} men ligger kvar i utkorgen${whyOr(reason)}` } }]
}

/** The latest instant a letter could have gone, when that is a working day ago; null when it is not. A next attempt that a wrong clock has put far off holds nothing up. */
function latest(now: string, [first, nextAttemptAt, claimedAt]: readonly [string, string | null, string | null]): string | null {
  const waits = nextAttemptAt !== null && !isToBeTried(nextAttemptAt, now)
  const from = [first, nextAttemptAt ?? '', claimedAt ?? ''].filter((instant) => instant <= now).sort().at(-1)
  if (waits || first > now || from === undefined) return null
  return isLate(swedishDay(from), now) ? from : null
}

function isLate(day: string, now: string): boolean {
  return fullWorkingDaysSince(day, swedishDay(now)) >= LATE_WORKING_DAYS
}

function whyOr(reason: string | null): string {
  return reason === null ? ': inget arbetar med utkorgen. Kontrollera att ”serve” är igång, eller kör ”send”.' : `: ${reason}`
}
