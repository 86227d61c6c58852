import { stat } from 'node:fs/promises'
import type * as openpgp from 'openpgp'
import type { OwnKey } from './key-description.js'
import { OWN_TITLES } from './key-expiry.js'
import { hasNewFormat, holds } from './key-parts.js'
import type { KeyFault } from './key-verdict.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'

/** That an own key cannot do what it is for. One of a newer format makes letters that GnuPG and Thunderbird cannot read at all; one of its kind is never made here, but one may be put here. */
export async function abilityFaults(key: openpgp.PrivateKey, own: OwnKey, path: string, now: Date): Promise<readonly KeyFault[]> {
  const next = `Byt den med ”keys rotate ${own} --by NAMN”.`
  if (hasNewFormat(key)) return [{ path, code: 'new-format', weight: 'stops', message: `${OWN_TITLES[own]} har ett nytt format som GnuPG och Thunderbird inte läser. ${next}` }]
  const end = await key.getExpirationTime(undefined, OPENPGP_POLICY)
  if (end instanceof Date && end <= now) return []
  const able = own === 'sender' ? key.getSigningKey(undefined, now, undefined, OPENPGP_POLICY) : key.getEncryptionKey(undefined, now, undefined, OPENPGP_POLICY)
  return (await holds(able)) ? [] : [{ path, code: 'unusable', weight: 'stops', message: `${OWN_TITLES[own]} kan inte ${own === 'sender' ? 'signera' : 'kryptera'} brev. ${next}` }]
}

/** That others on the computer can read a secret key's file. */
export async function exposureFaults(file: string, path: string): Promise<readonly KeyFault[]> {
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return []
  return [{ path, code: 'readable-by-others', weight: 'warns', message: `Andra på datorn kan läsa ${file}. Begränsa den till ägaren: chmod 600 ${file}.` }]
}
