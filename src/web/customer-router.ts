import express, { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import { closeCustomerSession, CUSTOMER_LINK_PATH, CUSTOMER_SESSION_MS, customerLinkOf, noteLinkUse, openCustomerLink } from '../accounts/customer-links.js'
import { Failure } from '../../templates/failure.js'
import { customerFile } from '../flows/customer-view.js'
import { refuseFlood } from '../flows/customer-scans.js'
import { cookiesOf, customerCookie } from '../http/cookies.js'
import { askedFirst, formToken, THIS_COMPUTER } from '../http/visitor.js'
import { sameSecret } from '../same-secret.js'
import type { CustomerLink } from '../storage/customer-links.js'
import type { Db } from '../storage/store.js'
import { customerHome, HAND_IN } from './customer-home.js'
import { triedForm, typedOf } from './form-body.js'
import { formView } from './form.js'
import type { Tried } from './page.js'
import { frameFor, type Kit } from './serve-page.js'
import { keepTold, takeTold } from './told.js'

const WINDOW_MS = 15 * 60 * 1000
const MOST_WRONG_LINKS = 30
const MOST_HAND_INS = 60
const MOST_FILE_BYTES = 100 * 1024 * 1024
const MOST_REQUEST_BYTES = 200 * 1024 * 1024

/** A customer link's session: whose it is, and the secret of its cookie. */
interface Entered {
  readonly link: CustomerLink
  readonly session: string
}

/** The customer's own pages, below `/kund`: nobody signs in, and what opens them opens nothing else. The link's secret stands in one address only, is changed for a cookie by a button, since programs that look at mail open links, and is never told to another page. */
export function customerRouter(kit: Kit): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const urlencoded = express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 4 })
  addEntrance(router, kit, urlencoded)
  router.get('/', async (request, response) => {
    response.locals['route'] = '/kund'
    await showHome(kit, request, response, await entered(kit, request), null)
  })
  router.get('/handlingar/:code/:file', async (request, response) => {
    response.locals['route'] = '/kund/handlingar/:code/:file'
    const { link } = await entered(kit, request)
    response.locals['link'] = link.id
    const file = await customerFile(kit.app, { orgnr: link.orgnr, code: request.params.code, path: request.params.file })
    response.attachment(file.path)
    response.type(file.mediaType).end(await kit.app.archive.read(file.sha256))
  })
  router.post('/skanningar', slowDown(MOST_HAND_INS, 'every'), handIn(kit))
  router.post('/utgang', urlencoded, async (request, response) => {
    const { session } = await entered(kit, request)
    checkToken(session, typedOf(request.body)['csrf']?.[0])
    await closeCustomerSession(kit.app, session)
    const { name, options } = customerCookie(kit.app.config)
    response.clearCookie(name, options)
    response.redirect(303, '/kund/stangd')
  })
  router.get('/stangd', (_request, response) => void response.type('html').send(kit.views.page('customer-closed', frameFor(kit, null, { title: 'Stängd', crumbs: [], told: '' }), {})))
  router.use(() => {
    throw new Failure('resource-unknown', 'Det finns ingen sådan sida.')
  })
  router.use(customerRefused(kit))
  return router
}

/** The page that a link leads to says nothing and looks nothing up: only its button does. */
function addEntrance(router: Router, kit: Kit, urlencoded: RequestHandler): void {
  router.get(`${CUSTOMER_LINK_PATH.slice('/kund'.length)}:secret`, (request, response) => {
    response.locals['route'] = `${CUSTOMER_LINK_PATH}:secret`
    response.set('Referrer-Policy', 'strict-origin')
    const form = formView({ visitor: THIS_COMPUTER, csrf: '', tried: null }, { id: 'oppna', action: '/kund/in', heading: '', button: 'Öppna', signedBy: 'nobody', fields: [{ kind: 'hidden', name: 'lank', value: request.params.secret.slice(0, 200) }] })
    response.type('html').send(kit.views.page('customer-entrance', frameFor(kit, null, { title: 'Era handlingar', crumbs: [], told: '' }), { form }))
  })
  router.post('/in', slowDown(MOST_WRONG_LINKS, 'refused'), urlencoded, async (request, response) => {
    response.locals['route'] = '/kund/in'
    const { name, options } = customerCookie(kit.app.config)
    const session = await openCustomerLink(kit.app, typedOf(request.body)['lank']?.[0] ?? '', cookiesOf(request, name)[0] ?? null)
    response.cookie(name, session, { ...options, maxAge: CUSTOMER_SESSION_MS })
    response.redirect(303, '/kund')
  })
}

