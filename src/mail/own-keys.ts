import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { OWN_KEYS } from '../../contracts/event.js'
import { Failure } from '../../templates/failure.js'
import { fingerprintOf, type OwnKey } from './key-description.js'
import { createKeyFile, isSystemError, isThere, namesIn, readIfThere, readNoting, replaceKeyFile } from './key-file.js'
import type { KeyFault } from './key-verdict.js'
import { LENIENT_POLICY, OPENPGP_POLICY } from './openpgp-policy.js'
import { readCertificate, refuseOtherVersions } from './read-certificate.js'

const RETIRED = 'retired'
const VALID_SECONDS = 5 * 365 * 86_400

/** An own key, locked, that a file holds; one that has been rotated is not in use. */
export interface OwnKeyFile {
  readonly own: OwnKey
  readonly inUse: boolean
  readonly key: openpgp.PrivateKey
}

/** Who own keys are made for. */
export interface KeyOwner {
  readonly name: string
  readonly address: string
  readonly now: Date
}

/**
 * The provider's own secret keys as files, encrypted with the passphrase: `sender.asc` and `archive.asc` in use, `retired/OWN-FINGERPRINT.asc` those before them, which are kept for ever
 * because old letters open with nothing else, and `revoked/FINGERPRINT.asc` the public halves that say a key is revoked; a key is revoked from the moment its file lies there.
 */
export class OwnKeys {
  readonly #directory: string
  readonly #passphrase: () => Promise<string | null>
  /** Keys opened before, by what they and the passphrase were then: a passphrase is made slow to try, and every pass over the outbox needs the keys. */
  readonly #unlocked = new Map<string, openpgp.PrivateKey>()

  constructor(directory: string, passphrase: () => Promise<string | null>) {
    this.#directory = directory
    this.#passphrase = passphrase
  }

