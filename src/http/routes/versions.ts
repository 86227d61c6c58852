import { createHash } from 'node:crypto'
import { z } from 'zod'
import { recordableOf } from '../../../contracts/recordable.js'
import { spokenCode } from '../../../contracts/spoken-code.js'
import { factsSchema } from '../../../templates/facts.js'
import { Failure } from '../../../templates/failure.js'
import { LARGEST_PICTURE_BYTES } from '../../../templates/picture.js'
import { WORD_MEDIA_TYPE } from '../../../templates/word-media-type.js'
import type { App } from '../../app.js'
import { checkFacts, factsCheckSchema } from '../../flows/check-facts.js'
import { namedVersion } from '../../flows/history.js'
import { heldLogotype } from '../../flows/hold-logotype.js'
import { manifestSchema } from '../../flows/manifest.js'
import { packMadeSchema, recordedSchema } from '../../flows/outward-shapes.js'
import { pack } from '../../flows/pack.js'
import { houseProducts } from '../../flows/products.js'
import { versionPagePicture } from '../../flows/version-page-picture.js'
import { approve, record, returnForRevision } from '../../flows/record.js'
import { manifestOf } from '../../flows/write-pack.js'
import { filesOf } from '../../storage/versions.js'
import { downloading, reading, writing, type Download, type Route } from '../route.js'
import { by, on, recordBody, recordOptionsOf, segment, typed } from './parts.js'

const code = z.strictObject({ code: segment })

/** Room for the facts and the largest logotype in base64. */
const MOST_PACK_BYTES = 8 * 1024 * 1024

const packBody = z.strictObject({
  facts: factsSchema,
  stage: z.enum(['signing', 'draft']).optional().describe('`draft` issues coded drafts that show their gaps; `signing` unless said'),
  kinds: z.array(z.string().max(100)).min(1).max(50).optional().describe('only these kinds; the whole pack unless said'),
  logotype: z.base64().min(1).max(Math.ceil(LARGEST_PICTURE_BYTES / 3) * 4).optional().describe('the picture that `kund.logotyp` names, PNG or JPEG of at most 5 MB, in base64; kept for later packs'),
  reissue: z.strictObject({ by, reason: typed }).optional().describe('issue changed documents, and those that a newer edition changes, anew even where signatures fall'),
  otherFacts: z.strictObject({ by, reason: typed }).optional().describe('why accepted deviations may stand that say what the facts do not'),
})

const versionSchema = manifestSchema.shape.documents.element.extend({
  orgnr: z.string(), subject: z.string(), stage: z.enum(['draft', 'signing']), exemplars: z.int(), issuedAt: z.string(), contentSha256: z.string(),
  supersededBy: z.string().nullable(), cancelledAt: z.string().nullable(),
})

