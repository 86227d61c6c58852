import type { App } from '../app.js'
import { SYSTEM } from '../flows/new-event.js'
import type { Account } from '../storage/accounts.js'
import { noteSignIn, signInsOf } from '../storage/browser-sessions.js'
import { prepareNotice, recordTold } from './tell-holder.js'

/** Whoever has the password could have a letter sent for every attempt. */
const TELL_AGAIN_MS = 60 * 60 * 1000
const LATEST = 50

/** Notes that somebody who knows the password tried a code that was used before, and tells the holder, at most once an hour. */
export async function tellOfUsedCode(app: App, account: Account, address: string): Promise<void> {
  const [now, noted] = [app.now(), { at: app.now().toISOString(), account: account.id, outcome: 'used-code', address } as const]
  const since = new Date(now.getTime() - TELL_AGAIN_MS).toISOString()
  const wasTold = (await signInsOf(app.store.read, account.id, LATEST)).some(({ at, outcome }) => outcome === 'used-code' && at > since)
  const notice = wasTold ? null : await prepareNotice(app, { username: account.username, change: 'code-used-again' })
  await app.store.write(async (tx) => {
    await noteSignIn(tx, noted)
    if (!wasTold) await recordTold(tx, SYSTEM, noted.at, { account: account.id, change: 'code-used-again' }, notice)
  })
}
