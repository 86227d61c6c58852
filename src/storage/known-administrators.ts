import { existsSync } from 'node:fs'
import { z } from 'zod'
import { Failure } from '../../templates/failure.js'
import { SqliteConnection } from './sqlite-connection.js'

const row = z.object({ id: z.string(), roles_json: z.string(), locked_at: z.string().nullable(), removed_at: z.string().nullable() })

/** Which accounts a database knows that give nobody an administrator's rights: locked, removed or with other roles. Only read, so that the directory it is in stays as evidence. @throws Failure `data-directory` when it cannot be read */
export async function knownNotToAdminister(path: string): Promise<string[]> {
  try {
    if (!existsSync(path)) throw new Error('no database')
    const connection = await SqliteConnection.open(path, 'reader')
    try {
      const rows = z.array(row).parse(await connection.all('select id, roles_json, locked_at, removed_at from account'))
      return rows.filter(({ roles_json: roles, locked_at: locked, removed_at: removed }) => locked !== null || removed !== null || !z.array(z.string()).parse(JSON.parse(roles)).includes('administrator')).map(({ id }) => id)
    } finally {
      await connection.close()
    }
  } catch (cause) {
    throw new Failure('data-directory', `Kontona i ${path} går inte att läsa. Inget är återläst. Ange datakatalogen som användes senast, eller läs tillbaka utan --accounts-of och stäng sedan ute de administratörer som inte ska in.`, { cause })
  }
}
