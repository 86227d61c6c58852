import { Failure } from '../../templates/failure.js'

/** What node-sqlite3 rejects with: `code` is SQLite's primary result code as text. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Translates what SQLite says about the world (full disk, locked or damaged file) to a Failure the reader can mend; everything else, a broken constraint above all, is a bug and comes back as it was. */
export function sqliteFailure(error: unknown, path: string): unknown {
  switch (codeOf(error)) {
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
      return new Failure('disk-full', `Databasen ${path} går inte att skriva: disken är full eller svarar inte. Ingenting är sparat. Frigör utrymme och gör om.`, { cause: error })
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new Failure('database-busy', `Databasen ${path} är upptagen av ett annat program sedan mer än tio sekunder. Ingenting är sparat. Försök igen om en stund.`, { cause: error })
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return new Failure('database-damaged', `Databasen ${path} är skadad eller ingen databas. Rör den inte; läs tillbaka den senaste säkerhetskopian till en ny katalog.`, { cause: error })
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
      return new Failure('data-directory', `Databasen ${path} går inte att öppna för skrivning. Kontrollera att katalogen finns och att programmets användare får skriva där.`, { cause: error })
    default:
      return error
  }
}
