import { meetingStatuses } from '../../contracts/meetings.js'
import { withdrawnIn } from '../../contracts/tracking.js'
import type { App } from '../app.js'
import { sameAddress } from '../../signing/same-address.js'
import { eventsOf } from '../storage/events.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import { invitedTo, isOver } from './invitation.js'
import { swedishDay } from './new-event.js'

/** Why an invitation no longer says what is true of its meeting, in Swedish; null while it does. Word that somebody need not come is true for as long as the meeting goes on without them. */
export async function whyOutdated(app: App, { orgnr, recipient, about }: Pick<OrdinaryLetter, 'orgnr' | 'recipient' | 'about'>): Promise<string | null> {
  const [uid, sequence, method] = about.split(' ')
  const meeting = orgnr === null ? undefined : await meetingOf(app, orgnr, uid)
  const isAttendee = meeting?.attendees.some(({ address }) => sameAddress(address, recipient)) === true
  if (meeting !== undefined && meeting.isOver) return 'Mötets tid har redan passerat, så det är för sent att bjuda in, ändra eller ställa in. Ställ in brevet med ”outbox cancel”, eller boka en ny tid.'
  if (method === 'drop') return isAttendee ? `${recipient} deltar i mötet igen. Ställ in återbudet med ”outbox cancel”.` : null
  if (meeting === undefined || meeting.isHeld) return 'Mötet är redan hållet, eller inte längre bokat. Ställ in brevet med ”outbox cancel”.'
  if (!isAttendee) return `${recipient} är inte längre inbjuden till mötet. Ställ in brevet med ”outbox cancel”.`
  return meeting.method === method && String(meeting.sequence) === sequence ? null : 'Mötet har ändrats sedan brevet skrevs. Ställ in det med ”outbox cancel” och skicka det som gäller med ”meeting invite”.'
}

/** Read from the events alone: a customer whose status cannot be derived holds no letter up. */
async function meetingOf(app: App, orgnr: string, uid: string | undefined) {
  const events = await eventsOf(app.store.read, orgnr)
  const withdrawn = withdrawnIn(events)
  return meetingStatuses(events.filter((recorded) => !withdrawn.has(recorded.sequence)), swedishDay(app.now()))
    .flatMap((meeting) => (meeting.booking === null ? [] : [{ ...invitedTo({ orgnr, events }, meeting.ordinal, meeting.booking), method: meeting.cancelled === null ? 'request' : 'cancel', isHeld: meeting.held !== null, isOver: isOver(meeting.booking, app.now()) }]))
    .find((invitation) => invitation.uid === uid)
}
