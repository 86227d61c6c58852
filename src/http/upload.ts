import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join, sep } from 'node:path'
import { finished } from 'node:stream/promises'
import busboy from 'busboy'
import { Failure } from '../../templates/failure.js'
import { diskFailure } from '../archive/disk-failure.js'
import { isRunning } from '../is-running.js'

/** One uploaded file, on disk under its own name. */
export interface UploadedFile {
  readonly path: string
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
}

/** Files that have come in whole; they are gone after `discard`. */
export interface Upload {
  readonly files: readonly UploadedFile[]
  /** The text fields that came with them, by name; each once, unless any name was let in. */
  readonly fields: Readonly<Record<string, string>>
  /** The same where any name was let in: every value of a name. */
  readonly values: Readonly<Record<string, readonly string[]>>
  /** Why the files were not taken, where the fields are kept all the same. */
  readonly refused: Failure | null
  /** The directory they lie in, for taking it out of messages. */
  readonly directory: string
  readonly discard: () => Promise<void>
}

const MOST_FILES = 20
const MOST_FIELD_BYTES = 8192
/** All texts of a form that is shown again, too long ones too. */
const MOST_KEPT_BYTES = 512 * 1024
/** A form whose names are not listed one by one: a customer's facts with every list long. */
const MOST_FREE_FIELDS = 2000
/** How long what is still being sent is let in and thrown away, so that the client comes to reading why. */
const DRAIN_MS = 5_000

/** What a multipart request may bring. */
export interface UploadBounds {
  readonly fileBytes: number
  /** The names of its fields; `any` lets in every name, several times. */
  readonly fields: readonly string[] | 'any'
  /** How many files it must bring at least. */
  readonly fewestFiles: 0 | 1
  /** Asked before bytes are written; refuses those that may not come. */
  readonly take?: (bytes: number) => void
  /** Whether the fields come through when files or texts are refused, for a form that is shown again. */
  readonly keepsFields?: boolean
}

/** Streams the files of a multipart request to disk below `incoming`, without the empty part that a browser sends for a file that was not chosen; nothing is left there when it fails. @throws Failure `call-invalid`, `media-type-unsupported`, `upload-broken`, `scan-too-large`, `disk-full` */
export async function receiveFiles(request: IncomingMessage, incoming: string, bounds: UploadBounds): Promise<Upload> {
  const directory = join(incoming, `.upload-${process.pid}-${randomBytes(8).toString('hex')}`)
  const discard = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    const parser = parserFor(request, bounds)
    const values = new Map<string, string[]>()
    const { files, refused } = await takeFiles(request, parser, { directory, bounds, values })
    if (refused !== null) await discard()
    else if (files.length < bounds.fewestFiles) throw new Failure('call-invalid', 'Ingen fil följde med. Skicka en eller flera filer i fältet ”file”.')
    return { files, fields: Object.fromEntries([...values].map(([name, [value = '']]) => [name, value])), values: Object.fromEntries(values), refused, directory, discard }
  } catch (error) {
    await discard()
    await drain(request)
    throw uploadFailure(error)
  }
}

function parserFor(request: IncomingMessage, { fileBytes, fields, keepsFields }: UploadBounds): busboy.Busboy {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data')) throw new Failure('media-type-unsupported', 'Filer lämnas som multipart/form-data, i fältet ”file”.')
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { fileSize: fileBytes + 1, files: MOST_FILES, fields: fields === 'any' ? MOST_FREE_FIELDS : fields.length + 1, fieldSize: (keepsFields === true ? MOST_KEPT_BYTES : MOST_FIELD_BYTES) + 1, headerPairs: 20 } })
  } catch (cause) {
    throw new Failure('upload-broken', 'Uppladdningen går inte att tolka: gränsen mellan filerna saknas i huvudet. Skicka den igen.', { cause })
  }
}

async function takeFiles(request: IncomingMessage, parser: busboy.Busboy, { directory, bounds, values }: { readonly directory: string; readonly bounds: UploadBounds; readonly values: Map<string, string[]> }): Promise<Pick<Upload, 'files' | 'refused'>> {
  const writing: Promise<UploadedFile>[] = []
  const chosen: boolean[] = []
  let keptBytes = 0
  const room: Room = { refused: null }
  const attempt = async (step: () => unknown): Promise<void> => {
    try {
      if (room.refused === null) await step()
    } catch (error) {
      const failure = diskFailure(error, 'Den uppladdade filen')
      if (bounds.keepsFields !== true || !(failure instanceof Failure)) throw error
      room.refused = failure
    }
  }
  const refuse = (failure: Failure): void => void parser.destroy(failure)
  parser.on('file', (field, stream, { filename }) => {
    // The parser may be ended before anybody reads the stream; an error nobody listens to ends the program.
    stream.on('error', () => undefined)
    if (field !== 'file') refuse(new Failure('call-invalid', `Fältet ”${field.slice(0, 40)}” är okänt. Filerna lämnas i fältet ”file”.`))
    const one = writeFile(stream, join(directory, String(writing.length + 1)), safeName(filename), { bounds, attempt })
    one.catch((error: unknown) => parser.destroy(error instanceof Error ? error : new Error(String(error))))
    writing.push(one)
    chosen.push((filename ?? '') !== '')
  })
  parser.on('field', (field, value) => {
    const known = bounds.fields
    if (known !== 'any' && !known.includes(field)) refuse(new Failure('call-invalid', `Fältet ”${field.slice(0, 40)}” är okänt. ${known.length === 0 ? 'Bara filer tas emot, i fältet ”file”' : `Fälten är file, ${known.join(', ')}`}.`))
    else if (known !== 'any' && values.has(field)) refuse(new Failure('call-invalid', `Fältet ”${field}” finns två gånger. Skicka det en gång.`))
    else if (Buffer.byteLength(value) > MOST_FIELD_BYTES && bounds.keepsFields !== true) refuse(tooLong(field))
    else if ((keptBytes += Buffer.byteLength(value)) > MOST_KEPT_BYTES) refuse(new Failure('call-invalid', `Formuläret har för mycket text: högst ${MOST_KEPT_BYTES / 1024} kB. Korta det och skicka det igen.`))
    else {
      if (Buffer.byteLength(value) > MOST_FIELD_BYTES) room.refused ??= tooLong(field)
      values.set(field, [...(values.get(field) ?? []), value])
    }
  })
  parser.on('fieldsLimit', () => refuse(new Failure('call-invalid', 'Formuläret har för många fält. Ta bort tomma rader och skicka det igen.')))
  parser.on('filesLimit', () => refuse(new Failure('call-invalid', `Fler än ${MOST_FILES} filer i samma begäran. Skicka dem i flera omgångar.`)))
  try {
    await parse(request, parser)
  } finally {
    await Promise.allSettled(writing)
  }
  const files = (await Promise.all(writing)).filter(({ bytes }, index) => bytes > 0 || chosen[index] === true)
  return { files: room.refused === null ? files : [], refused: room.refused }
}

