import { sameAddress } from '../../signing/same-address.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { addressIn, boundaryIn, boundaryOf } from '../mail/mime.js'
import { sealedHeaders } from '../mail/sealed.js'
import type { Letter } from '../storage/letter.js'
import { letters } from '../storage/letters.js'
import type { Store } from '../storage/store.js'

/** A sealed letter in the archive that no row of the database names. */
export interface ForeignLetter {
  readonly sha256: string
  readonly to: string
  /** The due letter it was sealed as; null when the database knows of no such letter. */
  readonly letter: string | null
  /** The names of its files, of one that no letter of the database was sealed as; null when it could not be opened. */
  readonly fileNames: readonly string[] | null
}

/** Due letters that were being sealed when the program died, so that what the archive has of them never went. */
const INTERRUPTED = new WeakMap<Store, Set<string>>()

/** Notes that the program died while it worked a due letter. */
export function noteInterrupted(store: Store, letter: string): void {
  INTERRUPTED.set(store, (INTERRUPTED.get(store) ?? new Set()).add(letter))
}

/** Whether a foreign letter is this due one, or holds any of its documents; one that cannot be opened may. */
export function mayHold({ store }: App, { to, letter, fileNames }: ForeignLetter, row: Letter): boolean {
  if (letter !== null) return letter === row.id && INTERRUPTED.get(store)?.has(row.id) !== true
  return sameAddress(to, row.recipient) && (fileNames === null || row.codes.some((code) => fileNames.some((name) => name.replaceAll('-', '').includes(code))))
}

/** What these files hold of letters, each with whose it is. One that was sealed as a letter which has been sealed again since, when the program had died or it was divided, never went. */
export async function foreignLetters(app: App, files: readonly string[]): Promise<ForeignLetter[]> {
  const found: ForeignLetter[] = []
  let rows: ReadonlyMap<string, Letter> | null = null
  for (const sha256 of files) {
    const headers = await headersOf(app.archive, sha256)
    if (headers === null) continue
    rows ??= byBoundary(await letters(app.store.read))
    const row = rows.get(boundaryIn(headers))
    const to = addressIn(/^To: (.*?)\r?$/mu.exec(headers)?.[1])
    if (row === undefined) found.push({ sha256, to, letter: null, fileNames: await fileNamesIn(app, sha256) })
    else if (row.ciphertextSha256 === null) found.push({ sha256, to, letter: row.id, fileNames: null })
  }
  return found
}

/** A letter's boundary is made of its id, and of the number of the part where it is several. */
function byBoundary(rows: readonly Letter[]): ReadonlyMap<string, Letter> {
  return new Map(rows.flatMap((row) => [row.id, ...row.codes.map((_, index) => `${row.id}/${index + 1}`)].map((seed) => [boundaryOf(seed, 'outer'), row] as const)))
}

/** How every sealed letter begins. */
const BEGINNING = 'From: '

/** Null for every other file, of which no more than the beginning is read; one that is damaged is for `archive verify`. */
async function headersOf(archive: App['archive'], sha256: string): Promise<string | null> {
  try {
    const pieces = archive.pieces(sha256)
    const first = await pieces.next()
    await pieces.return(undefined)
    if (first.done === true || Buffer.from(first.value.subarray(0, BEGINNING.length)).toString('latin1') !== BEGINNING) return null
    return await sealedHeaders(archive.pieces(sha256))
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

/** Opened with whichever own keys fit, those that have been rotated too. */
async function fileNamesIn({ keyRing, sealer }: App, ciphertext: string): Promise<readonly string[] | null> {
  const ring = await keyRing()
  const keys = [...(await ring.list()), ...(await ring.retired())]
  const [senders, archives] = (['sender', 'archive'] as const).map((own) => keys.filter((key) => key.own === own).map(({ fingerprint }) => fingerprint))
  for (const sender of senders ?? []) {
    for (const archive of archives ?? []) {
      try {
        const opening = await ring.openingKeys({ sender, archive })
        return (await sealer.open({ ciphertext, key: opening.archive, sender: opening.sender })).attachments.map(({ fileName }) => fileName)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
      }
    }
  }
  return null
}
