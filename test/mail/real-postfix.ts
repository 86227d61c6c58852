import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeMailCertificate } from '../../src/demo/mail-certificate.js'

const DAEMONS = '/usr/lib/postfix/sbin'
/** Only root may start Postfix; it serves as its own users. */
export const hasPostfix: boolean = process.getuid?.() === 0 && existsSync(join(DAEMONS, 'master'))
if (!hasPostfix) process.stderr.write('SKIPPED: Postfix is not installed, or this is not root; the tests against Postfix do not run. Install it with: apt-get install postfix\n')

const LARGEST_BYTES = 200_000

/** Postfix as Debian ships it, with everything it has in a directory of its own: it takes mail over STARTTLS for a few mailboxes, reports what became of it, and knows nobody else in the world. */
export interface Postfix {
  readonly port: number
  readonly caPem: string
  /** The mails in a mailbox, once there are that many. */
  mailsIn(mailbox: keyof typeof MAILBOXES, count: number): Promise<Buffer[]>
  log(): string
  stop(): void
}

/** By mailbox, its address; what comes for `fullt` is taken in and then comes back. */
export const MAILBOXES = { granskning: 'granskning@leverantor.example', siths: 'siths@radgivning.example', fullt: 'fullt@leverantor.example' } as const

const SERVICES = `
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
full unix - n n - - pipe user=nobody argv=/bin/sh -c {echo 5.2.2 mailbox full; exit 69}
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`

function settings(directory: string): string {
  const mailboxes = Object.entries(MAILBOXES).map(([mailbox, address]) => `${address}=${mailbox}/`)
  return `compatibility_level = 3.6
queue_directory = ${directory}/queue
data_directory = ${directory}/data
command_directory = /usr/sbin
daemon_directory = ${DAEMONS}
mail_owner = postfix
setgid_group = postdrop
myhostname = post.leverantor.example
mydestination =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
maillog_file = ${directory}/postfix.log
maillog_file_prefixes = ${directory}
message_size_limit = ${LARGEST_BYTES}
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = ${directory}/server.pem
smtpd_tls_key_file = ${directory}/server.key
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = leverantor.example, radgivning.example
virtual_mailbox_base = ${directory}/mail
virtual_mailbox_maps = inline:{ ${mailboxes.join(', ')} }
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
transport_maps = inline:{ { ${MAILBOXES.fullt} = full: } }
`
}

/** Starts Postfix on a free port of this machine's own address. */
export async function startPostfix(): Promise<Postfix> {
  const directory = mkdtempSync('/tmp/anslut-postfix-')
  const { keyPem, certificatePem, caPem } = await makeMailCertificate(new Date())
  const port = await freePort()
  chmodSync(directory, 0o755)
  for (const name of ['conf', 'queue', 'data', 'mail']) mkdirSync(join(directory, name))
  chmodSync(join(directory, 'mail'), 0o777)
  chownSync(join(directory, 'data'), Number(execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' })), 0)
  writeFileSync(join(directory, 'server.key'), keyPem, { mode: 0o600 })
  writeFileSync(join(directory, 'server.pem'), certificatePem)
  writeFileSync(join(directory, 'conf/main.cf'), settings(directory))
  writeFileSync(join(directory, 'conf/master.cf'), `127.0.0.1:${port} inet n - n - - smtpd${SERVICES}`)
  const control = (verb: string): void => void execFileSync('postfix', ['-c', join(directory, 'conf'), verb], { stdio: 'pipe' })
  const log = (): string => readFileSync(join(directory, 'postfix.log'), 'utf8')
  control('start')
  return {
    port, caPem,
    mailsIn: async (mailbox, count) => {
      const mails = await arrived(join(directory, 'mail', mailbox, 'new'), count)
      if (mails.length < count) throw new Error(`${mailbox} has got ${mails.length} mails, not ${count}, in half a minute:\n${log()}`)
      return mails
    },
    log,
    stop: () => {
      control('stop')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('a listening TCP server has a port')
  return address.port
}

async function arrived(directory: string, count: number): Promise<Buffer[]> {
  let names: string[] = []
  for (let turn = 0; turn < 300 && names.length < count; turn += 1) {
    names = existsSync(directory) ? readdirSync(directory) : []
    if (names.length < count) await pause(100)
  }
  return names.sort().map((name) => readFileSync(join(directory, name)))
}
