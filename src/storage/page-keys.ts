import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { makeKeyFile } from '../make-key-file.js'

/** One MAC key for page codes; its id is part of every code printed with it. */
export interface PageKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** The MAC keys of the installation: all verify, for ever; the newest one writes. */
export interface PageKeys {
  readonly current: PageKey
  readonly keyOf: (id: string) => Uint8Array | null
}

const FILE = /^page-code-([0-9A-HJKMNP-TV-Z]{2})\.key$/
const ID_SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Opens `keys/`; a new installation (`printed` false) gets its first key, synced before it is used. @throws Failure `keys-missing` when printed codes have lost their key */
export async function openPageKeys(directory: string, printed: boolean): Promise<PageKeys> {
  const names = await keyFiles(directory)
  if (names.length === 0) {
    if (printed) throw new Failure('keys-missing', `Katalogen ${directory} saknar nyckeln för sidkoder. Återställ den från säkerhetskopian: utan den kan inga tidigare utskrifter kännas igen.`)
    await makeFirstKey(directory)
    names.push(...(await keyFiles(directory)))
  }
  const keys = await Promise.all(names.map(async (name): Promise<PageKey> => {
    const text = (await readFile(join(directory, name), 'utf8')).trim()
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Failure('keys-missing', `Nyckelfilen ${join(directory, name)} är skadad. Återställ den från säkerhetskopian: utan den kan inga tidigare utskrifter kännas igen.`)
    return { id: FILE.exec(name)?.[1] ?? '', bytes: Uint8Array.from(Buffer.from(text, 'hex')) }
  }))
  const current = keys.at(-1)
  if (current === undefined) throw new Error('a page key was made but is not there')
  return { current, keyOf: (id) => keys.find((key) => key.id === id)?.bytes ?? null }
}

async function keyFiles(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => FILE.test(name)).sort()
}

/** Its id is drawn by chance, so that another installation's papers are foreign here; of two processes starting at once both keys stay and both verify. */
async function makeFirstKey(directory: string): Promise<void> {
  const id = [...randomBytes(2)].map((byte) => ID_SIGNS[byte % ID_SIGNS.length]).join('')
  await makeKeyFile(join(directory, `page-code-${id}.key`))
}
