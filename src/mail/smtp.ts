import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { Failure } from '../../templates/failure.js'
import type { DeliveryOutcome } from '../../signing/delivery.js'
import { inMegabytes } from '../../signing/letter-parts.js'
import { readAuthority } from './read-authority.js'
import type { Pieces } from './piece-reader.js'
import { letterStream } from './letter-stream.js'
import { openFormOf } from './open-form.js'
import type { OpenedLetter } from './open-letter.js'
import { requireSealed, sealedHeaders } from './sealed.js'
import { outcomeOfError, outcomeOfReply, plain } from './smtp-outcome.js'
import { watchReplies, type ReplyWatch } from './watch-replies.js'

/** How to reach the mail server. */
export interface MailerSettings {
  /** `smtps://user:password@host:465`, or `smtp://…:587` where STARTTLS is demanded. */
  readonly url: string
  /** PEM file with the authority to trust instead of the built-in ones; null for those. */
  readonly caFile: string | null
  /** How long to wait for the server's next word before giving up (ten minutes unless told, five for its greeting); twice that for a whole reply. */
  readonly silenceMs?: number
}

/** What a letter on its way out is made of; it goes over the wire as it is, with dots doubled. */
export interface RawMail {
  readonly sizeBytes: number
  /** The bytes from the beginning, as often as they are asked for; when it throws, what was given is no letter. */
  readonly pieces: () => Pieces
  /** What these very bytes held when they were opened to their end just now; null when nobody has, and every one of them is looked at once more. */
  readonly opened: OpenedLetter | null
}

/** One letter on its way out. */
export interface OutgoingLetter {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: RawMail
  /** As in the letter, with angle brackets. */
  readonly messageId: string
  /** Asked for back in delivery notices (ENVID): the outbox row's id. */
  readonly envelopeId: string
  /** Told of what can no longer be undone, the moment it happens. */
  readonly note?: DeliveryNote
}

/** What a delivery leaves behind if its process dies in the middle of it. */
export interface DeliveryNote {
  /** Awaited before the last byte goes: from then on the letter may arrive. When it throws, it does not go. */
  readonly handingOver: () => Promise<void>
  /** What the server answered, before anything else is done with it. */
  readonly answered: (outcome: DeliveryOutcome) => void
}

/** A mail small enough to be held in memory. */
export type OutgoingMail = Omit<OutgoingLetter, 'raw'> & { readonly raw: Uint8Array }

/** What hands letters to the mail server. */
export type Mailer = Awaited<ReturnType<typeof openMailer>>

/** [RFC 5321](https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2): five minutes for the greeting, ten after the final dot. A machine that is not there is given up by the operating system long before. */
const GREETING_MS = 300_000
const SILENCE_MS = 600_000
const GOODBYE_MS = 2000

/**
 * Reads the settings once; connects only when there is something to deliver.
 * @throws Failure `mail-settings-invalid`
 */
export async function openMailer(settings: MailerSettings): Promise<{ deliver(letter: OutgoingLetter): Promise<DeliveryOutcome>; deliverOpen(mail: OutgoingMail): Promise<DeliveryOutcome>; sizeLimit(): Promise<number | null> }> {
  const server = serverOf(settings.url)
  const ca = settings.caFile === null ? null : await readAuthority(settings.caFile)
  const options: SMTPConnection.Options = {
    host: server.host, port: server.port, secure: server.implicitTls, requireTLS: true, logger: false,
    // The first bounds the second and STARTTLS together.
    connectionTimeout: 2 * (settings.silenceMs ?? GREETING_MS), greetingTimeout: settings.silenceMs ?? GREETING_MS, socketTimeout: settings.silenceMs ?? SILENCE_MS,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === null ? {} : { ca }) },
  }
  /** Hands over one encrypted letter and says how it ended. @throws Failure `letter-not-encrypted`, `letter-incomplete` before anything is sent */
  async function deliver(letter: OutgoingLetter): Promise<DeliveryOutcome> {
    await requireDeliverable(letter)
    return new Delivery(options, server.credentials).run(letter)
  }
  /** Hands over a letter in clear. @throws Failure `letter-not-encrypted` when it has not the form of one, before anything is sent */
  async function deliverOpen(mail: OutgoingMail): Promise<DeliveryOutcome> {
    if (openFormOf(mail.raw) === null) throw new Failure('letter-not-encrypted', `Brevet ${mail.messageId} är varken påminnelse, meddelande om ett konto, inbjudan eller utkast och får inte gå okrypterat. Inget har skickats.`)
    return new Delivery(options, server.credentials).run({ ...mail, raw: { sizeBytes: mail.raw.byteLength, pieces: () => [mail.raw], opened: null } })
  }
  /** The most bytes a mail may have, as the server says in its greeting (SIZE, [RFC 1870](https://www.rfc-editor.org/rfc/rfc1870)); null when it does not say or cannot be asked now. */
  async function sizeLimit(): Promise<number | null> {
    return new Delivery(options, server.credentials).askLimit()
  }
  return { deliver, deliverOpen, sizeLimit }
}

