import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { makeMailCertificate } from '../../src/demo/mail-certificate.js'

/** What a mail server says in place of the usual. */
export interface OddReplies {
  readonly rcpt?: string
  /** How long it takes to greet, and as long again to begin TLS. */
  readonly slowMs?: number
  /** After the final dot. */
  readonly dot?: string
  /** What it goes on with every now and then after that. */
  readonly drip?: string
  /** Hangs up after what it says after the final dot. */
  readonly thenCloses?: boolean
}

/** A mail server that says odd things; without any, that it has taken a letter over as soon as it has asked for it, and reads none of it. */
export interface EarlyServer {
  readonly port: number
  readonly caPem: string
  /** Every command line it was given. */
  readonly said: readonly string[]
  stop(): Promise<void>
}

export async function startEarlyServer({ rcpt, dot, drip, thenCloses, slowMs = 0 }: OddReplies = {}): Promise<EarlyServer> {
  const { keyPem: key, certificatePem: cert, caPem } = await makeMailCertificate(new Date())
  const said: string[] = []
  const open = new Set<Socket>()
  const server = createServer((plain) => {
    open.add(plain)
    plain.on('error', () => undefined)
    setTimeout(() => plain.write('220 early ESMTP\r\n'), slowMs)
    talk(plain, () => {
      const secure = new TLSSocket(plain, { isServer: true, key, cert })
      secure.on('error', () => undefined)
      talk(secure, () => undefined)
    })
  })
  function talk(socket: Socket, startTls: () => void): void {
    let isLetter = false
    let end = ''
    const afterDot = (): void => {
      isLetter = false
      if (dot !== undefined) socket.write(dot)
      if (thenCloses === true) socket.end()
      if (drip === undefined) return
      const dripping = setInterval(() => socket.write(drip), 100)
      socket.on('close', () => clearInterval(dripping))
    }
    const onData = (chunk: Buffer): void => {
      if (isLetter) {
        end = `${end}${chunk.toString('latin1')}`.slice(-5)
        return end === '\r\n.\r\n' ? afterDot() : undefined
      }
      const line = chunk.toString('latin1').trim()
      const [command = ''] = line.toUpperCase().split(/[ :]/u)
      said.push(line)
      if (command === 'EHLO') return void socket.write('250-early\r\n250-STARTTLS\r\n250-DSN\r\n250 HELP\r\n')
      if (command === 'RCPT' && rcpt !== undefined) return void socket.write(rcpt)
      if (command === 'DATA' && (dot ?? drip) !== undefined) {
        isLetter = true
        return void socket.write('354 go\r\n')
      }
      if (command === 'DATA') return void socket.pause().write('354 go\r\n250 2.0.0 queued early\r\n')
      if (command !== 'STARTTLS') return void socket.write('250 ok\r\n')
      socket.off('data', onData)
      setTimeout(() => {
        socket.write('220 go\r\n')
        startTls()
      }, slowMs)
    }
    socket.on('data', onData)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a listening TCP server has a port')
  return {
    port: address.port, caPem, said,
    stop: async () => {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
