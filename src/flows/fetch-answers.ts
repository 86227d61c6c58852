import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { mailboxName, readMailbox, type MailboxSettings } from '../mail/mailbox.js'
import type { Answer } from '../storage/answers.js'
import { letters } from '../storage/letters.js'
import { keepMailboxCursor, mailboxCursor } from '../storage/mailbox-cursors.js'
import { endMailboxTrouble, keepMailboxTrouble, mailboxTrouble } from '../storage/mailbox-trouble.js'
import { keepUnread, receiveAnswer } from './receive-answer.js'

/** Takes in the new answers to letters of ours from the configured mailbox; no mail there is changed, and of other mail only what a person is told of is kept: bounces and notices of mail systems, mail from an address that letters go to, the header of one that cannot be read and the beginning of one that is too large. @throws Failure `mailbox-unset`, `mail-settings-invalid`, `mailbox-unreachable`, `letter-state` */
export async function fetchAnswers(app: App): Promise<Answer[]> {
  const { imapUrl, smtpCaFile } = app.config
  if (imapUrl === null) throw new Failure('mailbox-unset', 'Ingen brevlåda för svar är angiven. Sätt ANSLUT_IMAP_URL (till exempel imaps://anslut:lösenord@post.exempel.se), eller läs in svar som filer med ”answer read FIL.eml”.')
  try {
    const received = await fetched(app, { url: imapUrl, caFile: smtpCaFile })
    if ((await mailboxTrouble(app.store.read)) !== null) await app.store.write(endMailboxTrouble)
    return received
  } catch (error) {
    const trouble = { since: app.now().toISOString(), message: error instanceof Failure ? error.message : 'Ett internt fel.' }
    await app.store.write((tx) => keepMailboxTrouble(tx, trouble))
    throw error
  }
}

async function fetched(app: App, settings: MailboxSettings): Promise<Answer[]> {
  const mailbox = mailboxName(settings)
  const [first] = await letters(app.store.read)
  const known = await mailboxCursor(app.store.read, mailbox)
  const received: Answer[] = []
  const cursor = await readMailbox(settings, {
    from: known ?? { since: first === undefined ? app.now() : new Date(first.dueAt) },
    onMail: async (bytes, reached, wholeBytes) => {
      const taken = await receivedOrTold(app, bytes, wholeBytes)
      if (taken?.isNew === true) received.push(taken.answer)
      await app.store.write((tx) => keepMailboxCursor(tx, mailbox, reached))
    },
  })
  await app.store.write((tx) => keepMailboxCursor(tx, mailbox, cursor))
  return received
}

/** A mail that cannot be read must not hide those behind it, nor be met again at every reading: a person is told that it is there. */
async function receivedOrTold(app: App, bytes: Uint8Array, wholeBytes: number): ReturnType<typeof receiveAnswer> {
  try {
    return await receiveAnswer(app, bytes, 'if-ours', wholeBytes)
  } catch (error) {
    if (error instanceof Failure && error.code !== 'answer-unreadable') throw error
    const why = error instanceof Failure ? 'som inte går att läsa' : `som programmet inte kunde läsa (internt fel ${app.report(error)}, meddela numret till den som sköter programmet)`
    return keepUnread(app, bytes, why)
  }
}
