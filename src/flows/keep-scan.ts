import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { fileFormatOf } from '../imaging/file-format.js'
import { noScan } from '../imaging/no-scan.js'

/** A scan's file in the archive. */
export interface KeptScan {
  readonly sha256: string
  readonly bytes: number
  readonly mediaType: string
}

const MEDIA_TYPES = { pdf: 'application/pdf', tiff: 'image/tiff', jpeg: 'image/jpeg', png: 'image/png' } as const

/**
 * Keeps a file's bytes as they are, once they look like a scan; `flags` are more of what `open` takes. What is looked at and what is kept come from one opening; a pipe nobody writes to is not waited for.
 * @throws Failure `file-unreadable`, `scan-empty`, `scan-too-large`, `scan-unreadable`, `disk-full`
 */
export async function keepScan(app: App, path: string, flags = 0): Promise<KeptScan> {
  const file = await readable(path, () => open(path, constants.O_RDONLY | constants.O_NONBLOCK | flags))
  try {
    const found = await readable(path, () => file.stat())
    if (!found.isFile()) throw new Failure('file-unreadable', `${path} är ingen fil. Ange en skannad PDF, TIFF, JPEG eller PNG.`)
    const limit = app.config.scanMaxBytes
    if (found.size === 0) throw new Failure('scan-empty', `Filen ${path} är tom. Hämta den från kopiatorn igen, eller skanna om.`)
    if (found.size > limit) throw new Failure('scan-too-large', `Filen ${path} är ${Math.ceil(found.size / 1_048_576)} MB; gränsen är ${limit / 1_048_576} MB. Dela upp den, eller skanna med lägre upplösning (200 dpi räcker).`)
    const head = await readable(path, () => headOf(file))
    const format = fileFormatOf(head)
    if (format === null) throw noScan(head, `Filen ${path}`)
    return { ...(await app.archive.keepFile(Readable.from(chunksOf(path, file)), limit)), mediaType: MEDIA_TYPES[format] }
  } finally {
    await file.close()
  }
}

/** What `step` gives of a file outside the archive. @throws Failure `file-unreadable` whatever the disk says */
async function readable<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** Only what reading the file meets with is its fault: what keeping it meets with is thrown where it is kept. */
async function* chunksOf(path: string, file: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) if (chunk instanceof Uint8Array) yield chunk
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

function unreadable(path: string, cause: unknown): Failure {
  return new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
}

async function headOf(file: FileHandle): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0)
  return buffer.subarray(0, bytesRead)
}
