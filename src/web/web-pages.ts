import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express'
import { mayDo } from '../../contracts/rights.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { sessionCookie } from '../http/cookies.js'
import { accountsSince } from '../storage/accounts.js'
import { visitOf, visitorOf } from '../http/visitor.js'
import { customerRefused, customerRouter } from './customer-router.js'
import { accessibilityContent } from './accessibility.js'
import { asksForPart, frameFor, showPage, takeForm, type Kit } from './serve-page.js'
import { triedForm } from './form-body.js'
import type { Page } from './page.js'
import { PAGES } from './pages/registered.js'
import { lacksSecondStep } from '../accounts/browser-session.js'
import { showSessionEnded, tellPart } from './session-ended.js'
import { addSecondStepSetUp } from './second-step-set-up.js'
import { addSignIn, pending, SET_UP, signInPage } from './sign-in.js'
import { addSignOn } from './sign-on.js'
import type { ScanQueue } from './scan-queue.js'
import { staticFiles } from './static-files.js'
import { compileViews } from './views.js'
import { pageWords } from './page-words.js'

/** What the pages need from the service they are served by. */
export interface PageTools {
  readonly app: App
  /** A session for a one-time secret or the token; null for anything else. */
  readonly logIn: (secret: string) => string | null
  readonly outbox: () => { readonly failure: { readonly message: string } | null }
  /** Why answers to letters are not read; null when they are. */
  readonly answers: () => { readonly message: string } | null
  readonly scanQueue: ScanQueue
  /** Where people reach the service, without a last slash. */
  readonly address: () => string
  /** Streams the files of a form to disk. */
  readonly receiveFiles: Kit['receiveFiles']
  /** The HTTP status and Swedish texts of anything thrown; logs a bug. */
  readonly explain: Kit['explain']
}

const SESSION_S = 10 * 60 * 60
/** A facts form with every field filled is some 20 kB. */
const MOST_FORM_BYTES = 512 * 1024

/** Pages and what they say of a request that never reached one. */
export interface WebPages {
  readonly router: Router
  readonly refused: ErrorRequestHandler
}

/** The pages people read and the forms they send. */
export function webPages(tools: PageTools): WebPages {
  const router = Router({ caseSensitive: true, strict: true })
  const files = staticFiles()
  const kit: Kit = {
    app: tools.app, views: compileViews(), files, pages: PAGES, explain: inPageWords(tools.explain), receiveFiles: tools.receiveFiles,
    house: { outboxTrouble: () => tools.outbox().failure?.message ?? null, answersTrouble: () => tools.answers()?.message ?? null, scanQueue: tools.scanQueue, address: tools.address },
  }
  router.use(files.router)
  addLogin(router, kit, tools)
  // The law wants it open to everybody, also to who cannot log in.
  router.get('/tillganglighet', async (request, response) => {
    const frame = frameFor(kit, visitOf(request) === null ? null : request, { title: 'Tillgänglighet', crumbs: [], told: '' })
    response.type('html').send(kit.views.page('accessibility', frame, await accessibilityContent(kit.app)))
  })
  addSignIn(router, kit)
  addSecondStepSetUp(router, kit)
  addSignOn(router, kit)
  router.use('/kund', customerRouter(kit))
  router.get('/', (request, response) => {
    const { roles } = visitorOf(request)
    response.redirect(303, PAGES.find((page) => !page.path.includes(':') && mayDo(roles, page.right))?.path ?? '/hjalp')
  })
  const urlencoded = express.urlencoded({ extended: false, limit: MOST_FORM_BYTES, parameterLimit: 2000 })
  for (const page of PAGES) addPage(router, kit, page, urlencoded)
  router.get('/{*any}', (request, _response, next) => {
    if (request.accepts(['json', 'html']) !== 'html') return next()
    throw new Failure('resource-unknown', `Det finns ingen sida på adressen ${request.path.slice(0, 200)}. Kontrollera den, eller gå dit genom menyn.`)
  })
  router.use(refused(kit))
  const [ours, theirs] = [refused(kit), customerRefused(kit)]
  return { router, refused: (error, request, response, next) => (request.originalUrl.startsWith('/kund/') ? theirs : ours)(error, request, response, next) }
}

