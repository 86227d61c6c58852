import { open } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'
import { textOption, type Options, type OptionSpec } from './command.js'
import { readJson } from './read-json.js'

const LARGEST_BYTES = 20 * 1024 * 1024

/** The bytes of a Word file or a PDF form. @throws Failure `file-unreadable` naming the file, also when it is far larger than any template may be */
export async function readTemplateFile(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (size > LARGEST_BYTES) throw new Failure('file-unreadable', `Filen ${path} är ${Math.round(size / 1024 / 1024)} MB; en mall får vara högst 20 MB. Ta bort stora bilder och inbäddat innehåll.`)
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
}

/** The option that names a form's field map. */
export const FIELDS_OPTION: OptionSpec = { flags: '--fields <karta.json>', meaning: 'för en PDF-blankett: vad som fyller varje fält (annars fältkartan inuti blanketten)' }

/** The field map that was named, as JSON; null when none was. @throws Failure `file-unreadable` */
export function readFieldMapFile(options: Options): Promise<unknown> {
  const path = textOption(options, 'fields')
  return path === undefined ? Promise.resolve(null) : readJson(path)
}
