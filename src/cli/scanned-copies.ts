import type { DocumentReport, ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { writeCopies } from '../flows/write-copies.js'
import { writePictures } from '../flows/write-pictures.js'
import { customerOf } from '../storage/customers.js'
import { explain } from './exit.js'
import { paperlessIn } from './told-scan.js'

/** Whether a scan leaves nobody anything to look into: what could not be compared and an electronic signature that does not hold are no news that all is well. */
export function isClean(report: ScanReport): boolean {
  const { documents, unmatched, eSignatures = [] } = report
  return documents.length > 0 && documents.every((document) => isPlain(document) && paperlessIn(report, document).length === 0) && unmatched.every(({ reason, discarded }) => reason === 'blank' || discarded !== undefined) && eSignatures.every(({ verdict }) => verdict === 'valid')
}

function isPlain({ verdict, differences, signatureBoxes, pages: { conflicting = [], drawnOver = [], between = [], unexamined = [] } }: DocumentReport): boolean {
  return verdict === 'complete' && differences.every(({ reason }) => reason === 'sorted') && signatureBoxes.every(({ sameAs }) => sameAs === undefined) && [conflicting, drawnOver, between, unexamined].every((list) => list.length === 0)
}

/** What was written to look at, and the reports with its paths. */
export interface Written {
  readonly reports: readonly ScanReport[]
  readonly paths: readonly string[]
  readonly complaints: readonly string[]
}

/** Writes copies and cut-outs to `out`, where that is given. The scans are kept and read by now: copies that cannot be written take nothing from that. */
export async function copiesOf(app: App, reports: readonly ScanReport[], out: string | undefined): Promise<Written> {
  if (out === undefined) return { reports, paths: [], complaints: [] }
  try {
    const paths = await writeCopies(app, reports, out)
    return { reports: await writePictures(app, reports, out), paths, complaints: [] }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { reports, paths: [], complaints: [explain(error).text] }
  }
}

/** The names of the customers that reports are about. */
export async function namesIn(app: App, reports: readonly ScanReport[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const orgnr of new Set(reports.flatMap(({ documents }) => documents.map((document) => document.orgnr)))) names.set(orgnr, (await customerOf(app.store.read, orgnr))?.name ?? orgnr)
  return names
}
