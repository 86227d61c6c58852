import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'

/** Writes a file whole or not at all. Two commands may write the same folder at once: each writes aside under a name of its own. Not synced: the archive is what lasts, and after a power cut the same command writes what is wrong anew. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}-${randomUUID()}.part`
  await writeFile(aside, bytes)
  await rename(aside, path)
}
