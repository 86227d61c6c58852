import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { FIRST_USERNAME } from '../accounts/administer.js'
import { lacksSecondStep, LONGEST_MS, sessionOf, type OpenSession } from '../accounts/browser-session.js'
import { choosePassword } from '../accounts/own-account.js'
import { signIn, signInWithCode, signOut, type Browser, type SignedIn } from '../accounts/sign-in.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { cookiesOf, deviceCookie, providerCookie, sessionCookie } from '../http/cookies.js'
import { formToken, requireCsrf, THIS_COMPUTER } from '../http/visitor.js'
import { sameSecret } from '../same-secret.js'
import { triedForm, typedOf, type Typed } from './form-body.js'
import { formView, type FieldSpec, type FormSpec } from './form.js'
import type { Tried } from './page.js'
import { frameFor, type Kit } from './serve-page.js'

const DEVICE_KEPT_MS = 365 * 24 * 60 * 60 * 1000
const WINDOW_MS = 15 * 60 * 1000
/** From one address; people behind one proxy share it, and each account has a limit of its own. */
const MOST_ATTEMPTS = 100

const STEPS = { 'second-step': '/konto/kod', 'new-password': '/konto/losenord', open: '/' } as const

/** Signing in and out, and the two steps between: the code, and choosing a password. Pages of their own, since whoever sees them is not yet anybody. */
export function addSignIn(router: Router, kit: Kit): void {
  const form: RequestHandler[] = [slowDown(), express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 12 })]
  router.get('/konto/inloggning', (_request, response) => void response.type('html').send(signInPage(kit, null)))
  router.post('/konto/inloggning', ...form, async (request, response) => {
    const typed = typedOf(request.body)
    await orAgain(kit, response, { form: 'logga-in', typed, page: (tried) => signInPage(kit, tried) }, async () => {
      const before = await pending(kit.app, request)
      proceed(kit.app, response, await signIn(kit.app, { username: text(typed, 'anvandarnamn'), password: text(typed, 'losenord') }, browserOf(kit.app, request), before?.session ?? null))
    })
  })
  for (const [path, step] of [['/konto/kod', codeStep], ['/konto/losenord', passwordStep]] as const) {
    router.get(path, async (request, response) => {
      const found = await pending(kit.app, request)
      if (found === null) return response.redirect(303, '/konto/inloggning')
      if (lacksSecondStep(kit.app.config, found)) return response.redirect(303, SET_UP)
      return response.type('html').send(step(kit, found, null))
    })
    router.post(path, ...form, async (request, response) => {
      const found = await pending(kit.app, request)
      if (found === null) return response.redirect(303, '/konto/inloggning')
      if (lacksSecondStep(kit.app.config, found)) return response.redirect(303, SET_UP)
      const typed = typedOf(request.body)
      refuseForeignForm(typed, found)
      return orAgain(kit, response, { form: path.slice(7), typed, page: (tried) => step(kit, found, tried) }, async () => {
        proceed(kit.app, response, path === '/konto/kod' ? await signInWithCode(kit.app, found, text(typed, 'kod'), browserOf(kit.app, request)) : await chosen(kit.app, found, typed))
      })
    })
  }
  router.post('/konto/utloggning', ...form, requireCsrf, async (request, response) => {
    const found = await pending(kit.app, request)
    if (found !== null) await signOut(kit.app, found)
    const { name, options } = sessionCookie(kit.app.config)
    response.clearCookie(name, options)
    const provider = providerCookie(kit.app.config)
    const cameByProvider = kit.app.config.oidc !== null && cookiesOf(request, provider.name).length > 0
    response.clearCookie(provider.name, provider.options)
    response.redirect(303, cameByProvider ? SIGN_ON.ended : '/konto/inloggning')
  })
}

/** Where a second step is set up that the house demands; `addSecondStepSetUp` answers there. */
export const SET_UP = '/konto/andra-steget'

/** Where signing in leads by other ways than a password; `addSignOn` answers there. */
export const SIGN_ON = { provider: '/konto/inloggning/tjanst', answer: '/konto/inloggning/svar', certificate: '/konto/inloggning/certifikat', ended: '/konto/utloggad' } as const

/** The page that asks for name and password, or offers the ways without; `to` is the path that a provider's sign-in leads on to. */
export function signInPage(kit: Kit, tried: Tried | null, to = ''): string {
  const { oidc, certificateHeader } = kit.app.config
  const provider = oidc === null ? null : { name: new URL(oidc.issuer).host, href: `${SIGN_ON.provider}${to === '' ? '' : `?till=${encodeURIComponent(to)}`}` }
  const other = provider === null && certificateHeader === null ? null : { provider, certificate: certificateHeader === null ? null : SIGN_ON.certificate }
  return ask(kit, tried, { csrf: '', other }, { title: 'Logga in', form: { id: 'logga-in', action: '/konto/inloggning', button: 'Logga in', fields: [
    { kind: 'text', name: 'anvandarnamn', label: 'Användarnamn', hint: 'Oftast din e-postadress.', autocomplete: 'username' },
    { kind: 'password', name: 'losenord', label: 'Lösenord', autocomplete: 'current-password' },
  ] } })
}

function codeStep(kit: Kit, { secret }: Pending, tried: Tried | null): string {
  return ask(kit, tried, { csrf: formToken(secret), other: null }, { title: 'Skriv koden', form: { id: 'kod', action: '/konto/kod', button: 'Fortsätt', fields: [
    { kind: 'text', name: 'kod', label: 'Kod', hint: 'De sex siffror som appen visar, eller en av dina reservkoder.', autocomplete: 'one-time-code', focus: 'when opened' },
  ] } })
}

