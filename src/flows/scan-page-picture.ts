import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { makeDirectory } from '../make-directory.js'
import { scannedPage, type DeskScan } from './desk.js'
import { couldNotWrite } from './write-copies.js'

/** A picture (JPEG) of one page of a scan, upright where it is known how it lies. @throws Failure `scan-unknown`, `page-unknown`, and `scan-unreadable` when nothing of it can be drawn */
export async function scanPagePicture(app: App, typed: string, number: number): Promise<Uint8Array> {
  const { scan, page } = await scannedPage(app, typed, number)
  return app.imaging.showPage(app.archive.pathOf(scan.sha256), { sourcePage: page.sourcePage, rotation: 'code' in page ? page.rotation : 0 })
}

/** Writes a picture of every page that waits to `directory`; gives the paths, and why those that cannot be drawn could not. @throws Failure `file-unreadable` when the directory cannot be written */
export async function writeDeskPictures(app: App, listed: readonly DeskScan[], directory: string): Promise<{ readonly paths: string[]; readonly complaints: string[] }> {
  const [paths, complaints]: [string[], string[]] = [[], []]
  try {
    await makeDirectory(resolve(directory))
    for (const { scan, waiting } of listed) {
      for (const { sourcePage } of waiting) {
        const path = join(directory, `${scan.slice(0, 12)}-sida-${sourcePage}.jpg`)
        const picture = await drawn(app, scan, sourcePage)
        if (picture instanceof Failure) complaints.push(`${scan.slice(0, 12)} sida ${sourcePage}: ${picture.message}\n`)
        else await writeFile(path, picture)
        if (!(picture instanceof Failure)) paths.push(path)
      }
    }
  } catch (cause) {
    throw couldNotWrite(directory, cause)
  }
  return { paths, complaints }
}

/** A page that cannot be drawn hides none of the others. */
async function drawn(app: App, scan: string, sourcePage: number): Promise<Uint8Array | Failure> {
  try {
    return await scanPagePicture(app, scan, sourcePage)
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith('scan-')) return error
    throw error
  }
}
