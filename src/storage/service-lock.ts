import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { SqliteConnection } from './sqlite-connection.js'

const FILE = '.anslut-serve.lock'
/** Long enough for one that is just ending. */
const WAIT_MS = 2000

/**
 * Takes the data directory for one service, until the answer is called. The lock is the kernel's, on a file that SQLite holds locked: it ends with the process however that ends, and a number of a process is never mistaken for another's.
 * @throws Failure `data-directory` when another service has it
 */
export async function lockForService(dataDirectory: string): Promise<() => Promise<void>> {
  const holder = await SqliteConnection.open(join(dataDirectory, FILE), 'writer')
  try {
    await holder.exec(`pragma busy_timeout = ${WAIT_MS}`)
    await holder.exec('begin exclusive')
  } catch (cause) {
    await holder.close()
    if (!(cause instanceof Failure) || cause.code !== 'database-busy') throw cause
    throw new Failure('data-directory', `En annan ”serve” arbetar redan med katalogen ${dataDirectory}. Två skulle skicka brev och läsa skanningar om varandra. Använd den som är igång, eller avsluta den först.`, { cause })
  }
  return () => holder.close()
}
