import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** What a person's consent came to at the provider. */
export interface Claims {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
}

/** What the provider does otherwise than it should. */
export interface Deviation {
  readonly iss?: string
  readonly aud?: string
  readonly nonce?: string
  readonly state?: string
  /** Signs with a key that it has not published. */
  readonly key?: 'foreign'
  /** Keeps the e-mail address out of the ID token. */
  readonly email?: 'user-info'
}

/** An OpenID Connect provider on this computer, with one client. */
export interface TestProvider {
  readonly issuer: string
  /** The person at the provider says yes; gives the path and query that the browser is led back to. */
  readonly consent: (authorization: string, claims: Claims, deviation?: Deviation) => string
  /** How many codes have been asked for. */
  readonly redeemed: () => number
  readonly stop: () => Promise<void>
}

export const CLIENT = { id: 'anslut-prov', secret: 'en hemlighet: med/tecken+' } as const

interface Grant {
  readonly claims: Claims
  readonly nonce: string
  readonly challenge: string
  readonly redirect: string
  readonly deviation: Deviation
}

/** Starts a provider; it takes each code once, with its verifier, its redirect and the client's secret. A browser that comes there is `guest`, and has to say yes. */
export async function startProvider(guest: Claims = { sub: 'guest' }): Promise<TestProvider> {
  const [own, foreign] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')]
  const grants = new Map<string, Grant>()
  const told = new Map<string, Claims>()
  const life = { issuer: '', redeemed: 0 }
  const tokens = async (request: IncomingMessage): Promise<object> => {
    const form = new URLSearchParams(await textOf(request))
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    life.redeemed += 1
    const [id, secret] = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString('utf8').split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
    if (grant === undefined || id !== CLIENT.id || secret !== CLIENT.secret || challenge !== grant.challenge || form.get('redirect_uri') !== grant.redirect) return { error: 'invalid_grant' }
    const { sub, ...email } = grant.claims
    const access = randomUUID()
    told.set(access, grant.claims)
    const token = new SignJWT({ nonce: grant.deviation.nonce ?? grant.nonce, ...(grant.deviation.email === undefined ? email : {}) })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' }).setSubject(sub).setIssuer(grant.deviation.iss ?? life.issuer).setAudience(grant.deviation.aud ?? CLIENT.id).setIssuedAt().setExpirationTime('5m')
    return { access_token: access, token_type: 'Bearer', expires_in: 300, id_token: await token.sign((grant.deviation.key === undefined ? own : foreign).privateKey) }
  }
  const answer = async (request: IncomingMessage): Promise<object> => {
    const { issuer } = life
    switch (request.url ?? '') {
      case '/.well-known/openid-configuration':
        return { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/userinfo`, end_session_endpoint: `${issuer}/end`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'] }
      case '/jwks': return { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] }
      case '/token': return tokens(request)
      case '/userinfo': return told.get((request.headers.authorization ?? '').replace('Bearer ', '')) ?? { error: 'invalid_token' }
      default: return { error: 'not_found' }
    }
  }
  const consent: TestProvider['consent'] = (authorization, claims, deviation = {}) => {
    const { searchParams: asked } = new URL(authorization)
    const code = randomUUID()
    const redirect = asked.get('redirect_uri') ?? ''
    grants.set(code, { claims, nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '', redirect, deviation })
    return `${new URL(redirect).pathname}?${new URLSearchParams({ code, state: deviation.state ?? asked.get('state') ?? '' }).toString()}`
  }
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '', life.issuer)
    if (asked.pathname === '/authorize') {
      const back = new URL(consent(asked.href, guest), asked.searchParams.get('redirect_uri') ?? '')
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<a href="${back.href.replaceAll('&', '&amp;')}">Ja</a>`)
      return
    }
    void answer(request).then((said) => response.writeHead('error' in said ? 400 : 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(said)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  life.issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    issuer: life.issuer,
    consent,
    redeemed: () => life.redeemed,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
