import { createHash, randomBytes } from 'node:crypto'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Account } from '../storage/accounts.js'
import { folded } from '../storage/accounts.js'
import { blockOf, noteSignIn, setBlock } from '../storage/browser-sessions.js'
import { sameSecret } from '../same-secret.js'
import { markOf } from './account-key.js'

const FREE_FAILURES = 5
const FIRST_WAIT_MS = 30 * 1000
const LONGEST_WAIT_MS = 15 * 60 * 1000

/**
 * Under which key failures are counted. A browser that has signed in before has a key of its own, so that somebody who guesses from elsewhere
 * cannot keep the owner out (OWASP: device cookies); a name that nobody has is counted like the others.
 */
export async function attemptKey(app: App, account: Account | null, username: string, device: string | null): Promise<string> {
  if (account === null) return `namn:${createHash('sha256').update(folded(username)).digest('hex').slice(0, 16)}`
  const nonce = device === null ? null : await knownDevice(app, account, device)
  return nonce === null ? account.id : `${account.id}:${nonce}`
}

/** A mark for a browser that has signed in, good for that account alone. */
export async function deviceMark(app: App, account: Account): Promise<string> {
  const nonce = randomBytes(9).toString('base64url')
  return `${nonce}.${markOf(await app.accountKey(), `device ${account.id} ${nonce}`)}`
}

async function knownDevice(app: App, account: Account, device: string): Promise<string | null> {
  const [nonce = '', mark = ''] = device.split('.')
  return sameSecret(mark, markOf(await app.accountKey(), `device ${account.id} ${nonce}`)) ? nonce : null
}

/** Counts an attempt before it is tried, so that many at once count too. @throws Failure `too-many-attempts` while the key is blocked */
export async function countAttempt(app: App, key: string, account: Account | null, address: string): Promise<void> {
  const now = app.now()
  const waitMs = await app.store.write(async (tx) => {
    const block = await blockOf(tx, key)
    const said = block === null ? 0 : Date.parse(block.blockedUntil) - now.getTime()
    const remaining = Math.min(said, waitAfter(block?.failures ?? 0))
    if (remaining > 0) {
      // The clock has been wrong: the wait counts from now, or it would last until the clock has come there again.
      if (block !== null && said > remaining) await setBlock(tx, key, block.failures, new Date(now.getTime() + remaining).toISOString())
      await noteSignIn(tx, { at: now.toISOString(), account: account?.id ?? null, outcome: 'blocked', address })
      return remaining
    }
    const failures = (block?.failures ?? 0) + 1
    await setBlock(tx, key, failures, new Date(now.getTime() + waitAfter(failures)).toISOString())
    return 0
  })
  if (waitMs > 0) throw new Failure('too-many-attempts', `För många misslyckade försök. Vänta ${waitMs > 90_000 ? `${Math.ceil(waitMs / 60_000)} minuter` : `${Math.ceil(waitMs / 1000)} sekunder`} och försök igen. En administratör kan ge ett nytt engångslösenord.`)
}

function waitAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT_MS)
}
