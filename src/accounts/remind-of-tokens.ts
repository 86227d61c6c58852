import type { App } from '../app.js'
import { SYSTEM } from '../flows/new-event.js'
import { accountById } from '../storage/accounts.js'
import { noteReminded, tokensEnding } from '../storage/api-tokens.js'
import { isUsable } from './person.js'
import { prepareNotice, recordTold } from './tell-holder.js'

const DAY_MS = 24 * 60 * 60 * 1000
const BEFORE_DAYS = 7
/** One made for a few days was made to run out. */
const SHORT_LIVED_DAYS = 14

/** Tells holders by mail, once, of tokens that run out within a week; nothing where no mail can be sent. */
export async function remindOfTokens(app: App): Promise<void> {
  const now = app.now()
  for (const { id, account: owner, createdAt, expiresAt } of await tokensEnding(app.store.read, now.toISOString(), new Date(now.getTime() + BEFORE_DAYS * DAY_MS).toISOString())) {
    const account = await accountById(app.store.read, owner)
    if (account === null || !isUsable(account) || Date.parse(expiresAt) - Date.parse(createdAt) < SHORT_LIVED_DAYS * DAY_MS) continue
    const notice = await prepareNotice(app, { username: account.username, change: 'token-ending', at: new Date(expiresAt) })
    if (notice === null) continue
    await app.store.write(async (tx) => {
      if (await noteReminded(tx, id, now.toISOString())) await recordTold(tx, SYSTEM, now.toISOString(), { account: owner, change: 'token-ending', token: id }, notice)
    })
  }
}
