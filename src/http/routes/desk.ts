import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { App } from '../../app.js'
import { assignPage } from '../../flows/desk-assign.js'
import { discardPage } from '../../flows/desk-discard.js'
import { restorePage } from '../../flows/desk-restore.js'
import { splitPage } from '../../flows/desk-split.js'
import { deskAfter, deskScan, deskScanSchema } from '../../flows/desk.js'
import { scanPagePicture } from '../../flows/scan-page-picture.js'
import { downloading, listing, reading, writing, type Download, type Route } from '../route.js'
import { by, partAfter, segment, typed, wholeOrPart } from './parts.js'

const sha = z.strictObject({ sha: segment })
const page = z.strictObject({ sha: segment, page: z.string().regex(/^[1-9]\d{0,4}$/) })
const number = z.int().min(1).max(20_000)

/** Scanned pages that wait for a person, and what a person decides about them. */
export const DESK_ROUTES: readonly Route[] = [
  listing({
    path: '/desk', right: 'read', summary: 'The scans with pages that are no page of a document and wait for a person, in the order received', params: z.strictObject({}), query: wholeOrPart, answer: z.array(deskScanSchema),
    run: ({ app, query }) => partAfter(query, (after, most) => deskAfter(app, after, most), ({ scan }) => scan),
  }),
  reading({ path: '/scans/:sha/desk', right: 'read', summary: 'What has become of every page of one scan', params: sha, answer: deskScanSchema, run: ({ app, params }) => deskScan(app, params.sha) }),
  downloading({ path: '/scans/:sha/pages/:page/picture', right: 'read', summary: 'One page of a scan as a picture to look at (JPEG)', params: page, mediaTypes: ['image/jpeg'], run: (app, params) => picture(app, params.sha, Number(params.page)) }),
  writing({
    method: 'post', path: '/scans/:sha/pages/:page/assignment', right: 'work', summary: 'A person says which issued page a scanned page shows; refused when it seems to be another, unless overridden', params: page,
    body: z.strictObject({ code: segment, exemplar: number, page: number, by, reason: typed, override: typed.optional() }), answer: deskScanSchema, status: 201,
    run: ({ app, params, body }) => assignPage(app, { scan: params.sha, sourcePage: Number(params.page), code: body.code, exemplar: body.exemplar, page: body.page, by: app.actor(body.by), reason: body.reason, override: body.override ?? null }),
  }),
  writing({
    method: 'post', path: '/scans/:sha/pages/:page/splitting', right: 'work', summary: 'A person says that a scanned picture shows two pages: its halves become a scan of their own, answered beside the one it was in', params: page,
    body: z.strictObject({ by, reason: typed, lie: z.enum(['beside', 'above']).optional() }), answer: z.array(deskScanSchema), status: 201,
    run: ({ app, params, body }) => splitPage(app, { scan: params.sha, sourcePage: Number(params.page), lie: body.lie ?? null, by: app.actor(body.by), reason: body.reason }),
  }),
  writing({
    method: 'post', path: '/scans/:sha/pages/:page/discarding', right: 'work', summary: 'A person puts a scanned page away', params: page, body: z.strictObject({ by, reason: typed }), answer: deskScanSchema, status: 201,
    run: ({ app, params, body }) => discardPage(app, { scan: params.sha, sourcePage: Number(params.page), by: app.actor(body.by), reason: body.reason }),
  }),
  writing({
    method: 'post', path: '/scans/:sha/pages/:page/restoration', right: 'work', summary: 'Takes back what a person decided about a scanned page', params: page, body: z.strictObject({ by, reason: typed }), answer: deskScanSchema, status: 201,
    run: ({ app, params, body }) => restorePage(app, { scan: params.sha, sourcePage: Number(params.page), by: app.actor(body.by), reason: body.reason }),
  }),
]

async function picture(app: App, scan: string, sourcePage: number): Promise<Download> {
  const bytes = await scanPagePicture(app, scan, sourcePage)
  return { bytes, mediaType: 'image/jpeg', fileName: `sida-${sourcePage}.jpg`, sha256: createHash('sha256').update(bytes).digest('hex') }
}
