import { readFile } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'

/** The JSON a file holds. @throws Failure `file-unreadable` naming the file and, where the text is no JSON, what the reader says */
export async function readJson(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} är inte JSON (${cause instanceof Error ? cause.message : String(cause)}). Rätta filen och kör igen.`, { cause })
  }
}
