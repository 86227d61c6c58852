import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { ANSWER_MEANINGS } from '../../../signing/answer.js'
import { receiveAnswer } from '../../flows/receive-answer.js'
import { readableAnswer, settleAnswer } from '../../flows/settle-answer.js'
import { answersAfter, answerSchema } from '../../storage/answers.js'
import { listing, reading, writing, type Route } from '../route.js'
import { by, partAfter, segment, typed, wholeOrPart } from './parts.js'

const id = z.strictObject({ id: segment })

/** Mails that came back about letters. */
export const ANSWER_ROUTES: readonly Route[] = [
  {
    method: 'post', path: '/answers', right: 'work', carries: 'upload', summary: 'Reads answers to letters, saved as .eml and sent as multipart/form-data in the field `file`',
    params: z.strictObject({}), body: null, answer: z.array(answerSchema), status: 201,
    work: async ({ app }, { files }) => {
      const received = []
      for (const { path } of files) received.push(await receiveAnswer(app, await readFile(path), 'always'))
      return received.flatMap((one) => (one === null ? [] : [one.answer]))
    },
  },
  listing({
    path: '/answers', right: 'read', summary: 'Delivery reports, bounces and replies, in the order they came', params: z.strictObject({}), query: wholeOrPart, answer: z.array(answerSchema),
    run: ({ app, query }) => partAfter(query, (after, most) => answersAfter(app.store.read, after, most), ({ sha256 }) => sha256),
  }),
  reading({ path: '/answers/:id', right: 'read', summary: 'One answer with its words', params: id, answer: z.strictObject({ answer: answerSchema, text: z.string() }), run: ({ app, params }) => readableAnswer(app, params.id) }),
  writing({
    method: 'post', path: '/answers/:id/meaning', right: 'work', summary: 'What a person says that an answer means', params: id, status: 201, answer: answerSchema,
    body: z.strictObject({ meaning: z.enum(ANSWER_MEANINGS), by, letter: segment.optional(), reason: typed.optional() }),
    run: ({ app, params, body }) => settleAnswer(app, params.id, { meaning: body.meaning, letter: body.letter ?? null, reason: body.reason ?? null, by: app.actor(body.by) }),
  }),
]
