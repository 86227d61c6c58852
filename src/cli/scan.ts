import { z } from 'zod'
import { scanReportSchema, type ScanReport } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { scanEach } from '../flows/scan.js'
import { writeCopies } from '../flows/write-copies.js'
import { writePictures } from '../flows/write-pictures.js'
import { customerOf } from '../storage/customers.js'
import { textOption, type Command } from './command.js'
import { explain } from './exit.js'
import { toldScan } from './told-scan.js'

/** `scan`: reads signed scans against everything issued. */
export const scanCommand: Command = {
  name: 'scan',
  arguments: '<filer...>',
  summary: 'läser skannade handlingar (PDF, TIFF, JPEG, PNG): vilka sidor som finns, saknas eller är ändrade, och vilka underskriftsrutor som har bläck',
  options: [{ flags: '--out <katalog>', meaning: 'lägg en upprätt kopia av varje handlings sidor här, och utklipp av underskrifter och avvikelser, att titta på' }],
  output: z.union([scanReportSchema, z.array(scanReportSchema)]),
  run: async ({ app, args, options, progress }) => {
    const answers = await scanEach(app, args, { onPage: (name, done, total) => progress.report(name, done, total) })
    progress.end()
    const reports = answers.flatMap((answer) => ('report' in answer ? [answer.report] : []))
    const faulty = answers.flatMap((answer) => ('failure' in answer ? [answer] : []))
    const [first] = faulty
    if (first !== undefined && reports.length === 0) throw allUnreadable(first.failure, faulty)
    const copies = await copiesOf(app, reports, textOption(options, 'out'))
    const clean = reports.every((report) => report.documents.every(({ verdict }) => verdict === 'complete') && report.unmatched.every(({ reason }) => reason === 'blank') && report.documents.length > 0)
    const names = await namesIn(app, reports)
    const texts = copies.reports.map((report) => toldScan(report, (orgnr) => names.get(orgnr) ?? orgnr))
    const complaints = [...faulty.map(({ path, failure }) => `${path}: ${failure.code}: ${failure.message}\n`), ...copies.complaints]
    const [only] = copies.reports
    return {
      json: args.length === 1 ? only : copies.reports,
      text: [...texts, ...copies.paths.map((path) => `Kopia: ${path}\n`)].join('\n'),
      exit: clean && complaints.length === 0 ? 0 : 4,
      complaints: complaints.join(''),
    }
  },
}

function allUnreadable(first: Failure, faulty: readonly { path: string; failure: Failure }[]): Failure {
  if (faulty.length === 1) return first
  return new Failure(first.code, `Ingen av de ${faulty.length} filerna gick att läsa. Rätta det som står om var och en och kör igen.`, { faults: faulty.map(({ path, failure }) => ({ path, message: `${failure.code}: ${failure.message}` })) })
}

/** What was written to look at, and the reports with its paths. */
interface Written {
  readonly reports: readonly ScanReport[]
  readonly paths: readonly string[]
  readonly complaints: readonly string[]
}

/** The scans are kept and read by now: copies that cannot be written take nothing from that. */
async function copiesOf(app: App, reports: readonly ScanReport[], out: string | undefined): Promise<Written> {
  if (out === undefined) return { reports, paths: [], complaints: [] }
  try {
    const paths = await writeCopies(app, reports, out)
    return { reports: await writePictures(app, reports, out), paths, complaints: [] }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { reports, paths: [], complaints: [explain(error).text] }
  }
}

async function namesIn(app: App, reports: readonly ScanReport[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const orgnr of new Set(reports.flatMap(({ documents }) => documents.map((document) => document.orgnr)))) names.set(orgnr, (await customerOf(app.store.read, orgnr))?.name ?? orgnr)
  return names
}
