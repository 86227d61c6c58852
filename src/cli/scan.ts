import { z } from 'zod'
import { kindOf } from '../../contracts/kinds.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { scanReportSchema, type ScanReport, type UnmatchedReason } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { scanEach } from '../flows/scan.js'
import { writeCopies } from '../flows/write-copies.js'
import { customerOf } from '../storage/customers.js'
import { textOption, type Command } from './command.js'
import { explain } from './exit.js'

/** `scan`: reads signed scans against everything issued. */
export const scanCommand: Command = {
  name: 'scan',
  arguments: '<filer...>',
  summary: 'läser skannade handlingar (PDF, TIFF, JPEG, PNG) och säger vilka sidor som finns, saknas eller är fel',
  options: [{ flags: '--out <katalog>', meaning: 'lägg en upprätt kopia av varje handlings sidor här, att titta på' }],
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
    const texts = await Promise.all(reports.map((report) => told(app, report)))
    const complaints = [...faulty.map(({ path, failure }) => `${path}: ${failure.code}: ${failure.message}\n`), ...copies.complaints]
    const [only] = reports
    return {
      json: args.length === 1 ? only : reports,
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

/** The scans are kept and read by now: copies that cannot be written take nothing from that. */
async function copiesOf(app: App, reports: readonly ScanReport[], out: string | undefined): Promise<{ paths: string[]; complaints: string[] }> {
  try {
    return { paths: out === undefined ? [] : await writeCopies(app, reports, out), complaints: [] }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { paths: [], complaints: [explain(error).text] }
  }
}

const VERDICTS = { complete: 'alla sidor finns', incomplete: 'SIDOR SAKNAS', suspect: 'SE EFTER' } as const

const REASONS: Readonly<Record<UnmatchedReason, string>> = {
  blank: 'tom sida',
  'no-code': 'ingen kod syns; sidan hör inte hit eller koden är täckt',
  'foreign-code': 'koden är inte härifrån',
  'forged-code': 'KODEN STÄMMER INTE med någon utskrift härifrån; undersök pappret',
  'unknown-version': 'koden är äkta men handlingen är inte registrerad här',
  'superseded-version': 'handlingen är ersatt eller makulerad; använd den nya versionen',
  draft: 'utkast, som inte får undertecknas',
  unreadable: 'sidan går inte att läsa säkert; skanna om den ensam',
}

async function told(app: App, report: ScanReport): Promise<string> {
  const lines = [`Skanning ${report.scan.slice(0, 12)}: ${report.pagesRead === 1 ? '1 sida läst' : `${report.pagesRead} sidor lästa`}`]
  for (const document of report.documents) {
    const customer = await customerOf(app.store.read, document.orgnr)
    const { expected, found, missing, duplicated } = document.pages
    const faults = [...(missing.length > 0 ? [`saknas: ${missing.join(', ')}`] : []), ...(duplicated.length > 0 ? [`dubbla: ${duplicated.join(', ')}`] : [])]
    lines.push(`  ${customer?.name ?? document.orgnr}: ${kindOf(document.kind).title}, ${spokenCode(document.code)} exemplar ${document.exemplar}: ${VERDICTS[document.verdict]} (${found.length} av ${expected})${faults.length > 0 ? `; ${faults.join('; ')}` : ''}`)
  }
  for (const { sourcePage, reason } of report.unmatched) lines.push(`  Sida ${sourcePage} i filen: ${REASONS[reason]}`)
  if (report.documents.length > 0) lines.push('  Omdömet gäller sidorna, inte underskrifterna: bekräfta dem med ”confirm”.')
  return `${lines.join('\n')}\n`
}
