import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { diskFailure } from './disk-failure.js'
import { openTemporaries, type Temporaries, type Temporary } from './temporaries.js'

const READ_BYTES = 1 << 20
/** What is made of pieces lies in memory until it is cleared, so that larger ones cost a letter's whole process more of it, and save no time. */
const PIECE_BYTES = 1 << 16
/** Larger than receipts are. */
const PROOF_BYTES = 1 << 20

/** What the archive says of bytes it has kept. */
export interface Kept {
  readonly sha256: string
  readonly bytes: number
}

/** Write-once files named by the SHA-256 of their bytes. */
export interface Archive {
  /** Keeps bytes, on disk when it resolves; the same bytes again are fine. @throws Failure 'disk-full', 'archive-damaged' when the file kept earlier no longer holds its bytes */
  keep(bytes: Uint8Array): Promise<Kept>
  /** Writes as much as a receipt takes, and removes it again: nothing may leave that could not be accounted for. @throws Failure 'disk-full', 'data-directory' */
  proveWritable(): Promise<void>
  /** Keeps a file or a stream without holding it in memory. @throws Failure 'scan-too-large' above `limitBytes`, 'disk-full', 'archive-damaged' */
  keepFile(source: string | AsyncIterable<unknown>, limitBytes: number): Promise<Kept>
  /** The bytes, verified. @throws Failure 'archive-missing', 'archive-damaged' */
  read(sha256: string): Promise<Uint8Array>
  /** The bytes piece by piece, never more than a few in memory; the last comes only when all have been verified, so that who stops at an error has not been given a whole file. @throws Failure 'archive-missing', 'archive-damaged' */
  pieces(sha256: string): AsyncGenerator<Uint8Array>
  /** Where the file lies, whether it exists or not, for a child process to read. */
  pathOf(sha256: string): string
  /** Hashes the file anew without holding it in memory. */
  check(sha256: string): Promise<'whole' | 'missing' | 'changed'>
  /** The hash of every file that is named as it should be, in order. */
  list(): AsyncGenerator<string>
  /** Paths, relative to the archive, of what does not belong there. */
  strangers(): Promise<string[]>
}

/** Opens an archive directory, making it when it is missing and sweeping away what an interrupted writer left more than a day ago. @throws Failure 'disk-full', 'data-directory' */
export async function openArchive(directory: string): Promise<Archive> {
  const temporaries = await openTemporaries(directory)
  const pathOf = (sha256: string) => placeIn(directory, sha256)
  return {
    ...readArchive(directory),
    pathOf,
    keep: (bytes) => keepBytes(bytes, pathOf, temporaries),
    proveWritable: () => proveWritable(temporaries),
    keepFile: (source, limitBytes) => keepChunks(typeof source === 'string' ? createReadStream(source, { highWaterMark: READ_BYTES }) : source, limitBytes, directory, temporaries),
    list: () => list(directory),
    strangers: () => strangers(directory),
  }
}

/** An archive directory to read from and nothing else, such as a copy on a disk that cannot be written. */
export function readArchive(directory: string): Pick<Archive, 'read' | 'pieces' | 'check'> {
  return {
    read: async (sha256) => readVerified(placeIn(directory, sha256), sha256),
    pieces: (sha256) => readPieces(placeIn(directory, sha256), sha256),
    check: async (sha256) => check(placeIn(directory, sha256), sha256),
  }
}

