import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PHASES } from '../../../contracts/checklist-steps.js'
import { recordableOf } from '../../../contracts/recordable.js'
import { Failure } from '../../../templates/failure.js'
import { organisationsnummer } from '../../../templates/identifiers.js'
import type { App } from '../../app.js'
import { customerBundle } from '../../flows/customer-bundle.js'
import { namedCustomer } from '../../flows/history.js'
import { recordedEventSchema, recordedSchema } from '../../flows/outward-shapes.js'
import { addOwnPoint, removeOwnPoint, untickPoint } from '../../flows/points.js'
import { record, tickPoint } from '../../flows/record.js'
import { customerStatusSchema, customerSummarySchema } from '../../flows/status-shape.js'
import { customerStatus } from '../../flows/status.js'
import { searchWords, summariesAfter } from '../../flows/summaries.js'
import { eventsAfter } from '../../storage/events.js'
import { pageWords } from '../../web/page-words.js'
import { downloading, listing, reading, writing, type Download, type Route } from '../route.js'
import { by, inPageWords, numberOf, on, partOf, recordBody, recordOptionsOf, segment, typed, unknownCursor, wholeOrPart } from './parts.js'

const orgnr = z.strictObject({ orgnr: segment })
const BUNDLE_TYPES = { pdf: 'application/pdf', zip: 'application/zip' } as const

/** How the list of customers may be narrowed, as on the page. */
const narrowed = wholeOrPart.extend({
  q: typed.optional().describe('parts of a name, an organisationsnummer or a document\'s code, in any order'), phase: z.enum(PHASES).optional().describe('of the first step that is not done'),
  step: z.coerce.number<string>().int().min(1).max(12).optional().describe('the first step that is not done'), stuck: z.literal('true').optional().describe('only those where something stands still'),
})

/** Customers, their status and what is recorded about them. */
export const CUSTOMER_ROUTES: readonly Route[] = [
  listing({
    path: '/customers', right: 'read', summary: 'Customers by organisationsnummer, each with its step and the one thing to do next', params: z.strictObject({}), query: narrowed, answer: z.array(customerSummarySchema),
    run: async ({ app, query: { limit, cursor = '', q, phase, step, stuck } }) => {
      if (cursor !== '' && !organisationsnummer.safeParse(cursor).success) throw unknownCursor(cursor)
      const found = await summariesAfter(app, cursor, limit === undefined ? null : limit + 1, { words: searchWords(q ?? ''), phase, step, stuck: stuck && 'stuck' })
      return partOf(found.map(({ nextAction, ...summary }) => ({ ...summary, nextAction: nextAction === null ? null : pageWords(nextAction) })), limit, ({ orgnr: last }) => last)
    },
  }),
  reading({
    path: '/customers/:orgnr', right: 'read', summary: 'Where everything of one customer stands', params: orgnr, answer: customerStatusSchema,
    run: async ({ app, params }) => inPageWords(await customerStatus(app, params.orgnr)),
  }),
  listing({
    path: '/customers/:orgnr/events', right: 'read', summary: 'One customer\'s history, oldest first', params: orgnr, query: wholeOrPart, answer: z.array(recordedEventSchema),
    run: async ({ app, params, query: { limit, cursor } }) => {
      const found = await eventsAfter(app.store.read, (await namedCustomer(app, params.orgnr)).orgnr, numberOf(cursor) ?? 0, limit === undefined ? null : limit + 1)
      return partOf(found, limit, ({ sequence }) => String(sequence))
    },
  }),
  downloading({ path: '/customers/:orgnr/bundle/:format', right: 'read', summary: 'The papers to be signed as one unit, `pdf` to print or `zip` to send, with contents and cover letter', params: z.strictObject({ orgnr: segment, format: z.enum(['pdf', 'zip']) }), mediaTypes: Object.values(BUNDLE_TYPES), run: bundleOf }),
  writing({
    method: 'post', path: '/customers/:orgnr/events', right: 'work', summary: 'Records an event about a customer or its latest letter; `handed-over` of every document that waits for it, an event each', params: orgnr, body: recordBody, answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => {
      if (recordableOf(body.event).scope === 'version' && body.event !== 'handed-over') throw new Failure('call-invalid', `Händelsen ”${body.event}” gäller en handling: registrera den på /versions/KOD/events.`)
      return record(app, { subject: params.orgnr, event: body.event, options: recordOptionsOf(body), exemplar: body.exemplar ?? null, by: app.actor(body.by), on: body.on ?? null })
    },
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/points/:id', right: 'work', summary: 'Ticks a checklist point', params: z.strictObject({ orgnr: segment, id: segment }),
    body: z.strictObject({ by, on, note: typed.optional() }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => tickPoint(app, { orgnr: params.orgnr, point: params.id, note: body.note ?? null, by: app.actor(body.by), on: body.on ?? null }),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/points/:id/unticking', right: 'work', summary: 'Takes the tick of a checklist point back', params: z.strictObject({ orgnr: segment, id: segment }),
    body: z.strictObject({ by, reason: typed }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => untickPoint(app, { orgnr: params.orgnr, point: params.id, reason: body.reason, by: app.actor(body.by) }),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/points', right: 'work', summary: 'Adds a point of the customer\'s own to a step', params: orgnr, body: z.strictObject({ by, step: z.int().min(1).max(12), text: typed }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => addOwnPoint(app, { orgnr: params.orgnr, step: body.step, text: body.text, by: app.actor(body.by) }),
  }),
  writing({
    method: 'post', path: '/customers/:orgnr/points/:id/removal', right: 'work', summary: 'Takes one of the customer\'s own points away', params: z.strictObject({ orgnr: segment, id: segment }),
    body: z.strictObject({ by, reason: typed }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => removeOwnPoint(app, { orgnr: params.orgnr, point: params.id, reason: body.reason, by: app.actor(body.by) }),
  }),
]

async function bundleOf(app: App, { orgnr: named, format }: { readonly orgnr: string; readonly format: keyof typeof BUNDLE_TYPES }): Promise<Download> {
  const bytes = (await customerBundle(app, named))[format]
  return { bytes, mediaType: BUNDLE_TYPES[format], fileName: `paket.${format}`, sha256: createHash('sha256').update(bytes).digest('hex') }
}
