import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { programVersion } from '../program-files.js'
import type { WebPages } from '../web/web-pages.js'
import { parties } from '../storage/parties.js'
import { comesByProxy, recogniseVisitors, refuseStrangers, requireToken } from './access.js'
import { apiOf, type ApiTools } from './api.js'
import { apiProblem } from './api-words.js'
import { sessionCookie } from './cookies.js'
import type { Counters } from './counters.js'
import type { Explaining } from './explain.js'
import { subjectOf } from './log.js'
import { openApiOf } from './openapi.js'
import { limitApi } from './limit-api.js'
import type { IncomingWorker } from './incoming-worker.js'
import type { OutboxWorker } from './outbox-worker.js'
import type { RefusalCounter } from './refusal-counter.js'
import { ROUTES } from './routes/routes.js'
import type { Sessions } from './sessions.js'
import { requireRight, visitOf } from './visitor.js'

/** Everything the surface is put together from. */
export interface SurfaceParts {
  readonly app: App
  readonly api: ApiTools
  readonly pages: WebPages
  readonly token: string
  readonly sessions: Sessions
  readonly worker: OutboxWorker
  readonly folder: IncomingWorker
  readonly counters: Counters
  readonly refusals: RefusalCounter
  readonly log: Logger
  readonly explain: Explaining['explain']
  /** The port it listens on, once it does. */
  readonly port: () => number
  /** How long a body that is no upload may take. */
  readonly bodyWithinMs: number
  readonly isStopping: () => boolean
  readonly underWay: () => number
}

/** Two years, as ASVS asks of browsers that have once come by TLS. */
const HSTS_S = 2 * 365 * 24 * 60 * 60

/** As much of a body as comes in the time even over a bad line; a pack's facts with a logotype are sixteen times that. */
const IN_TIME_BYTES = 512 * 1024
const MOST_TIMES = 16

/** Refuses what is no upload and does not come in the time that its size takes: nobody types over it, so whoever holds it back waits for something. @throws Failure `upload-broken` */
function refuseLate(withinMs: number): RequestHandler {
  return (request, response, next) => {
    const isUpload = (request.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/')
    const bytes = Number(request.headers['content-length'] ?? 0)
    const waitsMs = withinMs * Math.min(MOST_TIMES, Math.max(1, Math.ceil(bytes / IN_TIME_BYTES)))
    const timer = isUpload ? undefined : setTimeout(() => {
      if (!request.complete && !response.headersSent) next(new Failure('upload-broken', `Det som skickades kom inte fram inom ${Math.ceil(waitsMs / 1000)} sekunder. Inget är gjort. Skicka det igen.`))
    }, waitsMs)
    response.once('close', () => clearTimeout(timer))
    next()
  }
}

/** What answers HTTP: health, API and pages, behind the rules of who may ask. */
export function surfaceOf(parts: SurfaceParts): Express {
  const { publicUrl, proxies } = parts.app.config
  const surface = express()
  surface.disable('x-powered-by').set('query parser', 'simple').set('etag', false).enable('case sensitive routing').enable('strict routing').set('trust proxy', proxies.length > 0 ? proxies : false)
  surface.use(countAndLog(parts))
  surface.use(refuseLate(parts.bodyWithinMs))
  surface.use(helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'script-src': ["'self'"], 'connect-src': ["'self'"], 'style-src': ["'self'"], 'img-src': ["'self'"], 'form-action': ["'self'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] } },
    strictTransportSecurity: publicUrl === null ? false : { maxAge: HSTS_S, includeSubDomains: isOwnName(publicUrl) },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  }))
  surface.use((_request: Request, response: Response, next: NextFunction) => {
    response.set({ 'Cache-Control': 'no-store', 'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' })
    if (parts.isStopping()) throw new Failure('shutting-down', 'Tjänsten stängs av. Försök igen när den har startat.')
    next()
  })
  surface.use(refuseStrangers({ port: parts.port, publicUrl, proxies }))
  // A watchdog must know no secret for this, and learns none by it.
  surface.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'))
  surface.use(recogniseVisitors(parts.app, parts.token, parts.sessions))
  addHealth(surface, parts)
  // Somebody may have come by a link: what a program asked for is never shown as a page. Downloads give names of their own.
  surface.use('/api', (_request, response, next) => {
    response.set('Content-Disposition', 'attachment; filename="svar.json"')
    next()
  })
  // Made when it is first asked for: it takes as long as all else of a start.
  let document: string | null = null
  surface.get('/api/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiOf(ROUTES, programVersion(), sessionCookie(parts.app.config).name))
    response.type('application/json').send(document)
  })
  surface.use('/api/v1', limitApi(parts.app.config.apiPerMinute), requireToken, apiOf(ROUTES, parts.api))
  surface.use('/api', unknownResource)
  surface.use('/api', tellOnPage(parts.pages.refused))
  surface.use(parts.pages.router)
  surface.use(unknownResource)
  surface.use(tellBrokenForm(parts.pages.refused))
  surface.use(tellProblem(parts.explain))
  return surface
}

