import type { App } from '../app.js'
import { eventsOf } from '../storage/events.js'
import type { OrdinaryLetter } from '../storage/ordinary-letters.js'
import { invitationOf } from './invitation.js'
import { customerStatus } from './status.js'

/** Why an invitation no longer says what is true of its meeting, in Swedish; null while it does. Word that somebody need not come is true for as long as the meeting goes on without them. */
export async function whyOutdated(app: App, { orgnr, recipient, about }: Pick<OrdinaryLetter, 'orgnr' | 'recipient' | 'about'>): Promise<string | null> {
  const [uid, sequence, method] = about.split(' ')
  const meeting = orgnr === null ? undefined : await meetingOf(app, orgnr, uid)
  const isAttendee = meeting?.attendees.some(({ address }) => address.toLowerCase() === recipient.toLowerCase()) === true
  if (method === 'drop') return isAttendee ? `${recipient} deltar i mötet igen. Ställ in återbudet med ”outbox cancel”.` : null
  if (!isAttendee) return `${recipient} är inte längre inbjuden till mötet. Ställ in brevet med ”outbox cancel”.`
  return meeting?.method === method && String(meeting?.sequence) === sequence ? null : 'Mötet har ändrats sedan brevet skrevs. Ställ in det med ”outbox cancel” och skicka det som gäller med ”meeting invite”.'
}

async function meetingOf(app: App, orgnr: string, uid: string | undefined) {
  const { name, meetings } = await customerStatus(app, orgnr)
  const events = await eventsOf(app.store.read, orgnr)
  return meetings
    .flatMap((meeting) => (meeting.booking === null || meeting.held !== null ? [] : [{ ...invitationOf({ orgnr, name, events }, meeting, meeting.booking), method: meeting.cancelled === null ? 'request' : 'cancel' }]))
    .find((invitation) => invitation.uid === uid)
}
