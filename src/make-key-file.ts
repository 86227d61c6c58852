import { randomBytes } from 'node:crypto'
import { link, open, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncDirectory } from './sync-directory.js'

/** Makes a file with a new key of 32 random bytes, as hex, on disk when it resolves: whole or not there, and left as it is where another process was first. */
export async function makeKeyFile(path: string): Promise<void> {
  const aside = join(dirname(path), `.new-key-${process.pid}-${randomBytes(4).toString('hex')}`)
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(aside, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await unlink(aside)
  }
  await syncDirectory(dirname(path))
}
