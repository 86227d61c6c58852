import { Failure } from '../../templates/failure.js'

/** Translates what the disk says to a Failure the reader can mend; everything else comes back as it was. */
export function diskFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'EIO':
      return new Failure('disk-full', `${path} går inte att skriva eller läsa: disken är full eller svarar inte. Ingenting är sparat. Frigör utrymme och gör om.`, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new Failure('data-directory', `${path} går inte att använda (${error.code}). Kontrollera att programmets användare får läsa och skriva där.`, { cause: error })
    default:
      return error
  }
}
