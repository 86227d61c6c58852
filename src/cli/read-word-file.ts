import { open } from 'node:fs/promises'
import { Failure } from '../../templates/failure.js'

const LARGEST_BYTES = 20 * 1024 * 1024

/** A Word file's bytes. @throws Failure `file-unreadable` naming the file, also when it is far larger than any template may be */
export async function readWordFile(path: string): Promise<Uint8Array> {
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
