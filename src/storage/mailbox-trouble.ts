import type { Db, Transaction } from './store.js'

/** Since when, as an instant, the mailbox of answers has not been read to its end, and why in Swedish. */
export interface MailboxTrouble {
  readonly since: string
  readonly message: string
}

/** The trouble there is; null when the last reading went through. */
export async function mailboxTrouble(db: Db): Promise<MailboxTrouble | null> {
  return (await db.selectFrom('mailbox_trouble').select(['since', 'message']).executeTakeFirst()) ?? null
}

/** Remembers trouble; one that lasts keeps the instant it began. */
export async function keepMailboxTrouble(tx: Transaction, { since, message }: MailboxTrouble): Promise<void> {
  await tx.insertInto('mailbox_trouble').values({ only: 1, since, message }).onConflict((conflict) => conflict.column('only').doUpdateSet({ message })).execute()
}

/** Forgets it: the mailbox has been read. */
export async function endMailboxTrouble(tx: Transaction): Promise<void> {
  await tx.deleteFrom('mailbox_trouble').execute()
}
