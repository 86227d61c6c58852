import { createReadStream } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { checkHistory, type CheckedHistory, type HistoryEnd, type HistoryLine } from '../../contracts/history-file.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { diskFailure } from '../archive/disk-failure.js'
import { eventOf, eventRows } from '../storage/events.js'

/** Writes the whole history to a new file, an event a line with its hash, so that whoever holds it can check it without this installation. @throws Failure `call-invalid` for a file that is there, `disk-full`, `data-directory` */
export async function writeHistory(app: App, path: string): Promise<HistoryEnd> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => Promise.reject(error instanceof Error && 'code' in error && error.code === 'EEXIST' ? new Failure('call-invalid', `${path} finns redan och skrivs inte över. Ange ett annat namn.`, { cause: error }) : diskFailure(error, path)))
  try {
    let end: HistoryEnd = { events: 0, head: '' }
    for await (const row of eventRows(app.store.read)) {
      const line: HistoryLine = { ...eventOf(row), hash: row.hash }
      await file.writeFile(`${JSON.stringify(line)}\n`)
      end = { events: row.sequence, head: row.hash }
    }
    await file.writeFile(`${JSON.stringify(end)}\n`)
    await file.sync()
    return end
  } catch (error) {
    await unlink(path).catch(() => undefined)
    throw diskFailure(error, path)
  } finally {
    await file.close()
  }
}

/** Checks a written history by itself. @throws Failure `file-unreadable` */
export async function readHistory(path: string): Promise<CheckedHistory> {
  const input = createReadStream(path)
  const opened = new Promise<void>((resolve, reject) => input.once('open', () => resolve()).once('error', reject))
  await opened.catch((cause: unknown) => Promise.reject(new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })))
  return checkHistory(createInterface({ input, crlfDelay: Infinity }))
}