/** Whether the names below the public one are the service's too: a name right below a top domain is a whole organisation's, whose other sites are not ours to decide about. */
export function isOwnName(publicUrl: string): boolean {
  return new URL(publicUrl).hostname.split('.').length !== 2
}

/** How the service fares: for the own computer, where its watchdog runs, and through the proxy only for whom operation lets in. */
function addHealth(surface: Express, { app, worker, folder, counters, underWay }: SurfaceParts): void {
  const mayFollow = requireRight('follow')
  surface.use(['/readyz', '/metrics'], (request, response, next) => (comesByProxy(request, app.config) ? mayFollow(request, response, next) : next()))
  surface.get('/readyz', async (_request, response) => {
    await parties(app.store.read)
    const { failure, lastPassAt } = worker.state()
    const unwritable = failure !== null && UNWRITABLE.has(failure.code) ? failure.code : await codeOfRefusal(() => app.archive.proveWritable())
    response.status(unwritable === null ? 200 : 503).json({ ready: unwritable === null, unwritable, outbox: { lastPassAt, failure: failure === null ? null : { code: failure.code, at: failure.at } }, incoming: { works: folder.failure() === null } })
  })
  surface.get('/metrics', (_request, response) => void response.type('text/plain; version=0.0.4').send(counters.text(worker.state(), underWay())))
}

/** What a pass over the outbox fails with when nothing can be written. */
const UNWRITABLE: ReadonlySet<string> = new Set(['disk-full', 'data-directory', 'answer-unrecorded'])

async function codeOfRefusal(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

/** Logs the route, never the path, which names customers; who asked by the number of the account, and what was read by the code of the document or the hash of the scan. */
function countAndLog({ counters, refusals, log }: SurfaceParts) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now()
    response.once('close', () => {
      counters.answered(request.method, response.statusCode)
      const route: unknown = response.locals['route']
      const { code, id }: { code?: unknown; id?: unknown } = response.locals
      refusals.note(code)
      const account = askerOf(request, response)
      log.info({ method: request.method, route: typeof route === 'string' ? route : undefined, account, subject: response.statusCode < 400 ? subjectOf(request.params) : undefined, status: response.statusCode, ms: Math.round(performance.now() - startedAt), code, id, cut: response.writableFinished ? undefined : true }, 'request')
    })
    next()
  }
}

/** The number of the account or of the customer link; undefined for nobody known, and while there are no accounts. */
function askerOf(request: Request, response: Response): string | undefined {
  const { link }: { link?: unknown } = response.locals
  return typeof link === 'string' ? `link ${link}` : (visitOf(request)?.visitor.accountId ?? undefined)
}

function unknownResource(request: Request): void {
  throw new Failure('resource-unknown', `Det finns inget på adressen för ${request.method}. Alla adresser står i /api/openapi.json.`)
}

/** A form that did not come whole is answered with a page, like every refusal of one: whoever sent it would see nothing but JSON. */
function tellBrokenForm(refused: ErrorRequestHandler): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const isForm = error instanceof Failure && error.code === 'upload-broken' && !request.originalUrl.startsWith('/api/') && request.accepts(['json', 'html']) === 'html'
    if (!isForm || response.headersSent) return next(error)
    response.set('Connection', 'close')
    return refused(error, request, response, next)
  }
}

/** Somebody who has followed a link to a file is told with a page, like of everything else; a program, or a page that fetches a picture, gets JSON. */
function tellOnPage(refused: ErrorRequestHandler): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (!isFollowed(request) || response.headersSent) return next(error)
    response.removeHeader('Content-Disposition')
    response.removeHeader('WWW-Authenticate')
    return refused(error, request, response, next)
  }
}

/** Whether a person has followed a link: browsers say so, and those that do not ask for a page first. */
function isFollowed(request: Request): boolean {
  const mode = request.get('Sec-Fetch-Mode')
  return request.method === 'GET' && request.headers.authorization === undefined && (mode === undefined ? request.accepts(['json', 'html']) === 'html' : mode === 'navigate')
}

function tellProblem(explain: Explaining['explain']): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = apiProblem(explain(error))
    response.locals['code'] = problem.code
    response.locals['id'] = problem.id
    if (response.headersSent) {
      response.destroy()
      return
    }
    // As a file it would be one that failed to come, and nobody would read why.
    response.removeHeader('Content-Disposition')
    // A body that was refused midway cannot be followed by another request on the same connection.
    if (!request.complete || problem.code === 'shutting-down') response.set('Connection', 'close')
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  }
}
