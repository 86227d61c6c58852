import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** The file in the data directory that holds the token; only its owner can read it. */
export const TOKEN_FILE = '.anslut-token'

/** The token every write needs, made at the first serve. @throws Failure `data-directory` when the file is not the owner's alone or holds something else */
export async function openToken(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, TOKEN_FILE)
  return (await readToken(path)) ?? makeToken(path)
}

async function readToken(path: string): Promise<string | null> {
  let file
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new Failure('data-directory', `Filen ${path} går inte att läsa. Den ska vara en vanlig fil som bara programmets användare får läsa. Ta bort den och starta om, så görs en ny.`, { cause })
  }
  try {
    if (((await file.stat()).mode & 0o077) !== 0) throw new Failure('data-directory', `Filen ${path} kan läsas av andra än programmets användare och är därmed ingen hemlighet. Ta bort den och starta om, så görs en ny.`)
    const text = (await file.readFile('utf8')).trim()
    if (!TOKEN.test(text)) throw new Failure('data-directory', `Filen ${path} innehåller ingen nyckel till tjänsten. Ta bort den och starta om, så görs en ny.`)
    return text
  } finally {
    await file.close()
  }
}

/** Written aside and linked in, so that two that start at once agree and a cut leaves no half token. */
async function makeToken(path: string): Promise<string> {
  const aside = `${path}-${randomBytes(6).toString('hex')}`
  try {
    const file = await open(aside, 'wx', 0o600)
    try {
      await file.writeFile(`${randomBytes(32).toString('base64url')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(aside, path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
  } catch (cause) {
    throw new Failure('data-directory', `Filen ${path} går inte att skriva. Kontrollera att programmets användare får skriva i datakatalogen och att disken inte är full.`, { cause })
  } finally {
    await unlink(aside).catch(() => undefined)
  }
  const made = await readToken(path)
  if (made === null) throw new Error(`${path} was made but is gone`)
  return made
}
