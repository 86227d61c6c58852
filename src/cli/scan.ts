import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { kindOf } from '../../contracts/kinds.js'
import { cleanCopy } from '../../signing/clean-copy.js'
import { evidenceFor } from '../../signing/evidence.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { scanReportSchema, type DocumentReport, type ScanReport, type UnmatchedReason } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import type { App } from '../app.js'
import { scan } from '../flows/scan.js'
import { makeDirectory } from '../make-directory.js'
import { customerOf } from '../storage/customers.js'
import { pagesOfExemplar } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { textOption, type Command } from './command.js'

/** `scan`: reads signed scans against everything issued. */
export const scanCommand: Command = {
  name: 'scan',
  arguments: '<filer...>',
  summary: 'läser skannade handlingar (PDF, TIFF, JPEG, PNG) och säger vilka sidor som finns, saknas eller är fel',
  options: [{ flags: '--out <katalog>', meaning: 'lägg en upprätt kopia av varje handlings sidor här, att titta på' }],
  output: z.union([scanReportSchema, z.array(scanReportSchema)]),
  run: async ({ app, args, options, progress }) => {
    const reports = await scan(app, args, { onPage: (name, done, total) => progress.report(name, done, total) })
    progress.end()
    const out = textOption(options, 'out')
    const copies = out === undefined ? [] : await writeCopies(app, reports, out)
    const clean = reports.every((report) => report.documents.every(({ verdict }) => verdict === 'complete') && report.unmatched.every(({ reason }) => reason === 'blank') && report.documents.length > 0)
    const texts = await Promise.all(reports.map((report) => told(app, report)))
    const [only] = reports
    return { json: reports.length === 1 ? only : reports, text: [...texts, ...copies.map((path) => `Kopia: ${path}\n`)].join('\n'), exit: clean ? 0 : 4 }
  },
}

async function writeCopies(app: App, reports: readonly ScanReport[], out: string): Promise<string[]> {
  const paths: string[] = []
  try {
    await makeDirectory(resolve(out))
    for (const report of reports) {
      for (const document of report.documents) paths.push(await writeCopy(app, report.scan, document, out))
    }
  } catch (cause) {
    if (cause instanceof Failure || !(cause instanceof Error && 'code' in cause)) throw cause
    throw new Failure('file-unreadable', `Det går inte att skriva i ${out}. Skanningen är läst och sparad; välj en annan katalog med --out och kör igen.`, { cause })
  }
  return paths
}

async function writeCopy(app: App, sha256: string, { code, exemplar, kind }: DocumentReport, out: string): Promise<string> {
  const version = await versionOf(app.store.read, code)
  if (version === null) throw new Error(`version ${code} was matched but is not recorded`)
  const { pages } = evidenceFor(sha256, version, await pagesOfExemplar(app.store.read, code, exemplar), null)
  const own = pages.filter((page) => page.scan === sha256)
  const pictures = await app.imaging.cleanPages(app.archive.pathOf(sha256), own)
  const path = join(out, `${kind}-${spokenCode(code)}-exemplar-${exemplar}.pdf`)
  await writeFile(path, await cleanCopy(pictures, { title: version.title, on: version.issuedAt.slice(0, 10) }))
  return path
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
  const lines = [`Skanning ${report.scan.slice(0, 12)}: ${report.pagesRead} sidor lästa`]
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
