import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { Failure } from '../../templates/failure.js'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { readAuthority } from './read-authority.js'
import { isReminder } from './write-reminder.js'
import { armoredIn } from './sealed.js'
import { outcomeOfError, outcomeOfReply } from './smtp-outcome.js'

/** How to reach the mail server. */
export interface MailerSettings {
  /** `smtps://user:password@host:465`, or `smtp://…:587` where STARTTLS is demanded. */
  readonly url: string
  /** PEM file with the authority to trust instead of the built-in ones; null for those. */
  readonly caFile: string | null
  /** How long to wait for the server's next word before giving up (five minutes unless told). */
  readonly silenceMs?: number
}

/** One letter on its way out; `raw` goes over the wire as it is, with dots doubled. */
export interface OutgoingMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Uint8Array
  /** As in the letter, with angle brackets. */
  readonly messageId: string
  /** Asked for back in delivery notices (ENVID): the outbox row's id. */
  readonly envelopeId: string
}

/** What hands letters to the mail server. */
export type Mailer = Awaited<ReturnType<typeof openMailer>>

const CHUNK_BYTES = 65_536
const CONNECT_MS = 30_000
const SILENCE_MS = 300_000
const GOODBYE_MS = 2000

/**
 * Reads the settings once; connects only when there is something to deliver.
 * @throws Failure `mail-settings-invalid`
 */
export async function openMailer(settings: MailerSettings): Promise<{ deliver(mail: OutgoingMail): Promise<DeliveryOutcome>; remind(mail: OutgoingMail): Promise<DeliveryOutcome> }> {
  const server = serverOf(settings.url)
  const ca = settings.caFile === null ? null : await readAuthority(settings.caFile)
  const options: SMTPConnection.Options = {
    host: server.host, port: server.port, secure: server.implicitTls, requireTLS: true, logger: false,
    connectionTimeout: Math.min(CONNECT_MS, settings.silenceMs ?? CONNECT_MS), greetingTimeout: CONNECT_MS, socketTimeout: settings.silenceMs ?? SILENCE_MS,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === null ? {} : { ca }) },
  }
  /** Hands over one encrypted letter and says how it ended. @throws Failure `letter-not-encrypted`, `letter-incomplete` before anything is sent */
  async function deliver(mail: OutgoingMail): Promise<DeliveryOutcome> {
    requireDeliverable(mail)
    return new Delivery(mail, options, server.credentials).run()
  }
  /** Hands over a reminder, which alone may go in clear. @throws Failure `letter-not-encrypted` when it is anything else, before anything is sent */
  async function remind(mail: OutgoingMail): Promise<DeliveryOutcome> {
    if (!isReminder(mail.raw)) throw new Failure('letter-not-encrypted', `Brevet ${mail.messageId} är ingen påminnelse och får inte gå okrypterat. Inget har skickats.`)
    return new Delivery(mail, options, server.credentials).run()
  }
  return { deliver, remind }
}

function requireDeliverable(mail: OutgoingMail): void {
  armoredIn(mail.raw)
  if (mail.to.length === 0) throw new Failure('letter-incomplete', `Brevet ${mail.messageId} saknar mottagare. Inget har skickats.`)
  if (!Buffer.from(mail.raw).includes(`\r\nMessage-ID: ${mail.messageId}\r\n`)) throw new Error('the kept letter carries the Message-ID of its outbox row')
}

/** One conversation with the mail server. */
class Delivery {
  readonly #mail: OutgoingMail
  readonly #connection: SMTPConnection
  readonly #credentials: Credentials | null
  /** True once the last byte left our hands: from here on the final dot may be on the wire. */
  #handedOver = false

  constructor(mail: OutgoingMail, options: SMTPConnection.Options, credentials: Credentials | null) {
    this.#mail = mail
    this.#connection = new SMTPConnection(options)
    this.#credentials = credentials
  }

  async run(): Promise<DeliveryOutcome> {
    const broken = new Promise<never>((_, reject) => {
      this.#connection.on('error', reject)
      // A reply that ends the session (421) is reported just after 'end'; it says more than the bare end does.
      this.#connection.on('end', () => setImmediate(() => reject(new Error('the mail server closed the connection'))))
    })
    broken.catch(() => undefined)
    try {
      await Promise.race([this.#open(), broken])
      const sent = await Promise.race([this.#send(), broken])
      this.#leave()
      return outcomeOfReply(sent)
    } catch (error) {
      this.#connection.close()
      return outcomeOfError(error, this.#handedOver)
    }
  }

  /** Says goodbye without waiting long for the answer: the letter is delivered already. */
  #leave(): void {
    this.#connection.quit()
    setTimeout(() => this.#connection.close(), GOODBYE_MS).unref()
  }

  async #open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#connection.connect((error) => (error === undefined || error === null ? resolve() : reject(error)))
    })
    if (!this.#connection.secure) throw Object.assign(new Error('the connection is not encrypted'), { code: 'ETLS' })
    const { user, pass } = this.#credentials ?? {}
    if (user === undefined || pass === undefined) return
    await new Promise<void>((resolve, reject) => {
      this.#connection.login({ credentials: { user, pass } }, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  async #send(): Promise<SMTPConnection.SentMessageInfo> {
    const { from, to, raw, envelopeId } = this.#mail
    const envelope = { from, to: [...to], size: raw.byteLength, dsn: { ret: 'HDRS', envid: envelopeId, notify: ['SUCCESS', 'FAILURE', 'DELAY'] } }
    const stream = Readable.from(chunksOf(raw), { objectMode: false })
    stream.once('end', () => {
      this.#handedOver = true
    })
    return new Promise((resolve, reject) => {
      this.#connection.send(envelope, stream, (error, sent) => (error === null && sent !== undefined ? resolve(sent) : reject(error ?? new Error('no reply'))))
    })
  }
}

function* chunksOf(raw: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < raw.byteLength; at += CHUNK_BYTES) yield Buffer.from(raw.subarray(at, at + CHUNK_BYTES))
}

interface Credentials {
  readonly user: string
  readonly pass: string
}

interface Server {
  readonly host: string
  readonly port: number
  readonly implicitTls: boolean
  readonly credentials: Credentials | null
}

function serverOf(typed: string): Server {
  const url = URL.canParse(typed) ? new URL(typed) : null
  if (url === null || url.hostname === '' || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.search !== '' || !['', '/'].includes(url.pathname)) {
    throw new Failure('mail-settings-invalid', 'ANSLUT_SMTP_URL ska se ut som smtps://användare:lösenord@server:465 eller smtp://server:587. Rätta den och starta om.')
  }
  const implicitTls = url.protocol === 'smtps:'
  const credentials = url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  return { host: url.hostname.replace(/^\[|\]$/gu, ''), port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port), implicitTls, credentials }
}
