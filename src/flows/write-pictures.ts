import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { DocumentReport, ScanReport } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { makeDirectory } from '../make-directory.js'
import { couldNotWrite } from './write-copies.js'

/** Writes the cut-outs that reports name to `directory`, under names that say what they show; gives the reports with the paths in place of the archive's names. @throws Failure `file-unreadable` when the directory cannot be written, `archive-missing`, `archive-damaged` */
export async function writePictures(app: App, reports: readonly ScanReport[], directory: string): Promise<ScanReport[]> {
  try {
    await makeDirectory(resolve(directory))
    const written: ScanReport[] = []
    for (const report of reports) {
      const documents: DocumentReport[] = []
      for (const document of report.documents) documents.push(await documentWritten(app, document, directory))
      written.push({ ...report, documents })
    }
    return written
  } catch (cause) {
    throw couldNotWrite(directory, cause)
  }
}

async function documentWritten(app: App, document: DocumentReport, directory: string): Promise<DocumentReport> {
  const about = join(directory, `${document.kind}-${spokenCode(document.code)}-exemplar-${document.exemplar}`)
  const write = async (picture: string, name: string): Promise<string> => {
    const path = `${about}-${name}.png`
    await writeFile(path, await app.archive.read(picture.replace(/\.png$/, '')))
    return path
  }
  const signatureBoxes: DocumentReport['signatureBoxes'] = []
  for (const box of document.signatureBoxes) signatureBoxes.push(box.cutout === undefined ? box : { ...box, cutout: await write(box.cutout, `sida-${box.page}-ruta-${box.id.replace(/[^\p{L}\d-]/gu, '_')}`) })
  const differences: DocumentReport['differences'] = []
  for (const [index, one] of document.differences.entries()) {
    const name = `sida-${one.page}-skillnad-${index + 1}`
    differences.push({
      ...one,
      ...(one.issued === undefined ? {} : { issued: await write(one.issued, `${name}-utfärdad`) }),
      ...(one.scanned === undefined ? {} : { scanned: await write(one.scanned, `${name}-skannad`) }),
    })
  }
  return { ...document, signatureBoxes, differences }
}
