import { z } from 'zod'
import { eventSchema } from '../../../contracts/event.js'
import { readVersionCode } from '../../../signing/page-code.js'
import { organisationsnummer } from '../../../templates/identifiers.js'
import { recordedEventSchema } from '../../flows/outward-shapes.js'
import { searchEvents } from '../../storage/search-events.js'
import { listing, type Route } from '../route.js'
import { numberOf, partOf, partOnly } from './parts.js'

const query = partOnly.extend({
  orgnr: organisationsnummer.optional(), code: z.string().min(1).max(50).optional(), type: z.enum(eventSchema.options.map((option) => option.shape.type.value)).optional(),
  actor: z.string().trim().min(1).max(200).optional().describe('part of the name of who did it'), from: z.iso.date().optional().describe('the first day it may have happened'), to: z.iso.date().optional().describe('the last'),
})

/** The history of the whole installation. */
export const EVENT_ROUTES: readonly Route[] = [
  listing({
    path: '/events', right: 'read', summary: 'Everything that has happened, newest first, each with the hash that binds it', params: z.strictObject({}), query, answer: z.array(recordedEventSchema.extend({ hash: z.string() })),
    run: async ({ app, query: { limit, cursor, orgnr = null, code, type, actor = null, from = null, to = null } }) => {
      const search = { orgnr, code: code === undefined ? null : readVersionCode(code), actor, types: type === undefined ? null : [type], from, to, before: numberOf(cursor) }
      return partOf(await searchEvents(app.store.read, search, limit + 1), limit, ({ sequence }) => String(sequence))
    },
  }),
]
