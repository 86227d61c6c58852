import { mayDo } from '../../../contracts/rights.js'
import { z } from 'zod'
import { Failure } from '../../../templates/failure.js'
import { customerOf } from '../../storage/customers.js'
import { bookMeeting, cancelMeeting, customerMeetings, holdMeeting, readParticipant, type CustomerMeetings } from '../../flows/meetings.js'
import { HANDOUT_MOST_BYTES } from '../../flows/meeting-file.js'
import { mailInvitation } from '../../flows/invitation.js'
import { foldedForm, openForm } from '../fold.js'
import type { FieldSpec, FormSpec } from '../form.js'
import { pageForm, type Page, type Visit } from '../page.js'
import { seenField, unlessStale } from '../seen.js'
import { customerCrumbs } from './customer-crumbs.js'
import { meetingRow, packingRow } from './meeting-content.js'

const PATH = '/kunder/:orgnr/moten/:traff'
const typed = z.string().trim().min(1).max(2000)
const lines = z.string().max(8000)
const clock = z.string().refine((text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'skriv klockslaget som 09:00')
const link = typed.refine((text) => z.url({ protocol: /^https?$/ }).safeParse(text).success, 'skriv hela adressen, med https:// först')
const PEOPLE = lines.superRefine((text, context) => {
  const wrong = linesOf(text).filter((line) => {
    const found = readParticipant(line)
    return found === null || (found.address !== undefined && !z.email().safeParse(found.address).success)
  })
  for (const line of wrong) context.addIssue({ code: 'custom', message: `”${line.slice(0, 60)}” går inte att läsa; skriv ett namn, eller Namn <adress>` })
})
const BOOKING_SAID = z.strictObject({ dag: z.iso.date(), fran: clock, slutdag: z.iso.date().optional(), till: clock, plats: typed.optional(), lank: link.optional(), deltagare: PEOPLE.optional(), anteckning: typed.optional(), sedd: z.string().max(100).optional() })
  .refine(({ dag, fran, slutdag = dag, till }) => `${slutdag}T${till}` > `${dag}T${fran}`, { path: ['till'], message: 'träffen ska sluta efter att den har börjat' })

/** *Möte*: one of a customer's meetings, booked, called off and held here. */
export const MEETING_PAGE: Page = {
  path: PATH, right: 'read',
  show: async (visit) => {
    const found = await namedMeeting(visit)
    const { orgnr, name, meeting } = found
    const facts = (await customerOf(visit.app.store.read, orgnr))?.facts ?? null
    const contacts = (facts?.kontakter?.ra ?? []).map(({ namn, epost }) => (epost === undefined ? namn : `${namn} <${epost}>`))
    const canWork = mayDo(visit.visitor.roles, 'work')
    return {
      view: 'meeting', title: `Träff ${meeting.ordinal} – ${name}`, crumbs: [...customerCrumbs(orgnr, name), { label: 'Möten', href: `/kunder/${orgnr}/moten` }],
      content: {
        name, orgnr, canWork, ...meetingRow(orgnr, meeting), bring: meeting.packing.bring.map(packingRow), check: meeting.packing.check.map(packingRow),
        book: canWork && meeting.held === null ? (meeting.booking === null || meeting.cancelled !== null ? openForm : foldedForm)(visit, bookingForm(found, contacts)) : null,
        hold: canWork && meeting.state !== 'cancelled' ? (meeting.state === 'passed' ? openForm : foldedForm)(visit, holdingForm(found)) : null,
        mail: canWork && meeting.held === null && meeting.booking !== null ? foldedForm(visit, { id: 'bjud-in', action: `${pathOf(found)}/inbjudningar`, heading: meeting.cancelled === null ? 'Skicka inbjudan med e-post' : 'Skicka återbud med e-post', intro: 'Går till deltagarna med adress. De måste finnas bland kundens kontakter, och den som redan har fått samma inbjudan får den inte igen. Den som har bjudits in men inte längre står bland deltagarna får återbud.', button: 'Skicka', tone: 'quiet', fields: [] }) : null,
        cancel: canWork && (meeting.state === 'booked' || meeting.state === 'passed') ? foldedForm(visit, { id: 'stall-in', action: `${pathOf(found)}/installda`, heading: 'Ställ in träffen', button: 'Ställ in', tone: 'danger', fields: [{ kind: 'text', name: 'skal', label: 'Varför' }] }) : null,
      },
    }
  },
  forms: [
    pageForm({
      id: 'boka', path: `${PATH}/bokningar`, right: 'work', said: BOOKING_SAID,
      work: async (visit, { said }) => {
        const found = await namedMeeting(visit)
        const app = await unlessStale(visit.app, said.sedd, { what: 'Bokningen', stateIn: async (now) => bookedNow(await namedMeeting({ ...visit, app: now })) })
        await bookMeeting(app, {
          orgnr: found.orgnr, ordinal: found.meeting.ordinal, startsAt: `${said.dag}T${said.fran}`, endsAt: `${said.slutdag ?? said.dag}T${said.till}`, place: said.plats ?? null, link: said.lank ?? null,
          participants: linesOf(said.deltagare), note: said.anteckning ?? null, by: visit.actor(),
        })
        return { to: pathOf(found), told: found.meeting.booking === null ? 'Träffen är bokad. Skicka inbjudan, eller hämta den som kalenderfil.' : found.meeting.cancelled !== null ? 'Träffen är bokad igen. Skicka inbjudan på nytt, så kommer den tillbaka i deltagarnas kalendrar.' : 'Träffen är ombokad. Skicka den nya inbjudan, så ändras tiden i deltagarnas kalendrar.' }
      },
    }),
    pageForm({
      id: 'hall', path: `${PATH}/hallna`, right: 'work', mostBytes: HANDOUT_MOST_BYTES, said: z.strictObject({ dag: z.iso.date().optional(), narvarande: lines.optional(), utdelat: lines.optional(), anteckning: typed.optional() }),
      work: async (visit, { said, files }) => {
        const found = await namedMeeting(visit)
        const [minutes = null] = files
        await holdMeeting(visit.app, { orgnr: found.orgnr, ordinal: found.meeting.ordinal, on: said.dag ?? null, attended: linesOf(said.narvarande), handouts: linesOf(said.utdelat), minutes, note: said.anteckning ?? null, by: visit.actor() })
        return { to: pathOf(found), told: found.meeting.held === null ? 'Träffen är antecknad som hållen.' : 'Det är tillagt.' }
      },
    }),
    pageForm({
      id: 'bjud-in', path: `${PATH}/inbjudningar`, right: 'work', said: z.strictObject({}),
      work: async (visit) => {
        const found = await namedMeeting(visit)
        const letters = await mailInvitation(visit.app, { orgnr: found.orgnr, ordinal: found.meeting.ordinal, by: visit.actor() })
        return { to: pathOf(found), told: letters.length === 0 ? 'Inget nytt är köat: den är redan skickad eller köad till alla deltagare. Stoppade brev står på sidan Utskick.' : `Köad till ${letters.map(({ recipient }) => recipient).join(', ')}.` }
      },
    }),
    pageForm({
      id: 'stall-in', path: `${PATH}/installda`, right: 'work', said: z.strictObject({ skal: typed }),
      work: async (visit, { said }) => {
        const found = await namedMeeting(visit)
        await cancelMeeting(visit.app, { orgnr: found.orgnr, ordinal: found.meeting.ordinal, reason: said.skal, by: visit.actor() })
        return { to: pathOf(found), told: 'Träffen är inställd. Skicka återbudet till deltagarna.' }
      },
    }),
  ],
}

interface Found extends Pick<CustomerMeetings, 'orgnr' | 'name'> {
  readonly meeting: CustomerMeetings['meetings'][number]
}

/** @throws Failure `customer-unknown`, `resource-unknown` */
async function namedMeeting({ app, params }: Visit): Promise<Found> {
  const { orgnr, name, meetings } = await customerMeetings(app, params['orgnr'] ?? '')
  const meeting = meetings.find(({ ordinal }) => String(ordinal) === params['traff'])
  if (meeting === undefined) throw new Failure('resource-unknown', 'Det finns ingen sådan träff. Träffarna är 1–5.')
  return { orgnr, name, meeting }
}

function pathOf({ orgnr, meeting }: Found): string {
  return `/kunder/${orgnr}/moten/${meeting.ordinal}`
}

/** What a booking form takes the place of. */
function bookedNow({ meeting: { booking, cancelled } }: Found): unknown {
  return booking === null ? null : { booking, cancelled }
}

function linesOf(text = ''): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
}

