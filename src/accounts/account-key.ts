import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { makeKeyFile } from '../make-key-file.js'

/** The file in `keys/` with the key that secrets of second steps are sealed with, and that goes into every hash of a password. */
const FILE = 'account.key'

/** The installation's key for accounts, made when it is first asked for. @throws Failure `keys-missing` when it is damaged */
export async function accountKey(keysDirectory: string): Promise<Uint8Array> {
  const path = join(keysDirectory, FILE)
  const kept = await keyIn(path)
  if (kept !== null) return kept
  await makeKeyFile(path)
  const made = await keyIn(path)
  if (made === null) throw new Error('the key of accounts was made but is gone')
  return made
}

async function keyIn(path: string): Promise<Uint8Array | null> {
  let text: string
  try {
    text = (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Failure('keys-missing', `Nyckelfilen ${path} är skadad. Återställ den från säkerhetskopian: utan den kan ingen logga in med lösenord. Finns den inte kvar där heller: flytta undan den skadade filen, så görs en ny, och ge en administratör ett nytt engångslösenord med ”user password --rescue”.`)
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

/** A secret sealed for one owner (AES-256-GCM); nobody else's row can hold it. */
export function sealed(key: Uint8Array, owner: string, secret: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner))
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** What was sealed for that owner; null when it was not, or by another key. */
export function unsealed(key: Uint8Array, owner: string, text: string): string | null {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.byteLength < 29) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(12, 28))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** A mark that only this installation can make. */
export function markOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}
