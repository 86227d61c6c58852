import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { Failure } from '../../templates/failure.js'
import { OWN_KEYS, describeKey, expiryFaults, fingerprintOf, normalizeFingerprint, type KeyDescription, type KeyFault, type OwnKey } from './key-description.js'
import { createKeyFile, replaceKeyFile } from './key-file.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { readCertificate, refuseOtherVersions } from './read-certificate.js'

const VALID_SECONDS = 5 * 365 * 86_400

/** The key ring whose files lie in `directory` (the data directory's `keys/`); `passphrase` gives null when there is none to be had. */
export function openKeyRing(directory: string, passphrase: () => Promise<string | null>): KeyRing {
  return new KeyRing(directory, passphrase)
}

/** The OpenPGP keys of one installation: `sender.asc` and `archive.asc` secret and encrypted, `recipients/FINGERPRINT.asc` public. */
export class KeyRing {
  readonly #directory: string
  readonly #passphrase: () => Promise<string | null>

  constructor(directory: string, passphrase: () => Promise<string | null>) {
    this.#directory = directory
    this.#passphrase = passphrase
  }

  /**
   * Makes whichever own key is missing (Ed25519 and Curve25519, version 4, five years), encrypted with the passphrase.
   * @throws Failure `keys-exist` when both are there already, `keys-locked` without a passphrase
   */
  async generateOwnKeys(owner: { readonly name: string; readonly address: string; readonly now: Date }): Promise<readonly KeyDescription[]> {
    const missing: OwnKey[] = []
    for (const own of OWN_KEYS) if ((await this.#readOwn(own)) === null) missing.push(own)
    if (missing.length === 0) throw this.#keysExist()
    const passphrase = await this.#requirePassphrase()
    for (const own of missing) {
      const userIDs = { name: own === 'archive' ? `${owner.name} (arkiv)` : owner.name, email: owner.address }
      const { privateKey } = await openpgp.generateKey({
        type: 'ecc', curve: 'ed25519Legacy', userIDs, passphrase, date: owner.now, keyExpirationTime: VALID_SECONDS, format: 'armored', config: OPENPGP_POLICY,
      })
      await this.#keepOwn(own, privateKey)
    }
    return (await this.list()).filter((key) => key.own !== null)
  }

  /**
   * Keeps a public key, or what is new in it (a later expiry, a revocation) when its fingerprint is known; nothing is trusted by it.
   * @throws Failure `key-invalid`
   */
  async importPublic(bytes: Uint8Array): Promise<KeyDescription> {
    const read = await readCertificate(bytes)
    const known = await this.#readRecipient(fingerprintOf(read))
    const key = known === null ? read : await known.update(read, undefined, OPENPGP_POLICY)
    await replaceKeyFile(this.#recipientPath(fingerprintOf(key)), key.armor(OPENPGP_POLICY))
    return describeKey(key, null)
  }

  /** Own keys first, then the others by fingerprint. */
  async list(): Promise<readonly KeyDescription[]> {
    const keys: KeyDescription[] = []
    for (const own of OWN_KEYS) {
      const key = await this.#readOwn(own)
      if (key !== null) keys.push(await describeKey(key, own))
    }
    for (const fingerprint of await this.#recipientFingerprints()) keys.push(await describeKey(await this.recipient(fingerprint), null))
    return keys
  }

  /**
   * The unlocked signing key.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`
   */
  async sender(): Promise<openpgp.PrivateKey> {
    return this.#unlock('sender')
  }

  /**
   * The unlocked key that opens kept letters.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`
   */
  async archive(): Promise<openpgp.PrivateKey> {
    return this.#unlock('archive')
  }

  /**
   * The public half of an own key, to encrypt to or to hand out; needs no passphrase.
   * @throws Failure `keys-missing`, `key-invalid`
   */
  async ownPublic(own: OwnKey): Promise<openpgp.PublicKey> {
    return (await this.#requireOwn(own)).toPublic()
  }

  /**
   * Some own keys' public halves as one armored block, to hand out.
   * @throws Failure `keys-missing`, `key-invalid`
   */
  async armoredPublic(owns: readonly OwnKey[]): Promise<string> {
    const halves = await Promise.all(owns.map(async (own) => (await this.ownPublic(own)).write()))
    return openpgp.armor(openpgp.enums.armor.publicKey, Buffer.concat(halves), undefined, undefined, undefined, undefined, OPENPGP_POLICY)
  }

  /**
   * The public key with exactly this fingerprint, however many others carry the same address.
   * @throws Failure `keys-missing`, `key-invalid`
   */
  async recipient(fingerprint: string): Promise<openpgp.PublicKey> {
    const wanted = normalizeFingerprint(fingerprint)
    const key = wanted === null ? null : await this.#readRecipient(wanted)
    if (key === null) throw new Failure('keys-missing', `Nyckeln ${fingerprint} finns inte i nyckelringen. Läs in den med "anslut keys import FIL".`)
    return key
  }

  /** What is wrong with the keys at `now`, in words; a key with less than 30 days left warns. */
  async check(now: Date): Promise<readonly KeyFault[]> {
    const faults: KeyFault[] = []
    for (const own of OWN_KEYS) {
      const path = `keys/${own}.asc`
      try {
        faults.push(...expiryFaults(await describeKey(await this.#unlock(own), own), path, now), ...(await exposureFaults(this.#ownPath(own), path)))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        faults.push({ path, message: error.message, weight: 'stops' })
      }
    }
    for (const fingerprint of await this.#recipientFingerprints()) {
      const path = `keys/recipients/${fingerprint}.asc`
      try {
        faults.push(...expiryFaults(await describeKey(await this.recipient(fingerprint), null), path, now))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        faults.push({ path, message: error.message, weight: 'warns' })
      }
    }
    return faults
  }

  async #keepOwn(own: OwnKey, armored: string): Promise<void> {
    try {
      await createKeyFile(this.#ownPath(own), armored)
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) throw this.#keysExist()
      throw error
    }
  }

  #keysExist(): Failure {
    return new Failure('keys-exist', `Egna nycklar finns redan i ${this.#directory} och skrivs aldrig över. Flytta undan dem först, om de verkligen ska bytas.`)
  }

  async #unlock(own: OwnKey): Promise<openpgp.PrivateKey> {
    const privateKey = await this.#requireOwn(own)
    const passphrase = await this.#requirePassphrase()
    try {
      return await openpgp.decryptKey({ privateKey, passphrase, config: OPENPGP_POLICY })
    } catch (cause) {
      throw new Failure('keys-locked', `Lösenfrasen öppnar inte ${this.#ownPath(own)}. Kontrollera filen som ANSLUT_PASSPHRASE_FILE pekar på.`, { cause })
    }
  }

  async #requirePassphrase(): Promise<string> {
    const passphrase = (await this.#passphrase())?.replace(/[\r\n]+$/u, '')
    if (passphrase === undefined || passphrase === '') {
      throw new Failure('keys-locked', 'De egna nycklarna är låsta: lösenfras saknas. Lägg den i en fil utanför datakatalogen och peka ut filen med ANSLUT_PASSPHRASE_FILE.')
    }
    return passphrase
  }

  async #requireOwn(own: OwnKey): Promise<openpgp.PrivateKey> {
    const key = await this.#readOwn(own)
    if (key === null) throw new Failure('keys-missing', `Den egna nyckeln ${this.#ownPath(own)} finns inte. Skapa nycklarna med "anslut keys generate".`)
    return key
  }

  async #readOwn(own: OwnKey): Promise<openpgp.PrivateKey | null> {
    const armoredKey = await readIfThere(this.#ownPath(own))
    if (armoredKey === null) return null
    const key = await readSecretKey(armoredKey, this.#ownPath(own))
    refuseOtherVersions(key)
    if (key.isDecrypted()) throw new Failure('key-invalid', `Den hemliga nyckeln ${this.#ownPath(own)} ligger okrypterad. Räkna den som röjd: flytta undan den och skapa nya nycklar.`)
    return key
  }

  async #readRecipient(fingerprint: string): Promise<openpgp.PublicKey | null> {
    const path = this.#recipientPath(fingerprint)
    const text = await readIfThere(path)
    if (text === null) return null
    const key = await readCertificate(Buffer.from(text))
    if (fingerprintOf(key) !== fingerprint) {
      throw new Failure('key-invalid', `Filen ${path} innehåller en annan nyckel, ${fingerprintOf(key)}. Ta bort filen, ta reda på hur den bytts och läs in rätt nyckel igen.`)
    }
    return key
  }

  async #recipientFingerprints(): Promise<readonly string[]> {
    try {
      const names = await readdir(join(this.#directory, 'recipients'))
      return names.filter((name) => /^[0-9A-F]{40}\.asc$/u.test(name)).map((name) => name.slice(0, 40)).sort()
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return []
      throw error
    }
  }

  #ownPath(own: OwnKey): string {
    return join(this.#directory, `${own}.asc`)
  }

  #recipientPath(fingerprint: string): string {
    return join(this.#directory, 'recipients', `${fingerprint}.asc`)
  }
}

async function exposureFaults(file: string, path: string): Promise<readonly KeyFault[]> {
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return []
  return [{ path, weight: 'warns', message: `Andra på datorn kan läsa ${file}. Begränsa den till ägaren: chmod 600 ${file}.` }]
}

async function readSecretKey(armoredKey: string, path: string): Promise<openpgp.PrivateKey> {
  try {
    return await openpgp.readPrivateKey({ armoredKey, config: OPENPGP_POLICY })
  } catch (cause) {
    throw new Failure('key-invalid', `Filen ${path} kan inte läsas som en hemlig OpenPGP-nyckel. Återställ den från säkerhetskopian.`, { cause })
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

function isSystemError(error: unknown, code: 'ENOENT' | 'EEXIST'): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
