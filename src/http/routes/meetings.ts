import { createHash } from 'node:crypto'
import { z } from 'zod'
import { addHandout, handoutFile, handouts, retireHandout } from '../../flows/handouts.js'
import { HANDOUT_MOST_BYTES, MEETING_FILE_TYPES } from '../../flows/meeting-file.js'
import { invitationFile, mailInvitation } from '../../flows/invitation.js'
import { customerMeetingsSchema, handoutSchema } from '../../flows/meeting-shapes.js'
import { bookMeeting, cancelMeeting, customerMeetings, holdMeeting, minutesFile } from '../../flows/meetings.js'
import { recordedSchema } from '../../flows/outward-shapes.js'
import { ordinaryLetterSchema } from '../../storage/ordinary-letters.js'
import { downloading, reading, uploading, writing, type Route } from '../route.js'
import { by, on, segment, typed } from './parts.js'

const orgnr = z.strictObject({ orgnr: segment })
const number = z.string().regex(/^[1-5]$/)
const meeting = z.strictObject({ orgnr: segment, ordinal: number })
const clock = z.string().max(16).describe('Swedish clock time, 2026-12-01T09:00')
const names = z.array(typed).max(100)
const CALENDAR = 'text/calendar; charset=utf-8'

/** A customer's five meetings, and the handouts of the house. */
export const MEETING_ROUTES: readonly Route[] = [
  reading({ path: '/customers/:orgnr/meetings', right: 'read', summary: 'A customer\'s five meetings with what to bring to each', params: orgnr, answer: customerMeetingsSchema, run: ({ app, params }) => customerMeetings(app, params.orgnr) }),
  writing({
    method: 'post', path: '/customers/:orgnr/meetings/:ordinal/booking', right: 'work', summary: 'Books a meeting, or books it anew', params: meeting, answer: recordedSchema, status: 201,
    body: z.strictObject({ by, startsAt: clock, endsAt: clock, place: typed.optional(), link: typed.optional(), participants: names.optional(), note: typed.optional() }),
    run: ({ app, params, body }) => bookMeeting(app, {
      orgnr: params.orgnr, ordinal: Number(params.ordinal), startsAt: body.startsAt, endsAt: body.endsAt, place: body.place ?? null, link: body.link ?? null,
      participants: body.participants ?? [], note: body.note ?? null, by: app.actor(body.by),
    }),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/meetings/:ordinal/cancellation', right: 'work', summary: 'Calls a booked meeting off', params: meeting, body: z.strictObject({ by, reason: typed }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => cancelMeeting(app, { orgnr: params.orgnr, ordinal: Number(params.ordinal), reason: body.reason, by: app.actor(body.by) }),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/meetings/:ordinal/holding', right: 'work', summary: 'Notes that a meeting was held, who came and what was handed out', params: meeting, answer: recordedSchema, status: 201,
    body: z.strictObject({ by, on, attended: names.optional(), handouts: names.optional(), note: typed.optional() }),
    run: ({ app, params, body }) => holdMeeting(app, { orgnr: params.orgnr, ordinal: Number(params.ordinal), on: body.on ?? null, attended: body.attended ?? [], handouts: body.handouts ?? [], minutes: null, note: body.note ?? null, by: app.actor(body.by) }),
  }),
  uploading({
    path: '/minutes', right: 'work', summary: 'Keeps the minutes of a meeting, which counts as held from then on', status: 201, mostBytes: HANDOUT_MOST_BYTES, answer: recordedSchema,
    fields: z.strictObject({ orgnr: segment, ordinal: number, by, note: typed.optional() }),
    run: ({ app, file, fields }) => holdMeeting(app, { orgnr: fields.orgnr, ordinal: Number(fields.ordinal), on: null, attended: [], handouts: [], minutes: file, note: fields.note ?? null, by: app.actor(fields.by) }),
  }),
  downloading({ path: '/customers/:orgnr/minutes/:sha', right: 'read', summary: 'The minutes of a meeting', params: z.strictObject({ orgnr: segment, sha: segment }), mediaTypes: MEETING_FILE_TYPES, run: (app, params) => minutesFile(app, params.orgnr, params.sha) }),
  downloading({
    path: '/customers/:orgnr/meetings/:ordinal/invitation', right: 'read', summary: 'The invitation as a calendar file; of a meeting called off, its cancellation', params: meeting, mediaTypes: [CALENDAR],
    run: async (app, params) => {
      const { fileName, text } = await invitationFile(app, params.orgnr, Number(params.ordinal))
      const bytes = new TextEncoder().encode(text)
      return { bytes, mediaType: CALENDAR, fileName, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/meetings/:ordinal/invitation', right: 'work', summary: 'Queues the invitation, its change or its cancellation by mail to the participants; who has got the same before gets nothing', params: meeting, body: z.strictObject({ by }), answer: z.array(ordinaryLetterSchema), status: 201,
    run: ({ app, params, body }) => mailInvitation(app, { orgnr: params.orgnr, ordinal: Number(params.ordinal), by: app.actor(body.by) }),
  }),
  reading({ path: '/handouts', right: 'read', summary: 'The library of handouts', params: z.strictObject({}), answer: z.array(handoutSchema), run: ({ app }) => handouts(app.store.read) }),
  uploading({
    path: '/handouts', right: 'work', summary: 'Adds a handout, or a new edition of one', status: 201, mostBytes: HANDOUT_MOST_BYTES, answer: handoutSchema,
    fields: z.strictObject({ handout: typed, edition: typed, needs: typed.describe('points and steps, separated by commas'), by }),
    run: ({ app, file, fields }) => addHandout(app, { handout: fields.handout, edition: fields.edition, needs: fields.needs.split(',').map((need) => need.trim()), path: file.path, fileName: file.fileName, by: app.actor(fields.by) }),
  }),
  writing({
    method: 'post', path: '/handouts/:handout/retirement', right: 'work', summary: 'Takes a handout out of use', params: z.strictObject({ handout: segment }), body: z.strictObject({ by, reason: typed }), answer: handoutSchema, status: 201,
    run: ({ app, params, body }) => retireHandout(app, { handout: params.handout, reason: body.reason, by: app.actor(body.by) }),
  }),
  downloading({
    path: '/handouts/:handout/editions/:edition', right: 'read', summary: 'The file of one edition of a handout', params: z.strictObject({ handout: segment, edition: segment }), mediaTypes: MEETING_FILE_TYPES,
    run: async (app, params) => {
      const { content, mediaType, fileName, sha256 } = await handoutFile(app, params.handout, params.edition)
      return { bytes: content, mediaType, fileName, sha256 }
    },
  }),
]
