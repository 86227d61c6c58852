import { readFile } from 'node:fs/promises'
import { Failure } from '../templates/failure.js'
import type { KeyRing } from './mail/key-ring.js'

/** The key ring in a directory, whose passphrase is read from a file when it is first needed; its library is loaded here, and takes longer than all else. */
export async function keyRingIn(directory: string, passphraseFile: string | null): Promise<KeyRing> {
  return (await import('./mail/key-ring.js')).openKeyRing(directory, () => readPassphrase(passphraseFile))
}

async function readPassphrase(file: string | null): Promise<string | null> {
  if (file === null) return null
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new Failure('keys-locked', `Filen ${file}, som ANSLUT_PASSPHRASE_FILE pekar på, går inte att läsa. Kontrollera sökvägen och behörigheten. Inget är gjort.`, { cause })
  }
}
