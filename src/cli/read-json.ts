import { readFile } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'
import { refuseDeep } from '../../templates/refuse-deep.js'

/** The JSON a file holds. @throws Failure `file-unreadable` naming the file and, where the text is no JSON, the line */
export async function readJson(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
  const json = text.replace(/^\uFEFF/, '')
  let read: unknown
  try {
    read = JSON.parse(json)
  } catch (cause) {
    throw new Failure('file-unreadable', `Filen ${path} är inte JSON${placeOf(cause, json)}. Rätta filen och kör igen.`, { cause })
  }
  refuseDeep(read, 'file-unreadable', `Filen ${path}`)
  return read
}

/** Where the reader stopped, in the words of a text editor; empty when it does not say. */
function placeOf(cause: unknown, json: string): string {
  const message = cause instanceof Error ? cause.message : ''
  if (message.startsWith('Unexpected end')) return ': den tar slut för tidigt'
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  const before = json.slice(0, Number(position)).split('\n')
  return `: felet syns vid rad ${before.length}, tecken ${(before.at(-1)?.length ?? 0) + 1}`
}
