import type { Actor, EventOf } from '../../contracts/event.js'
import { appendEvents } from '../storage/events.js'
import type { Account } from '../storage/accounts.js'
import type { Transaction } from '../storage/store.js'
import { houseEvent, SYSTEM } from '../flows/new-event.js'

/** Who acts when somebody is signed in: the name of the account, and its number where the operating-system user otherwise stands. */
export function accountActor({ id, name }: Pick<Account, 'id' | 'name'>): Actor {
  return { name, osUser: `konto:${id}`, verified: true }
}

/** Who does what names nobody: whoever has signed in, otherwise the program. */
export function doer({ person }: { readonly person: { readonly account: Account } | null }): Actor {
  return person === null ? SYSTEM : accountActor(person.account)
}

/** Appends to history that an account was changed; never a secret. */
export async function recordChange(tx: Transaction, by: Actor, at: string, change: Omit<EventOf<'account-changed'>, 'type'>): Promise<void> {
  await appendEvents(tx, [houseEvent(by, at, { type: 'account-changed', ...change })], at)
}