const WHO: readonly FieldSpec[] = [
  { kind: 'text', name: 'namn', label: 'Ditt namn', hint: 'För- och efternamn. Det skrivs i historiken och kan inte bytas.', autocomplete: 'name' },
  { kind: 'email', name: 'anvandarnamn', label: 'Din e-postadress', hint: 'Blir ditt användarnamn.', autocomplete: 'username' },
]

function passwordStep(kit: Kit, { secret, session, account }: Pending, tried: Tried | null): string {
  const isFirst = account.username === FIRST_USERNAME
  const current: FieldSpec = { kind: 'password', name: 'nuvarande', label: 'Ditt nuvarande lösenord', autocomplete: 'current-password' }
  return ask(kit, tried, { csrf: formToken(secret), other: null }, { title: 'Välj lösenord', form: { id: 'losenord', action: '/konto/losenord', button: 'Spara lösenordet',
    intro: isFirst ? 'När du har valt ett lösenord gäller konton: då loggar alla in med namn och lösenord, och nyckelfilen och inloggningslänken slutar gälla.' : 'Minst 12 tecken. Fyra ord som inte hör ihop är lätta att minnas och svåra att gissa. Du loggas ut överallt där du är inloggad, och dina nycklar för program slutar gälla.',
    fields: [
      ...(isFirst ? WHO : []), ...(session.stage === 'open' ? [current] : []),
      { kind: 'password', name: 'losenord', label: 'Nytt lösenord', hint: 'Minst 12 tecken.', autocomplete: 'new-password', ...(isFirst ? {} : { own: `${account.name} ${account.username}` }) },
      { kind: 'password', name: 'igen', label: 'Samma lösenord igen', autocomplete: 'new-password' },
    ] } })
}

function ask(kit: Kit, tried: Tried | null, { csrf, other }: { readonly csrf: string; readonly other: object | null }, { title, form }: { readonly title: string; readonly form: Omit<FormSpec, 'heading' | 'signedBy'> }): string {
  const view = formView({ visitor: THIS_COMPUTER, csrf, tried }, { ...form, heading: '', signedBy: 'nobody' })
  return kit.views.page('sign-in', frameFor(kit, null, { title, crumbs: [], told: '' }), { title, form: view, other })
}

/** A session that may lack a step, with its secret. */
export interface Pending extends OpenSession {
  readonly secret: string
}

/** The session of a browser that has begun to sign in, or has signed in; null without one. */
export async function pending(app: App, request: Request): Promise<Pending | null> {
  for (const secret of cookiesOf(request, sessionCookie(app.config).name)) {
    const found = await sessionOf(app, secret)
    if (found !== null) return { ...found, secret }
  }
  return null
}

async function chosen(app: App, found: Pending, typed: Typed): Promise<SignedIn> {
  const secret = await choosePassword(app, found, {
    password: text(typed, 'losenord'), repeated: text(typed, 'igen'), current: typed['nuvarande']?.[0] ?? null, name: typed['namn']?.[0] ?? null, username: typed['anvandarnamn']?.[0] ?? null,
  })
  return { secret, stage: 'open', device: null }
}

function proceed(app: App, response: Response, signedIn: SignedIn): void {
  keepSession(app, response, signedIn)
  response.redirect(303, STEPS[signedIn.stage])
}

/** Refuses a form that this session was not shown. @throws Failure `access-refused` */
export function refuseForeignForm(typed: Typed, { secret }: Pending): void {
  if (!sameSecret(text(typed, 'csrf'), formToken(secret))) throw new Failure('access-refused', 'Formuläret hör inte till din inloggning. Ladda om sidan och skicka det igen. Inget är gjort.')
}

/** Gives the browser its session, and the mark by which it is known again. */
export function keepSession(app: App, response: Response, { secret, device }: SignedIn): void {
  const session = sessionCookie(app.config)
  response.cookie(session.name, secret, { ...session.options, maxAge: LONGEST_MS })
  const known = deviceCookie(app.config)
  if (device !== null) response.cookie(known.name, device, { ...known.options, maxAge: DEVICE_KEPT_MS })
}

/** Does the work, or shows the page again with why it was refused. */
export async function orAgain(kit: Kit, response: Response, { form, typed, page }: { readonly form: string; readonly typed: Typed; readonly page: (tried: Tried) => string | Promise<string> }, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { status, detail, code } = kit.explain(error)
    response.locals['code'] = code
    response.status(status).type('html').send(await page(triedForm(form, detail, error.faults, typed, [...Object.keys(typed), ...error.faults.map(({ path: place }) => place)])))
  }
}

/** The browser that sends a request. */
export function browserOf(app: App, request: Request): Browser {
  return { address: request.ip ?? '', name: request.get('User-Agent') ?? '', device: cookiesOf(request, deviceCookie(app.config).name)[0] ?? null }
}

function text(typed: Typed, name: string): string {
  return typed[name]?.[0] ?? ''
}

/** Holds up an address that tries too often. */
export function slowDown(): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS, limit: MOST_ATTEMPTS, standardHeaders: false, legacyHeaders: false, validate: false,
    handler: (_request, _response, next) => next(new Failure('too-many-attempts', 'Det kommer för många försök från din adress. Vänta en kvart och försök igen.')),
  })
}
