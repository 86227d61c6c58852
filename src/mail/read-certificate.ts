import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'

const MAX_BYTES = 1_000_000

/**
 * Reads exactly one public OpenPGP key, armored or binary.
 * @throws Failure `key-invalid` when it is no key, several, a secret one, or of another version than 4
 */
export async function readCertificate(bytes: Uint8Array): Promise<openpgp.PublicKey> {
  if (bytes.length === 0) throw new Failure('key-invalid', 'Filen är tom. Be om den publika nyckeln igen.')
  if (bytes.length > MAX_BYTES) throw new Failure('key-invalid', `Filen är ${bytes.length} byte, mer än en publik nyckel någonsin är. Kontrollera att det är rätt fil.`)
  const keys = await readKeys(bytes)
  const [key] = keys
  if (key === undefined) throw new Failure('key-invalid', 'Filen innehåller ingen OpenPGP-nyckel. Be om den publika nyckeln som .asc-fil.')
  if (keys.length > 1) throw new Failure('key-invalid', `Filen innehåller ${keys.length} nycklar. Be om en fil med bara den nyckel som ska användas.`)
  if (key.isPrivate()) {
    throw new Failure('key-invalid', 'Filen innehåller en hemlig nyckel. Ta inte emot den: be ägaren om den publika nyckeln, och att räkna den hemliga som röjd.')
  }
  refuseOtherVersions(key)
  return key
}

/** @throws Failure `key-invalid` when the key or a subkey is not of version 4, which is all that GnuPG and Thunderbird read */
export function refuseOtherVersions(key: openpgp.Key): void {
  for (const packet of [key.keyPacket, ...key.subkeys.map((subkey) => subkey.keyPacket)]) {
    if (packet.version !== 4) {
      throw new Failure('key-invalid', `Nyckeln ${key.getFingerprint().toUpperCase()} är av OpenPGP-version ${packet.version}; bara version 4 kan läsas av alla. Skapa en nyckel av version 4.`)
    }
  }
}

async function readKeys(bytes: Uint8Array): Promise<openpgp.Key[]> {
  const text = Buffer.from(bytes).toString('latin1')
  const armoredAt = text.indexOf('-----BEGIN PGP')
  try {
    return armoredAt === -1
      ? await openpgp.readKeys({ binaryKeys: bytes, config: OPENPGP_POLICY })
      : await openpgp.readKeys({ armoredKeys: text.slice(armoredAt), config: OPENPGP_POLICY })
  } catch (cause) {
    throw new Failure('key-invalid', 'Filen kan inte läsas som en OpenPGP-nyckel. Be om den publika nyckeln igen, som .asc-fil.', { cause })
  }
}
