import { createServer, type Server } from 'node:http'
import { Failure } from '../../templates/failure.js'
import type { Config } from '../config.js'
import { LOOPBACK } from '../loopback.js'

/** The port that the server listens on from now on; 0 takes a free one. @throws Failure `address-unavailable` */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const reason = 'code' in cause && cause.code === 'EADDRINUSE' ? 'den används redan' : cause.message
      reject(new Failure('address-unavailable', `Det går inte att lyssna på ${host}, port ${port}: ${reason}. Ange en annan med ANSLUT_PORT eller serve --port, eller 0 för en ledig.`, { cause }))
    })
    server.listen({ host, port }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens without a port')
  return address.port
}

/** Tries what `serve` will need, before long work that ends in serving. @throws Failure `call-invalid` as `refuseOpenAddress`, `address-unavailable` */
export async function tryAddress(config: Pick<Config, 'host' | 'port' | 'publicUrl'>): Promise<void> {
  refuseOpenAddress(config, { host: config.host, hasAccounts: false })
  const server = createServer()
  await listen(server, config.host, config.port)
  await new Promise((resolve) => server.close(resolve))
}

/** Others than the own computer are answered only by name and password, and only through TLS. @throws Failure `call-invalid` */
export function refuseOpenAddress({ publicUrl }: Pick<Config, 'publicUrl'>, { host, hasAccounts }: { readonly host: string; readonly hasAccounts: boolean }): void {
  const isOpen = !LOOPBACK.some((name) => name === host)
  if (!isOpen && publicUrl === null) return
  if (!hasAccounts) throw new Failure('call-invalid', isOpen ? `Tjänsten får bara lyssna på den egna datorn, inte på ${host}, så länge det inte finns konton. Ange 127.0.0.1, ::1 eller localhost, och låt en administratör logga in med engångslösenordet.` : 'ANSLUT_PUBLIC_URL får sättas först när konton gäller. Starta utan den, låt en administratör logga in med engångslösenordet och välja ett eget, och starta sedan om.')
  if (publicUrl === null) throw new Failure('call-invalid', `Tjänsten får bara lyssna på den egna datorn, inte på ${host}, utan ANSLUT_PUBLIC_URL och ANSLUT_TRUSTED_PROXY: lösenord skulle gå i klartext.`)
}