function bookingForm(found: Found, contacts: readonly string[]): FormSpec {
  const { booking, cancelled } = found.meeting
  const people = booking?.participants.map(({ name, address }) => (address === null ? name : `${name} <${address}>`)) ?? contacts
  const fields: FieldSpec[] = [
    seenField(bookedNow(found)),
    { kind: 'date', name: 'dag', label: 'Dag', value: booking?.startsAt.slice(0, 10) ?? '' }, { kind: 'text', name: 'fran', label: 'Börjar', hint: 'Till exempel 09:00.', value: booking?.startsAt.slice(11) ?? '' },
    { kind: 'date', name: 'slutdag', label: 'Sista dag', optional: 'optional', hint: 'Om träffen pågår mer än en dag.', value: booking?.endsAt.slice(0, 10) ?? '' }, { kind: 'text', name: 'till', label: 'Slutar', hint: 'Till exempel 16:00.', value: booking?.endsAt.slice(11) ?? '' },
    { kind: 'text', name: 'plats', label: 'Plats', optional: 'said elsewhere', hint: 'Plats, länk eller båda.', value: booking?.place ?? '' }, { kind: 'text', name: 'lank', label: 'Länk', optional: 'said elsewhere', hint: 'Till ett möte på distans, med https:// först.', value: booking?.link ?? '' },
    { kind: 'long', name: 'deltagare', label: 'Deltagare', optional: 'optional', rows: 4, hint: 'En på varje rad: Namn <adress>. De med adress står i inbjudan.', value: people.join('\n') }, { kind: 'text', name: 'anteckning', label: 'Anteckning', optional: 'optional', value: booking?.note ?? '' },
  ]
  const again = booking !== null && cancelled === null
  const undone = cancelled === null ? {} : { intro: 'Ställdes träffen in av misstag, eller blir den av ändå? Boka den igen: det som gällde står kvar här nedanför. Skicka sedan inbjudan på nytt, så att den kommer tillbaka i deltagarnas kalendrar.' }
  return { id: 'boka', action: `${pathOf(found)}/bokningar`, heading: again ? 'Boka om' : cancelled === null ? 'Boka träffen' : 'Boka träffen igen', button: again ? 'Boka om' : 'Boka', fields, ...undone }
}

