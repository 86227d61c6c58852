import { createHash, randomBytes } from 'node:crypto'
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
  const fresh = (ends: number | undefined): boolean => ends !== undefined && ends > now().getTime()
  const sweep = (): void => {
    for (const known of [links, sessions]) for (const [key, ends] of known) if (!fresh(ends)) known.delete(key)
  }
  return {
    offerLink() {
      sweep()
      const secret = randomBytes(32).toString('base64url')
      links.set(keyed(secret), now().getTime() + LINK_MS)
      return secret
    },
    open(secret) {
      sweep()
      const byLink = links.delete(keyed(secret))
      if (!byLink && !sameSecret(secret, token)) return null
      const oldest = sessions.keys().next()
      if (sessions.size >= MOST_SESSIONS && oldest.done !== true) sessions.delete(oldest.value)
      const session = randomBytes(32).toString('base64url')
      sessions.set(keyed(session), now().getTime() + SESSION_MS)
      return session
    },
    isOpen: (session) => fresh(sessions.get(keyed(session))),
  }
}
