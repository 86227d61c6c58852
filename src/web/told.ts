import type { Request, Response } from 'express'
import type { Config } from '../config.js'
import { cookieNamed, cookiesOf, type Cookie } from '../http/cookies.js'

const LONGEST = 600

/** It may hold a one-time password or a token, so it is guarded like a session. */
function toldCookie({ publicUrl }: Pick<Config, 'publicUrl'>): Cookie {
  return cookieNamed('anslut-besked', publicUrl)
}

/** Keeps what a form has done until the next page is shown, in a cookie of its own: nobody but the one who sent the form is told. */
export function keepTold(config: Pick<Config, 'publicUrl'>, response: Response, told: string): void {
  const { name, options } = toldCookie(config)
  if (told !== '') response.cookie(name, Buffer.from(told.slice(0, LONGEST)).toString('base64url'), { ...options, maxAge: 60_000, encode: String })
}

/** What the last form has done, once; empty when there is nothing to tell. */
export function takeTold(config: Pick<Config, 'publicUrl'>, request: Request, response: Response): string {
  const { name, options } = toldCookie(config)
  const [kept] = cookiesOf(request, name)
  if (kept === undefined) return ''
  response.clearCookie(name, options)
  return Buffer.from(kept, 'base64url').toString('utf8').slice(0, LONGEST)
}
