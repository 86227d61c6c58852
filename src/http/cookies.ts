import type { CookieOptions, Request } from 'express'
import type { Config } from '../config.js'

/** A cookie's name and how it is set. */
export interface Cookie {
  readonly name: string
  readonly options: CookieOptions
}

/** The cookie of a browser's session. Behind TLS it is bound to this host and never sent in clear; on the loopback, which is plain HTTP, it can carry no `Secure`. */
export function sessionCookie({ publicUrl }: Pick<Config, 'publicUrl'>): Cookie {
  return cookieNamed('anslut-session', publicUrl)
}

/** The cookie by which a browser that has signed in before is known; it opens nothing. */
export function deviceCookie({ publicUrl }: Pick<Config, 'publicUrl'>): Cookie {
  return cookieNamed('anslut-enhet', publicUrl)
}

/** The cookie of a browser that a customer link has let in: it opens that customer's own page and nothing else. */
export function customerCookie({ publicUrl }: Pick<Config, 'publicUrl'>): Cookie {
  return cookieNamed('anslut-kund', publicUrl)
}

/** The cookie of a browser that a provider has let in, which wants to leave there too; it opens nothing. */
export function providerCookie({ publicUrl }: Pick<Config, 'publicUrl'>): Cookie {
  return cookieNamed('anslut-tjanst', publicUrl)
}

/** A cookie that scripts and other sites never see. */
export function cookieNamed(name: string, publicUrl: string | null): Cookie {
  const isPublic = publicUrl !== null
  return { name: isPublic ? `__Host-${name}` : name, options: { httpOnly: true, sameSite: 'strict', path: '/', ...(isPublic ? { secure: true } : {}) } }
}

/** Every value that the request's cookies of that name have. */
export function cookiesOf(request: Request, name: string): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1))
}
