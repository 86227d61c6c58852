import { z } from 'zod'
import { holdLetter, letterDetails, resumeLetter, verifyLetter } from '../../flows/letters.js'
import { letterDetailsSchema, letterSchema, letterVerificationSchema, workedLetterSchema } from '../../flows/outward-shapes.js'
import { letters } from '../../storage/letters.js'
import { reading, writing, type Route } from '../route.js'
import { by, segment, typed } from './parts.js'

const id = z.strictObject({ id: segment })

/** The outbox. */
export const LETTER_ROUTES: readonly Route[] = [
  reading({ path: '/letters', summary: 'The outbox, in the order the letters fell due', params: z.strictObject({}), answer: z.array(letterSchema), run: ({ app }) => letters(app.store.read) }),
  reading({ path: '/letters/:id', summary: 'One letter with its documents and attempts', params: id, answer: letterDetailsSchema, run: ({ app, params }) => letterDetails(app, params.id) }),
  reading({ path: '/letters/:id/verification', summary: 'A letter\'s receipt, checked anew against the archive', params: id, answer: letterVerificationSchema, run: ({ app, params }) => verifyLetter(app, params.id) }),
  writing({
    method: 'post', path: '/letters/:id/hold', summary: 'Stops a letter that has not left', params: id, body: z.strictObject({ by, reason: typed }), answer: letterSchema, status: 201,
    run: ({ app, params, body }) => holdLetter(app, params.id, body.reason, app.actor(body.by)),
  }),
  writing({
    method: 'post', path: '/letters/:id/resumption', summary: 'Lets a stopped letter go on', params: id, body: z.strictObject({ by }), answer: letterSchema, status: 201,
    run: ({ app, params, body }) => resumeLetter(app, params.id, app.actor(body.by)),
  }),
  writing({
    method: 'post', path: '/outbox/runs', summary: 'Works the outbox once, now', params: z.strictObject({}), body: z.strictObject({}), answer: z.strictObject({ worked: z.array(workedLetterSchema) }), status: 201,
    run: async ({ around }) => ({ worked: await around.runOutbox() }),
  }),
]
