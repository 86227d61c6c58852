import { z } from 'zod'
import type { Actor } from '../../../contracts/event.js'
import { seesCustomers } from '../../accounts/person.js'
import type { App } from '../../app.js'
import { letterDetails, listedLetters, verifyLetter } from '../../flows/letters.js'
import { outboxPause, pauseOutbox, reopenOutbox } from '../../flows/outbox-pause.js'
import { callOffOrdinaryLetter, holdOrdinaryLetter, releaseOrdinaryLetter } from '../../flows/steer-ordinary.js'
import { callOffLetter, callOffLostLetter, holdLetter, resendLetter, resumeLetter } from '../../flows/steer-letter.js'
import { followedLetterSchema, followedWorkSchema, letterDetailsSchema, letterSchema, listedLetterSchema, letterVerificationSchema, outboxPauseSchema, workedLetterSchema } from '../../flows/outward-shapes.js'
import { matters, OF_OPERATION } from '../../flows/matters.js'
import { ordinaryLettersAfter, ordinaryLetterSchema, type OrdinaryLetter } from '../../storage/ordinary-letters.js'
import { letterOf } from '../../storage/letters.js'
import { pageWords } from '../../web/page-words.js'
import { listing, reading, writing, type Route } from '../route.js'
import { by, partAfter, partOf, segment, typed, unknownCursor, wholeOrPart } from './parts.js'

const id = z.strictObject({ id: segment })

interface Steering<Letter> {
  readonly path: string
  readonly what: string
  readonly answer: z.ZodType<Letter>
  readonly hold: (app: App, id: string, reason: string, by: Actor) => Promise<Letter>
  readonly callOff: (app: App, id: string, reason: string, by: Actor) => Promise<Letter>
}

/** What a person may do to any letter that has not left. */
function steering<Letter>({ path, what, answer, hold, callOff }: Steering<Letter>): readonly Route[] {
  const [ask, why] = [{ method: 'post', right: 'work', params: id, answer, status: 201 } as const, z.strictObject({ by, reason: typed })]
  return [
    writing({ ...ask, path: `${path}/:id/hold`, summary: `Stops ${what} that has not left`, body: why, run: ({ app, params, body }) => hold(app, params.id, body.reason, app.actor(body.by)) }),
    writing({ ...ask, path: `${path}/:id/cancellation`, summary: `Calls off ${what} that has not left`, body: why, run: ({ app, params, body }) => callOff(app, params.id, body.reason, app.actor(body.by)) }),
  ]
}

/** A list of ordinary letters, of one purpose where it is named. */
function ordinary({ purpose, ...spec }: { readonly path: string; readonly right: 'work' | 'follow'; readonly summary: string; readonly purpose?: OrdinaryLetter['purpose'] }): Route {
  return listing({
    ...spec, params: z.strictObject({}), query: wholeOrPart, answer: z.array(ordinaryLetterSchema),
    run: ({ app, query }) => partAfter(query, (after, most) => ordinaryLettersAfter(app.store.read, { after, most, ...(purpose === undefined ? {} : { purpose }) }), ({ id: last }) => last),
  })
}

/** What is left of a letter for whoever sees no customers: the fields that are said, and no other that comes later. */
const [FOLLOWED_LETTER, FOLLOWED_WORK] = [z.object(followedLetterSchema.shape), z.object(followedWorkSchema.shape)]

