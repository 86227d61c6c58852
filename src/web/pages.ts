import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express'
import type { App } from '../app.js'
import { mailMatters } from '../flows/matters.js'
import { outboxPause } from '../flows/outbox-pause.js'
import { customerStatus, customerSummaries } from '../flows/status.js'
import { filesOf } from '../storage/versions.js'
import { customerPage } from './customer-page.js'
import { requireRight } from '../http/visitor.js'
import { compileViews, styleSheet } from './views.js'

/** What the pages need from the service they are served by. */
export interface PageTools {
  readonly app: App
  /** A session for a one-time secret or the token; null for anything else. */
  readonly logIn: (secret: string) => string | null
  readonly cookie: string
  readonly outbox: () => { readonly failure: { readonly message: string } | null }
  /** Why answers to letters are not read; null when they are. */
  readonly answers: () => { readonly message: string } | null
  /** The HTTP status and Swedish texts of anything thrown; logs a bug. */
  readonly explain: (error: unknown) => { readonly status: number; readonly title: string; readonly code: string; readonly detail: string }
}

const SESSION_S = 10 * 60 * 60

/** The pages people read: the list of customers and one customer's status. */
export function webPages(tools: PageTools): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const render = compileViews()
  const css = styleSheet()
  const guarded = (route: string, show: (request: Request) => Promise<string>) => async (request: Request, response: Response): Promise<void> => {
    response.locals['route'] = route
    response.type('html').send(await show(request))
  }

  router.get('/anslut.css', (_request, response) => void response.type('css').set('Cache-Control', 'no-cache').send(css))
  router.get('/', (request, response, next) => {
    const { token } = request.query
    if (typeof token !== 'string') return next()
    return logIn(tools, render, token, response)
  })
  router.post('/inloggning', express.urlencoded({ extended: false, limit: '2kb', parameterLimit: 2 }), (request, response) => {
    const form: unknown = request.body
    const secret = typeof form === 'object' && form !== null && 'nyckel' in form && typeof form.nyckel === 'string' ? form.nyckel.trim() : ''
    logIn(tools, render, secret, response)
  })
  router.get('/', requireRight('read'), guarded('/', async () => {
    const all = await customerSummaries(tools.app)
    return render('customers', { title: 'Kunder', inside: true }, { customers: all, none: all.length === 0, outbox: await mailNotice(tools), matters: await mailMatters(tools.app) })
  }))
  router.get('/kunder/:orgnr', requireRight('read'), guarded('/kunder/:orgnr', async (request) => {
    const status = await customerStatus(tools.app, String(request.params['orgnr']))
    const files = new Map(await Promise.all(status.documents.map(async ({ code }) => [code, await filesOf(tools.app.store.read, code)] as const)))
    return render('customer', { title: status.name, inside: true }, { ...customerPage(status, files), outbox: await mailNotice(tools) })
  }))
  router.use(refused(tools, render))
  return router
}

/** Why no letter goes at all, or no answer comes; null when mail works. */
async function mailNotice({ app, outbox, answers }: PageTools): Promise<{ readonly message: string } | null> {
  const paused = await outboxPause(app.store.read)
  if (paused !== null) return { message: `Alla utskick är pausade av ${paused.by} sedan ${paused.since}: ${paused.reason}` }
  const { failure } = outbox()
  return failure === null ? answers() : { message: `Utkorgen arbetar inte: ${failure.message}` }
}

type Render = ReturnType<typeof compileViews>

function logIn({ logIn: open, cookie }: PageTools, render: Render, secret: string, response: Response): void {
  const session = open(secret)
  if (session === null) {
    response.status(401).type('html').send(render('login', { title: 'Logga in', inside: false }, { wrong: true }))
    return
  }
  response.cookie(cookie, session, { httpOnly: true, sameSite: 'strict', path: '/', maxAge: SESSION_S * 1000 })
  response.redirect(303, '/')
}

function refused({ explain }: PageTools, render: Render): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const { status, title, code, detail } = explain(error)
    response.locals['code'] = code
    if (code === 'token-required') return response.status(status).type('html').send(render('login', { title: 'Logga in', inside: false }, { wrong: false }))
    return response.status(status).type('html').send(render('refused', { title, inside: request.method === 'GET' }, { title, detail }))
  }
}
