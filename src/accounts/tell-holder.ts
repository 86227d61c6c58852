import type { Actor, EventOf } from '../../contracts/event.js'
import type { ToldChange } from '../../signing/account-notice.js'
import { epostadress } from '../../templates/contact-ways.js'
import type { App } from '../app.js'
import { partiesOf } from '../flows/party.js'
import { letterNames } from '../flows/queue-ordinary.js'
import { writeNotice } from '../mail/write-reminder.js'
import { insertOrdinaryLetter, type NewOrdinaryLetter } from '../storage/ordinary-letters.js'
import { parties } from '../storage/parties.js'
import type { Transaction } from '../storage/store.js'
import { recordChange } from './account-event.js'

/** A letter to the holder of an account about a change, or about what runs out at that instant, kept in the archive and not queued yet; null where no mail is set up, the username is no address, or our own party is still the example, from whose address nothing is sent. */
export async function prepareNotice(app: App, { username, change, at = app.now() }: { readonly username: string; readonly change: ToldChange; readonly at?: Date }): Promise<NewOrdinaryLetter | null> {
  const address = epostadress.safeParse(username)
  if (app.mailer === null || !address.success) return null
  const stored = await parties(app.store.read)
  if (stored.some(({ origin, record }) => origin === 'shipped' && record.part === 'svr')) return null
  const { svr } = partiesOf(stored)
  const names = letterNames(app, svr.avsandaradress)
  const now = app.now()
  const raw = writeNotice({ purpose: 'notice', change, at }, { from: { name: 'Anslut', address: svr.avsandaradress }, to: { name: '', address: address.data }, date: now, messageId: names.messageId })
  return { ...names, purpose: 'notice', orgnr: null, recipient: address.data, about: change, protection: 'open', rawSha256: (await app.archive.keep(raw)).sha256, createdAt: now.toISOString() }
}

/** Appends to history that an account was changed, and whether its holder is told; queues the letter with it. */
export async function recordTold(tx: Transaction, by: Actor, at: string, change: Omit<EventOf<'account-changed'>, 'type' | 'told'>, notice: NewOrdinaryLetter | null): Promise<void> {
  if (notice !== null) await insertOrdinaryLetter(tx, notice)
  await recordChange(tx, by, at, { ...change, told: notice === null ? 'nobody' : 'mail' })
}
