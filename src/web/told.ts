import type { Request, Response } from 'express'

const COOKIE = 'anslut-besked'
const LONGEST = 600

/** Keeps what a form has done until the next page is shown, in a cookie of its own: nobody but the one who sent the form is told. */
export function keepTold(response: Response, told: string): void {
  if (told !== '') response.cookie(COOKIE, Buffer.from(told.slice(0, LONGEST)).toString('base64url'), { httpOnly: true, sameSite: 'strict', path: '/', maxAge: 60_000, encode: String })
}

/** What the last form has done, once; empty when there is nothing to tell. */
export function takeTold(request: Request, response: Response): string {
  const pair = (request.headers.cookie ?? '').split(';').map((one) => one.trim()).find((one) => one.startsWith(`${COOKIE}=`))
  if (pair === undefined) return ''
  response.clearCookie(COOKIE, { httpOnly: true, sameSite: 'strict', path: '/' })
  return Buffer.from(pair.slice(COOKIE.length + 1), 'base64url').toString('utf8').slice(0, LONGEST)
}