function placeIn(directory: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a SHA-256: ${sha256}`)
  return join(directory, sha256.slice(0, 2), sha256)
}

/** Bytes kept before cost only a look, which makes repeating a command cheap. */
async function keepBytes(bytes: Uint8Array, pathOf: (sha256: string) => string, temporaries: Temporaries): Promise<Kept> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const target = pathOf(sha256)
  if ((await check(target, sha256)) === 'whole') await temporaries.syncPlace(target)
  else await keepNew(bytes, sha256, target, temporaries)
  return { sha256, bytes: bytes.byteLength }
}

async function proveWritable(temporaries: Temporaries): Promise<void> {
  const temporary = await temporaries.create()
  try {
    await temporary.write(new Uint8Array(PROOF_BYTES))
    await temporary.sync()
  } finally {
    await temporary.discard()
  }
}

async function keepNew(bytes: Uint8Array, sha256: string, target: string, temporaries: Temporaries): Promise<void> {
  const temporary = await temporaries.create()
  try {
    await temporary.write(bytes)
    const added = await temporary.moveTo(target)
    if (!added && (await check(target, sha256)) !== 'whole') throw damaged(sha256)
  } finally {
    await temporary.discard()
  }
}

async function keepChunks(chunks: AsyncIterable<unknown> | Iterable<unknown>, limitBytes: number, directory: string, temporaries: Temporaries): Promise<Kept> {
  const temporary = await temporaries.create()
  try {
    const kept = await writeChunks(temporary, chunks, limitBytes)
    const target = join(directory, kept.sha256.slice(0, 2), kept.sha256)
    const added = await temporary.moveTo(target)
    if (!added && (await check(target, kept.sha256)) !== 'whole') throw damaged(kept.sha256)
    return kept
  } finally {
    await temporary.discard()
  }
}

async function writeChunks(temporary: Temporary, chunks: AsyncIterable<unknown> | Iterable<unknown>, limitBytes: number): Promise<Kept> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new Error('an archive keeps bytes: the stream gave something else')
    bytes += chunk.byteLength
    if (bytes > limitBytes) throw new Failure('scan-too-large', `Filen är större än ${limitBytes} byte, som är det mesta som tas emot. Dela upp den och lämna in delarna var för sig.`)
    hash.update(chunk)
    await temporary.write(chunk)
  }
  return { sha256: hash.digest('hex'), bytes }
}

async function readVerified(path: string, sha256: string): Promise<Uint8Array> {
  const file = await requireKept(path, sha256)
  try {
    const bytes = await file.readFile()
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damaged(sha256)
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  } catch (error) {
    throw diskFailure(error, path)
  } finally {
    await file.close()
  }
}

async function* readPieces(path: string, sha256: string): AsyncGenerator<Uint8Array> {
  const file = await requireKept(path, sha256)
  try {
    const hash = createHash('sha256')
    let held: Uint8Array | null = null
    for (;;) {
      // Each piece in memory of its own: the reader may hold on to it.
      const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES)
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null)
      if (bytesRead === 0) break
      if (held !== null) yield held
      held = buffer.subarray(0, bytesRead)
      hash.update(held)
    }
    if (hash.digest('hex') !== sha256) throw damaged(sha256)
    if (held !== null) yield held
  } catch (error) {
    throw diskFailure(error, path)
  } finally {
    await file.close()
  }
}

async function requireKept(path: string, sha256: string): Promise<FileHandle> {
  const file = await openKept(path)
  if (file === null) throw new Failure('archive-missing', `Arkivet saknar filen ${sha256}. Kör kommandot archive verify och läs tillbaka filen från säkerhetskopian.`)
  return file
}

async function check(path: string, sha256: string): Promise<'whole' | 'missing' | 'changed'> {
  const file = await openKept(path)
  if (file === null) return 'missing'
  try {
    return (await hashOfFile(file)) === sha256 ? 'whole' : 'changed'
  } catch {
    // A sector that cannot be read is damage like any other.
    return 'changed'
  } finally {
    await file.close()
  }
}

/** One buffer for the whole file: a read stream costs several times as much for the small files that most are. */
async function hashOfFile(file: FileHandle): Promise<string> {
  const { size } = await file.stat()
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(size, READ_BYTES)))
  const hash = createHash('sha256')
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, null)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
  }
}

/** Opens a kept file; null when it is missing or is not a file of its own (a link could be turned to other bytes afterwards). */
async function openKept(path: string): Promise<FileHandle | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    if ((await file.stat()).isFile()) return file
    await file.close()
    return null
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ELOOP')) return null
    throw diskFailure(error, path)
  }
}

async function* list(directory: string): AsyncGenerator<string> {
  for (const shard of (await readdir(directory)).sort()) {
    if (!/^[0-9a-f]{2}$/.test(shard)) continue
    const entries = await readdir(join(directory, shard), { withFileTypes: true })
    yield* entries.filter((entry) => entry.isFile() && isNamedIn(shard, entry.name)).map((entry) => entry.name).sort()
  }
}

async function strangers(directory: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name === 'tmp') continue
    if (!entry.isDirectory() || !/^[0-9a-f]{2}$/.test(entry.name)) {
      found.push(entry.name)
      continue
    }
    const inside = await readdir(join(directory, entry.name), { withFileTypes: true })
    found.push(...inside.filter((file) => !file.isFile() || !isNamedIn(entry.name, file.name)).map((file) => join(entry.name, file.name)))
  }
  return found.sort()
}

function isNamedIn(shard: string, name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name) && name.startsWith(shard)
}

function damaged(sha256: string): Failure {
  return new Failure('archive-damaged', `Filen ${sha256} i arkivet är ändrad eller skadad. Rör den inte; kör kommandot archive verify och läs tillbaka filen från säkerhetskopian.`)
}