/** Packs, the versions in them, and what is recorded about a version. */
export const VERSION_ROUTES: readonly Route[] = [
  writing({
    method: 'post', path: '/packs', right: 'work', summary: 'Registers a customer and issues what is new or changed in its pack', params: z.strictObject({}), body: packBody, mostBytes: MOST_PACK_BYTES, bodyFailure: 'facts-invalid', answer: packMadeSchema, status: 201,
    run: async ({ app, body }) => {
      if (body.logotype !== undefined && body.facts.kund.logotyp === undefined) throw new Failure('call-invalid', 'En logotyp följde med, men uppgifterna nämner ingen. Skriv dess filnamn i facts.kund.logotyp, eller utelämna logotype.')
      const reissue = body.reissue === undefined ? null : { by: app.actor(body.reissue.by), reason: body.reissue.reason }
      const outcome = await pack(app, { facts: body.facts, stage: body.stage ?? 'signing', kinds: body.kinds ?? null, reissue, ...(body.otherFacts === undefined ? {} : { otherFacts: { by: app.actor(body.otherFacts.by), reason: body.otherFacts.reason } }), ...(body.logotype === undefined ? {} : { logotype: new Uint8Array(Buffer.from(body.logotype, 'base64')) }) })
      return { orgnr: outcome.orgnr, name: outcome.name, manifest: await manifestOf(app, outcome), documents: outcome.documents, dropped: outcome.dropped, notices: outcome.notices }
    },
  }),
  writing({
    method: 'post', path: '/facts/checks', right: 'work', summary: 'Tells what stands in the way of issuing papers from these facts; issues and records nothing', params: z.strictObject({}),
    body: z.strictObject({ facts: z.unknown(), kinds: packBody.shape.kinds }), answer: factsCheckSchema, status: 200,
    run: async ({ app, body }) => checkFacts(body.facts, body.kinds ?? null, await houseProducts(app.store.read)),
  }),
  downloading({
    path: '/logotypes/:sha256', right: 'work', summary: 'A picture that was handed in as a logotype', params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), mediaTypes: ['image/png', 'image/jpeg'],
    run: async (app, { sha256 }) => {
      const { bytes, format } = await heldLogotype(app, sha256)
      return { bytes, mediaType: `image/${format}`, fileName: `logotyp.${format}`, sha256 }
    },
  }),
  reading({
    path: '/versions/:code', right: 'read', summary: 'One issued version and its files', params: code, answer: versionSchema,
    run: ({ app, params }) => versionAnswer(app, params.code),
  }),
  downloading({ path: '/versions/:code/pages/:page/picture', right: 'read', summary: 'One page of a version as a picture to look at (JPEG)', params: z.strictObject({ code: segment, page: z.string().regex(/^[1-9]\d{0,4}$/) }), mediaTypes: ['image/jpeg'], run: (app, params) => pictureOf(app, params.code, Number(params.page)) }),
  downloading({ path: '/versions/:code/files/:path', right: 'read', summary: 'One file of a version, from the archive', params: z.strictObject({ code: segment, path: segment }), mediaTypes: ['application/pdf', WORD_MEDIA_TYPE], run: (app, params) => fileOf(app, params.code, params.path) }),
  writing({
    method: 'post', path: '/versions/:code/approval', right: 'decide', summary: 'The board approves a version', params: code, body: z.strictObject({ by, decision: typed, on }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => approve(app, { code: params.code, decision: body.decision, by: app.actor(body.by), on: body.on ?? null }),
  }),
  writing({
    method: 'post', path: '/versions/:code/revision', right: 'decide', summary: 'The board returns a version for revision', params: code, body: z.strictObject({ by, reason: typed, on }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => returnForRevision(app, { code: params.code, reason: body.reason, by: app.actor(body.by), on: body.on ?? null }),
  }),
  writing({
    method: 'post', path: '/versions/:code/events', right: 'work', summary: 'Records an event about a version', params: code, body: recordBody, answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => {
      if (recordableOf(body.event).scope !== 'version') throw new Failure('call-invalid', `Händelsen ”${body.event}” gäller kunden: registrera den på /customers/ORGNR/events.`)
      return record(app, { subject: params.code, event: body.event, options: recordOptionsOf(body), exemplar: body.exemplar ?? null, by: app.actor(body.by), on: body.on ?? null })
    },
  }),
]

async function versionAnswer(app: App, named: string): Promise<unknown> {
  const version = await namedVersion(app.store.read, named)
  const { orgnr, subject, stage, exemplars, issuedAt, contentSha256, supersededBy, cancelledAt } = version
  const { documents } = await manifestOf(app, { orgnr, name: '', stage, documents: [{ code: version.code }] })
  return { ...documents[0], orgnr, subject, stage, exemplars, issuedAt, contentSha256, supersededBy, cancelledAt }
}

async function fileOf(app: App, named: string, path: string): Promise<Download> {
  const version = await namedVersion(app.store.read, named)
  const files = await filesOf(app.store.read, version.code)
  const file = files.find((one) => one.path === path)
  if (file === undefined) throw new Failure('resource-unknown', `Handlingen ${spokenCode(version.code)} har ingen fil med det namnet. Den har ${files.map((one) => one.path).join(', ')}.`)
  return { bytes: await app.archive.read(file.sha256), mediaType: file.mediaType, fileName: file.path, sha256: file.sha256 }
}

async function pictureOf(app: App, named: string, page: number): Promise<Download> {
  const bytes = await versionPagePicture(app, named, page)
  return { bytes, mediaType: 'image/jpeg', fileName: `sida-${page}.jpg`, sha256: createHash('sha256').update(bytes).digest('hex') }
}
