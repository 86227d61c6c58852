import type { MailboxCursor } from '../../signing/answer.js'
import type { Db, Transaction } from './store.js'

/** How far that mailbox has been read; null when never. */
export async function mailboxCursor(db: Db, mailbox: string): Promise<MailboxCursor | null> {
  const row = await db.selectFrom('mailbox_cursor').selectAll().where('mailbox', '=', mailbox).executeTakeFirst()
  return row === undefined ? null : { uidValidity: row.uid_validity, lastUid: row.last_uid }
}

/** Remembers how far a mailbox has been read. */
export async function keepMailboxCursor(tx: Transaction, mailbox: string, { uidValidity, lastUid }: MailboxCursor): Promise<void> {
  const row = { uid_validity: uidValidity, last_uid: lastUid }
  await tx.insertInto('mailbox_cursor').values({ mailbox, ...row }).onConflict((conflict) => conflict.column('mailbox').doUpdateSet(row)).execute()
}
