import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Failure } from '../../templates/failure.js'
import { visitOf } from './visitor.js'

const WINDOW_MS = 60_000

/** Holds up an account, or an address that is nobody's, that asks the API more than so often a minute; the headers `RateLimit` and `Retry-After` say when to go on. The computer itself, before accounts are in force, is not held up. */
export function limitApi(mostAMinute: number): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS, limit: mostAMinute, standardHeaders: 'draft-7', legacyHeaders: false, validate: false,
    skip: (request) => visitOf(request)?.person === null,
    keyGenerator: (request) => visitOf(request)?.person?.account.id ?? request.ip ?? '',
    handler: (_request, _response, next) => next(new Failure('too-many-attempts', `Det kommer fler än ${mostAMinute} begäranden i minuten. Vänta så många sekunder som Retry-After säger och fortsätt i lugnare takt.`)),
  })
}
