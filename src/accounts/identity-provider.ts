import { readFile } from 'node:fs/promises'
import type { ClientAuth, Configuration } from 'openid-client'
import { Failure } from '../../templates/failure.js'
import type { OidcConfig } from '../config.js'
import { providerSubject, type Proved } from './sign-on.js'

/** Longer nobody waits for a page. */
const TIMEOUT_S = 10

/** What a browser was sent to the provider with; its answer must fit it. */
export interface Asked {
  readonly state: string
  readonly nonce: string
  /** The secret behind the PKCE challenge. */
  readonly verifier: string
}

/** An OpenID Connect provider. */
export interface IdentityProvider {
  /** Where to send a browser that shall come back to `redirect`. @throws Failure `sign-in-refused` when the provider does not answer */
  readonly begin: (redirect: string) => Promise<{ readonly url: string; readonly asked: Asked }>
  /** Whom the answer proves: state, code with PKCE, and an ID token by its signature, issuer, audience, time and nonce. @throws Failure `sign-in-refused` */
  readonly finish: (answer: URL, asked: Asked) => Promise<Proved>
  /** Where a browser is signed out at the provider, which may lead back to `redirect`; null for a provider that has no such address. @throws Failure `sign-in-refused` when it does not answer */
  readonly end: (redirect: string) => Promise<string | null>
}

/** The provider of the settings; it is asked for its addresses and keys when somebody first signs in. */
export function openIdentityProvider(config: OidcConfig): IdentityProvider {
  let kept: Configuration | null = null
  const known = async (): Promise<Configuration> => (kept ??= await discovered(config))
  return {
    begin: (redirect) => orRefused(config, async () => {
      const oidc = await import('openid-client')
      const asked: Asked = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
      const url = oidc.buildAuthorizationUrl(await known(), {
        redirect_uri: redirect, scope: 'openid email', state: asked.state, nonce: asked.nonce, code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier), code_challenge_method: 'S256',
      })
      return { url: url.href, asked }
    }),
    finish: (answer, asked) => orRefused(config, async () => proved(config, await known(), answer, asked)),
    end: (redirect) => orRefused(config, async () => {
      const server = await known()
      if (server.serverMetadata().end_session_endpoint === undefined) return null
      return (await import('openid-client')).buildEndSessionUrl(server, { post_logout_redirect_uri: redirect }).href
    }),
  }
}

async function discovered({ issuer, clientId, secretFile }: OidcConfig): Promise<Configuration> {
  const oidc = await import('openid-client')
  const secret = await secretIn(secretFile)
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)]
  // A provider that does not say takes the header (OpenID Connect Discovery 1.0, section 3).
  const authenticate: ClientAuth = (server, client, body, headers) => ((server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']).includes('client_secret_basic') ? basic : post)(server, client, body, headers)
  return oidc.discovery(new URL(issuer), clientId, undefined, authenticate, { timeout: TIMEOUT_S, execute: [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])] })
}

async function proved({ issuer }: OidcConfig, server: Configuration, answer: URL, asked: Asked): Promise<Proved> {
  const oidc = await import('openid-client')
  const tokens = await oidc.authorizationCodeGrant(server, answer, { expectedState: asked.state, expectedNonce: asked.nonce, pkceCodeVerifier: asked.verifier, idTokenExpected: true })
  const claims = tokens.claims()
  // Some providers of many organisations name another issuer for each: only the one that is set is trusted.
  if (claims === undefined || new URL(claims.iss).href !== new URL(issuer).href) throw new Failure('sign-in-refused', `Svaret kom inte från ${issuer}. Logga in med din egen organisations konto.`)
  const inUserInfo = claims['email'] === undefined && server.serverMetadata().userinfo_endpoint !== undefined
  const { email, email_verified: verified } = inUserInfo ? await oidc.fetchUserInfo(server, tokens.access_token, claims.sub) : claims
  return { subject: providerSubject(issuer, claims.sub), id: claims.sub, email: verified === true && typeof email === 'string' ? email : null }
}

async function secretIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path}, som ANSLUT_OIDC_CLIENT_SECRET_FILE pekar på, går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
}

/** The edge to the provider: whatever it, or the way to it, does wrong is a refusal that says what. */
async function orRefused<T>({ issuer }: OidcConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const reason = error instanceof Failure ? null : reasonOf(error)
    if (reason === null) throw error
    throw new Failure('sign-in-refused', `Inloggningen hos ${new URL(issuer).host} gick inte igenom (${reason}). Försök igen. Går det inte då heller, be den som sköter driften att kontrollera inställningarna.`, { cause: error })
  }
}

/** What the provider or the library calls it; null for a bug of ours. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if (error instanceof TypeError) return error.message === 'fetch failed' ? 'den svarar inte' : null
  const name: unknown = 'error' in error ? error.error : 'code' in error ? error.code : null
  return typeof name !== 'string' ? null : name.replaceAll(/[^\w.-]/g, '').slice(0, 60)
}