/** One request at a time for each link, so that the bounds of a day cannot be passed side by side. */
function handIn(kit: Kit): RequestHandler {
  const busy = new Set<string>()
  return async (request, response) => {
    response.locals['route'] = '/kund/skanningar'
    const inside = await entered(kit, request)
    if (busy.has(inside.link.id)) throw new Failure('too-many-attempts', 'En inlämning pågår redan med samma länk. Vänta tills den är klar.')
    busy.add(inside.link.id)
    try {
      await takeScans(kit, request, inside)
      keepTold(kit.app.config, response, 'Tack! Filerna har kommit fram och läses nu.')
      response.redirect(303, '/kund')
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'access-refused' || error.code === 'token-required') throw error
      const { status, detail, faults = [] } = kit.explain(error)
      response.status(status)
      if (!request.complete) response.set('Connection', 'close')
      await showHome(kit, request, response, inside, triedForm(HAND_IN, detail, faults, {}, ['file']))
    } finally {
      busy.delete(inside.link.id)
    }
  }
}

async function takeScans(kit: Kit, request: Request, { link, session }: Entered): Promise<void> {
  const { store, now } = kit.app
  await refuseFlood(kit.app, link.orgnr)
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  if (!(length <= MOST_REQUEST_BYTES)) throw new Failure('scan-too-large', `Det går att lämna in högst ${MOST_REQUEST_BYTES / 1_048_576} MB åt gången. Dela upp filerna i flera omgångar.`)
  const { files, fields, discard } = await kit.receiveFiles(request, { fileBytes: Math.min(MOST_FILE_BYTES, kit.app.config.scanMaxBytes), fields: ['csrf', 'formular'], fewestFiles: 0 })
  try {
    checkToken(session, fields['csrf'])
    if (files.length === 0) throw new Failure('call-invalid', 'Ingen fil är vald. Inget har lämnats in.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
    // The link may have been revoked while the files came in.
    const refuse = async (db: Db): Promise<void> => {
      if ((await customerLinkOf(db, session, now())) === null) throw closed()
    }
    const { scans, faults } = await askedFirst(store, refuse, () => kit.house.scanQueue.take(kit.app, files.map(({ path }) => path), link))
    if (faults.length > 0) throw new Failure('scan-unreadable', `${scans.length === 0 ? 'Ingen fil togs emot' : `${scans.length} filer har kommit fram. Dessa togs inte emot`}. Lämna in dem igen som PDF, TIFF, JPEG eller PNG:`, { faults })
  } finally {
    await discard()
  }
}

async function showHome(kit: Kit, request: Request, response: Response, { link, session }: Entered, tried: Tried | null): Promise<void> {
  const content = await customerHome(kit, link, { csrf: formToken(session), tried })
  const told = tried === null ? takeTold(kit.app.config, request, response) : ''
  response.type('html').send(kit.views.page('customer-home', frameFor(kit, null, { title: tried === null ? content.name : `Fel: ${content.name}`, crumbs: [], told }), content))
}

/** @throws Failure `token-required` */
async function entered({ app }: Kit, request: Request): Promise<Entered> {
  for (const session of cookiesOf(request, customerCookie(app.config).name)) {
    const link = await customerLinkOf(app.store.read, session, app.now())
    if (link === null) continue
    noteLinkUse(app, link)
    return { link, session }
  }
  throw closed()
}

function closed(): Failure {
  return new Failure('token-required', 'Sidan är stängd, eller så gäller länken inte längre. Öppna länken som ni har fått en gång till, eller be den som skickade den om en ny.')
}

/** @throws Failure `access-refused` */
function checkToken(session: string, given: string | undefined): void {
  if (given === undefined || !sameSecret(given, formToken(session))) throw new Failure('access-refused', 'Formuläret hör inte till den här sidan. Ladda om sidan och försök igen. Inget är gjort.')
}

function slowDown(limit: number, counted: 'every' | 'refused'): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS, limit, skipSuccessfulRequests: counted === 'refused', standardHeaders: false, legacyHeaders: false, validate: false,
    handler: (_request, _response, next) => next(new Failure('too-many-attempts', 'Det kommer för många försök från er adress. Vänta en kvart och försök igen.')),
  })
}

/** Whatever no page of the customer's could show, with the way back to theirs and to no other. */
export function customerRefused(kit: Kit): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const { status, title, code, detail } = kit.explain(error)
    response.locals['code'] = code
    if (!request.complete) response.set('Connection', 'close')
    const isClosed = code === 'token-required' || code === 'sign-in-refused'
    const heading = isClosed ? 'Länken öppnar inget' : title
    response.status(status).type('html').send(kit.views.page('customer-refused', frameFor(kit, null, { title: heading, crumbs: [], told: '' }), { title: heading, detail, back: !isClosed }))
  }
}
