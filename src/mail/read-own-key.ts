import * as openpgp from 'openpgp'
import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import { shownLine } from '../../templates/plain-text.js'
import { describeKey, fingerprintOf, type OwnKey } from './key-description.js'
import { expiryFaults, OWN_TITLES } from './key-expiry.js'
import { addressOf, algorithmOf, userState } from './key-parts.js'
import { abilityFaults } from './own-key-faults.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import type { KeyOwner, OwnKeys } from './own-keys.js'
import { refuseOtherVersions } from './read-certificate.js'

/**
 * Reads a secret key made elsewhere, such as one that GnuPG has exported, armored or binary, for use as an own key; it stays encrypted as it came, and the house's passphrase must open it.
 * @throws Failure `key-invalid` when it is no single secret key or lies unencrypted, `keys-locked` when the passphrase does not open it, `keys-unusable` when letters could not be sealed with it
 */
export async function readOwnKey(bytes: Uint8Array, own: OwnKey, keys: OwnKeys, owner: KeyOwner): Promise<openpgp.PrivateKey> {
  const key = await readSecret(bytes)
  refuseOtherVersions(key)
  if (key.isDecrypted()) throw new Failure('key-invalid', 'Den hemliga nyckeln i filen är inte krypterad. Exportera den med husets lösenfras, och radera filen: räkna annars nyckeln som röjd.')
  const opened = await keys.opened(key, `nyckeln ${fingerprintOf(key)} i filen`)
  const path = `keys/${own}.asc`
  const faults = [...(await abilityFaults(opened, own, path, owner.now)), ...expiryFaults(await describeKey(key, own), path, owner.now)].filter(({ weight }) => weight === 'stops')
  if (faults.length > 0) throw new Failure('keys-unusable', `Nyckeln tas inte i bruk: ${faults.map(({ message }) => message).join(' ')}`, { faults })
  if (own === 'sender') await refuseUncommon(opened, owner.now)
  if (!(await isFor(key, owner))) throw new Failure('keys-unusable', `${OWN_TITLES[own]} måste vara utställd för ${owner.address}, men den i filen är för ${key.getUserIDs().map(shownLine).join(', ')}. Lägg till adressen i nyckeln, eller rätta avsändaradressen.`)
  return key
}

/** Signatures that every OpenPGP program checks, by openpgp.js's names: others, such as Brainpool's and NIST's curves, some recipients' programs do not know, and the letter seems to be unsigned. */
const COMMON = new Set(['eddsaLegacy', 'rsaEncryptSign', 'rsaSign'])

async function refuseUncommon(key: openpgp.PrivateKey, now: Date): Promise<void> {
  const parts = [key, await key.getSigningKey(undefined, now, undefined, OPENPGP_POLICY)]
  const uncommon = parts.find((part) => !COMMON.has(part.getAlgorithmInfo().algorithm))
  if (uncommon !== undefined) throw new Failure('keys-unusable', `${OWN_TITLES.sender} måste vara Ed25519 (i det äldre formatet) eller RSA, som alla mottagares program kan kontrollera, men den i filen är ${algorithmOf(uncommon)}. Skapa en sådan, eller låt programmet göra det med ”keys generate”.`)
}

async function readSecret(bytes: Uint8Array): Promise<openpgp.PrivateKey> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const armoredAt = text.indexOf('-----BEGIN PGP')
  try {
    const keys = armoredAt === -1 ? await openpgp.readPrivateKeys({ binaryKeys: bytes, config: OPENPGP_POLICY }) : await openpgp.readPrivateKeys({ armoredKeys: text.slice(armoredAt), config: OPENPGP_POLICY })
    const [key, another] = keys
    if (key !== undefined && another === undefined) return key
  } catch (cause) {
    throw notSecret(cause)
  }
  throw notSecret(null)
}

function notSecret(cause: unknown): Failure {
  return new Failure('key-invalid', 'Filen innehåller inte en enda hemlig OpenPGP-nyckel. Exportera den med till exempel ”gpg --export-secret-keys”.', { cause })
}

async function isFor(key: openpgp.PrivateKey, { address, now }: KeyOwner): Promise<boolean> {
  for (const user of key.users) if (sameAddress(addressOf(user.userID), address) && (await userState(user, now)) === 'usable') return true
  return false
}
