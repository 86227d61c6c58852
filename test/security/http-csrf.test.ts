import express, { type Express } from 'express'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../contracts/rights.js'
import { problemOf } from '../../src/http/problem.js'
import { csrfToken, recognise, requireCsrf, requireRight, type Visitor } from '../../src/http/visitor.js'

const clerk = (...roles: Role[]): Visitor => ({ name: 'Eva Ek', accountId: null, roles: new Set(roles), verified: false })

/** A service with one form; who visits is said by the header `as`. */
function oneForm(): Express {
  const surface = express()
  surface.use((request, _response, next) => {
    const session = request.get('as')
    const proved = { visitor: clerk(session === 'reader' ? 'lasare' : 'administrator'), session: session === 'program' || session === undefined ? null : session, person: null }
    if (session !== undefined) recognise(request, { ...proved, again: () => Promise.resolve(proved) })
    next()
  })
  surface.get('/form', requireRight('read'), (request, response) => void response.send(csrfToken(request)))
  surface.post('/form', requireRight('work'), express.urlencoded({ extended: false }), requireCsrf, (_request, response) => void response.send('done'))
  surface.use((error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    const { status, code } = problemOf(error)
    response.status(status).send(code)
  })
  return surface
}

async function ask(as: string | null, csrf?: string): Promise<string> {
  const server = oneForm().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const headers: Record<string, string> = as === null ? {} : { as }
  const answer = await fetch(`http://127.0.0.1:${port}/form`, csrf === undefined ? { headers } : { headers, method: 'POST', body: new URLSearchParams({ csrf }) })
  const text = await answer.text()
  server.close()
  return text
}

describe('a form sent by another site through the clerk\'s browser', () => {
  it('is taken only with the token that this session was shown', async () => {
    const own = await ask('first')
    expect(await ask('first', own)).toBe('done')
    expect(await ask('second', own)).toBe('access-refused')
    expect(await ask('first', '')).toBe('access-refused')
    expect(await ask('first', `${own}x`)).toBe('access-refused')
  })

  it('is refused without a session, for a program, and for whoever may not do it', async () => {
    const own = await ask('reader')
    expect(await ask(null, own)).toBe('token-required')
    expect(await ask('program', own)).toBe('token-required')
    expect(await ask('reader', own)).toBe('access-refused')
  })
})
