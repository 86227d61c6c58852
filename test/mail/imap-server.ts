import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import { makeMailCertificate } from '../../src/demo/mail-certificate.js'

/** One mailbox of an IMAP server that knows just what a reader needs (RFC 3501): LOGIN, EXAMINE, UID SEARCH, UID FETCH, LOGOUT. */
export interface ImapMailbox {
  readonly port: number
  readonly caPem: string
  /** The UIDs from 1 on. */
  readonly mails: Buffer[]
  /** UIDVALIDITY; another number means that UIDs mean something else. */
  validity: number
  /** Every command line it was given, passwords left out. */
  readonly said: string[]
  /** Hangs up instead of answering the next fetch of a mail's bytes. */
  hangUp: boolean
  /** Answers a search or a fetch wrongly. */
  trouble: 'none' | 'search-refused' | 'search-unanswered' | 'fetch-unanswered' | 'body-missing'
  stop(): Promise<void>
}

export async function startImapMailbox(password: string): Promise<ImapMailbox> {
  const { keyPem: key, certificatePem: cert, caPem } = await makeMailCertificate(new Date())
  const mailbox = { mails: new Array<Buffer>(), validity: 7, said: new Array<string>(), hangUp: false, trouble: 'none' as ImapMailbox['trouble'] }
  const open = new Set<TLSSocket>()
  const server = createServer({ key, cert }, (socket) => {
    open.add(socket)
    socket.on('error', () => undefined).on('close', () => open.delete(socket))
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
    let rest = ''
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1')
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end)
        rest = rest.slice(end + 2)
        answer(socket, line)
      }
    })
  })
  function answer(socket: TLSSocket, line: string): void {
    const [tag = '', ...words] = line.split(' ')
    const command = words.slice(0, words[0]?.toUpperCase() === 'UID' ? 2 : 1).join(' ').toUpperCase()
    mailbox.said.push(command)
    if (command === 'LOGIN') return void socket.write(line.includes(`"${password}"`) || line.endsWith(` ${password}`) ? `${tag} OK [CAPABILITY IMAP4rev1] in\r\n` : `${tag} NO [AUTHENTICATIONFAILED] wrong password\r\n`)
    if (command === 'EXAMINE') socket.write(`* ${mailbox.mails.length} EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY ${mailbox.validity}] \r\n* OK [UIDNEXT ${mailbox.mails.length + 1}] \r\n`)
    if (command === 'CAPABILITY') socket.write('* CAPABILITY IMAP4rev1\r\n')
    if (command === 'LIST' || command === 'LSUB') socket.write('* LIST () "/" INBOX\r\n')
    if (command === 'UID SEARCH' && mailbox.trouble === 'search-refused') return void socket.write(`${tag} NO [SERVERBUG] index is being rebuilt\r\n`)
    if (command === 'UID SEARCH' && mailbox.trouble !== 'search-unanswered') socket.write(`* SEARCH ${found(line).join(' ')}\r\n`)
    if (command === 'UID FETCH' && !fetched(socket, Number(words[2]), line)) return void socket.destroy()
    socket.write(`${tag} OK${command === 'EXAMINE' ? ' [READ-ONLY]' : ''} done\r\n`)
  }
  function found(line: string): number[] {
    const from = Number(/UID (\d+):\*/iu.exec(line.slice(line.indexOf('SEARCH')))?.[1] ?? 1)
    const uids = mailbox.mails.map((_, index) => index + 1)
    // "n:*" always finds the last message (RFC 3501 6.4.8), also when n is past it.
    return uids.filter((uid) => uid >= Math.min(from, uids.length))
  }
  function fetched(socket: TLSSocket, uid: number, line: string): boolean {
    if (mailbox.trouble === 'fetch-unanswered') return true
    const mail = mailbox.mails[uid - 1] ?? Buffer.alloc(0)
    if (!line.includes('BODY.PEEK[]')) return socket.write(`* ${uid} FETCH (UID ${uid} RFC822.SIZE ${mail.byteLength})\r\n`) || true
    if (mailbox.hangUp) return false
    if (mailbox.trouble === 'body-missing') return socket.write(`* ${uid} FETCH (UID ${uid} BODY[] NIL)\r\n`) || true
    const [, most] = /BODY\.PEEK\[\]<0\.(\d+)>/u.exec(line) ?? []
    const part = most === undefined ? mail : mail.subarray(0, Number(most))
    socket.write(`* ${uid} FETCH (UID ${uid} BODY[]${most === undefined ? '' : '<0>'} {${part.byteLength}}\r\n`)
    socket.write(part)
    socket.write(')\r\n')
    return true
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a listening TCP server has a port')
  return Object.assign(mailbox, {
    port: address.port, caPem,
    stop: async () => {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}
