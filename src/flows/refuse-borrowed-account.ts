import type { Actor } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { accounts, accountsSince } from '../storage/accounts.js'
import { eventsOfTypes } from '../storage/events.js'
import type { Db } from '../storage/store.js'
import { isByAccount, isSamePerson } from './persons.js'

/** Within that time the owner is taken to have noticed that the own password, or way to sign in, no longer works, and the house that there is a new account. */
const BORROWED_MS = 7 * 24 * 60 * 60 * 1000

/** Somebody's earlier word, by the name it stands under, and when it was said. */
interface EarlierWord {
  readonly name: string
  readonly at: string
  /** How it is said anew where there is no third person, in Swedish: a whole sentence, or empty. */
  readonly anew: string
}

/**
 * Four eyes are not an administrator's own and those of an account that the administrator has just made or opened. For seven days after an account is made, after it is first opened with what its maker gave out, and after
 * it is given a new password or another identity to sign in as, it counts as whoever did that, too. One that was opened at the computer with `--rescue` counts as anybody, since nobody knows who sat there.
 * In the first seven days of accounts the accounts of one maker count as several persons, or a new house could release nothing; never where `newcomers` are `one-person`.
 * @throws Failure `transition-refused`
 */
export async function refuseBorrowed(db: Db, earlier: readonly EarlierWord[], by: Actor, at: string, newcomers: 'several-persons' | 'one-person' = 'several-persons'): Promise<void> {
  if (!isByAccount(by)) return
  const handed = await handedOver(db)
  const all = await accounts(db)
  for (const { name, at: saidAt, anew } of earlier) {
    const account = all.find((one) => isSamePerson(one.name, name))
    if (account === undefined || account.name === by.name) continue
    const other = `konto:${account.id}`
    if (isOpenToAnybody(handed, by.osUser, at) || isOpenToAnybody(handed, other, saidAt)) throw new Failure('transition-refused', `${name} och ${by.name} räknas här inte som två personer: ett av kontona hade mindre än sju dagar tidigare öppnats vid datorn med ”user password --rescue”, och ingen vet säkert av vem. Låt två andra göra det, eller vänta tills sju dagar har gått.${lead(anew)} Inget är gjort.`)
    if (!areSameHands(newcomers === 'several-persons' ? handed : handed.map((one) => ({ ...one, isFirst: false })), [by.osUser, at], [other, saidAt])) continue
    throw new Failure('transition-refused', `${name} och ${by.name} räknas här som samma person: mindre än sju dagar innan någon av dem sade sitt hade det ena kontot lagts upp, tagits i bruk eller fått ett nytt lösenord eller en annan inloggning av den andra, eller båda av samma administratör. Låt en tredje person göra det. Är det ditt konto som är nytt eller nyss öppnades kan du också vänta tills sju dagar har gått.${lead(anew)} Inget är gjort.`)
  }
}

/** Whether two words that count as two persons' could have been one administrator's, by accounts that the house had laid up for itself in its first days. */
export async function mayBeOneMaker(db: Db, words: readonly [Pick<EarlierWord, 'name' | 'at'>, Pick<EarlierWord, 'name' | 'at'>]): Promise<boolean> {
  const all = await accounts(db)
  const said = words.flatMap(({ name, at }): Hands[] => all.filter((one) => isSamePerson(one.name, name)).map(({ id }) => [`konto:${id}`, at]))
  const [one, other] = said
  if (one === undefined || other === undefined || said.length > 2) return false
  const handed = await handedOver(db)
  const hands = handsBehind(handed, one)
  return handsBehind(handed, other).some((hand) => hands.includes(hand))
}

function lead(sentence: string): string {
  return sentence === '' ? '' : ` ${sentence}`
}

/** Whether what an account said then may have been somebody else's word, and what it says now is its owner's alone: a house of two must be able to say it anew. */
export async function countsAnew(db: Db, { osUser, at: saidAt }: { readonly osUser: string; readonly at: string }, at: string): Promise<boolean> {
  const handed = await handedOver(db)
  return handsBehind(handed, [osUser, saidAt]).length > 1 && handsBehind(handed, [osUser, at]).length === 1
}

/** That somebody made an account, or opened one that was in use: the account, by whom, and when. */
interface HandOver {
  readonly account: string
  readonly by: string
  readonly at: string
  /** Made, or first opened, while the house was laying up its accounts. */
  readonly isFirst: boolean
}

async function handedOver(db: Db): Promise<HandOver[]> {
  const since = await accountsSince(db)
  const laidUpUntil = since === null ? '' : new Date(Date.parse(since) + BORROWED_MS).toISOString()
  const inUse = new Set<string>()
  /** Who gave out what an account that nobody has used can be opened with. */
  const givers = new Map<string, Pick<HandOver, 'by' | 'isFirst'>>()
  return (await eventsOfTypes(db, ['account-created', 'account-changed'])).flatMap(({ event, actor, recordedAt: at }): HandOver[] => {
    if (event.type !== 'account-created' && event.type !== 'account-changed') return []
    const account = `konto:${event.account}`
    const change = event.type === 'account-created' ? 'password-given' : event.change
    const isUsed = inUse.has(account)
    if (change === 'password-chosen' || change === 'sign-on') inUse.add(account)
    const isOther = actor.osUser !== account && (isByAccount(actor) || (event.type === 'account-changed' && since !== null && at >= since))
    if (isOther && (change === 'password-given' || change === 'sign-on')) {
      const given = { by: actor.osUser, isFirst: !isUsed && isByAccount(actor) && at < laidUpUntil }
      if (!isUsed) givers.set(account, given)
      return [{ account, ...given, at }]
    }
    const giver = givers.get(account)
    const isTakenIntoUse = !isUsed && inUse.has(account)
    return isTakenIntoUse && giver !== undefined ? [{ account, by: giver.by, isFirst: giver.isFirst && at < laidUpUntil, at }] : []
  })
}

type Hands = readonly [account: string, at: string]

function areSameHands(handed: readonly HandOver[], one: Hands, other: Hands): boolean {
  if (handsBehind(handed, one).includes(other[0]) || handsBehind(handed, other).includes(one[0])) return true
  const later = handed.filter(({ isFirst }) => !isFirst)
  const hands = handsBehind(later, one)
  return handsBehind(later, other).some((hand) => hands.includes(hand))
}

function isOpenToAnybody(handed: readonly HandOver[], account: string, at: string): boolean {
  return handsBehind(handed, [account, at]).some((hand) => !isByAccount({ osUser: hand }))
}

/** Everybody who may have been the one behind an account at that instant. */
function handsBehind(handed: readonly HandOver[], [account, at]: Hands): string[] {
  const since = new Date(Date.parse(at) - BORROWED_MS).toISOString()
  const hands = [account]
  for (const hand of hands) for (const one of handed) if (one.account === hand && one.at > since && one.at <= at && !hands.includes(one.by)) hands.push(one.by)
  return hands
}
