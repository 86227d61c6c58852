import type { Actor } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { accounts } from '../storage/accounts.js'
import { eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { isByAccount, isSamePerson } from './persons.js'

/** Within that time the owner is taken to have noticed that the own password, or way to sign in, no longer works. */
const BORROWED_MS = 7 * 24 * 60 * 60 * 1000

/** Somebody's earlier word, by the name it stands under, and when it was said. */
interface EarlierWord {
  readonly name: string
  readonly at: string
}

/**
 * Four eyes are not an administrator's own and those of a colleague whose account the administrator has just opened: for seven days after a new password, or another identity to sign in as,
 * an account that its owner had in use counts as whoever gave it, too. A new account does not: nobody would miss it, but it stands in the list and in history for all to see.
 * @throws Failure `transition-refused`
 */
export async function refuseBorrowed(db: Db, earlier: readonly EarlierWord[], by: Actor, at: string): Promise<void> {
  if (!isByAccount(by)) return
  const handed = await handedOver(db)
  const hands = handsBehind(handed, by.osUser, at)
  const all = await accounts(db)
  for (const { name, at: saidAt } of earlier) {
    const account = all.find((one) => isSamePerson(one.name, name))
    if (account === undefined || account.name === by.name) continue
    if (!handsBehind(handed, `konto:${account.id}`, saidAt).some((hand) => hands.includes(hand))) continue
    throw new Failure('transition-refused', `${name} och ${by.name} räknas här som samma person: mindre än sju dagar innan någon av dem sade sitt hade det ena kontot fått ett nytt lösenord eller en annan inloggning av den andra, eller båda av samma administratör. Låt en tredje person göra det. Är det ditt konto som nyss öppnades kan du också vänta tills sju dagar har gått. Inget är gjort.`)
  }
}

/** That somebody opened an account that was in use: the account, by whom, and when. */
interface HandOver {
  readonly account: string
  readonly by: string
  readonly at: string
}

async function handedOver(db: Db): Promise<HandOver[]> {
  const inUse = new Set<string>()
  return (await eventsOfTypes(db, ['account-changed'])).flatMap(({ event, actor, recordedAt }) => {
    if (event.type !== 'account-changed') return []
    const account = `konto:${event.account}`
    const opened = (event.change === 'password-given' || event.change === 'sign-on') && inUse.has(account) && actor.osUser !== account
    if (event.change === 'password-chosen' || event.change === 'sign-on') inUse.add(account)
    return opened ? [{ account, by: actor.osUser, at: recordedAt }] : []
  })
}

/** Everybody who may have been the one behind an account at that instant. */
function handsBehind(handed: readonly HandOver[], account: string, at: string): string[] {
  const since = new Date(Date.parse(at) - BORROWED_MS).toISOString()
  const hands = [account]
  for (const hand of hands) for (const one of handed) if (one.account === hand && one.at > since && one.at <= at && !hands.includes(one.by)) hands.push(one.by)
  return hands
}
