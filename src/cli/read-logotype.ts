import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../templates/failure.js'
import { LARGEST_PICTURE_BYTES } from '../../templates/picture.js'

/** The folder beside the facts where pictures may lie instead of among the facts. */
const FOLDER = 'logotyper'
const PRINTABLE = /\.(png|jpe?g)$/i

/** What is left to say where no logotype was read; in Swedish, to follow the customer's name. */
interface LogotypeRead {
  readonly bytes: Uint8Array | null
  readonly note: string | null
}

/** The picture that the facts name, beside the facts file or in `logotyper/`; the name was checked to be no path. @throws Failure `facts-invalid` when it is no file, or too large */
export async function readLogotype(factsFile: string, fileName: string | undefined): Promise<LogotypeRead> {
  if (fileName === undefined) return { bytes: null, note: null }
  if (!PRINTABLE.test(fileName)) return { bytes: null, note: `kund.logotyp: ${fileName} är varken PNG eller JPEG och kan inte visas i handlingarna; filnamnet skrivs i stället.` }
  const folder = dirname(factsFile)
  for (const path of [join(folder, fileName), join(folder, FOLDER, fileName)]) {
    const bytes = await readPictureAt(path, fileName)
    if (bytes !== null) return { bytes, note: null }
  }
  return { bytes: null, note: `kund.logotyp: bilden ${fileName} finns inte bredvid uppgiftsfilen eller i ${FOLDER}/ där; filnamnet skrivs i handlingarna, eller den bild som har lämnats tidigare.` }
}

/** Null when nothing is there. What is no file is never opened: a pipe would wait for ever. */
async function readPictureAt(path: string, fileName: string): Promise<Uint8Array | null> {
  const refuse = (message: string, cause?: unknown): Failure => new Failure('facts-invalid', `Kundens logotyp kan inte användas: ${message}`, { cause, faults: [{ path: 'kund.logotyp', message }] })
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  if (!found.isFile()) throw refuse(`${fileName} är ingen fil. Lägg bilden där i stället.`)
  if (found.size > LARGEST_PICTURE_BYTES) throw refuse(`${fileName} är större än 5 MB. Förminska eller komprimera bilden.`)
  try {
    return await readFile(path)
  } catch (cause) {
    throw refuse(`${fileName} går inte att läsa. Kontrollera behörigheten.`, cause)
  }
}