/** The outbox. */
export const LETTER_ROUTES: readonly Route[] = [
  listing({
    path: '/letters', right: 'follow', summary: 'The outbox, in the order the letters fell due; to whoever sees no customers without whom and what they are about, and without reasons, which say so', params: z.strictObject({}), query: wholeOrPart, answer: z.array(z.union([listedLetterSchema, followedLetterSchema])),
    run: async ({ app, query: { limit, cursor } }) => {
      const after = cursor === undefined ? null : await letterOf(app.store.read, cursor)
      if (after === null && cursor !== undefined) throw unknownCursor(cursor)
      const part = partOf(await listedLetters(app.store.read, { ...(after === null ? {} : { after }), ...(limit === undefined ? {} : { most: limit + 1 }) }), limit, ({ id: last }) => last)
      return seesCustomers(app) ? part : { ...part, items: part.items.map((letter) => FOLLOWED_LETTER.parse(letter)) }
    },
  }),
  reading({ path: '/letters/:id', right: 'read', summary: 'One letter with its documents and attempts', params: id, answer: letterDetailsSchema, run: ({ app, params }) => letterDetails(app, params.id) }),
  reading({ path: '/letters/:id/verification', right: 'read', summary: 'A letter\'s receipt, checked anew against the archive', params: id, answer: letterVerificationSchema, run: ({ app, params }) => verifyLetter(app, params.id) }),
  writing({
    method: 'post', path: '/letters/:id/resending', right: 'work', summary: 'Sends the kept bytes of a letter once more', params: id, body: z.strictObject({ by, reason: typed, part: z.int().positive().optional() }), answer: letterSchema, status: 201,
    run: ({ app, params, body }) => resendLetter(app, params.id, body.reason, app.actor(body.by), body.part ?? null),
  }),
  writing({
    method: 'post', path: '/letters/:id/non-arrival', right: 'work', summary: 'Calls off a letter that may have arrived, on a person\'s word that it never did', params: id, body: z.strictObject({ by, reason: typed }), answer: letterSchema, status: 201,
    run: ({ app, params, body }) => callOffLostLetter(app, params.id, body.reason, app.actor(body.by)),
  }),
  ...steering({ path: '/letters', what: 'a letter', answer: letterSchema, hold: holdLetter, callOff: callOffLetter }),
  writing({
    method: 'post', path: '/letters/:id/resumption', right: 'work', summary: 'Lets a letter that was stopped go on', params: id,
    body: z.strictObject({ by, reason: typed.optional().describe('why; must be given where the ink of a signature in it is also in another box, and is kept in the history') }), answer: letterSchema, status: 201,
    run: ({ app, params, body }) => resumeLetter(app, params.id, app.actor(body.by), body.reason ?? null),
  }),
  reading({ path: '/matters', right: 'follow', summary: 'Letters, answers and keys that wait for an administrator; to whoever sees no customers only what operation needs', params: z.strictObject({}), answer: z.array(z.strictObject({ kind: z.string(), key: z.string(), text: z.string() })), run: async ({ app }) => (await matters(app)).filter(({ kind: of }) => seesCustomers(app) || OF_OPERATION.has(of)).map(({ kind, key, text }) => ({ kind, key, text: pageWords(text) })) }),
  ordinary({ path: '/ordinary-letters', right: 'work', summary: 'Drafts, invitations and reminders, oldest first' }),
  ...steering({ path: '/ordinary-letters', what: 'a draft, invitation or reminder', answer: ordinaryLetterSchema, hold: holdOrdinaryLetter, callOff: callOffOrdinaryLetter }),
  writing({
    method: 'post', path: '/ordinary-letters/:id/resumption', right: 'work', summary: 'Lets a draft, invitation or reminder that was stopped go on', params: id, body: z.strictObject({ by }), answer: ordinaryLetterSchema, status: 201,
    run: ({ app, params, body }) => releaseOrdinaryLetter(app, params.id, app.actor(body.by)),
  }),
  ordinary({ path: '/reminders', right: 'follow', summary: 'Reminders sent to the administrator, oldest first', purpose: 'reminder' }),
  reading({ path: '/outbox', right: 'follow', summary: 'Whether all letters are paused', params: z.strictObject({}), answer: z.strictObject({ paused: outboxPauseSchema }), run: async ({ app }) => ({ paused: await outboxPause(app.store.read) }) }),
  writing({
    method: 'post', path: '/outbox/pause', right: 'operate', summary: 'Stops every letter', params: z.strictObject({}), body: z.strictObject({ by, reason: typed }), answer: z.strictObject({ paused: outboxPauseSchema }), status: 201,
    run: async ({ app, body }) => ({ paused: await pauseOutbox(app, body.reason, app.actor(body.by)) }),
  }),
  writing({
    method: 'post', path: '/outbox/reopening', right: 'operate', summary: 'Lets letters go after a pause', params: z.strictObject({}), body: z.strictObject({ by }), answer: z.strictObject({ paused: outboxPauseSchema }), status: 201,
    run: async ({ app, body }) => {
      await reopenOutbox(app, app.actor(body.by))
      return { paused: null }
    },
  }),
  writing({
    method: 'post', path: '/outbox/runs', right: 'operate', summary: 'Works the outbox once, now', params: z.strictObject({}), body: z.strictObject({}), answer: z.strictObject({ worked: z.array(z.union([workedLetterSchema, followedWorkSchema])) }), status: 201,
    run: async ({ app, around }) => {
      const worked = await around.runOutbox()
      return { worked: seesCustomers(app) ? worked : worked.map((letter) => FOLLOWED_WORK.parse(letter)) }
    },
  }),
]