/** What went wrong, in the words of who reads it on a page. */
function inPageWords(explain: Kit['explain']): Kit['explain'] {
  return (error) => {
    const told = explain(error)
    return { ...told, detail: pageWords(told.detail), faults: told.faults?.map(({ path, message }) => ({ path, message: pageWords(message) })) }
  }
}

function addPage(router: Router, kit: Kit, page: Page, urlencoded: express.RequestHandler): void {
  router.get(page.path, async (request, response) => {
    response.locals['route'] = page.path
    await showPage(kit, page, request, response)
  })
  for (const form of page.forms) {
    const take: express.RequestHandler = async (request, response) => {
      response.locals['route'] = form.path
      if (visitOf(request) === null && !asksForPart(request) && !(await lacksStep(kit.app, request))) await showSessionEnded(kit, form, request, response)
      else await takeForm(kit, page, form, request, response)
    }
    if (form.mostBytes === null) router.post(form.path, urlencoded, take)
    else router.post(form.path, take)
  }
}

function addLogin(router: Router, kit: Kit, { logIn: open }: PageTools): void {
  const logIn = async (secret: string, response: Response): Promise<void> => {
    const session = (await accountsSince(kit.app.store.read)) === null ? open(secret) : null
    if (session === null) {
      response.status(401).type('html').send(kit.views.page('login', frameFor(kit, null, { title: 'Logga in', crumbs: [], told: '' }), { wrong: true }))
      return
    }
    const { name, options } = sessionCookie(kit.app.config)
    response.cookie(name, session, { ...options, maxAge: SESSION_S * 1000 })
    response.redirect(303, '/')
  }
  router.get('/', (request, response, next) => {
    const { token } = request.query
    if (typeof token !== 'string') return next()
    return logIn(token, response)
  })
  router.post('/inloggning', express.urlencoded({ extended: false, limit: '2kb', parameterLimit: 2 }), async (request, response) => {
    const form: unknown = request.body
    await logIn(typeof form === 'object' && form !== null && 'nyckel' in form && typeof form.nyckel === 'string' ? form.nyckel.trim() : '', response)
  })
}

/** Whatever no page could show: the login for who has none, otherwise what went wrong and where to go. */
function refused(kit: Kit): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const { status, title, code, detail, faults = [] } = kit.explain(error)
    response.locals['code'] = code
    if ((status === 401 || status === 403) && asksForPart(request)) return tellPart(kit, request, response.status(status).type('html'), { ended: status === 401, detail })
    if (code === 'token-required' && (await lacksStep(kit.app, request))) return response.redirect(303, SET_UP)
    response.status(status).type('html')
    if (code === 'token-required') return (await accountsSince(kit.app.store.read)) === null ? response.send(kit.views.page('login', frameFor(kit, null, { title: 'Logga in', crumbs: [], told: '' }), { wrong: false })) : response.send(askToSignIn(kit, request))
    return response.send(kit.views.page('refused', frameFor(kit, visitOf(request) === null ? null : request, { title, crumbs: [], told: '' }), { title, detail, code, faults: faults.map(({ path, message }) => ({ path, message })) }))
  }
}

/** Of a file: what to do once signed in, which leads back to the page that it was followed from when a provider signs people in; a password does not. */
function askToSignIn(kit: Kit, request: Request): string {
  if (!request.originalUrl.startsWith('/api/')) return signInPage(kit, null, request.method === 'GET' ? request.originalUrl : '')
  const from = request.get('Referer') ?? ''
  const page = URL.canParse(from) && new URL(from).host === request.headers.host ? new URL(from) : null
  return signInPage(kit, triedForm('logga-in', 'Inloggningen har gått ut, så filen hämtades inte. Logga in, gå tillbaka till sidan du var på och hämta den igen.', [], {}, []), page === null ? '' : `${page.pathname}${page.search}`)
}

async function lacksStep(app: App, request: Request): Promise<boolean> {
  const found = await pending(app, request)
  return found !== null && lacksSecondStep(app.config, found)
}
