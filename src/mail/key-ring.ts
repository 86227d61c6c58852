import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { OWN_KEYS, type REVOCATION_CAUSES } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { describeKey, expiryFaults, fingerprintOf, normalizeFingerprint, type KeyDescription, type KeyFault, type OwnKey } from './key-description.js'
import { isSystemError, readIfThere, replaceKeyFile } from './key-file.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { OwnKeys, type KeyOwner } from './own-keys.js'
import { readCertificate } from './read-certificate.js'

const { keyCompromised, keySuperseded, keyRetired } = openpgp.enums.reasonForRevocation
const CAUSES = { compromised: keyCompromised, superseded: keySuperseded, retired: keyRetired } as const

/** The key ring whose files lie in `directory` (the data directory's `keys/`); `passphrase` gives null when there is none to be had. */
export function openKeyRing(directory: string, passphrase: () => Promise<string | null>): KeyRing {
  return new KeyRing(directory, passphrase)
}

/** The OpenPGP keys of one installation: its own, secret and encrypted, and `recipients/FINGERPRINT.asc`, public. */
export class KeyRing {
  readonly #directory: string
  readonly #own: OwnKeys

  constructor(directory: string, passphrase: () => Promise<string | null>) {
    this.#directory = directory
    this.#own = new OwnKeys(directory, passphrase)
  }

