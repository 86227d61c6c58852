import { readFile, stat } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { Failure } from '../../templates/failure.js'
import { WORD_MEDIA_TYPE } from '../../templates/word-media-type.js'
import { fileFormatOf } from '../imaging/file-format.js'

/** The largest handout, or file of minutes, that is taken in. */
export const HANDOUT_MOST_BYTES = 50 * 1024 * 1024
/** Larger than what names a package's form ever is. */
const NAMING_PART_BYTES = 1024 * 1024

interface Form {
  readonly mediaType: string
  readonly isHeldBy: (file: Uint8Array) => boolean
}

/** What handouts and minutes may be; the ending says which, and the bytes must bear it out. */
const FORMS: Readonly<Record<string, Form>> = {
  pdf: { mediaType: 'application/pdf', isHeldBy: (file) => fileFormatOf(file) === 'pdf' },
  docx: { mediaType: WORD_MEDIA_TYPE, isHeldBy: (file) => partOf(file, '[Content_Types].xml').includes('wordprocessingml.document.main+xml') },
  pptx: { mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', isHeldBy: (file) => partOf(file, '[Content_Types].xml').includes('presentationml.presentation.main+xml') },
  odt: openDocument('application/vnd.oasis.opendocument.text'), odp: openDocument('application/vnd.oasis.opendocument.presentation'),
  txt: { mediaType: 'text/plain', isHeldBy: isText },
  png: { mediaType: 'image/png', isHeldBy: (file) => fileFormatOf(file) === 'png' }, jpg: jpeg(), jpeg: jpeg(),
}

/** Every media type that a kept handout or file of minutes may have. */
export const MEETING_FILE_TYPES: readonly string[] = [...new Set(Object.values(FORMS).map(({ mediaType }) => mediaType))]

/** What a kept handout or file of minutes is, by its name. @throws Failure `file-unreadable` for any other ending */
export function mediaTypeOf(fileName: string): string {
  return formOf(fileName).mediaType
}

/** The media type of the file at `path`, once its bytes are of the form that its name says. @throws Failure `file-unreadable` for any other, and for an empty one, `scan-too-large` */
export async function checkedMediaType(path: string, fileName: string): Promise<string> {
  const { mediaType, isHeldBy } = formOf(fileName)
  const file = await bytesOf(path, fileName)
  if (file.byteLength === 0) throw new Failure('file-unreadable', `Filen ${fileName} är tom.`)
  if (!isHeldBy(file)) throw new Failure('file-unreadable', `Filen ${fileName} är inte vad ändelsen säger: innehållet är något annat. Öppna den, spara den på nytt i det formatet och lämna in den igen. Inget är sparat.`, { faults: [{ path: 'file', message: 'Innehållet är något annat än ändelsen säger.' }] })
  return mediaType
}

async function bytesOf(path: string, fileName: string): Promise<Uint8Array> {
  const size = await stat(path).then((found) => (found.isFile() ? found.size : null), () => null)
  if (size === null) throw new Failure('file-unreadable', `Filen ${fileName} går inte att läsa. Kontrollera var den ligger, och att den får läsas.`)
  if (size > HANDOUT_MOST_BYTES) throw new Failure('scan-too-large', `Filen ${fileName} är ${Math.ceil(size / 1_048_576)} MB; gränsen är ${HANDOUT_MOST_BYTES / 1_048_576} MB.`)
  return readFile(path)
}

function formOf(fileName: string): Form {
  const found = FORMS[/\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? '']
  if (found === undefined) throw new Failure('file-unreadable', `Filen ${fileName} har en ändelse som inte tas emot. Spara den som ${Object.keys(FORMS).join(', ')}.`)
  return found
}

function jpeg(): Form {
  return { mediaType: 'image/jpeg', isHeldBy: (file) => fileFormatOf(file) === 'jpeg' }
}

function openDocument(mediaType: string): Form {
  return { mediaType, isHeldBy: (file) => partOf(file, 'mimetype') === mediaType }
}

/** One part of a package as text; empty where there is none, or the file is no package. */
function partOf(file: Uint8Array, part: string): string {
  try {
    return new TextDecoder().decode(unzipSync(file, { filter: ({ name, originalSize }) => name === part && originalSize <= NAMING_PART_BYTES })[part])
  } catch {
    return ''
  }
}

/** Text holds no NUL, unless it begins as UTF-16 does. */
function isText(file: Uint8Array): boolean {
  const [first, second] = file
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (fileFormatOf(file) === null && !file.includes(0))
}
