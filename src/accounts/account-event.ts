import type { Actor, EventOf } from '../../contracts/event.js'
import { appendEvents } from '../storage/events.js'
import type { Account } from '../storage/accounts.js'
import type { Transaction } from '../storage/store.js'
import { houseEvent } from '../flows/new-event.js'

/** Who acts when somebody is signed in: the name of the account, and its number where the operating-system user otherwise stands. */
export function accountActor({ id, name }: Pick<Account, 'id' | 'name'>): Actor {
  return { name, osUser: `konto:${id}`, verified: true }
}

/** Appends to history that an account was changed; never a secret. */
export async function recordChange(tx: Transaction, by: Actor, at: string, change: Omit<EventOf<'account-changed'>, 'type'>): Promise<void> {
  await appendEvents(tx, [houseEvent(by, at, { type: 'account-changed', ...change })], at)
}
