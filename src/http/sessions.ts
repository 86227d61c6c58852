import { createHash, randomBytes } from 'node:crypto'
import { isAhead } from '../accounts/clock-set-back.js'
import { sameSecret } from '../same-secret.js'

const SESSION_MS = 10 * 60 * 60 * 1000
const LINK_MS = 60 * 60 * 1000
const MOST_SESSIONS = 1000

/** Who may read in a browser: one-time links and the sessions they open. Lives in memory; a restart ends every session. */
export interface Sessions {
  /** A secret that opens one session, once, within an hour. */
  readonly offerLink: () => string
  /** A new session for a link's secret or for the token itself; null for anything else. */
  readonly open: (secret: string) => string | null
  readonly isOpen: (session: string) => boolean
}

/** Sessions of a working day. */
export function openSessions(token: string, now: () => Date): Sessions {
  const links = new Map<string, number>()
  const sessions = new Map<string, number>()
  const keyed = (secret: string): string => createHash('sha256').update(secret).digest('hex')
  /** Over as well when a clock that was ahead made it: it would last for as long as that was. */
  const fresh = (made: number | undefined, lastsMs: number): boolean => made !== undefined && made + lastsMs > now().getTime() && !isAhead(new Date(made).toISOString(), now())
  const sweep = (): void => {
    for (const [known, lastsMs] of [[links, LINK_MS], [sessions, SESSION_MS]] as const) for (const [key, made] of known) if (!fresh(made, lastsMs)) known.delete(key)
  }
  return {
    offerLink() {
      sweep()
      const secret = randomBytes(32).toString('base64url')
      links.set(keyed(secret), now().getTime())
      return secret
    },
    open(secret) {
      sweep()
      const byLink = links.delete(keyed(secret))
      if (!byLink && !sameSecret(secret, token)) return null
      const oldest = sessions.keys().next()
      if (sessions.size >= MOST_SESSIONS && oldest.done !== true) sessions.delete(oldest.value)
      const session = randomBytes(32).toString('base64url')
      sessions.set(keyed(session), now().getTime())
      return session
    },
    isOpen: (session) => fresh(sessions.get(keyed(session)), SESSION_MS),
  }
}
