import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { MEETING_STATE_LABELS } from '../../contracts/meetings.js'
import { Failure } from '../../templates/failure.js'
import { bookMeeting, cancelMeeting, customerMeetings, holdMeeting, type CustomerMeetings } from '../flows/meetings.js'
import { customerMeetingsSchema } from '../flows/meeting-shapes.js'
import { invitationFile, mailInvitation } from '../flows/invitation.js'
import { recordedSchema } from '../flows/outward-shapes.js'
import type { Recorded } from '../flows/record-events.js'
import { z } from 'zod'
import { ordinaryLetterSchema } from '../storage/ordinary-letters.js'
import { argument, demandedOption, textOption, type Command, type Options, type OptionSpec, type Outcome } from './command.js'
import { dayOption } from './confirm.js'
import { toldEvents } from './recorded.js'

const BY: OptionSpec = { flags: '--by <namn>', meaning: 'vem som registrerar', required: true }

/** `meeting list`: a customer's five meetings, with what to bring. */
export const meetingListCommand: Command = {
  name: 'meeting list', arguments: '<orgnr>', summary: 'visar kundens fem träffar: bokning, närvaro, minnesanteckningar och vad som ska med', options: [], output: customerMeetingsSchema,
  run: async ({ app, args }) => {
    const meetings = await customerMeetings(app, argument(args, 0))
    return { json: meetings, text: told(meetings), exit: 0 }
  },
}

/** `meeting book`: books a meeting, or moves it. */
export const meetingBookCommand: Command = {
  name: 'meeting book', arguments: '<orgnr> <träff>', summary: 'bokar en träff, eller bokar om den; inbjudan skrivs med meeting invite', output: recordedSchema,
  options: [
    BY, { flags: '--from <tid>', meaning: 'när den börjar, till exempel 2026-12-01T09:00', required: true }, { flags: '--to <tid>', meaning: 'när den slutar', required: true },
    { flags: '--place <text>', meaning: 'platsen' }, { flags: '--link <adress>', meaning: 'länken till ett möte på distans' }, { flags: '--note <text>', meaning: 'anteckning' },
    { flags: '--participant <namn>', meaning: 'en deltagare: ”Namn” eller ”Namn <adress>”; får upprepas', repeatable: true },
  ],
  run: async ({ app, args, options }) => recorded(await bookMeeting(app, {
    orgnr: argument(args, 0), ordinal: meetingNumber(args), startsAt: demandedOption(options, 'from'), endsAt: demandedOption(options, 'to'), place: textOption(options, 'place') ?? null,
    link: textOption(options, 'link') ?? null, note: textOption(options, 'note') ?? null, participants: listOption(options, 'participant'), by: app.actor(demandedOption(options, 'by')),
  })),
}

/** `meeting cancel`: calls a booked meeting off. */
export const meetingCancelCommand: Command = {
  name: 'meeting cancel', arguments: '<orgnr> <träff>', summary: 'ställer in en bokad träff', output: recordedSchema,
  options: [BY, { flags: '--reason <text>', meaning: 'varför', required: true }],
  run: async ({ app, args, options }) => recorded(await cancelMeeting(app, { orgnr: argument(args, 0), ordinal: meetingNumber(args), reason: demandedOption(options, 'reason'), by: app.actor(demandedOption(options, 'by')) })),
}

/** `meeting hold`: notes that a meeting was held, who came, and its minutes. */
export const meetingHoldCommand: Command = {
  name: 'meeting hold', arguments: '<orgnr> <träff>', summary: 'antecknar att en träff hölls, vilka som kom, vad som delades ut och minnesanteckningar; kan kompletteras efteråt', output: recordedSchema,
  options: [
    BY, { flags: '--on <datum>', meaning: 'dagen den hölls (annars i dag)' }, { flags: '--participant <namn>', meaning: 'någon som kom; får upprepas', repeatable: true },
    { flags: '--handout <namn>', meaning: 'något som delades ut, i sin nyaste utgåva; får upprepas', repeatable: true }, { flags: '--minutes <fil>', meaning: 'minnesanteckningar, som sparas i arkivet' }, { flags: '--note <text>', meaning: 'anteckning' },
  ],
  run: async ({ app, args, options }) => {
    const minutes = textOption(options, 'minutes')
    return recorded(await holdMeeting(app, {
      orgnr: argument(args, 0), ordinal: meetingNumber(args), on: dayOption(options), attended: listOption(options, 'participant'), handouts: listOption(options, 'handout'),
      minutes: minutes === undefined ? null : { path: minutes, fileName: basename(minutes) }, note: textOption(options, 'note') ?? null, by: app.actor(demandedOption(options, 'by')),
    }))
  },
}

