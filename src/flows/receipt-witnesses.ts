import type { Receipt } from '../../signing/receipt.js'
import { mailOf, type Witnessed } from '../../signing/receipt-proof.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import type { Archive } from '../archive/archive.js'
import type { KeyRing } from '../mail/key-ring.js'
import { eventsOf } from '../storage/events.js'
import { letterOf } from '../storage/letters.js'
import { versionsWithCodes } from '../storage/versions.js'
import { pastAttempts } from './letter-attempts.js'

/** What the history, the version records and the notes of the outbox say of a receipt's letter. */
export async function witnessesOf(app: App, receipt: Receipt, receiptSha256: string): Promise<Witnessed> {
  const db = app.store.read
  const events = (await eventsOf(db, receipt.orgnr)).map(({ event }) => event)
  const row = await letterOf(db, receipt.letter)
  const codes = receipt.members.map(({ code }) => code.replaceAll('-', ''))
  const archivedMails = await archivedMailsOf(app.archive, receipt)
  return {
    receiptSha256, archivedMails,
    relayedWith: events.flatMap((event) => (event.type === 'letter-relayed' && event.letter === receipt.letter ? [event.receiptSha256] : [])),
    queued: events.flatMap((event) => (event.type === 'letter-queued' && event.letter === receipt.letter ? [event] : [])),
    attempts: await pastAttempts(db, receipt.letter),
    kinds: new Map((await versionsWithCodes(db, codes)).map(({ code, kind }) => [code, kind])),
    confirmedPages: new Set((row?.evidence ?? []).flatMap(({ member, pages }) => pages.map(({ scan, sourcePage }) => `${member} ${scan} ${sourcePage}`))),
  }
}

/** Digests of the mails behind a receipt's attempts that the archive holds unchanged. */
export async function archivedMailsOf(archive: Pick<Archive, 'check'>, { attempts }: Receipt): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { outcome } of attempts) {
    const mail = mailOf(outcome)
    if (mail !== undefined && (await archive.check(mail)) === 'whole') found.add(mail)
  }
  return found
}

/** The ids of every part of the recipient's key, or null when the key ring does not hold it. @throws Failure `key-invalid` */
export async function recipientKeyIds(keyRing: Pick<KeyRing, 'recipient'>, fingerprint: string): Promise<readonly string[] | null> {
  try {
    return (await keyRing.recipient(fingerprint)).getKeyIDs().map((id) => id.toHex())
  } catch (error) {
    if (error instanceof Failure && error.code === 'keys-missing') return null
    throw error
  }
}