  /** Where the key in use lies. */
  path(own: OwnKey): string {
    return join(this.#directory, `${own}.asc`)
  }

  /** The key in use, locked; null when there is none. @throws Failure `key-invalid` */
  async current(own: OwnKey): Promise<openpgp.PrivateKey | null> {
    return this.#read(this.path(own))
  }

  /** Every own key whose file can be read, locked: those in use, then those before them, the newest first of each; what cannot be read is told by its place, and hides none of the others. */
  async readable(): Promise<{ readonly keys: readonly OwnKeyFile[]; readonly damaged: readonly KeyFault[] }> {
    const damaged: KeyFault[] = []
    const read = async (own: OwnKey, place: string): Promise<OwnKeyFile[]> => {
      const key = await readNoting(`keys/${place}`, damaged, () => this.#read(join(this.#directory, place)))
      return key === null ? [] : [{ own, inUse: !place.startsWith(RETIRED), key }]
    }
    const inUse = (await Promise.all(OWN_KEYS.map((own) => read(own, `${own}.asc`)))).flat()
    const names = await readNoting(`keys/${RETIRED}`, damaged, () => namesIn(join(this.#directory, RETIRED))) ?? []
    const before = await Promise.all(OWN_KEYS.map(async (own) => {
      const places = names.filter((name) => name.startsWith(`${own}-`) && /-[0-9A-F]{40}\.asc$/u.test(name)).map((name) => `${RETIRED}/${name}`)
      const others = (await Promise.all(places.map((place) => read(own, place)))).flat().filter(({ key }) => inUse.every((one) => fingerprintOf(one.key) !== fingerprintOf(key)))
      return others.toSorted((one, other) => other.key.getCreationTime().getTime() - one.key.getCreationTime().getTime())
    }))
    return { keys: [...inUse, ...before.flat()], damaged }
  }

  /** The key in use, or the one with that fingerprint however old it is; locked. @throws Failure `keys-missing`, `key-invalid` */
  async require(own: OwnKey, fingerprint: string | null): Promise<openpgp.PrivateKey> {
    if (fingerprint !== null) {
      const before = await this.#read(this.#retiredPath(own, fingerprint))
      if (before !== null && fingerprintOf(before) === fingerprint) return before
    }
    const current = await this.current(own)
    if (current !== null && (fingerprint === null || fingerprintOf(current) === fingerprint)) return current
    if (fingerprint === null) throw new Failure('keys-missing', `Den egna nyckeln ${this.path(own)} finns inte. Har den funnits, återställ den från säkerhetskopian: en ny öppnar och styrker inte de brev som redan är förseglade. Har inga nycklar gjorts än, skapa dem med "anslut keys generate".`)
    throw new Failure('keys-missing', `Den egna nyckeln ${fingerprint} finns varken i bruk eller bland de tidigare i ${join(this.#directory, RETIRED)}. Återställ den från säkerhetskopian.`)
  }

  /** A key with its secret parts opened. @throws Failure `keys-missing`, `keys-locked`, `key-invalid` */
  async unlock(own: OwnKey, fingerprint: string | null): Promise<openpgp.PrivateKey> {
    return this.opened(await this.require(own, fingerprint), this.path(own))
  }

  /** A locked key opened with the house's passphrase; `path` is for the refusal. @throws Failure `keys-locked` */
  async opened(privateKey: openpgp.PrivateKey, path: string): Promise<openpgp.PrivateKey> {
    const passphrase = await this.#requirePassphrase()
    const mark = createHash('sha256').update(privateKey.write()).update(passphrase).digest('hex')
    const before = this.#unlocked.get(mark)
    if (before !== undefined) return before
    try {
      const opened = await openpgp.decryptKey({ privateKey, passphrase, config: OPENPGP_POLICY })
      this.#unlocked.set(mark, opened)
      return opened
    } catch (cause) {
      throw new Failure('keys-locked', `Lösenfrasen öppnar inte ${path}. Kontrollera filen som ANSLUT_PASSPHRASE_FILE pekar på.`, { cause })
    }
  }

  /** A new key (Ed25519 and Curve25519, version 4, five years), encrypted with the passphrase and not kept yet. @throws Failure `keys-locked` */
  async make(own: OwnKey, owner: KeyOwner): Promise<openpgp.PrivateKey> {
    const userIDs = { name: own === 'archive' ? `${owner.name} (arkiv)` : owner.name, email: owner.address }
    const passphrase = await this.#requirePassphrase()
    const { privateKey } = await openpgp.generateKey({ type: 'ecc', curve: 'ed25519Legacy', userIDs, passphrase, date: owner.now, keyExpirationTime: VALID_SECONDS, format: 'object', config: OPENPGP_POLICY })
    return privateKey
  }

  /** Takes a locked key into use where there is none. @throws Failure `keys-exist` */
  async keep(own: OwnKey, key: openpgp.PrivateKey): Promise<void> {
    try {
      await createKeyFile(this.path(own), key.armor(OPENPGP_POLICY))
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) throw this.keysExist()
      throw error
    }
  }

  /** Takes a locked key into use in place of the one in use, which is put with the retired ones first, so that it is never without a file. @throws Failure `keys-missing` */
  async replace(own: OwnKey, key: openpgp.PrivateKey): Promise<{ readonly replaced: string }> {
    const before = await this.require(own, null)
    const replaced = fingerprintOf(before)
    await replaceKeyFile(this.#retiredPath(own, replaced), await readFile(this.path(own), 'utf8'))
    await replaceKeyFile(this.path(own), key.armor(OPENPGP_POLICY))
    return { replaced }
  }

  /** Whether an own key has a file, readable or not. */
  async isThere(own: OwnKey): Promise<boolean> {
    return isThere(this.path(own))
  }

  /** Whether a key is revoked; nothing need be readable for that. */
  async isRevoked(fingerprint: string): Promise<boolean> {
    return isThere(this.#revokedPath(fingerprint))
  }

  /** What revokes a key, with the reason its owner gave; null while it is not revoked. @throws Failure `key-invalid` */
  async revocation(fingerprint: string): Promise<openpgp.PublicKey | null> {
    const text = await readIfThere(this.#revokedPath(fingerprint))
    return text === null ? null : readCertificate(Buffer.from(text), 'own-ring')
  }

  /** Every revoked key, with its revocation. @throws Failure `key-invalid` */
  async revocations(): Promise<readonly openpgp.PublicKey[]> {
    const names = (await namesIn(join(this.#directory, 'revoked'))).filter((name) => /^[0-9A-F]{40}\.asc$/u.test(name)).toSorted()
    return (await Promise.all(names.map((name) => this.revocation(name.slice(0, 40))))).filter((key) => key !== null)
  }

  /** Revokes a key: from now on it seals and signs nothing. */
  async keepRevocation(revoked: openpgp.PublicKey): Promise<string> {
    const path = this.#revokedPath(fingerprintOf(revoked))
    await replaceKeyFile(path, revoked.armor(LENIENT_POLICY))
    return path
  }

  /** That own keys are there and stay. */
  keysExist(): Failure {
    return new Failure('keys-exist', `Egna nycklar finns redan i ${this.#directory} och skrivs aldrig över. Byt dem med ”keys rotate”, om de ska bytas.`)
  }

  async #requirePassphrase(): Promise<string> {
    const passphrase = (await this.#passphrase())?.replace(/[\r\n]+$/u, '')
    if (passphrase === undefined || passphrase === '') {
      throw new Failure('keys-locked', 'De egna nycklarna är låsta: lösenfras saknas. Lägg den i en fil utanför datakatalogen och peka ut filen med ANSLUT_PASSPHRASE_FILE.')
    }
    return passphrase
  }

  async #read(path: string): Promise<openpgp.PrivateKey | null> {
    const armoredKey = await readIfThere(path)
    if (armoredKey === null) return null
    const key = await readSecretKey(armoredKey, path)
    refuseOtherVersions(key)
    if (key.isDecrypted()) throw new Failure('key-invalid', `Den hemliga nyckeln ${path} ligger okrypterad. Räkna den som röjd: flytta undan den och skapa nya nycklar.`)
    return key
  }

  #retiredPath(own: OwnKey, fingerprint: string): string {
    return join(this.#directory, RETIRED, `${own}-${fingerprint}.asc`)
  }

  #revokedPath(fingerprint: string): string {
    return join(this.#directory, 'revoked', `${fingerprint}.asc`)
  }
}

async function readSecretKey(armoredKey: string, path: string): Promise<openpgp.PrivateKey> {
  try {
    return await openpgp.readPrivateKey({ armoredKey, config: OPENPGP_POLICY })
  } catch (cause) {
    throw new Failure('key-invalid', `Filen ${path} kan inte läsas som en hemlig OpenPGP-nyckel. Återställ den från säkerhetskopian.`, { cause })
  }
}
