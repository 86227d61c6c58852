import { z } from 'zod'
import { scanReportSchema } from '../../../signing/scan-report.js'
import { confirm } from '../../flows/confirm.js'
import { confirmedSchema, withdrawnSchema } from '../../flows/outward-shapes.js'
import { scanReport } from '../../flows/scan-report.js'
import { scan } from '../../flows/scan.js'
import { withdraw } from '../../flows/withdraw.js'
import { reading, writing, type Route } from '../route.js'
import { withoutPlace } from '../upload.js'
import { by, exemplar, on, segment, typed } from './parts.js'

const sha = z.strictObject({ sha: segment })

/** Scans, what a person confirms they show, and what is taken back. */
export const SCAN_ROUTES: readonly Route[] = [
  {
    method: 'post', path: '/scans', summary: 'Reads signed scans (PDF, TIFF, JPEG, PNG) sent as multipart/form-data in the field `file`; one report a file, in their order', carries: 'upload',
    params: z.strictObject({}), body: null, answer: z.array(scanReportSchema), status: 201,
    work: async ({ app }, { files, directory }) => {
      try {
        return await scan(app, files.map(({ path }) => path))
      } catch (error) {
        throw withoutPlace(error, directory)
      }
    },
  },
  reading({
    path: '/scans/:sha', summary: 'What is known now of a scan, named by its SHA-256 or the first digits of it', params: sha, answer: scanReportSchema,
    run: ({ app, params }) => scanReport(app, params.sha),
  }),
  writing({
    method: 'post', path: '/scans/:sha/confirmations', summary: 'A person confirms a party\'s signature on a document that the scan shows', params: sha,
    body: z.strictObject({ document: segment, party: z.string().max(50), by, exemplar, on }), answer: confirmedSchema, status: 201,
    run: ({ app, params, body }) => confirm(app, { scan: params.sha, document: body.document, party: body.party, by: app.actor(body.by), exemplar: body.exemplar ?? null, on: body.on ?? null }),
  }),
  writing({
    method: 'post', path: '/events/:sequence/withdrawal', summary: 'Takes an event back', params: z.strictObject({ sequence: z.string().regex(/^[1-9]\d{0,9}$/) }),
    body: z.strictObject({ by, reason: typed }), answer: withdrawnSchema, status: 201,
    run: async ({ app, params, body }) => ({ events: await withdraw(app, Number(params.sequence), body.reason, app.actor(body.by)) }),
  }),
]
