import { lstat, readdir, readFile, rename } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { printable } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { looksWhole } from '../imaging/looks-whole.js'

/** Where files that cannot be read are put, each with a text beside it that says why. */
export const FAULTY_DIRECTORY = 'felaktiga'

/** Programs that copy a file write it under such a name until it is whole. */
const UNDER_COPY = /\.(part|partial|tmp|temp|filepart|crdownload|download)$/i

/** A reason with its next step is told whole. */
const MOST_SHOWN = 1000

/** What lies in `incoming/` under one name. */
export interface IncomingFile {
  readonly name: string
  readonly path: string
  readonly stats: BigIntStats
}

/** What waits in `incoming/`, and why in Swedish. */
export interface WaitingFile {
  readonly file: string
  readonly bytes: number
  /** When it was last written to. */
  readonly changedAt: string
  readonly why: string
}

/** A file put aside as unreadable, and the text beside it. */
export interface FaultyFile {
  readonly file: string
  readonly why: string
}

/** Everything in `incoming/` that is not the program's own and not hidden, the oldest first; names that are no proper text get one. */
export async function incomingFiles(app: App): Promise<IncomingFile[]> {
  const found: IncomingFile[] = []
  for (const raw of await readdir(app.incoming, { encoding: 'buffer' })) {
    const name = raw.toString('utf8')
    if (name.startsWith('.') || name === FAULTY_DIRECTORY) continue
    const path = Buffer.from(name, 'utf8').equals(raw) ? join(app.incoming, name) : await renamed(app, raw)
    const stats = await statsOf(path)
    if (stats !== null) found.push({ name: path.slice(app.incoming.length + 1), path, stats })
  }
  return found.sort((a, b) => Number(a.stats.mtimeNs - b.stats.mtimeNs) || (a.name < b.name ? -1 : 1))
}

/** A name whose bytes are no UTF-8 cannot be said, stored or opened again by what is shown of it. */
async function renamed(app: App, raw: Buffer): Promise<string> {
  const path = await freePath(app.incoming, raw.toString('latin1').replaceAll(/[^\w .()-]/g, '_').replace(/^\.+/, ''))
  await rename(Buffer.concat([Buffer.from(`${app.incoming}/`), raw]), path)
  return path
}

/** A path in the directory that nothing has, called `name` or, where that is taken, nearly so. */
export async function freePath(directory: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = join(directory, number === 1 ? name : name.replace(/(\.[^.]*)?$/, ` (${number})$1`))
    if ((await statsOf(path)) === null) return path
  }
}

/** What the name itself stands for, not what a link points to; null when nothing does any more. */
export async function statsOf(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}

/** Why the file seems not to be whole yet, in Swedish; null when it seems whole. */
export async function incompleteness({ name, path, stats }: IncomingFile): Promise<string | null> {
  if (stats.size === 0n) return 'filen är tom än så länge'
  if (UNDER_COPY.test(name)) return 'namnet säger att den håller på att kopieras'
  try {
    return (await looksWhole(path, Number(stats.size))) ? null : 'filens slut saknas; den verkar inte färdigskriven'
  } catch (error) {
    // Taken away meanwhile, or not ours to read: taking it says which.
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** What waits in `incoming/` now. */
export async function waitingFiles(app: App): Promise<WaitingFile[]> {
  const waiting: WaitingFile[] = []
  for (const file of await incomingFiles(app)) {
    const why = file.stats.isDirectory() ? 'mappar läses inte; lägg filerna direkt i incoming' : file.stats.isFile() ? ((await incompleteness(file)) ?? 'står i tur att läsas') : 'är ingen vanlig fil'
    waiting.push({ file: printable(file.name), bytes: Number(file.stats.size), changedAt: new Date(Number(file.stats.mtimeMs)).toISOString(), why })
  }
  return waiting
}

/** What has been put aside as unreadable and still lies there. */
export async function faultyFiles(app: App): Promise<FaultyFile[]> {
  const directory = join(app.incoming, FAULTY_DIRECTORY)
  if ((await statsOf(directory)) === null) return []
  const names = (await readdir(directory)).sort()
  const faulty: FaultyFile[] = []
  for (const name of names) {
    if (name.endsWith('.txt') && names.includes(name.slice(0, -4))) continue
    faulty.push({ file: printable(name), why: names.includes(`${name}.txt`) ? printable((await readFile(join(directory, `${name}.txt`), 'utf8')).split('\n')[2] ?? '', MOST_SHOWN) : 'skälet har tagits bort' })
  }
  return faulty
}