function holdingForm(found: Found): FormSpec {
  const { held, booking, packing } = found.meeting
  const handed = packing.bring.flatMap(({ handouts }) => handouts.map(({ handout }) => handout))
  const fields: FieldSpec[] = [
    ...(held === null ? [{ kind: 'date', name: 'dag', label: 'Dag då den hölls', ...(booking === null ? {} : { hint: `Träffen är bokad till ${booking.startsAt.slice(0, 10)}. Hölls den en annan dag, skriv den dagen.` }), value: booking?.startsAt.slice(0, 10) ?? '' } as const] : []),
    { kind: 'long', name: 'narvarande', label: 'Närvarande', optional: 'optional', rows: 4, hint: 'Ett namn på varje rad.', value: held === null ? (booking?.participants.map(({ name }) => name).join('\n') ?? '') : '' },
    { kind: 'long', name: 'utdelat', label: 'Utdelat material', optional: 'optional', hint: 'Namnen i biblioteket, ett på varje rad. Den nyaste utgåvan antecknas.', value: held === null ? handed.join('\n') : '' },
    { kind: 'file', name: 'file', label: 'Minnesanteckningar som fil', optional: 'optional', accept: '.pdf,.docx,.odt,.txt,.jpg,.png', hint: 'Sparas oförändrad i arkivet.' },
    { kind: 'text', name: 'anteckning', label: 'Anteckning', optional: 'optional' },
  ]
  return { id: 'hall', action: `${pathOf(found)}/hallna`, heading: held === null ? 'Anteckna att träffen hölls' : 'Lägg till efteråt', button: held === null ? 'Träffen hölls' : 'Lägg till', tone: 'quiet', fields }
}
