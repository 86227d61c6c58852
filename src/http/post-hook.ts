import { createHmac } from 'node:crypto'
import { request } from 'node:https'
import type { Resolved } from './public-address.js'

/** One telling, ready to go. */
export interface HookPost {
  readonly url: string
  /** Where to connect, whatever the name in the URL stands for by now. */
  readonly to: Resolved
  readonly secret: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly at: Date
  /** PEM of authorities to trust in place of Node's own. */
  readonly ca?: string
}

const TIMEOUT_MS = 10_000
const MOST_ANSWER_BYTES = 16 * 1024

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 with the secret over `SECONDS.BODY`, so that neither body nor time can be another's. */
export function signatureOf(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Posts it and gives the status answered; redirects are not followed, the answer is not read beyond 16 kB, and it all takes at most ten seconds. @throws Error when nothing was answered */
export function postHook({ url, to, secret, body, headers, at, ca }: HookPost): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method: 'POST', agent: false, signal: AbortSignal.timeout(TIMEOUT_MS), maxHeaderSize: MOST_ANSWER_BYTES, ...(ca === undefined ? {} : { ca }),
      // Asked for one address or for all (Happy Eyeballs): the checked one is all there is.
      lookup: (_hostname, options, found) => (options.all === true ? found(null, [{ ...to }]) : found(null, to.address, to.family)),
      headers: { ...headers, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'Anslut', 'anslut-signature': signatureOf(secret, body, at) },
    }, (response) => {
      let bytes = 0
      response.on('data', (piece: Buffer) => {
        bytes += piece.byteLength
        if (bytes > MOST_ANSWER_BYTES) response.destroy()
      })
      response.on('error', () => undefined)
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
