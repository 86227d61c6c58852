import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { extract, type Header } from 'tar-stream'
import type { z } from 'zod'
import { diskFailure } from '../archive/disk-failure.js'
import { Failure, type Fault } from '../../templates/failure.js'
import { DATABASE_NAME, END_NAME, endSchema, HEADER_NAME, headerSchema, partOf, type BackupHeader } from './backup-format.js'

type Entry = AsyncIterable<unknown> & { readonly header: Header }

const MOST_JSON_BYTES = 1 << 20
const MB = 1_000_000

/** What came out of a backup. */
export interface Unpacked {
  readonly header: BackupHeader
  readonly files: number
  /** Files whose bytes are not what their name or the header says: damaged before the backup was taken, or since. */
  readonly faults: readonly Fault[]
}

/** Unpacks a backup into a directory, the database as `databaseName`; only names that a backup of ours holds, never over a file that is there. @throws Failure `backup-unreadable` for anything but a whole backup, `disk-full`, `data-directory` */
export async function readBackup(file: string, directory: string, databaseName: string, onProgress: (doneMb: number, totalMb: number) => void): Promise<Unpacked> {
  const source = await stat(file).catch((cause: unknown) => Promise.reject(unreadable(file, 'den går inte att läsa', cause)))
  const entries = extract()
  const input = createReadStream(file)
  input.on('error', (error) => entries.destroy(error))
  input.pipe(entries)
  try {
    return await new Unpacking(file, directory, databaseName).take(entries, () => onProgress(Math.ceil(input.bytesRead / MB), Math.ceil(source.size / MB)))
  } catch (error) {
    const known = diskFailure(error, directory)
    throw known instanceof Failure ? known : unreadable(file, 'den är skadad', error)
  } finally {
    input.destroy()
  }
}

class Unpacking {
  #header: BackupHeader | null = null
  #ended = false
  #hasDatabase = false
  readonly #seen = new Set<string>()
  #files = 0
  #bytes = 0
  readonly #faults: Fault[] = []

  constructor(private readonly file: string, private readonly directory: string, private readonly databaseName: string) {}

  async take(entries: AsyncIterable<Entry>, onProgress: () => void): Promise<Unpacked> {
    for await (const entry of entries) {
      const { name, type } = entry.header
      if (type !== 'file' || this.#ended) throw unreadable(this.file, `den innehåller ${name}, som ingen säkerhetskopia av Anslut har`)
      if (name === HEADER_NAME && this.#header === null) this.#header = await this.#json(entry, headerSchema)
      else if (this.#header === null) throw unreadable(this.file, 'den är ingen säkerhetskopia av Anslut')
      else if (name === END_NAME) await this.#end(entry)
      else await this.#keep(entry, name, this.#header)
      onProgress()
    }
    if (this.#header === null) throw unreadable(this.file, 'den är ingen säkerhetskopia av Anslut')
    if (!this.#ended || !this.#hasDatabase) throw unreadable(this.file, 'den är avbruten: slutet saknas')
    return { header: this.#header, files: this.#files, faults: this.#faults }
  }

  async #json<T>(entry: Entry, schema: z.ZodType<T>): Promise<T> {
    const chunks: Buffer[] = []
    if (entry.header.size > MOST_JSON_BYTES) throw unreadable(this.file, 'den är skadad')
    for await (const chunk of chunksOf(entry)) chunks.push(chunk)
    const read = schema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    if (!read.success) throw unreadable(this.file, 'den är skadad, eller gjord av en nyare utgåva av programmet', read.error)
    return read.data
  }

  async #end(entry: Entry): Promise<void> {
    const { files, bytes } = await this.#json(entry, endSchema)
    if (files !== this.#files || bytes !== this.#bytes) throw unreadable(this.file, `den ska ha ${files} filer men har ${this.#files}`)
    this.#ended = true
  }

  async #keep(entry: Entry, name: string, header: BackupHeader): Promise<void> {
    const part = partOf(name)
    if (part === null || this.#seen.has(name)) throw unreadable(this.file, `den innehåller ${name}, som ingen säkerhetskopia av Anslut har`)
    this.#seen.add(name)
    const place = join(this.directory, part === 'database' ? this.databaseName : name)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    const { sha256, bytes } = await writeOut(entry, place, part === 'archive' ? 0o400 : 0o600)
    this.#files += 1
    this.#bytes += bytes
    this.#hasDatabase ||= part === 'database'
    const expected = { database: header.database, keys: header.keys[name.slice('keys/'.length)], archive: name.slice(-64) }[part]
    if (sha256 === expected) return
    if (part === 'database') throw unreadable(this.file, 'databasen i den är skadad')
    this.#faults.push({ path: name, message: 'är inte som den var när den sparades. Ta filen från en äldre säkerhetskopia.' })
  }
}

async function writeOut(entry: Entry, place: string, mode: number): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  const out = await open(place, 'wx', mode)
  try {
    for await (const chunk of chunksOf(entry)) {
      hash.update(chunk)
      bytes += chunk.byteLength
      await out.writeFile(chunk)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

async function* chunksOf(entry: Entry): AsyncGenerator<Buffer> {
  for await (const chunk of entry) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a tar file is bytes')
    yield chunk
  }
}

function unreadable(file: string, what: string, cause?: unknown): Failure {
  return new Failure('backup-unreadable', `${file} går inte att läsa tillbaka: ${what}. Inget är ändrat. Ta en annan säkerhetskopia (${DATABASE_NAME}, archive och keys ligger i en vanlig tar-fil).`, cause === undefined ? {} : { cause })
}
