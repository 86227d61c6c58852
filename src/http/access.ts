import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { Failure } from '../../templates/failure.js'
import { hostInUrl, LOOPBACK } from '../loopback.js'
import type { Sessions } from './sessions.js'
import { sameSecret } from './token.js'

/** The cookie of a browser's session. It carries no `Secure`: the service is plain HTTP on the loopback. */
export const SESSION_COOKIE = 'anslut-session'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** The names under which a loopback service may be addressed. */
function ownHosts(port: number): ReadonlySet<string> {
  const names = LOOPBACK.map(hostInUrl)
  return new Set(port === 80 ? [...names, ...names.map((name) => `${name}:80`)] : names.map((name) => `${name}:${port}`))
}

/** Refuses a Host that is not the machine's own name (a page elsewhere whose name was pointed here), and what a browser says another site has sent. @throws Failure `access-refused` */
export function refuseStrangers(port: () => number): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction) => {
    const host = request.headers.host ?? ''
    if (!ownHosts(port()).has(host.toLowerCase())) throw new Failure('access-refused', 'Tjänsten svarar bara på den egna datorns adress (127.0.0.1 eller localhost).')
    const { origin } = request.headers
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) throw new Failure('access-refused', 'Begäran kommer från en annan webbplats och tas inte emot.')
    const site = request.headers['sec-fetch-site']
    const own = site === undefined || site === 'same-origin' || site === 'none'
    const followedLink = READS.has(request.method) && request.headers['sec-fetch-mode'] === 'navigate'
    if (!own && !followedLink) throw new Failure('access-refused', 'Begäran kommer från en annan webbplats och tas inte emot.')
    next()
  }
}

/** Lets reads through with the token or an open session, and writes with the token alone. @throws Failure `token-required` */
export function requireToken(token: string, sessions: Sessions): RequestHandler {
  return (request, response, next) => {
    const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    const known = bearer !== undefined && sameSecret(bearer, token)
    if (!known && !(READS.has(request.method) && hasSession(request, sessions))) {
      response.setHeader('WWW-Authenticate', 'Bearer realm="anslut"')
      throw new Failure('token-required', 'Begäran saknar rätt nyckel. Skicka innehållet i filen .anslut-token i datakatalogen som ”Authorization: Bearer NYCKEL”.')
    }
    next()
  }
}

/** Whether the browser has logged in. */
export function hasSession(request: Request, sessions: Sessions): boolean {
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return cookies.some((pair) => pair.startsWith(`${SESSION_COOKIE}=`) && sessions.isOpen(pair.slice(SESSION_COOKIE.length + 1)))
}
