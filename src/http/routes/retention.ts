import { z } from 'zod'
import { documentRetention, documentRetentionSchema, documentsRunOut, extendRetention } from '../../flows/document-retention.js'
import { houseRetentions, retentionSchema, saidRetentionSchema, setRetention } from '../../flows/retention.js'
import { listing, reading, writing, type Route } from '../route.js'
import { by, partOf, segment, typed, unknownCursor, wholeOrPart } from './parts.js'

const code = z.strictObject({ code: segment })

/** How long documents are kept, and whose time has run out. Nothing here deletes anything. */
export const RETENTION_ROUTES: readonly Route[] = [
  reading({ path: '/retention', right: 'follow', summary: 'How long each kind of document is kept, with the decisions; nothing is ever deleted', params: z.strictObject({}), answer: z.array(retentionSchema), run: ({ app }) => houseRetentions(app.store.read) }),
  writing({
    method: 'put', path: '/retention/:subject', right: 'work', summary: 'Records a decision on how long one kind is kept', params: z.strictObject({ subject: segment }), body: saidRetentionSchema.extend({ by }), answer: retentionSchema, status: 200,
    run: ({ app, params, body: { by: who, ...said } }) => setRetention(app, params.subject, said, app.actor(who)),
  }),
  listing({
    path: '/retention/run-out', right: 'read', summary: 'Documents whose time has run out, the longest ago first, for a person to decide about', params: z.strictObject({}), query: wholeOrPart, answer: z.array(documentRetentionSchema),
    run: async ({ app, query: { limit, cursor } }) => {
      const found = await documentsRunOut(app)
      const after = cursor === undefined ? -1 : found.findIndex(({ code: last }) => last === cursor)
      if (cursor !== undefined && after < 0) throw unknownCursor(cursor)
      return partOf(found.slice(after + 1), limit, ({ code: last }) => last)
    },
  }),
  reading({ path: '/versions/:code/retention', right: 'read', summary: 'How long one document is kept', params: code, answer: documentRetentionSchema, run: ({ app, params }) => documentRetention(app, params.code) }),
  writing({
    method: 'post', path: '/versions/:code/retention-extension', right: 'work', summary: 'Records that a document is kept longer than its rule says', params: code, body: z.strictObject({ by, until: z.iso.date().nullable().describe('the last day; null keeps it for ever'), reason: typed }), answer: documentRetentionSchema, status: 201,
    run: ({ app, params, body }) => extendRetention(app, params.code, { until: body.until, reason: body.reason, by: app.actor(body.by) }),
  }),
]
