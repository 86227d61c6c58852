import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { OWN_KEYS, type REVOCATION_CAUSES } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { inspectKey, type InspectedKey } from './inspect-key.js'
import { describeKey, fingerprintOf, normalizeFingerprint, type KeyDescription, type OwnKey } from './key-description.js'
import { expiryFaults } from './key-expiry.js'
import { namesIn, readIfThere, readNoting, replaceKeyFile } from './key-file.js'
import { inTurnFor } from './in-turn-for.js'
import { revocationOf } from './key-parts.js'
import type { KeyFault } from './key-verdict.js'
import { mergeCertificates, withoutForgeries } from './merge-certificates.js'
import { OPENPGP_POLICY } from './openpgp-policy.js'
import { abilityFaults, exposureFaults } from './own-key-faults.js'
import { OwnKeys, type KeyOwner } from './own-keys.js'
import { readCertificate, readCertificates } from './read-certificate.js'
import { readOwnKey } from './read-own-key.js'
import { issuerOf, revokedBy } from './revocation-certificate.js'
import { faultsOfSealed, type RecipientUse } from './recipient.js'

const { keyCompromised, keySuperseded, keyRetired } = openpgp.enums.reasonForRevocation
const CAUSES = { compromised: keyCompromised, superseded: keySuperseded, retired: keyRetired } as const

const RECIPIENTS = 'recipients'
const MAX_KEPT = 900_000
/** GnuPG reads on past the end of armor without a CRC-24 when its base64 needs no padding, and then finds no key in it ([T7071](https://dev.gnupg.org/T7071)). Of a single key openpgp.js writes it by itself. */
const WITH_CHECKSUM = true

