import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { personOf, sessionBy, sessionOf } from '../accounts/browser-session.js'
import { noteUse } from '../accounts/note-use.js'
import { personByToken, refuseWithoutSecondStep } from '../accounts/person.js'
import { noteTokenUse } from '../accounts/tokens.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { hostInUrl, LOOPBACK } from '../loopback.js'
import { sameSecret } from '../same-secret.js'
import { accountsSince } from '../storage/accounts.js'
import type { Db } from '../storage/store.js'
import { cookiesOf, sessionCookie } from './cookies.js'
import type { Sessions } from './sessions.js'
import { recognise, THIS_COMPUTER, visitBy, visitOf, type Proved } from './visitor.js'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** What a proxy adds: one that asks by the computer's own name would let the whole network in as the computer itself. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** The names under which a loopback service may be addressed. */
function ownHosts(port: number): ReadonlySet<string> {
  const names = LOOPBACK.map(hostInUrl)
  return new Set(port === 80 ? [...names, ...names.map((name) => `${name}:80`)] : names.map((name) => `${name}:${port}`))
}

/** What the service answers as: itself on the loopback, and its public address through a proxy where one is set. */
export interface Addresses {
  readonly port: () => number
  /** `https://anslut.example.se`; null where there is none. */
  readonly publicUrl: string | null
  /** The proxies that may ask in its name. */
  readonly proxies: readonly string[]
}

/** Refuses a Host that is not the machine's own name (a page elsewhere whose name was pointed here) nor the public one through its proxy, and what a browser says another site has sent. @throws Failure `access-refused` */
export function refuseStrangers({ port, publicUrl, proxies }: Addresses): RequestHandler {
  const publicHost = hostOf(publicUrl)
  return (request: Request, _response: Response, next: NextFunction) => {
    const host = (request.headers.host ?? '').toLowerCase()
    const isOwn = ownHosts(port()).has(host) && isLoopback(peerOf(request)) && !FORWARDED.some((name) => name in request.headers)
    const isPublic = comesByProxy(request, { publicUrl, proxies })
    if (!isOwn && !isPublic) throw new Failure('access-refused', publicHost === null ? 'Tjänsten svarar bara på den egna datorns adress (127.0.0.1 eller localhost).' : `Tjänsten svarar bara på https://${publicHost}, genom sin proxy. Andra vägar till den är stängda.`)
    const { origin } = request.headers
    if (origin !== undefined && origin.toLowerCase() !== `${isPublic ? 'https' : 'http'}://${host}`) throw new Failure('access-refused', 'Begäran kommer från en annan webbplats och tas inte emot.')
    const site = request.headers['sec-fetch-site']
    const own = site === undefined || site === 'same-origin' || site === 'none'
    const followedLink = READS.has(request.method) && request.headers['sec-fetch-mode'] === 'navigate'
    if (!own && !followedLink) throw new Failure('access-refused', 'Begäran kommer från en annan webbplats och tas inte emot.')
    next()
  }
}

/** Whether a request was sent to the public address, by one of the proxies that may ask in its name. */
export function comesByProxy(request: Request, { publicUrl, proxies }: Pick<Addresses, 'publicUrl' | 'proxies'>): boolean {
  return publicUrl !== null && (request.headers.host ?? '').toLowerCase() === hostOf(publicUrl) && proxies.includes(peerOf(request))
}

function hostOf(publicUrl: string | null): string | null {
  return publicUrl === null ? null : new URL(publicUrl).host
}

/** The address at the other end of the connection, an IPv4 one written plainly. */
function peerOf(request: Request): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** Recognises who sent a request: by the token of a program, or by the session of a browser. Refuses nobody unknown, but a token whose owner lacks a second step that is demanded. @throws Failure `access-refused` */
export function recogniseVisitors(app: App, token: string, sessions: Sessions): RequestHandler {
  const cookie = sessionCookie(app.config)
  return async (request, _response, next) => {
    const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
    const given = { bearer, cookies: cookiesOf(request, cookie.name) }
    const proved = async (db: Db): Promise<Proved | null> => ((await accountsSince(db)) === null ? visitOfThisComputer(token, sessions, given) : visitOfAccount(app, db, given))
    const visit = await proved(app.store.read)
    if (visit !== null) {
      recognise(request, { ...visit, again: proved })
      if (visit.person?.token) noteUse(app, visit.person.token.id, () => noteTokenUse(app, bearer ?? ''))
      if (visit.person !== null && visit.session !== null) await sessionOf(app, visit.session)
    }
    next()
  }
}

interface Given {
  readonly bearer: string | undefined
  readonly cookies: readonly string[]
}

function visitOfThisComputer(token: string, sessions: Sessions, { bearer, cookies }: Given): Proved | null {
  if (bearer !== undefined && sameSecret(bearer, token)) return { visitor: THIS_COMPUTER, session: null, person: null }
  const session = cookies.find((secret) => sessions.isOpen(secret))
  return session === undefined ? null : { visitor: THIS_COMPUTER, session, person: null }
}

async function visitOfAccount(app: App, db: Db, { bearer, cookies }: Given): Promise<Proved | null> {
  if (bearer !== undefined) {
    const person = await personByToken(db, bearer, app.now())
    if (person === null) return null
    refuseWithoutSecondStep(app.config, person)
    return visitBy(person, null)
  }
  for (const secret of cookies) {
    const opened = await sessionBy(db, secret, app.now())
    const person = opened === null ? null : personOf(app.config, opened)
    if (person !== null) return visitBy(person, secret)
  }
  return null
}

/** Lets reads of the API through for every visitor, and writes for programs with a token alone. @throws Failure `token-required` */
export const requireToken: RequestHandler = (request, response, next) => {
  const visit = visitOf(request)
  if (visit === null || (visit.session !== null && !READS.has(request.method))) {
    response.setHeader('WWW-Authenticate', 'Bearer realm="anslut"')
    throw new Failure('token-required', 'Begäran saknar rätt nyckel. Skicka innehållet i filen .anslut-token i datakatalogen, eller när konton gäller en nyckel från Mitt konto, som ”Authorization: Bearer NYCKEL”.')
  }
  next()
}
