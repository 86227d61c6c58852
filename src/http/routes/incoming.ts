import { z } from 'zod'
import { incomingState } from '../../flows/incoming-state.js'
import { incomingSchema, scanList, scanListSchema, takenFilesSchema } from '../../flows/scan-shapes.js'
import { listing, reading, writing, type Route } from '../route.js'
import { partAfter, wholeOrPart } from './parts.js'

/** Scans received, and the watched directory that copiers drop files in. */
export const INCOMING_ROUTES: readonly Route[] = [
  listing({
    path: '/scans', right: 'read', summary: 'Scans in the order received, and each time that their bytes came in', params: z.strictObject({}), query: wholeOrPart, answer: scanListSchema,
    run: ({ app, query }) => partAfter(query, (after, most) => scanList(app, after, most), ({ scan }) => scan),
  }),
  reading({
    path: '/incoming', right: 'read', summary: 'What waits in the directory `incoming/`, what was put aside there as unreadable, and what was taken in from there lately', params: z.strictObject({}), answer: incomingSchema,
    run: ({ app }) => incomingState(app),
  }),
  writing({
    method: 'post', path: '/incoming/runs', right: 'work', summary: 'Reads now what has lain long enough in `incoming/`', params: z.strictObject({}), body: z.strictObject({}), answer: takenFilesSchema, status: 201,
    run: ({ around }) => around.runIncoming(),
  }),
]
