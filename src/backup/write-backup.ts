import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { pack, type Pack } from 'tar-stream'
import { diskFailure } from '../archive/disk-failure.js'
import { END_NAME, HEADER_NAME, type BackupHeader } from './backup-format.js'

const CHUNK_BYTES = 1 << 20

/** One file to be packed: its name in the backup, and where it lies. */
export interface Packed {
  readonly name: string
  readonly path: string
}

/** Packs the header and the files, in order, into one new tar file that only its owner may read; on disk when it resolves. Gives its size and, by name, the hash that every file turned out to have. @throws Failure `disk-full`, `data-directory` */
export async function writeBackup(target: string, header: BackupHeader, files: readonly Packed[], onProgress: (done: number, total: number) => void): Promise<{ bytes: number; hashes: ReadonlyMap<string, string> }> {
  const out = await open(target, 'wx', 0o600).catch((error: unknown) => Promise.reject(diskFailure(error, target)))
  try {
    const tar = pack()
    const writing = writeAll(tar, out)
    const packing = packAll(tar, header, files, onProgress).catch((error: unknown) => {
      tar.destroy(error instanceof Error ? error : new Error(String(error)))
      throw error
    })
    const [hashes] = await Promise.all([packing, writing])
    await out.sync()
    return { bytes: (await out.stat()).size, hashes }
  } catch (error) {
    throw diskFailure(error, target)
  } finally {
    await out.close()
  }
}

/** Node's own pipeline never ends with the streams that tar-stream is made of. */
async function writeAll(tar: AsyncIterable<unknown>, out: FileHandle): Promise<void> {
  for await (const chunk of tar) {
    if (!Buffer.isBuffer(chunk)) throw new Error('a tar file is bytes')
    await out.writeFile(chunk)
  }
}

async function packAll(tar: Pack, header: BackupHeader, files: readonly Packed[], onProgress: (done: number, total: number) => void): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>()
  let bytes = 0
  tar.entry({ name: HEADER_NAME, mode: 0o600 }, JSON.stringify(header))
  for (const [index, { name, path }] of files.entries()) {
    const { size } = await stat(path)
    const hash = createHash('sha256')
    const entry = tar.entry({ name, size, mode: 0o600 })
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      hash.update(chunk)
      if (!entry.write(chunk)) await once(entry, 'drain')
    }
    entry.end(null)
    hashes.set(name, hash.digest('hex'))
    bytes += size
    onProgress(index + 1, files.length)
  }
  tar.entry({ name: END_NAME, mode: 0o600 }, JSON.stringify({ files: files.length, bytes }))
  tar.finalize()
  return hashes
}
