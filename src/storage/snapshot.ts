import { open } from 'node:fs/promises'
import { SqliteConnection } from './sqlite-connection.js'

/** Writes the database as it stands at one instant to the new file `target`, while others read and write it. @throws Failure `disk-full`, `database-damaged` */
export async function snapshotDatabase(path: string, target: string): Promise<void> {
  // SQLite would make the file readable to everybody; it takes an empty one as it is.
  await (await open(target, 'wx', 0o600)).close()
  const reader = await SqliteConnection.open(path, 'reader')
  try {
    await reader.run('vacuum into ?', [target])
  } finally {
    await reader.close()
  }
}
