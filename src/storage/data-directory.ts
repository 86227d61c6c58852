import { access, chmod, constants, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { makeDirectory } from '../make-directory.js'

/** Where things lie in a data directory. */
export interface DataDirectory {
  readonly database: string
  readonly archive: string
  readonly keys: string
  readonly incoming: string
}

/** In a directory that a backup is being read into: nothing else opens it meanwhile. */
export const RESTORING_NAME = '.anslut-restoring'

const DATABASE = 'anslut.sqlite'

const PRIVATE = 0o700

/** What a directory may hold before its database is made: what an interrupted first start leaves, and what a file system puts at its root. */
const OURS = /^(\.?anslut.*|archive|keys|incoming|lost\+found)$/

/**
 * Makes the layout where it is missing; safe to repeat and to do from several processes.
 * @throws Failure 'data-directory' when the place cannot be written, holds something else, or has lost its database; 'disk-full'.
 */
export async function prepareDataDirectory(directory: string): Promise<DataDirectory> {
  const layout = { database: join(directory, DATABASE), archive: join(directory, 'archive'), keys: join(directory, 'keys'), incoming: join(directory, 'incoming') }
  try {
    await makeDirectory(directory, PRIVATE)
    await refuseForeign(directory, layout)
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    await makeDirectory(layout.archive, PRIVATE)
    await makeDirectory(layout.incoming, PRIVATE)
    await makeDirectory(layout.keys, PRIVATE)
    await chmod(layout.keys, 0o700)
  } catch (error) {
    throw directoryFailure(directory, error)
  }
  return layout
}

async function refuseForeign(directory: string, layout: DataDirectory): Promise<void> {
  const names = await readdir(directory)
  if (names.includes(RESTORING_NAME)) throw new Failure('data-directory', `I katalogen ${directory} läses en säkerhetskopia tillbaka, eller så avbröts det. Kör restore igen, eller ange en annan katalog.`)
  const database = names.includes(DATABASE) ? await stat(layout.database) : null
  if (database !== null && database.size > 0) return
  const foreign = names.filter((name) => !OURS.test(name)).sort()
  if (foreign.length > 0) {
    throw new Failure('data-directory', `Katalogen ${directory} är inte Ansluts: den innehåller ${foreign.slice(0, 3).join(', ')} men ingen databas. Ange en tom katalog med --data.`)
  }
  const kept = names.includes('archive') ? await readdir(layout.archive) : []
  if (kept.some((name) => /^[0-9a-f]{2}$/.test(name))) {
    throw new Failure('data-directory', `Katalogen ${directory} har ett arkiv men databasen ${DATABASE} saknas eller är tom. Läs tillbaka säkerhetskopian till en ny katalog; starta inte om på nytt här.`)
  }
}

/** Translates what the disk says of a data directory to a Failure the reader can mend; everything else comes back as it was. */
export function directoryFailure(directory: string, error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !('code' in error)) return error
  switch (String(error.code)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EIO':
      return new Failure('disk-full', `Datakatalogen ${directory} går inte att skriva: disken är full eller svarar inte. Frigör utrymme och gör om.`, { cause: error })
    case 'ENOTDIR':
    case 'EEXIST':
      return new Failure('data-directory', `${directory} är ingen katalog. Ange en katalog med --data.`, { cause: error })
    default:
      return new Failure('data-directory', `Datakatalogen ${directory} går inte att använda (${String(error.code)}). Kontrollera att den finns och att programmets användare får skriva där.`, { cause: error })
  }
}
