import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { DocumentReport, ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { makeDirectory } from '../make-directory.js'
import { pagesOfExemplar } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { cleanPdf } from './clean-pages.js'

/** Writes an upright copy of each document's pages in each scan to `directory`, doubled sheets twice; gives the paths. @throws Failure `file-unreadable` when the directory cannot be written, and as `cleanPages` */
export async function writeCopies(app: App, reports: readonly ScanReport[], directory: string): Promise<string[]> {
  const paths: string[] = []
  try {
    await makeDirectory(resolve(directory))
    for (const report of reports) {
      for (const document of report.documents) paths.push(await writeCopy(app, report.scan, document, directory))
    }
  } catch (cause) {
    throw couldNotWrite(directory, cause)
  }
  return paths
}

/** `file-unreadable` for what the disk answered when something was written to `directory`; any other cause as it is. */
export function couldNotWrite(directory: string, cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error && 'code' in cause)) return cause
  return new Failure('file-unreadable', `Det går inte att skriva i ${directory}. Skanningen är läst och sparad; välj en annan katalog med --out och kör igen.`, { cause })
}

async function writeCopy(app: App, sha256: string, { code, exemplar, kind }: DocumentReport, directory: string): Promise<string> {
  const version = await versionOf(app.store.read, code)
  if (version === null) throw new Error(`version ${code} was matched but is not recorded`)
  const own = (await pagesOfExemplar(app.store.read, code, exemplar)).filter((page) => page.scan === sha256)
  const path = join(directory, `${kind}-${spokenCode(code)}-exemplar-${exemplar}.pdf`)
  await writeFile(path, (await cleanPdf(app, [{ code, exemplar, pages: own }], { title: version.title, subject: `Skannade sidor, exemplar ${exemplar}, kod ${spokenCode(code)}`, issuedAt: version.issuedAt })).pdf)
  return path
}
