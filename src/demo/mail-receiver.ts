import { once } from 'node:events'
import * as openpgp from 'openpgp'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'
import { makeMailCertificate } from './mail-certificate.js'

/** What the receiver does with the next letters; the refusals name where in the conversation they come. */
export type ReceiverMood =
  | 'accept' | 'greylist' | 'refuse-recipient-temporarily' | 'refuse-recipient' | 'refuse-content-temporarily' | 'refuse-content'
  | 'drop-before-dot' | 'drop-after-dot' | 'stall-after-dot'

export interface ReceiverOptions {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly mood?: ReceiverMood
  /** How TLS is offered; `none` offers no STARTTLS at all. */
  readonly tls?: 'starttls' | 'implicit' | 'none'
  /** The only account that may send; anybody when left out. */
  readonly account?: { readonly user: string; readonly password: string }
  /** Addresses that are always refused. */
  readonly refusedAddresses?: readonly string[]
  /** The most bytes a letter may have, said in its greeting (SIZE); it says nothing when left out. */
  readonly maxBytes?: number
}

/** One letter as it arrived: the bytes between DATA and the final dot, dots undoubled. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
  readonly encryptedConnection: boolean
  readonly envelopeId: string | null
}

/** A mail server for the demo and the tests, standing in for the supplier's. */
export interface MailReceiver {
  readonly port: number
  /** The authority that vouches for its certificate, to be trusted by the sender. */
  readonly caPem: string
  /** Everything that arrived whole, also what was then refused or left unanswered. */
  messages(): readonly ReceivedMail[]
  /** Bytes of letters that reached it, whole or not. */
  bytesReceived(): number
  /** Conversations that are not over; what comes in them may still be on its way in. */
  conversations(): number
  behave(mood: ReceiverMood): void
  stop(): Promise<void>
}

/** Starts a mail server with a certificate of its own making. */
export async function startMailReceiver(options: ReceiverOptions): Promise<MailReceiver> {
  const certificate = await makeMailCertificate(new Date())
  const post = new PostOffice(options.mood ?? 'accept', new Set(options.refusedAddresses ?? []))
  const { tls = 'starttls', account } = options
  const server: SMTPServer = new SMTPServer({
    secure: tls === 'implicit', key: certificate.keyPem, cert: certificate.certificatePem, authOptional: account === undefined, logger: false, ...(options.maxBytes === undefined ? {} : { size: options.maxBytes }),
    disableReverseLookup: true, hideDSN: false, closeTimeout: 50, disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(account === undefined ? ['AUTH'] : [])],
    onAuth: (login, _session, done) => (login.username === account?.user && login.password === account?.password ? done(null, { user: login.username }) : done(reply(535, '5.7.8 Wrong password'))),
    onRcptTo: (address, _session, done) => done(post.objectionTo(address.address)),
    onData: post.takeIn((session) => hangUp(server, session)),
  })
  // A sender that hangs up in the middle is none of the receiver's business.
  server.on('error', () => undefined)
  const listening = server.listen(options.port, options.host)
  await once(listening, 'listening')
  const address = listening.address()
  if (typeof address !== 'object' || address === null) throw new Error('a listening TCP server has a port')
  return {
    port: address.port, caPem: certificate.caPem,
    messages: () => post.messages, bytesReceived: () => post.bytesReceived, conversations: () => server.connections.size, behave: (mood) => post.behave(mood),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The supplier's key pair for the demo, unlocked: version 4, Ed25519 and Curve25519, valid for two years. */
export async function receiverKey(name: string, address: string, now: Date): Promise<openpgp.PrivateKey> {
  const { privateKey } = await openpgp.generateKey({
    type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ name, email: address }], date: now, keyExpirationTime: 2 * 365 * 86_400, format: 'object',
  })
  return privateKey
}

/** What has arrived, and what is said about it. */
class PostOffice {
  readonly messages: ReceivedMail[] = []
  bytesReceived = 0
  #mood: ReceiverMood
  readonly #refused: ReadonlySet<string>
  readonly #seen = new Set<string>()

  constructor(mood: ReceiverMood, refused: ReadonlySet<string>) {
    this.#mood = mood
    this.#refused = refused
  }

  behave(mood: ReceiverMood): void {
    this.#mood = mood
  }

  objectionTo(address: string): Error | null {
    if (this.#refused.has(address)) return reply(550, '5.1.1 No such mailbox')
    const seenBefore = this.#seen.has(address)
    this.#seen.add(address)
    switch (this.#mood) {
      case 'greylist': return seenBefore ? null : reply(450, '4.7.1 Greylisted, try again later')
      case 'refuse-recipient-temporarily': return reply(451, '4.3.0 Mailbox busy')
      case 'refuse-recipient': return reply(550, '5.1.1 No such mailbox')
      case 'accept': case 'refuse-content-temporarily': case 'refuse-content': case 'drop-before-dot': case 'drop-after-dot': case 'stall-after-dot': return null
      default: return this.#mood satisfies never
    }
  }

  takeIn(hangUp: (session: SMTPServerSession) => void): NonNullable<SMTPServerOptions['onData']> {
    return (stream, session, done) => {
      this.#receive(stream, session, () => hangUp(session), done).catch(() => hangUp(session))
    }
  }

  async #receive(stream: SMTPServerDataStream, session: SMTPServerSession, hangUp: () => void, done: (error?: Error | null, message?: string) => void): Promise<void> {
    const mood = this.#mood
    const raw = await this.#collect(stream, () => mood === 'drop-before-dot' && hangUp())
    if (mood === 'drop-before-dot') return
    this.messages.push(mailOf(raw, session))
    this.#answer(mood, hangUp, done)
  }

  async #collect(stream: SMTPServerDataStream, onChunk: () => void): Promise<Buffer> {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      this.bytesReceived += chunk.length
      onChunk()
    })
    await once(stream, 'end')
    return Buffer.concat(chunks)
  }

  #answer(mood: ReceiverMood, hangUp: () => void, done: (error?: Error | null, message?: string) => void): void {
    switch (mood) {
      case 'accept': case 'greylist': case 'refuse-recipient': case 'refuse-recipient-temporarily': return done(null, `2.0.0 Ok: queued as ${this.messages.length}`)
      case 'refuse-content-temporarily': return done(reply(452, '4.2.2 Mailbox full'))
      case 'refuse-content': return done(reply(554, '5.7.1 Refused by policy'))
      case 'drop-before-dot': case 'drop-after-dot': return hangUp()
      case 'stall-after-dot': return
      default: return mood satisfies never
    }
  }
}

function mailOf(raw: Buffer, session: SMTPServerSession): ReceivedMail {
  const { mailFrom, rcptTo, dsn } = session.envelope
  return { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map((each) => each.address), raw, encryptedConnection: session.secure, envelopeId: dsn?.envid ?? null }
}

function hangUp(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.id === session.id) connection.close()
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