/** Every byte has been looked at before the first is sent. */
async function requireDeliverable({ raw, to, messageId }: OutgoingLetter): Promise<void> {
  const headers = await (raw.opened === null ? requireSealed(raw.pieces()) : sealedHeaders(raw.pieces()))
  if (to.length === 0) throw new Failure('letter-incomplete', `Brevet ${messageId} saknar mottagare. Inget har skickats.`)
  if (!`\r\n${headers}\r\n`.includes(`\r\nMessage-ID: ${messageId}\r\n`)) throw new Error('the kept letter carries the Message-ID of its outbox row')
}

/** One conversation with the mail server. */
class Delivery {
  readonly #connection: SMTPConnection
  readonly #credentials: Credentials | null
  /** What was wrong with the letter's own bytes, on this side of the line. */
  #broken: Failure | null = null
  /** True once the last byte left our hands: from here on the final dot may be on the wire. */
  #handedOver = false
  /** The most bytes a mail may have, once the connection is open; null when the server does not say. */
  #limit: number | null = null
  readonly #watch: ReplyWatch
  #fail: (error: Error) => void = () => undefined

  constructor(options: SMTPConnection.Options, credentials: Credentials | null) {
    this.#connection = new SMTPConnection(options)
    this.#credentials = credentials
    this.#watch = watchReplies(this.#connection, 2 * (options.socketTimeout ?? SILENCE_MS), (error) => {
      this.#fail(error)
      this.#connection.close()
    })
  }

  async run(mail: OutgoingLetter): Promise<DeliveryOutcome> {
    const broken = this.#whenBroken()
    try {
      await Promise.race([this.#open(), broken])
      const limit = this.#limit
      if (limit !== null && mail.raw.sizeBytes > limit) {
        this.#leave()
        return { kind: 'too-large', limitBytes: limit, response: `brevet är ${inMegabytes(mail.raw.sizeBytes)}, men postservern tar högst ${inMegabytes(limit)} (SIZE ${limit}).` }
      }
      const outcome = await Promise.race([this.#send(mail), broken])
      // A goodbye in the middle of the letter would be taken for a line of it.
      if (this.#handedOver) this.#leave()
      else this.#connection.close()
      return outcome
    } catch (error) {
      this.#connection.close()
      if (this.#broken !== null) throw this.#broken
      return outcomeOfError(error, this.#handedOver)
    } finally {
      this.#watch.end()
    }
  }

  async askLimit(): Promise<number | null> {
    const broken = this.#whenBroken()
    try {
      await Promise.race([this.#open(), broken])
      return this.#limit
    } catch {
      return null
    } finally {
      this.#watch.end()
      this.#leave()
    }
  }

  /** Fails when the conversation does; nobody needs to wait for it. */
  #whenBroken(): Promise<never> {
    const broken = new Promise<never>((_, reject) => {
      this.#fail = reject
      this.#connection.on('error', reject)
      // A reply that ends the session (421) is reported just after 'end'; it says more than the bare end does.
      this.#connection.on('end', () => setImmediate(() => reject(new Error('the mail server closed the connection'))))
    })
    broken.catch(() => undefined)
    return broken
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
    this.#limit = limitIn(String(this.#connection.lastServerResponse))
    if (!this.#connection.secure) throw Object.assign(new Error('the connection is not encrypted'), { code: 'ETLS' })
    const { user, pass } = this.#credentials ?? {}
    if (user === undefined || pass === undefined) return
    await new Promise<void>((resolve, reject) => {
      this.#connection.login({ credentials: { user, pass } }, (error) => (error === null ? resolve() : reject(error)))
    })
  }

  async *#pieces(raw: RawMail, note: DeliveryNote | undefined): AsyncGenerator<Uint8Array> {
    this.#watch.sending(raw.sizeBytes)
    try {
      yield* raw.pieces()
      // The final dot follows as soon as this ends.
      await note?.handingOver()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#broken = error
      // nodemailer puts a code of its own on what it is thrown.
      throw new Error(error.message, { cause: error })
    }
  }

  async #send({ from, to, raw, envelopeId, note }: OutgoingLetter): Promise<DeliveryOutcome> {
    const envelope = { from, to: [...to], size: raw.sizeBytes, dsn: { ret: 'HDRS', envid: envelopeId, notify: ['SUCCESS', 'FAILURE', 'DELAY'], ...(to[0] === undefined || to.length > 1 ? {} : { orcpt: to[0] }) } }
    const stream = letterStream(this.#pieces(raw, note))
    stream.once('end', () => {
      this.#handedOver = true
      this.#watch.awaitReply()
    })
    return new Promise((resolve, reject) => {
      // Called while the reply is read, so that nothing comes between the answer and its note.
      this.#connection.send(envelope, stream, (error, sent) => {
        if (error !== null || sent === undefined) {
          const failure = error ?? new Error('no reply')
          if (this.#handedOver) note?.answered(outcomeOfError(failure, true))
          return reject(failure)
        }
        const outcome: DeliveryOutcome = this.#handedOver ? outcomeOfReply(sent) : { kind: 'unknown', reason: `postservern svarade innan hela brevet var sänt: ${plain(sent.response)}` }
        note?.answered(outcome)
        resolve(outcome)
      })
    })
  }
}

/** What a reply to EHLO says of SIZE ([RFC 1870](https://www.rfc-editor.org/rfc/rfc1870)); null for no limit. */
function limitIn(reply: string): number | null {
  const limit = Number(/^250[ -]SIZE[ \t]+(\d+)/imu.exec(reply)?.[1])
  return limit > 0 ? limit : null
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
