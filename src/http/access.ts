import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { Failure } from '../../templates/failure.js'
import { hostInUrl, LOOPBACK } from '../loopback.js'
import type { Sessions } from './sessions.js'
import { sameSecret } from '../same-secret.js'
import { recognise, THIS_COMPUTER, visitOf } from './visitor.js'

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

/** Recognises who sent a request: by the token of a program, or by the session of a browser. Refuses nothing. */
export function recogniseVisitors(token: string, sessions: Sessions): RequestHandler {
  return (request, _response, next) => {
    const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined && sameSecret(bearer, token)) recognise(request, { visitor: THIS_COMPUTER, session: null })
    else {
      const session = cookiesOf(request, SESSION_COOKIE).find((secret) => sessions.isOpen(secret))
      if (session !== undefined) recognise(request, { visitor: THIS_COMPUTER, session })
    }
    next()
  }
}

/** Lets reads of the API through for every visitor, and writes for programs with a token alone. @throws Failure `token-required` */
export const requireToken: RequestHandler = (request, response, next) => {
  const visit = visitOf(request)
  if (visit === null || (visit.session !== null && !READS.has(request.method))) {
    response.setHeader('WWW-Authenticate', 'Bearer realm="anslut"')
    throw new Failure('token-required', 'Begäran saknar rätt nyckel. Skicka innehållet i filen .anslut-token i datakatalogen som ”Authorization: Bearer NYCKEL”.')
  }
  next()
}

/** Every value that the request's cookies of that name have. */
function cookiesOf(request: Request, name: string): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1))
}
