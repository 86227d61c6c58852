import { ImapFlow } from 'imapflow'
import type { MailboxCursor } from '../../signing/answer.js'
import { Failure } from '../../templates/failure.js'
import { BEGINNING_BYTES } from './mail-beginning.js'
import { readAuthority } from './read-authority.js'
import { ANSWER_MAX_BYTES } from './read-answer.js'

/** How to reach the mailbox that answers come to. */
export interface MailboxSettings {
  /** `imaps://user:password@host:993/INBOX`; the folder is INBOX unless named. */
  readonly url: string
  /** PEM file with the authority to trust instead of the built-in ones; null for those. */
  readonly caFile: string | null
}

/** What one reading does: `from` is where the last one ended, or the day from which a mailbox never read is read. */
export interface MailboxReading {
  readonly from: MailboxCursor | { readonly since: Date }
  /** Told of every mail in the order they came, oldest first, with how large the whole of it is, and remembers that it was: a reading that is cut off goes on where it was. */
  readonly onMail: (bytes: Uint8Array, cursor: MailboxCursor, wholeBytes: number) => Promise<void>
}

const CONNECT_MS = 30_000
const SILENCE_MS = 120_000

/** The mailbox's name in words and in the database: no password in it. */
export function mailboxName({ url }: MailboxSettings): string {
  const { hostname, username, pathname } = serverOf(url)
  return `${decodeURIComponent(username)}@${hostname}${pathname === '' || pathname === '/' ? '/INBOX' : decodeURIComponent(pathname)}`
}

/**
 * Reads what has come to the mailbox since, without changing anything in it; of mail too large to be an answer the beginning alone is fetched.
 * Gives how far it has read: where the server has numbered its mail anew, everything is read again.
 * @throws Failure `mail-settings-invalid`, `mailbox-unreachable`
 */
export async function readMailbox(settings: MailboxSettings, { from, onMail }: MailboxReading): Promise<MailboxCursor> {
  const client = await connected(settings)
  try {
    return await readNew(client, folderOf(settings.url), { from, onMail })
  } catch (error) {
    if (error instanceof Failure || !isOfConnection(error)) throw error
    throw unreachable(error)
  } finally {
    client.close()
  }
}

async function connected({ url, caFile }: MailboxSettings): Promise<ImapFlow> {
  const { hostname, port, username, password } = serverOf(url)
  const client = new ImapFlow({
    host: hostname.replace(/^\[|\]$/gu, ''), port: port === '' ? 993 : Number(port), secure: true, logger: false, disableAutoIdle: true,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) }, connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(caFile === null ? {} : { ca: await readAuthority(caFile) }) },
  })
  // What breaks a connection is told by the command under way; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (cause) {
    client.close()
    throw unreachable(cause)
  }
}

async function readNew(client: ImapFlow, folder: string, { from, onMail }: MailboxReading): Promise<MailboxCursor> {
  const opened = await client.mailboxOpen(folder, { readOnly: true })
  const uidValidity = String(opened.uidValidity)
  let cursor: MailboxCursor = { uidValidity, lastUid: 'lastUid' in from && from.uidValidity === uidValidity ? from.lastUid : 0 }
  if (opened.exists === 0) return cursor
  const listed = (await searched(client, { uid: `${cursor.lastUid + 1}:*` })).sort((a, b) => a - b)
  // The last mail is always among them (RFC 3501 6.4.8): an answer without it is none.
  const last = listed.at(-1)
  if (last === undefined) throw unreachable(new Error('servern uppger att det finns brev, men inte vilka'))
  const wanted = new Set('since' in from ? await searched(client, { since: from.since }) : listed)
  for (const uid of listed) {
    if (uid <= cursor.lastUid || !wanted.has(uid)) continue
    const source = await sourceOf(client, uid)
    if (source === null && (await searched(client, { uid: String(uid) })).includes(uid)) throw unreachable(new Error(`servern lämnar inte ut brev ${uid}, fast det finns`))
    cursor = { uidValidity, lastUid: uid }
    if (source !== null) await onMail(source.bytes, cursor, source.wholeBytes)
  }
  return { uidValidity, lastUid: Math.max(cursor.lastUid, last) }
}

/** The UIDs that the server finds; a refusal is no answer, least of all that nothing has come. */
async function searched(client: ImapFlow, query: { readonly uid: string } | { readonly since: Date }): Promise<number[]> {
  const found = await client.search(query, { uid: true })
  if (!Array.isArray(found)) throw unreachable(new Error('servern vägrade söka efter nya brev'))
  return found
}

/** Null for what has gone meanwhile; of what is larger than any answer the beginning, which tells what it is. */
async function sourceOf(client: ImapFlow, uid: number): Promise<{ readonly bytes: Uint8Array; readonly wholeBytes: number } | null> {
  const told = await client.fetchOne(String(uid), { size: true }, { uid: true })
  if (told === false) return null
  const isTooLarge = (told.size ?? 0) > ANSWER_MAX_BYTES
  const fetched = await client.fetchOne(String(uid), { source: isTooLarge ? { start: 0, maxLength: BEGINNING_BYTES } : true }, { uid: true })
  const bytes = fetched === false ? undefined : fetched.source
  return bytes === undefined ? null : { bytes, wholeBytes: isTooLarge ? told.size ?? 0 : bytes.byteLength }
}

function serverOf(typed: string): URL {
  const url = URL.canParse(typed) ? new URL(typed) : null
  if (url === null || url.protocol !== 'imaps:' || url.hostname === '' || url.username === '') {
    throw new Failure('mail-settings-invalid', 'ANSLUT_IMAP_URL ska se ut som imaps://användare:lösenord@server:993/INBOX. Rätta den och starta om.')
  }
  return url
}

function folderOf(url: string): string {
  const folder = decodeURIComponent(serverOf(url).pathname).replace(/^\//u, '')
  return folder === '' ? 'INBOX' : folder
}

/** What imapflow says of servers and wires carries a code or a response; anything else is ours. */
function isOfConnection(error: unknown): boolean {
  return error instanceof Error && ('code' in error || 'response' in error || 'responseStatus' in error)
}

function unreachable(cause: unknown): Failure {
  const why = cause instanceof Error ? ('responseText' in cause && typeof cause.responseText === 'string' ? cause.responseText : cause.message) : String(cause)
  return new Failure('mailbox-unreachable', `Brevlådan för svar går inte att läsa: ${why}. Kontrollera ANSLUT_IMAP_URL och postservern; inget svar går förlorat.`, { cause })
}
