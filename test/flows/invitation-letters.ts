import PostalMime from 'postal-mime'
import type { ReceivedMail } from '../../src/demo/mail-receiver.js'
import { claimOrdinaryLetter, insertOrdinaryLetter, ordinaryLetters, settleOrdinaryLetter } from '../../src/storage/ordinary-letters.js'
import type { House } from '../open-house.js'

/** The calendar file that a mail brought; the empty string when it brought none. */
export async function calendarIn({ raw }: ReceivedMail): Promise<string> {
  const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  const content = attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content
  return typeof content === 'string' ? content : ''
}

/** Records that a letter about the meeting which the latest invitation is about, `SEQUENCE METHOD`, went to an address. */
export async function wentTo({ app: { store, now } }: House, recipient: string, what: string): Promise<void> {
  const before = (await ordinaryLetters(store.read)).findLast((letter) => letter.purpose === 'invitation')
  if (before === undefined) throw new Error('nobody has been invited')
  const id = Buffer.from(what).toString('hex')
  await store.write(async (tx) => {
    await insertOrdinaryLetter(tx, { ...before, id, recipient, about: `${before.about.split(' ')[0]} ${what}`, messageId: `<${id}@x.example>`, createdAt: now().toISOString() })
    await claimOrdinaryLetter(tx, id, 'prov', now().toISOString())
    await settleOrdinaryLetter(tx, id, 'prov', { state: 'relayed', attempts: [], nextAttemptAt: null, reason: null })
  })
}
