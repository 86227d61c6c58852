import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { KEY_EXCEPTIONS, OWN_KEYS, REVOCATION_CAUSES } from '../../../contracts/event.js'
import { ownKeyToHandOut } from '../../flows/export-keys.js'
import { importKeys } from '../../flows/import-keys.js'
import { checkKeys, keyDescriptionSchema, keyDetails, keyFaultSchema, keyList, ringKeySchema } from '../../flows/keys.js'
import { generateKeys, revokeKey, rotateKey } from '../../flows/own-keys.js'
import { pin, unpin } from '../../flows/pin-key.js'
import { PIN_OUTCOMES } from '../../storage/pins.js'
import { downloading, reading, uploading, writing, type Route } from '../route.js'
import { by, segment, typed } from './parts.js'

const nothing = z.strictObject({})
const fingerprint = z.strictObject({ fingerprint: segment })
const own = z.strictObject({ own: z.enum(OWN_KEYS) })
const MOST_BYTES = 20_000_000

/** The key ring. */
export const KEY_ROUTES: readonly Route[] = [
  reading({ path: '/keys', right: 'follow', summary: 'Every key that can be read: own ones in use, those before them, then recipients\'; files that cannot be are among the key faults', params: nothing, answer: z.array(ringKeySchema), run: ({ app }) => keyList(app) }),
  reading({ path: '/key-faults', right: 'follow', summary: 'What stops letters, or soon will: own keys and pinned ones', params: nothing, answer: z.array(keyFaultSchema), run: ({ app }) => checkKeys(app) }),
  reading({ path: '/keys/:fingerprint', right: 'follow', summary: 'One key with its parts, pins, hints and faults', params: fingerprint, answer: ringKeySchema, run: ({ app, params }) => keyDetails(app, params.fingerprint) }),
  uploading({
    path: '/keys', right: 'operate', summary: 'Reads public keys from a file or a saved mail; none of them is trusted by it', status: 201, mostBytes: MOST_BYTES, fields: z.strictObject({ by }), answer: z.strictObject({ keys: z.array(ringKeySchema), refused: z.array(z.string()) }),
    run: async ({ app, file, fields }) => importKeys(app, await readFile(file.path), app.actor(fields.by)),
  }),
  writing({
    method: 'post', path: '/keys/:fingerprint/pins', right: 'operate', summary: 'One person\'s word that a key belongs to an address; in effect when another has said the same', params: fingerprint, status: 201,
    body: z.strictObject({ address: typed, by, exception: z.enum(KEY_EXCEPTIONS).optional() }), answer: z.strictObject({ fingerprint: z.string(), outcome: z.enum(PIN_OUTCOMES) }),
    run: ({ app, params, body: { address, exception, by: name } }) => pin(app, { fingerprint: params.fingerprint, address, by: app.actor(name), ...(exception === undefined ? {} : { exception }) }),
  }),
  writing({
    method: 'post', path: '/keys/:fingerprint/unpinning', right: 'operate', summary: 'Withdraws a pin at once and stops the letters to its address', params: fingerprint, status: 201, body: z.strictObject({ address: typed, reason: typed, by }), answer: z.strictObject({ fingerprint: z.string(), held: z.int() }),
    run: ({ app, params, body }) => unpin(app, { fingerprint: params.fingerprint, address: body.address, reason: body.reason, by: app.actor(body.by) }),
  }),
  writing({ method: 'post', path: '/own-keys', right: 'operate', summary: 'Makes the sender\'s and the archive\'s keys', params: nothing, body: nothing, answer: z.array(keyDescriptionSchema), status: 201, run: ({ app }) => generateKeys(app) }),
  writing({
    method: 'post', path: '/own-keys/:own/rotation', right: 'operate', summary: 'Makes a new own key in place of the one in use, which is kept for its letters', params: own, body: z.strictObject({ by }), answer: z.strictObject({ made: keyDescriptionSchema, replaced: z.string() }), status: 201,
    run: ({ app, params, body }) => rotateKey(app, params.own, app.actor(body.by)),
  }),
  writing({
    method: 'post', path: '/own-keys/:own/revocation', right: 'operate', summary: 'Revokes an own key for good, the one in use unless another is named', params: own, status: 201,
    body: z.strictObject({ cause: z.enum(REVOCATION_CAUSES), reason: typed, by, fingerprint: segment.optional() }), answer: z.strictObject({ fingerprint: z.string(), armored: z.string(), held: z.int() }),
    run: ({ app, params, body }) => revokeKey(app, { own: params.own, fingerprint: body.fingerprint ?? null, cause: body.cause, reason: body.reason, by: app.actor(body.by) }),
  }),
  downloading({
    path: '/own-keys/:own/public', right: 'follow', summary: 'An own public key, and those that are revoked, as an armored file; recipients need the sender\'s alone', params: own, mediaTypes: ['application/pgp-keys'],
    run: async (app, params) => ({ ...(await ownKeyToHandOut(app, params.own)).keys, mediaType: 'application/pgp-keys', fileName: 'nycklar.asc' }),
  }),
  downloading({
    path: '/own-keys/:own/sheet', right: 'follow', summary: 'The sheet with an own key\'s fingerprint, for paper', params: own, mediaTypes: ['application/pdf'],
    run: async (app, params) => ({ ...(await ownKeyToHandOut(app, params.own)).sheet, mediaType: 'application/pdf', fileName: 'fingeravtryck.pdf' }),
  }),
]