/** A key that was read in; `isNew` when it was not known, or something in it was not. */
export interface KeptKey {
  readonly key: KeyDescription
  readonly isNew: boolean
}

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

  /** Makes whichever own key is missing. @throws Failure `keys-exist` when both are there already, `keys-locked` without a passphrase */
  async generateOwnKeys(owner: KeyOwner): Promise<readonly KeyDescription[]> {
    const missing: OwnKey[] = []
    for (const own of OWN_KEYS) if ((await this.#own.current(own)) === null) missing.push(own)
    if (missing.length === 0) throw this.#own.keysExist()
    for (const own of missing) await this.#own.keep(own, await this.#own.make(own, owner))
    return (await this.list()).filter((key) => key.own !== null)
  }

  /** Makes a new own key in place of the one in use, which is kept: it still opens, or proves, the letters of its time. @throws Failure `keys-missing`, `keys-locked` */
  async rotate(own: OwnKey, owner: KeyOwner): Promise<{ readonly made: KeyDescription; readonly replaced: string }> {
    const key = await this.#own.make(own, owner)
    const { replaced } = await this.#own.replace(own, key)
    return { made: await describeKey(key, own), replaced }
  }

  /** Takes a secret key made elsewhere into use as an own key; one that was in use is kept as after a rotation. @throws Failure `key-invalid`, `keys-locked`, `keys-unusable`, `already-recorded` when it is in use */
  async importOwn(own: OwnKey, bytes: Uint8Array, owner: KeyOwner): Promise<{ readonly made: KeyDescription; readonly replaced: string | null }> {
    const key = await readOwnKey(bytes, own, this.#own, owner)
    const current = await this.#own.current(own)
    if (current !== null && fingerprintOf(current) === fingerprintOf(key)) throw new Failure('already-recorded', `Nyckeln ${fingerprintOf(key)} är redan i bruk.`)
    const replaced = current === null ? null : (await this.#own.replace(own, key)).replaced
    if (current === null) await this.#own.keep(own, key)
    return { made: await describeKey(key, own), replaced }
  }

  /** Keeps one public key, or what is new in it (a later expiry, a revocation) when its fingerprint is known; nothing is trusted by it. @throws Failure `key-invalid` */
  async importPublic(bytes: Uint8Array): Promise<KeyDescription> {
    return (await this.#keep(await readCertificate(bytes))).key
  }

  /** Keeps every public key in a file, armored or binary, and every revocation of a key that is known, by itself; those that cannot be kept are told, and the others are kept all the same. @throws Failure `key-invalid` when the file holds no key at all */
  async importAll(bytes: Uint8Array): Promise<{ readonly kept: readonly KeptKey[]; readonly refused: readonly Failure[] }> {
    const { keys, refused, revocations } = await readCertificates(bytes)
    const [kept, notKept]: [KeptKey[], Failure[]] = [[], [...refused]]
    for (const key of keys) kept.push(await this.#keep(key))
    for (const revocation of revocations) {
      const outcome = await this.#keepRevocation(revocation)
      if (outcome instanceof Failure) notKept.push(outcome)
      else kept.push(outcome)
    }
    return { kept, refused: notKept }
  }

  async #keepRevocation(revocation: openpgp.SignaturePacket): Promise<KeptKey | Failure> {
    const issuer = issuerOf(revocation)
    if ((await this.#own.readable()).keys.some(({ key }) => fingerprintOf(key).endsWith(issuer))) return new Failure('key-invalid', `Filen är ett återkallelseintyg för den egna nyckeln ${issuer}. Egna nycklar återkallas med ”keys revoke”.`)
    const fingerprint = (await this.#recipientFingerprints()).find((each) => each.endsWith(issuer))
    if (fingerprint === undefined) return new Failure('key-invalid', `Filen är ett återkallelseintyg för nyckeln ${issuer}, som inte finns i nyckelringen. Läs in nyckeln först, om den ska finnas där, och sedan intyget; annars behövs inget.`)
    try {
      return await this.#keep(await revokedBy(await this.recipient(fingerprint), revocation))
    } catch (error) {
      if (error instanceof Failure) return error
      throw error
    }
  }

  /** One at a time for each key, and anew when another program has written it meanwhile: what was just taken in must not be written over. Between the last look and the write, both of some milliseconds, another program still could. */
  async #keep(read: openpgp.PublicKey): Promise<KeptKey> {
    return inTurnFor(this.#recipientPath(fingerprintOf(read)), () => this.#keepAlone(read))
  }

  async #keepAlone(read: openpgp.PublicKey): Promise<KeptKey> {
    const fingerprint = fingerprintOf(read)
    const known = await this.#readRecipient(fingerprint)
    const before = known?.armor(OPENPGP_POLICY) ?? null
    const key = known === null ? await withoutForgeries(read) : await mergeCertificates(known, read)
    const armored = key.armor(OPENPGP_POLICY)
    if (armored.length > MAX_KEPT) throw new Failure('key-invalid', `Nyckeln ${fingerprint} skulle bli större än en nyckel någonsin är. Kontrollera varifrån filen kommer; den nyckel som redan finns är orörd.`)
    const isNew = before !== armored
    if (isNew) {
      if (((await this.#readRecipient(fingerprint))?.armor(OPENPGP_POLICY) ?? null) !== before) return this.#keepAlone(read)
      await replaceKeyFile(this.#recipientPath(fingerprint), armored)
    }
    return { key: await describeKey(key, null), isNew }
  }

  /** Every key whose file can be read: own keys in use first, then the recipients' by fingerprint. */
  async list(): Promise<readonly KeyDescription[]> {
    const own = (await this.#own.readable()).keys.filter(({ inUse }) => inUse)
    const others = (await this.#recipients()).keys
    return Promise.all([...own.map((one) => describeKey(one.key, one.own)), ...others.map((key) => describeKey(key, null))])
  }

  /** What a new letter is sealed with: the unlocked key that signs it and the public one that the kept copy opens with. @throws Failure `keys-missing`, `keys-locked`, `key-invalid`, `keys-unusable` when either is revoked */
  async sealingKeys(): Promise<{ readonly sender: openpgp.PrivateKey; readonly archive: openpgp.PublicKey }> {
    for (const own of OWN_KEYS) await this.#refuseRevoked(own)
    return { sender: await this.sender(), archive: await this.ownPublic('archive') }
  }

  /** What a kept letter is opened and proved with, however long ago those keys were in use. @throws Failure `keys-missing`, `keys-locked`, `key-invalid` */
  async openingKeys(of: { readonly sender: string; readonly archive: string }): Promise<{ readonly sender: openpgp.PublicKey; readonly archive: openpgp.PrivateKey }> {
    return { sender: (await this.#own.require('sender', of.sender)).toPublic(), archive: await this.#own.unlock('archive', of.archive) }
  }

  /** The unlocked signing key in use. @throws Failure `keys-missing`, `keys-locked`, `key-invalid` */
  async sender(): Promise<openpgp.PrivateKey> {
    return this.#own.unlock('sender', null)
  }

  /** Every signing key there has been whose file can be read, unlocked, the one in use first: answers are encrypted to whichever their writer had. @throws Failure `keys-missing`, `keys-locked`, `key-invalid` */
  async senders(): Promise<readonly openpgp.PrivateKey[]> {
    const retired = (await this.#own.readable()).keys.filter(({ own, inUse }) => own === 'sender' && !inUse)
    return [await this.sender(), ...(await Promise.all(retired.map(({ key }) => this.#own.opened(key, this.#own.path('sender')))))]
  }

  /** The unlocked key in use that opens kept letters. @throws Failure `keys-missing`, `keys-locked`, `key-invalid` */
  async archive(): Promise<openpgp.PrivateKey> {
    return this.#own.unlock('archive', null)
  }

  /** The public half of an own key in use, to encrypt to or to hand out; needs no passphrase. @throws Failure `keys-missing`, `key-invalid` */
  async ownPublic(own: OwnKey): Promise<openpgp.PublicKey> {
    return (await this.#own.require(own, null)).toPublic()
  }

  /** The public half of an own key in use, and every own key that is revoked with its revocation, as one armored block to hand out. @throws Failure `keys-missing`, `key-invalid` */
  async armoredPublic(own: OwnKey): Promise<string> {
    const inUse = [await this.ownPublic(own)]
    const revoked = await this.#own.revocations()
    const halves = [...inUse.filter((key) => !revoked.some((other) => fingerprintOf(other) === fingerprintOf(key))), ...revoked].map((key) => key.write())
    return openpgp.armor(openpgp.enums.armor.publicKey, Buffer.concat(halves), undefined, undefined, undefined, WITH_CHECKSUM, OPENPGP_POLICY)
  }

  /** The public key with exactly this fingerprint, however many others carry the same address. @throws Failure `keys-missing`, `key-invalid` */
  async recipient(fingerprint: string): Promise<openpgp.PublicKey> {
    const wanted = normalizeFingerprint(fingerprint)
    const key = wanted === null ? null : await this.#readRecipient(wanted)
    if (key === null) throw new Failure('keys-missing', `Nyckeln ${fingerprint} finns inte i nyckelringen. Läs in den med "anslut keys import FIL".`)
    return key
  }

  /** A key in all its parts, own or a recipient's, held against `use`. @throws Failure `keys-missing`, `key-invalid` */
  async inspect(description: KeyDescription, use: RecipientUse): Promise<InspectedKey> {
    const { own, fingerprint } = description
    const key = own === null ? await this.recipient(fingerprint) : (await this.#own.require(own, fingerprint)).toPublic()
    return inspectKey(key, description, use)
  }

  /** What the key with this fingerprint is, own or a recipient's; `inUse` is false for own keys that have been rotated. @throws Failure `keys-missing`, `key-invalid` */
  async describe(fingerprint: string): Promise<{ readonly key: KeyDescription; readonly inUse: boolean }> {
    const found = (await this.#own.readable()).keys.find(({ key }) => fingerprintOf(key) === fingerprint)
    return found === undefined ? { key: await describeKey(await this.recipient(fingerprint), null), inUse: true } : { key: await describeKey(found.key, found.own), inUse: found.inUse }
  }

  /** Whether own keys have been made. */
  async isInUse(): Promise<boolean> {
    return (await this.#own.isThere('sender')) || this.#own.isThere('archive')
  }

  /** The key files that cannot be read, by their place; the others are not touched by it. */
  async damagedFiles(): Promise<readonly KeyFault[]> {
    return [...(await this.#own.readable()).damaged, ...(await this.#recipients()).damaged]
  }

  /** Own keys that are not in use any more and whose files can be read, the newest first. */
  async retired(): Promise<readonly KeyDescription[]> {
    return Promise.all((await this.#own.readable()).keys.filter(({ inUse }) => !inUse).map(({ key, own }) => describeKey(key, own)))
  }

  /** What is wrong with an own key in use, and what of it will be soon. */
  async ownFaults(own: OwnKey, now: Date): Promise<readonly KeyFault[]> {
    const path = `keys/${own}.asc`
    try {
      const key = await this.#own.unlock(own, null)
      await this.#refuseRevoked(own)
      return [...(await abilityFaults(key, own, path, now)), ...expiryFaults(await describeKey(key, own), path, now), ...(await exposureFaults(this.#own.path(own), path))]
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return [{ path, code: 'unusable', message: error.message, weight: 'stops' }]
    }
  }

  /** What stops a letter that is sealed already to the parts with these ids (in hex; others are another key's) of a recipient's key. @throws Failure `keys-missing`, `key-invalid` */
  async sealedFaults(fingerprint: string, ids: readonly string[], use: RecipientUse): Promise<readonly KeyFault[]> {
    return faultsOfSealed(await this.recipient(fingerprint), ids, use)
  }

  /** Whether a recipient's key is revoked, and how hard; null when it is not. @throws Failure `keys-missing`, `key-invalid` */
  async recipientRevocation(fingerprint: string, now: Date): Promise<'hard' | 'soft' | null> {
    return revocationOf(await this.recipient(fingerprint), now)
  }

  /** Revokes an own key: makes the revocation with it, keeps it, and gives the revoked public key to hand out. Nothing is sealed with it from now on. @throws Failure `keys-missing`, `keys-locked`, `key-invalid`, `already-recorded` when it is revoked already */
  async revokeOwn(own: OwnKey, revocation: { readonly fingerprint: string | null; readonly cause: (typeof REVOCATION_CAUSES)[number]; readonly reason: string; readonly now: Date }): Promise<{ readonly fingerprint: string; readonly armored: string }> {
    const key = await this.#own.unlock(own, revocation.fingerprint)
    const fingerprint = fingerprintOf(key)
    if (await this.#own.isRevoked(fingerprint)) throw new Failure('already-recorded', `Nyckeln ${fingerprint} är redan återkallad. Den återkallade publika nyckeln följer med i ”keys export”.`)
    const reasonForRevocation = { flag: CAUSES[revocation.cause], string: revocation.reason }
    const { publicKey } = await openpgp.revokeKey({ key, reasonForRevocation, date: revocation.now, format: 'object', config: OPENPGP_POLICY })
    await this.#own.keepRevocation(publicKey)
    return { fingerprint, armored: publicKey.armor(OPENPGP_POLICY) }
  }

  /** Whether an own key, in use or before, is revoked. */
  async isRevoked(fingerprint: string): Promise<boolean> {
    return this.#own.isRevoked(fingerprint)
  }

  async #refuseRevoked(own: OwnKey): Promise<void> {
    const fingerprint = fingerprintOf(await this.#own.require(own, null))
    if (!(await this.#own.isRevoked(fingerprint))) return
    throw new Failure('keys-unusable', `Den egna ${own === 'sender' ? 'avsändarnyckeln' : 'arkivnyckeln'} ${fingerprint} är återkallad. Skapa en ny med ”keys rotate ${own} --by NAMN” och lämna ut den. Inget har skickats.`)
  }

  async #readRecipient(fingerprint: string): Promise<openpgp.PublicKey | null> {
    const path = this.#recipientPath(fingerprint)
    const text = await readIfThere(path)
    if (text === null) return null
    const key = await readKept(text, path)
    if (fingerprintOf(key) !== fingerprint) {
      throw new Failure('key-invalid', `Filen ${path} innehåller en annan nyckel, ${fingerprintOf(key)}. Ta bort filen, ta reda på hur den bytts och läs in rätt nyckel igen.`)
    }
    return key
  }

  async #recipients(): Promise<{ readonly keys: readonly openpgp.PublicKey[]; readonly damaged: readonly KeyFault[] }> {
    const [keys, damaged]: [openpgp.PublicKey[], KeyFault[]] = [[], []]
    for (const fingerprint of await readNoting(`keys/${RECIPIENTS}`, damaged, () => this.#recipientFingerprints()) ?? []) {
      const key = await readNoting(`keys/${RECIPIENTS}/${fingerprint}.asc`, damaged, () => this.recipient(fingerprint))
      if (key !== null) keys.push(key)
    }
    return { keys, damaged }
  }

  async #recipientFingerprints(): Promise<readonly string[]> {
    const names = await namesIn(join(this.#directory, RECIPIENTS))
    return names.filter((name) => /^[0-9A-F]{40}\.asc$/u.test(name)).map((name) => name.slice(0, 40)).sort()
  }

  #recipientPath(fingerprint: string): string {
    return join(this.#directory, RECIPIENTS, `${fingerprint}.asc`)
  }
}

async function readKept(text: string, path: string): Promise<openpgp.PublicKey> {
  try {
    return await readCertificate(Buffer.from(text), 'own-ring')
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Failure('key-invalid', `Nyckelfilen ${path} är skadad. Återställ den från säkerhetskopian, eller flytta undan den och läs in nyckeln igen med ”keys import”.`, { cause })
  }
}
