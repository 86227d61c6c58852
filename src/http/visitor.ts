import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler } from 'express'
import { mayDo, RIGHT_LABELS, ROLES, whoMay, type Right, type Role } from '../../contracts/rights.js'
import { Failure } from '../../templates/failure.js'
import { actorOf, personMay, type Person } from '../accounts/person.js'
import type { App } from '../app.js'
import { sameSecret } from '../same-secret.js'
import type { Db, Store } from '../storage/store.js'

/**
 * Who asks, the same for pages and API. Until accounts are in force it is the computer itself, with every role; forms then ask who acts (field `by`) and the name is recorded unverified.
 * A page route reads: `router.get(path, requireRight('read'), …)`; one that takes a form: `router.post(path, requireRight('work'), urlencoded, requireCsrf, …)`,
 * with `<input type="hidden" name="csrf" value="{{csrf}}">` of `csrfToken(request)` in the form, and acts through `appFor(request, app)`.
 */
export interface Visitor {
  readonly name: string
  /** Null until accounts are in force: ask then for the name of who acts. */
  readonly accountId: string | null
  readonly roles: ReadonlySet<Role>
  /** Whether the name is proved by a sign-in. */
  readonly verified: boolean
}

/** A visitor, and the secret of the browser session it came by; null for a program with a token. */
export interface Proved {
  readonly visitor: Visitor
  readonly session: string | null
  /** The account behind it; null until accounts are in force. */
  readonly person: Person | null
}

/** One request of a visitor. */
export interface Visit extends Proved {
  /** Whom the same token or session lets in now; null when it no longer does. */
  readonly again: (db: Db) => Promise<Proved | null>
}

/** Whoever holds the token file or a login link, until accounts are in force. */
export const THIS_COMPUTER: Visitor = { name: 'denna dator', accountId: null, roles: new Set(ROLES), verified: false }

const visits = new WeakMap<IncomingMessage, Visit>()

/** Remembers who sent a request. */
export function recognise(request: Request, visit: Visit): void {
  visits.set(request, visit)
}

/** Who sent the request and by which session; null when nobody has signed in. */
export function visitOf(request: IncomingMessage): Visit | null {
  return visits.get(request) ?? null
}

/** Who sent the request. @throws Failure `token-required` when nobody has signed in */
export function visitorOf(request: Request): Visitor {
  return visitAt(request).visitor
}

function visitAt(request: Request): Visit {
  const visit = visitOf(request)
  if (visit === null) throw new Failure('token-required', 'Du är inte inloggad, eller så har inloggningen gått ut. Logga in och gör om det.')
  return visit
}

/** Lets through only whom the table of rights allows. @throws Failure `token-required`, `access-refused` */
export function requireRight(right: Right): RequestHandler {
  return (request, _response, next) => {
    const { name, roles } = visitorOf(request)
    const person = visitOf(request)?.person ?? null
    if (person === null ? !mayDo(roles, right) : !personMay(person, right)) throw new Failure('access-refused', mayDo(roles, right) ? `Nyckeln gäller inte för detta (${RIGHT_LABELS[right]}), som ${name} annars får göra. Gör en ny nyckel under Mitt konto som gäller för det.` : `${name} har inte behörighet till detta. Det får ${whoMay(right)} göra. Be en administratör om rollen.`)
    next()
  }
}

/** Refuses whoever has been let out, or has lost a role, since the request began: its body may have been held back as long as an upload lasts. Another session of the same browser stands for nobody else. @throws Failure `token-required`, `access-refused` */
export async function refuseEnded(request: Request, db: Db): Promise<void> {
  const { visitor, session, again } = visitAt(request)
  const now = await again(db)
  if (now === null || now.session !== session || now.visitor.accountId !== visitor.accountId) throw new Failure('token-required', 'Inloggningen eller nyckeln slutade gälla innan allt som skickades hade kommit fram. Inget är gjort. Logga in och gör om det.')
  if ([...visitor.roles].some((role) => !now.visitor.roles.has(role))) throw new Failure('access-refused', `Behörigheten för ${visitor.name} ändrades innan allt som skickades hade kommit fram. Inget är gjort.`)
}

/** Does what a request asks for once its body is there, unless whoever sent it has been let out meanwhile; asked again where the first thing is written. @throws Failure as `refuseEnded` and what `work` throws */
export async function whileLetIn<T>(request: Request, { store }: App, work: () => Promise<T>): Promise<T> {
  return askedFirst(store, (db) => refuseEnded(request, db), work)
}

/** Does `work` unless `refuse` throws: asked before it, and again in the transaction of its first write. What follows is the rest of the same work, or goes on after its answer: a file that was taken is read even when whoever sent it has gone. */
export async function askedFirst<T>(store: Store, refuse: (db: Db) => Promise<void>, work: () => Promise<T>): Promise<T> {
  await refuse(store.read)
  let asked = false
  return store.marked(async (tx) => {
    if (!asked) await refuse(tx)
    asked = true
  }, work)
}

/** What a form carries in its hidden field `csrf`: bound to the session, so that another site cannot know it. @throws Failure `token-required` without a session */
export function csrfToken(request: Request): string {
  const session = visitOf(request)?.session ?? null
  if (session === null) throw new Failure('token-required', 'Formulär kräver att du är inloggad i webbläsaren. Logga in och gör om det.')
  return formToken(session)
}

/** The token of a session's forms, also of one that lacks a step of the sign-in. */
export function formToken(session: string): string {
  return createHmac('sha256', session).update('anslut form').digest('base64url')
}

/** Refuses what does not come from a form that this session was shown; for uploads, which are read before they are checked. @throws Failure `access-refused`, `token-required` */
export function checkCsrf(request: Request, given: unknown): void {
  if (typeof given !== 'string' || !sameSecret(given, csrfToken(request))) throw new Failure('access-refused', 'Formuläret hör inte till din inloggning. Ladda om sidan och skicka det igen. Inget är gjort.')
}

/** Checks the field `csrf` of a form that has been parsed. @throws Failure `access-refused`, `token-required` */
export const requireCsrf: RequestHandler = (request, _response, next) => {
  const form: unknown = request.body
  checkCsrf(request, typeof form === 'object' && form !== null && 'csrf' in form ? form.csrf : undefined)
  next()
}

/** The app as the visitor may use it: what `actor` gives is who sent the request, and refuses any other name. @throws Failure `token-required` */
export function appFor(request: Request, app: App): App {
  visitorOf(request)
  const person = visitOf(request)?.person ?? null
  return person === null ? app : { ...app, person, actor: (typed) => actorOf(person, typed) }
}

/** The visit of somebody who has signed in. */
export function visitBy(person: Person, session: string | null): Proved {
  return { visitor: { name: person.account.name, accountId: person.account.id, roles: person.roles, verified: true }, session, person }
}
