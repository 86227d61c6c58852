import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { WORD_MEDIA_TYPE } from '../../../templates/word-media-type.js'
import { acceptDraft } from '../../flows/draft-accept.js'
import { compareDraft, compareProposed, compareRegistered } from '../../flows/draft-compare.js'
import { dropDraft } from '../../flows/draft-drop.js'
import { draftFile } from '../../flows/draft-file.js'
import { draftsAfter, listDrafts } from '../../flows/draft-list.js'
import { MOST_DRAFT_BYTES, registerDraft } from '../../flows/draft-register.js'
import { rejectDraft } from '../../flows/draft-reject.js'
import { acceptedDraftShape, comparedDraftShape, decidedPrintShape, listedDraftShape, registeredDraftShape } from '../../flows/draft-shapes.js'
import { sendDrafts } from '../../flows/send-drafts.js'
import { mailedDraftsSchema, recordedSchema } from '../../flows/outward-shapes.js'
import { printDecision } from '../../flows/print-decision.js'
import { downloading, listing, reading, uploading, writing, type Route } from '../route.js'
import { by, partAfter, segment, typed, wholeOrPart } from './parts.js'

const text = z.strictObject({ text: segment })
const code = z.strictObject({ code: segment })
const decision = z.strictObject({ by, reason: typed.optional() })

/** What customers return: compared, registered, accepted, rejected and dropped; and the decision printed. */
export const DRAFT_ROUTES: readonly Route[] = [
  uploading({
    path: '/drafts/comparison', right: 'read', summary: 'What a returned Word file or PDF says differently from what was issued; records nothing', status: 200, mostBytes: MOST_DRAFT_BYTES, answer: comparedDraftShape,
    fields: z.strictObject({ document: segment.optional().describe('the code of what was issued, unless the file says it') }),
    run: async ({ app, file, fields }) => compareDraft(app, { file: await readFile(file.path), document: fields.document ?? null }),
  }),
  uploading({
    path: '/drafts', right: 'work', summary: 'Registers a customer\'s final RAPS or rutiner (Word or PDF), which is issued at once, or a changed agreement (Word) as a proposal that two persons accept', status: 201, mostBytes: MOST_DRAFT_BYTES, answer: registeredDraftShape,
    fields: z.strictObject({ document: segment.describe('the code of what was issued'), by, reason: typed.optional().describe('why an approval or signatures may fall'), otherFacts: typed.optional().describe('why the text may say what the recorded facts do not') }),
    run: async ({ app, file, fields }) => registerDraft(app, { file: await readFile(file.path), document: fields.document, by: app.actor(fields.by), reason: fields.reason ?? null, otherFacts: fields.otherFacts ?? null }),
  }),
  listing({
    path: '/drafts', right: 'read', summary: 'Every text that customers have returned, oldest first', params: z.strictObject({}), query: wholeOrPart, answer: z.array(listedDraftShape),
    run: ({ app, query }) => partAfter(query, (after, most) => draftsAfter(app, after, most), (last) => last.text),
  }),
  reading({ path: '/customers/:orgnr/drafts', right: 'read', summary: 'What one customer has returned, oldest first', params: z.strictObject({ orgnr: segment }), answer: z.array(listedDraftShape), run: ({ app, params }) => listDrafts(app, params.orgnr) }),
  downloading({ path: '/customers/:orgnr/drafts/:text/file', right: 'read', summary: 'The file that the customer returned, byte for byte as it came in', params: z.strictObject({ orgnr: segment, text: segment }), mediaTypes: ['application/pdf', WORD_MEDIA_TYPE], run: (app, params) => draftFile(app, params.orgnr, params.text) }),
  reading({ path: '/drafts/:text/comparison', right: 'read', summary: 'What a registered text or a proposal says differently from the template', params: text, answer: comparedDraftShape, run: ({ app, params }) => compareProposed(app, params.text) }),
  reading({ path: '/versions/:code/comparison', right: 'read', summary: 'What the customer\'s text that a version was issued with says differently from the template', params: code, answer: comparedDraftShape, run: ({ app, params }) => compareRegistered(app, params.code) }),
  writing({
    method: 'post', path: '/customers/:orgnr/draft-letters', right: 'work', summary: 'Queues the customer\'s latest drafts as a letter to one of its contacts: encrypted when a key is pinned, otherwise only kinds that may go in clear', params: z.strictObject({ orgnr: segment }),
    body: z.strictObject({ by, to: segment.optional(), sending: z.enum(['once', 'again']).default('once') }), answer: mailedDraftsSchema, status: 201,
    run: ({ app, params, body }) => sendDrafts(app, { orgnr: params.orgnr, to: body.to ?? null, sending: body.sending, by: app.actor(body.by) }),
  }),
  writing({
    method: 'post', path: '/drafts/:text/acceptance', right: 'deviate', summary: 'One of two persons accepts a deviation; the second\'s word issues it', params: text, body: decision, answer: acceptedDraftShape, status: 201,
    run: ({ app, params, body }) => acceptDraft(app, { text: params.text, by: app.actor(body.by), reason: body.reason ?? null }),
  }),
  writing({
    method: 'post', path: '/drafts/:text/rejection', right: 'deviate', summary: 'Ends a proposed deviation', params: text, body: z.strictObject({ by, reason: typed }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => rejectDraft(app, { text: params.text, by: app.actor(body.by), reason: body.reason }),
  }),
  writing({
    method: 'post', path: '/versions/:code/return-to-template', right: 'work', summary: 'Takes the customer\'s text out of use; the next pack with `reissue` says what the template says', params: code, body: z.strictObject({ by, reason: typed }), answer: recordedSchema, status: 201,
    run: ({ app, params, body }) => dropDraft(app, { document: params.code, by: app.actor(body.by), reason: body.reason }),
  }),
  writing({
    method: 'post', path: '/versions/:code/printed-decision', right: 'work', summary: 'Issues approved RAPS or rutiner again with the board\'s decision printed in them', params: code, body: decision, answer: decidedPrintShape, status: 201,
    run: ({ app, params, body }) => printDecision(app, { document: params.code, by: app.actor(body.by), reason: body.reason ?? null }),
  }),
]
