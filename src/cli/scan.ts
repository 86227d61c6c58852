import { z } from 'zod'
import { scanReportSchema } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { examineAgain } from '../flows/examine-again.js'
import { scanEach } from '../flows/scan.js'
import { textOption, type Command, type Outcome } from './command.js'
import type { Progress } from './progress.js'
import { scanFolder, scannedFolderSchema } from './scan-folder.js'
import { copiesOf, isClean, namesIn } from './scanned-copies.js'
import { toldRepeat, toldScan } from './told-scan.js'

/** `scan`: reads signed scans against everything issued. */
export const scanCommand: Command = {
  name: 'scan',
  arguments: '[filer...]',
  summary: 'läser skannade handlingar (PDF, TIFF, JPEG, PNG): vilka sidor som finns, saknas eller är ändrade, och vilka underskriftsrutor som har bläck; utan filer det som ligger i datakatalogens incoming',
  options: [{ flags: '--out <katalog>', meaning: 'lägg en upprätt kopia av varje handlings sidor här, och utklipp av underskrifter och avvikelser, att titta på' }, { flags: '--again <skanning>', meaning: 'undersök igen de sidor som rapporten om en skanning säger inte är undersökta, i stället för filer' }],
  output: z.union([scanReportSchema, z.array(scanReportSchema), scannedFolderSchema]),
  run: async ({ app, args, options, progress }) => {
    const again = textOption(options, 'again')
    if (again !== undefined) return scanAgain(app, args, again, { out: textOption(options, 'out'), progress })
    if (args.length === 0) return scanFolder(app, textOption(options, 'out'))
    const answers = await scanEach(app, args, { onPage: (name, done, total) => progress.report(name, done, total) })
    progress.end()
    const reports = answers.flatMap((answer) => ('report' in answer ? [answer.report] : []))
    const faulty = answers.flatMap((answer) => ('failure' in answer ? [answer] : []))
    const [first] = faulty
    if (first !== undefined && reports.length === 0) throw allUnreadable(first.failure, faulty)
    const copies = await copiesOf(app, reports, textOption(options, 'out'))
    const clean = reports.every(isClean)
    const names = await namesIn(app, reports)
    const repeats = answers.flatMap((answer) => ('report' in answer && answer.before !== null ? [toldRepeat(answer.path, answer.before)] : []))
    const texts = [...copies.reports.map((report) => toldScan(report, (orgnr) => names.get(orgnr) ?? orgnr)), ...repeats]
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

async function scanAgain(app: App, files: readonly string[], scan: string, { out, progress }: { readonly out: string | undefined; readonly progress: Progress }): Promise<Outcome> {
  if (files.length > 0) throw new Failure('call-invalid', '--again gäller en skanning som redan är inläst. Läs in filer för sig, utan --again.')
  const found = await examineAgain(app, scan, (done, total) => progress.report(scan, done, total))
  progress.end()
  const { reports: [report = found], paths, complaints } = await copiesOf(app, [found], out)
  const names = await namesIn(app, [report])
  return { json: report, text: [toldScan(report, (orgnr) => names.get(orgnr) ?? orgnr), ...paths.map((path) => `Kopia: ${path}\n`)].join('\n'), exit: isClean(report) && complaints.length === 0 ? 0 : 4, complaints: complaints.join('') }
}

function allUnreadable(first: Failure, faulty: readonly { path: string; failure: Failure }[]): Failure {
  if (faulty.length === 1) return first
  return new Failure(first.code, `Ingen av de ${faulty.length} filerna gick att läsa. Rätta det som står om var och en och kör igen.`, { faults: faulty.map(({ path, failure }) => ({ path, message: `${failure.code}: ${failure.message}` })) })
}