  /**
   * Makes whichever own key is missing.
   * @throws Failure `keys-exist` when both are there already, `keys-locked` without a passphrase
   */
  async generateOwnKeys(owner: KeyOwner): Promise<readonly KeyDescription[]> {
    const missing: OwnKey[] = []
    for (const own of OWN_KEYS) if ((await this.#own.current(own)) === null) missing.push(own)
    if (missing.length === 0) throw this.#own.keysExist()
    for (const own of missing) await this.#own.keep(own, await this.#own.make(own, owner))
    return (await this.list()).filter((key) => key.own !== null)
  }

  /**
   * Makes a new own key in place of the one in use, which is kept: it still opens, or proves, the letters of its time.
   * @throws Failure `keys-missing`, `keys-locked`
   */
  async rotate(own: OwnKey, owner: KeyOwner): Promise<{ readonly made: KeyDescription; readonly replaced: string }> {
    const key = await this.#own.make(own, owner)
    const { replaced } = await this.#own.replace(own, key)
    return { made: await describeKey(key, own), replaced }
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

  /** Own keys in use first, then the others by fingerprint. */
  async list(): Promise<readonly KeyDescription[]> {
    const keys: KeyDescription[] = []
    for (const own of OWN_KEYS) {
      const key = await this.#own.current(own)
      if (key !== null) keys.push(await describeKey(key, own))
    }
    for (const fingerprint of await this.#recipientFingerprints()) keys.push(await describeKey(await this.recipient(fingerprint), null))
    return keys
  }

  /**
   * What a new letter is sealed with: the unlocked key that signs it and the public one that the kept copy opens with.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`, `keys-unusable` when either is revoked
   */
  async sealingKeys(): Promise<{ readonly sender: openpgp.PrivateKey; readonly archive: openpgp.PublicKey }> {
    for (const own of OWN_KEYS) await this.#refuseRevoked(own)
    return { sender: await this.sender(), archive: await this.ownPublic('archive') }
  }

  /**
   * What a kept letter is opened and proved with, however long ago those keys were in use.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`
   */
  async openingKeys(of: { readonly sender: string; readonly archive: string }): Promise<{ readonly sender: openpgp.PublicKey; readonly archive: openpgp.PrivateKey }> {
    return { sender: (await this.#own.require('sender', of.sender)).toPublic(), archive: await this.#own.unlock('archive', of.archive) }
  }

  /**
   * The unlocked signing key in use.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`
   */
  async sender(): Promise<openpgp.PrivateKey> {
    return this.#own.unlock('sender', null)
  }

  /**
   * Every signing key there has been, unlocked, the one in use first: answers are encrypted to whichever their writer had.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`
   */
  async senders(): Promise<readonly openpgp.PrivateKey[]> {
    const retired = await this.#own.retired('sender')
    return [await this.sender(), ...(await Promise.all(retired.map((key) => this.#own.opened(key, this.#own.path('sender')))))]
  }

  /**
   * The unlocked key in use that opens kept letters.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`
   */
  async archive(): Promise<openpgp.PrivateKey> {
    return this.#own.unlock('archive', null)
  }

  /**
   * The public half of an own key in use, to encrypt to or to hand out; needs no passphrase.
   * @throws Failure `keys-missing`, `key-invalid`
   */
  async ownPublic(own: OwnKey): Promise<openpgp.PublicKey> {
    return (await this.#own.require(own, null)).toPublic()
  }

  /**
   * The public halves of the own keys in use, and every own key that is revoked with its revocation, as one armored block to hand out.
   * @throws Failure `keys-missing`, `key-invalid`
   */
  async armoredPublic(): Promise<string> {
    const inUse = (await Promise.all(OWN_KEYS.map((own) => this.#own.current(own)))).flatMap((key) => (key === null ? [] : [key.toPublic()]))
    const revoked = await this.#own.revocations()
    const halves = [...inUse.filter((key) => !revoked.some((other) => fingerprintOf(other) === fingerprintOf(key))), ...revoked].map((key) => key.write())
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
        await this.#refuseRevoked(own)
        faults.push(...expiryFaults(await describeKey(await this.#own.unlock(own, null), own), path, now), ...(await exposureFaults(this.#own.path(own), path)))
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

  /**
   * Revokes an own key: makes the revocation with it, keeps it, and gives the revoked public key to hand out. Nothing is sealed with it from now on.
   * @throws Failure `keys-missing`, `keys-locked`, `key-invalid`, `already-recorded` when it is revoked already
   */
  async revokeOwn(own: OwnKey, revocation: { readonly fingerprint: string | null; readonly cause: (typeof REVOCATION_CAUSES)[number]; readonly reason: string; readonly now: Date }): Promise<{ readonly fingerprint: string; readonly armored: string }> {
    const key = await this.#own.unlock(own, revocation.fingerprint)
    const fingerprint = fingerprintOf(key)
    if ((await this.#own.revocation(fingerprint)) !== null) throw new Failure('already-recorded', `Nyckeln ${fingerprint} är redan återkallad. Den återkallade publika nyckeln följer med i ”keys export”.`)
    const reasonForRevocation = { flag: CAUSES[revocation.cause], string: revocation.reason }
    const { publicKey } = await openpgp.revokeKey({ key, reasonForRevocation, date: revocation.now, format: 'object', config: OPENPGP_POLICY })
    await this.#own.keepRevocation(publicKey)
    return { fingerprint, armored: publicKey.armor(OPENPGP_POLICY) }
  }

  /** Whether an own key, in use or before, is revoked. @throws Failure `key-invalid` */
  async isRevoked(fingerprint: string): Promise<boolean> {
    return (await this.#own.revocation(fingerprint)) !== null
  }

  async #refuseRevoked(own: OwnKey): Promise<void> {
    const fingerprint = fingerprintOf(await this.#own.require(own, null))
    if ((await this.#own.revocation(fingerprint)) === null) return
    throw new Failure('keys-unusable', `Den egna ${own === 'sender' ? 'avsändarnyckeln' : 'arkivnyckeln'} ${fingerprint} är återkallad. Skapa en ny med ”keys rotate ${own} --by NAMN” och lämna ut den. Inget har skickats.`)
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

  #recipientPath(fingerprint: string): string {
    return join(this.#directory, 'recipients', `${fingerprint}.asc`)
  }
}

async function exposureFaults(file: string, path: string): Promise<readonly KeyFault[]> {
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return []
  return [{ path, weight: 'warns', message: `Andra på datorn kan läsa ${file}. Begränsa den till ägaren: chmod 600 ${file}.` }]
}
