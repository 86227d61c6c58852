import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { Failure } from '../../templates/failure.js'

/** An address that a name stood for when it was asked. */
export interface Resolved {
  readonly address: string
  readonly family: number
}

/** Asks what a name stands for. */
export type Resolve = (hostname: string) => Promise<readonly Resolved[]>

/** Asks as the system does. */
export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true })

const INWARD = new BlockList()
/** Not for the public internet (IANA's special-purpose registry, RFC 6890). */
for (const [net, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) INWARD.addSubnet(net, prefix, 'ipv4')
/** Within the public block: protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address of any sort. */
for (const [net, prefix] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) INWARD.addSubnet(net, prefix, 'ipv6')
/** Everything handed out to the public is in it; loopback, link-local, unique-local, multicast and addresses that carry an IPv4 one are not (RFC 4291). */
const GLOBAL = new BlockList()
GLOBAL.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address is one on the public internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4: return !INWARD.check(address, 'ipv4')
    case 6: return GLOBAL.check(address, 'ipv6') && !INWARD.check(address, 'ipv6')
    default: return false
  }
}

/** The address behind a webhook's URL, to connect to and no other: a name may stand for something else the next time. Refused when any of what it stands for is not public. @throws Failure `call-invalid` */
export async function publicAddressOf(url: string, resolve: Resolve): Promise<Resolved> {
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'https:' || username !== '' || password !== '') throw refused('Adressen ska börja med https:// och inte innehålla användarnamn eller lösenord.')
  const bare = hostname.replace(/^\[|\]$/g, '')
  const literal = isIP(bare)
  const found = literal === 0 ? await resolve(bare).catch(() => []) : [{ address: bare, family: literal }]
  const [first] = found
  if (first === undefined) throw refused(`Namnet ${bare} går inte att slå upp.`)
  if (!found.every(({ address }) => isPublicAddress(address))) throw refused(`${bare} leder till ett nät som inte är öppet mot internet. Webhookar skickas aldrig inåt.`)
  return first
}

function refused(message: string): Failure {
  return new Failure('call-invalid', `Webhooken tas inte emot. ${message}`, { faults: [{ path: 'url', message }] })
}