/** `meeting invite`: writes the invitation as a calendar file, or mails it. */
export const meetingInviteCommand: Command = {
  name: 'meeting invite', arguments: '<orgnr> <träff>', summary: 'skriver inbjudan till en bokad träff som kalenderfil (.ics), eller köar den som e-post till deltagarna; en ombokad eller inställd träff ändras i deras kalendrar', output: z.strictObject({ path: z.string().nullable(), letters: z.array(ordinaryLetterSchema) }),
  options: [{ flags: '--out <fil>', meaning: 'filen att skriva (annars traff-N.ics här)' }, { flags: '--mail', meaning: 'köar inbjudan till deltagarna i stället; kräver --by' }, { flags: '--by <namn>', meaning: 'vem som skickar' }],
  run: async ({ app, args, options }) => {
    const [orgnr, ordinal] = [argument(args, 0), meetingNumber(args)]
    if (options['mail'] === true) {
      const by = textOption(options, 'by')
      if (by === undefined) throw new Failure('call-invalid', 'Skriv vem som skickar med --by.')
      const letters = await mailInvitation(app, { orgnr, ordinal, by: app.actor(by) })
      return { json: { path: null, letters }, text: letters.length === 0 ? 'Inget nytt är köat: samma inbjudan är redan skickad eller köad till alla deltagare. Stoppade brev visas av ”outbox list”.\n' : `Inbjudan är köad till ${letters.map(({ recipient }) => recipient).join(', ')}.\n`, exit: 0 }
    }
    const { fileName, text } = await invitationFile(app, orgnr, ordinal)
    const path = textOption(options, 'out') ?? fileName
    await writeFile(path, text)
    return { json: { path, letters: [] }, text: `Inbjudan är skriven i ${path}.\n`, exit: 0 }
  },
}

function recorded(done: Recorded): Outcome {
  return { json: done, text: toldEvents(done.events), exit: 0 }
}

function told({ name, orgnr, meetings }: CustomerMeetings): string {
  const lines = meetings.flatMap(({ ordinal, step, title, duration, state, booking, held, cancelled, attended, given, minutes, packing }) => [
    `Träff ${ordinal}, steg ${step} ${title}${duration === null ? '' : ` (${duration})`}: ${MEETING_STATE_LABELS[state]}${held === null ? '' : ` ${held.on}`}${cancelled === null ? '' : ` ${cancelled.on}: ${cancelled.text ?? ''}`}`,
    ...(booking === null ? [] : [`  ${booking.startsAt.replace('T', ' ')} – ${booking.endsAt.replace('T', ' ')}, ${[booking.place, booking.link].flatMap((one) => one ?? []).join(', ')}`, ...(booking.participants.length === 0 ? [] : [`  Inbjudna: ${booking.participants.map((one) => one.name).join(', ')}`])]),
    ...(attended.length === 0 ? [] : [`  Närvarande: ${attended.join(', ')}`]), ...given.map(({ handout, edition, on }) => `  Utdelat: ${handout}, utgåva ${edition}, ${on}`), ...minutes.map(({ fileName, on }) => `  Minnesanteckningar: ${fileName}, ${on}`),
    ...(held === null ? packing.bring.filter(({ settled }) => !settled).map(({ point, text, handouts }) => `  Ta med: ${point === null ? '' : `${point} `}${text}${handouts.map(({ handout, edition }) => ` [${handout}, utgåva ${edition}]`).join('')}`) : []),
  ])
  return [`${name} (${orgnr})`, ...lines, ''].join('\n')
}

/** @throws Failure `call-invalid` */
function meetingNumber(args: readonly string[]): number {
  const typed = argument(args, 1)
  if (!/^[1-5]$/.test(typed)) throw new Failure('call-invalid', `Träff ${typed} finns inte. Träfferna är 1–5.`)
  return Number(typed)
}

/** What a repeatable option was given. */
export function listOption(options: Options, name: string): readonly string[] {
  const given = options[name]
  return Array.isArray(given) ? given.map(String) : []
}
