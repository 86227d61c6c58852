import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response, Router } from 'express'
import { Failure } from '../../templates/failure.js'
import { openIdentityProvider, type Asked, type IdentityProvider } from '../accounts/identity-provider.js'
import { secretSha256 } from '../accounts/person.js'
import { accountOf, certificateSubject, type Proved } from '../accounts/sign-on.js'
import { signInProved } from '../accounts/sign-in.js'
import type { App } from '../app.js'
import { certificateOf } from '../http/certificate-header.js'
import { cookieNamed, cookiesOf, providerCookie, type Cookie } from '../http/cookies.js'
import { browserOf, keepSession, orAgain, pending, SIGN_ON, signInPage, slowDown } from './sign-in.js'
import { frameFor, type Kit } from './serve-page.js'

const ANSWER_WITHIN_MS = 10 * 60 * 1000
/** More browsers than this are hardly on their way at once; the oldest begin anew. */
const MOST_UNDER_WAY = 10_000

/** Signing in without a password, by the ways that are set: a provider, and a certificate that the proxy has checked. */
export function addSignOn(router: Router, kit: Kit): void {
  const { oidc, certificateHeader } = kit.app.config
  const slow = slowDown()
  const provider = oidc === null ? null : openIdentityProvider(oidc)
  if (provider !== null) {
    addProvider(router, kit, provider, slow)
    addProviderEnd(router, kit, provider, slow)
  }
  if (certificateHeader !== null) addCertificate(router, kit, slow)
}

function addProvider(router: Router, kit: Kit, provider: IdentityProvider, slow: RequestHandler): void {
  const underWay = openUnderWay(kit.app)
  const cookie = underWayCookie(kit.app)
  router.get(SIGN_ON.provider, slow, (request, response) => orSignIn(kit, response, async () => {
    const redirect = `${ownAddress(kit.app, request)}${SIGN_ON.answer}`
    const { url, asked } = await provider.begin(redirect)
    response.cookie(cookie.name, underWay.begin({ asked, redirect, to: ownPath(request.query['till']) }), { ...cookie.options, maxAge: ANSWER_WITHIN_MS })
    response.redirect(303, url)
  }))
  router.get(SIGN_ON.answer, slow, (request, response) => orSignIn(kit, response, async () => {
    const begun = underWay.take(cookiesOf(request, cookie.name))
    response.clearCookie(cookie.name, cookie.options)
    if (begun === null) throw new Failure('sign-in-refused', 'Inloggningen har inte börjat i den här webbläsaren, eller är för gammal. Börja om.')
    const answer = new URL(begun.redirect)
    answer.search = new URL(request.originalUrl, answer).search
    await enter(kit, request, response, await provider.finish(answer, begun.asked))
    response.cookie(providerCookie(kit.app.config).name, '1', providerCookie(kit.app.config).options)
    // Not a redirect: one that began at another site would leave the session's strict cookie behind.
    response.set('Refresh', `0; url=${begun.to}`).type('html').send(kit.views.page('signed-on', frameFor(kit, null, { title: 'Inloggad', crumbs: [], told: '' }), { to: begun.to }))
  }))
}

/** Leaving our pages leaves the provider's session as it is, and it opens them again: so the browser that came by it is shown the way out there too. */
function addProviderEnd(router: Router, kit: Kit, provider: IdentityProvider, slow: RequestHandler): void {
  router.get(SIGN_ON.ended, slow, async (request, response) => {
    const href = await provider.end(`${ownAddress(kit.app, request)}/konto/inloggning`).catch((error: unknown) => (error instanceof Failure ? null : Promise.reject(error)))
    response.type('html').send(kit.views.page('signed-out', frameFor(kit, null, { title: 'Utloggad', crumbs: [], told: '' }), { provider: new URL(kit.app.config.oidc?.issuer ?? '').host, href }))
  })
}

/** Where this browser reaches the service, without a last slash. */
function ownAddress({ config }: App, request: Request): string {
  return config.publicUrl ?? `http://${request.headers.host ?? ''}`
}

function addCertificate(router: Router, kit: Kit, slow: RequestHandler): void {
  router.post(SIGN_ON.certificate, slow, (request, response) => orSignIn(kit, response, async () => {
    const id = certificateOf(request, kit.app.config)
    if (id === null) throw new Failure('sign-in-refused', 'Webbläsaren har inte visat något certifikat. Sätt i kortet, starta om webbläsaren och välj certifikatet när den frågar.')
    await enter(kit, request, response, { subject: certificateSubject(id), id, email: null })
    response.redirect(303, '/')
  }))
}

async function enter({ app }: Kit, request: Request, response: Response, proved: Proved): Promise<void> {
  const found = await pending(app, request)
  keepSession(app, response, await signInProved(app, await accountOf(app, proved), browserOf(app, request), found?.session ?? null))
}

function orSignIn(kit: Kit, response: Response, work: () => Promise<void>): Promise<void> {
  return orAgain(kit, response, { form: 'logga-in', typed: {}, page: (tried) => signInPage(kit, tried) }, work)
}

/** The cookie of a browser on its way to the provider. Lax, since it shall come along when the provider leads back; it opens nothing. */
function underWayCookie({ config }: App): Cookie {
  const { name, options } = cookieNamed('anslut-pa-vag', config.publicUrl)
  return { name, options: { ...options, sameSite: 'lax' } }
}

interface Begun {
  readonly asked: Asked
  /** Where the provider was told to lead back to. */
  readonly redirect: string
  /** Where the browser goes when it is signed in. */
  readonly to: string
}

/** Browsers that the provider has not led back yet; each answer is taken once. */
function openUnderWay({ now }: App): { readonly begin: (begun: Begun) => string; readonly take: (secrets: readonly string[]) => Begun | null } {
  const kept = new Map<string, Begun & { readonly until: number }>()
  return {
    begin: (begun) => {
      const secret = randomBytes(32).toString('base64url')
      const [oldest] = kept.keys()
      if (kept.size >= MOST_UNDER_WAY && oldest !== undefined) kept.delete(oldest)
      kept.set(secretSha256(secret), { ...begun, until: now().getTime() + ANSWER_WITHIN_MS })
      return secret
    },
    take: (secrets) => {
      const key = secrets.map(secretSha256).find((one) => kept.has(one))
      const begun = key === undefined ? undefined : kept.get(key)
      if (key !== undefined) kept.delete(key)
      return begun === undefined || begun.until < now().getTime() ? null : begun
    },
  }
}

/** A path of our own pages; the first page for anything that would lead elsewhere. */
function ownPath(typed: unknown): string {
  const here = 'https://anslut.invalid'
  if (typeof typed !== 'string' || typed.length > 2000 || !URL.canParse(typed, here)) return '/'
  const { origin, pathname, search } = new URL(typed, here)
  return origin !== here || pathname.startsWith('//') || pathname.startsWith('/konto/') ? '/' : `${pathname}${search}`
}