/** No pipeline, which would end the request with the parser: a client that is still sending would be cut off before it has read why. */
async function parse(request: IncomingMessage, parser: busboy.Busboy): Promise<void> {
  const cutOff = (): void => void (request.readableEnded || parser.destroy(new Error('the request ended early')))
  request.once('close', cutOff).once('error', cutOff)
  if (request.destroyed) cutOff()
  try {
    request.pipe(parser)
    await finished(parser)
  } finally {
    request.unpipe(parser)
    request.off('close', cutOff).off('error', cutOff)
  }
}

/** What was refused of a form whose fields are kept; nothing of its files is written from then on. */
interface Room {
  refused: Failure | null
}

async function writeFile(stream: AsyncIterable<Buffer>, directory: string, fileName: string, { bounds, attempt }: { readonly bounds: UploadBounds; readonly attempt: (step: () => unknown) => Promise<void> }): Promise<UploadedFile> {
  const path = join(directory, fileName)
  const hash = createHash('sha256')
  const written: { file: FileHandle | null } = { file: null }
  let bytes = 0
  try {
    await attempt(async () => {
      await mkdir(directory, { mode: 0o700, recursive: true })
      written.file = await open(path, 'wx', 0o600)
    })
    for await (const chunk of stream) {
      bytes += chunk.byteLength
      // Read on without being kept when it is refused: the fields come after the files.
      await attempt(async () => {
        if (bytes > bounds.fileBytes) throw new Failure('scan-too-large', `Filen ${fileName} är större än ${Math.floor(bounds.fileBytes / 1_048_576)} MB, som är gränsen. Lämna in en mindre: en skanning kan delas upp, eller göras med lägre upplösning (200 dpi räcker).`, { faults: [{ path: 'file', message: 'Filen är för stor.' }] })
        bounds.take?.(chunk.byteLength)
        hash.update(chunk)
        await written.file?.writeFile(chunk)
      })
    }
  } finally {
    await written.file?.close()
  }
  return { path, fileName, sha256: hash.digest('hex'), bytes }
}

function tooLong(field: string): Failure {
  return new Failure('call-invalid', `En text är för lång: högst ${MOST_FIELD_BYTES} byte, omkring 7 000 tecken. Korta den och skicka igen.`, { faults: [{ path: field, message: 'Texten är för lång. Korta den till omkring 7 000 tecken.' }] })
}

/** The last part of what the client calls the file, without anything that could lead elsewhere or spoil a line. */
function safeName(given: string | undefined): string {
  const last = (given ?? '').normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last.replaceAll(/[^\p{L}\p{N} ._()-]|[\u{10000}-\u{10FFFF}]/gu, '_').replace(/^[.\s]+/, '').trim()
  return plain.slice(-80) || 'skanning'
}

function uploadFailure(error: unknown): unknown {
  if (error instanceof Failure) return error
  const disk = diskFailure(error, 'Den uppladdade filen')
  if (disk instanceof Failure) return disk
  // What remains comes from the stream: cut off, or no multipart after all.
  return new Failure('upload-broken', 'Uppladdningen kom inte fram hel. Ingenting är sparat. Skicka filen igen.', { cause: error })
}

async function drain(request: IncomingMessage): Promise<void> {
  if (request.readableEnded || request.destroyed) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    request.once('end', done).once('close', done).once('error', done)
    request.resume()
  })
}

/** A failure told without the place where the program kept the file meanwhile. */
export function withoutPlace(error: Failure, directory: string): Failure {
  if (!error.message.includes(directory)) return error
  const place = new RegExp(`${escaped(directory)}${escaped(sep)}\\d+${escaped(sep)}`, 'g')
  return new Failure(error.code, error.message.replaceAll(place, ''), { cause: error, faults: error.faults })
}

/** Text that stands for itself in a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Removes what uploads of processes that are gone have left. */
export async function sweepUploads(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const pid = /^\.upload-(\d+)-[0-9a-f]+$/.exec(name)?.[1]
    if (pid !== undefined && (pid === String(process.pid) || !isRunning(Number(pid)))) await rm(join(incoming, name), { recursive: true, force: true })
  }
}
