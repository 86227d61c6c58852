import { unzipSync } from 'fflate'
import { Failure } from '../failure.js'

const LARGEST_FILE_BYTES = 20 * 1024 * 1024
const LARGEST_CONTENT_BYTES = 64 * 1024 * 1024
const MOST_PARTS = 200
/** Deflate of repetitive WordprocessingML reaches about 60:1; a bomb reaches 1000:1. */
const HIGHEST_RATIO = 200
const RATIO_FREE_BYTES = 1024 * 1024

/**
 * The parts of an Office package by name, unpacked, in the order of the file.
 * @throws Failure `template-invalid` when it is no ZIP file or unpacks to more than a template may hold.
 */
export function openPackage(file: Uint8Array): ReadonlyMap<string, Uint8Array> {
  if (file.length > LARGEST_FILE_BYTES) throw refusal('Filen är större än 20 MB. Ta bort bilder och inbäddat innehåll.')
  if (isLockedOrOld(file)) throw refusal('Filen är låst med lösenord eller sparad i ett äldre Word-format (.doc). Ta bort lösenordet och spara den som Word-dokument (.docx).')
  const names = new Set<string>()
  let contentBytes = 0
  const admit = (part: { name: string; size: number; originalSize: number }): boolean => {
    // Word takes part names that differ only in case for the same (ISO/IEC 29500-2, 6.2.2.3), and would read the other one.
    const name = part.name.toLowerCase()
    if (names.has(name)) throw refusal(`Filen innehåller delen ${part.name} två gånger. Öppna den i Word och spara den på nytt.`)
    names.add(name)
    contentBytes += part.originalSize
    const ratio = part.originalSize / Math.max(part.size, 1)
    if (names.size > MOST_PARTS) throw refusal(`Filen består av fler än ${MOST_PARTS} delar.`)
    if (contentBytes > LARGEST_CONTENT_BYTES) throw refusal('Filen blir större än 64 MB uppackad.')
    if (part.originalSize > RATIO_FREE_BYTES && ratio > HIGHEST_RATIO) throw refusal(`Delen ${part.name} är orimligt hårt packad.`)
    return !part.name.endsWith('/')
  }
  const unpacked = unzip(file, admit)
  return new Map(Object.entries(unpacked))
}

/** Word keeps both an encrypted document and one of before 2007 in a compound file, which begins so (MS-CFB 2.2). */
function isLockedOrOld(file: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].every((byte, index) => file[index] === byte)
}

function unzip(file: Uint8Array, admit: (part: { name: string; size: number; originalSize: number }) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(file, { filter: admit })
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw refusal('Filen går inte att läsa som Word-dokument (.docx). Spara den på nytt i Word, utan lösenord.', cause)
  }
}

function refusal(message: string, cause?: unknown): Failure {
  return new Failure('template-invalid', message, { cause, faults: [{ path: 'fil', message }] })
}
