import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { degrees, PDFDocument } from 'pdf-lib'
import { confirm, type Confirmed } from '../src/flows/confirm.js'
import type { Manifest } from '../src/flows/manifest.js'
import { approve } from '../src/flows/record.js'
import { scan } from '../src/flows/scan.js'
import type { ScanReport } from '../signing/scan-report.js'
import { BOARD, CLERK, documentOf, type House } from './open-house.js'

type IssuedDocument = Manifest['documents'][number]

/** One sheet laid in the copier; `turned` is how far clockwise it lies. */
export interface Sheet {
  readonly document: IssuedDocument
  readonly exemplar: number
  readonly page: number
  readonly turned?: 0 | 90 | 180 | 270
}

/** Every sheet of one exemplar, in page order. */
export function sheetsOf(document: IssuedDocument, exemplar = 1): Sheet[] {
  return Array.from({ length: document.pageCount }, (_, index) => ({ document, exemplar, page: index + 1 }))
}

/** The issued bytes of one exemplar. */
export async function exemplarPdf({ app }: House, document: IssuedDocument, exemplar: number): Promise<Uint8Array> {
  const file = document.files.find((one) => one.mediaType === 'application/pdf' && (one.exemplar ?? 1) === exemplar)
  if (file === undefined) throw new Error(`${document.kind} has no exemplar ${exemplar}`)
  return app.archive.read(file.sha256)
}

/** The sheets as one PDF, as sharp as they were printed: for what matters beyond the reading itself. `mark` makes the file another one. */
export async function copierPdf(house: House, sheets: readonly Sheet[], mark = ''): Promise<Uint8Array> {
  const pile = await PDFDocument.create()
  const opened = new Map<string, PDFDocument>()
  for (const { document, exemplar, page, turned } of sheets) {
    const name = `${document.code} ${exemplar}`
    const source = opened.get(name) ?? (await PDFDocument.load(await exemplarPdf(house, document, exemplar)))
    opened.set(name, source)
    const [sheet] = await pile.copyPages(source, [page - 1])
    if (sheet === undefined) throw new Error(`${document.kind} has no page ${page}`)
    if (turned !== undefined) sheet.setRotation(degrees(turned))
    pile.addPage(sheet)
  }
  pile.setTitle(`hög ${mark}`)
  return pile.save()
}

/** Writes bytes where a copier would have put them; gives the path. */
export function inCopier({ directory }: House, name: string, bytes: Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, bytes)
  return path
}

let piles = 0

/** Copies the sheets and reads the file. */
export async function scanned(house: House, sheets: readonly Sheet[]): Promise<ScanReport> {
  piles += 1
  const path = inCopier(house, `hög-${piles}.pdf`, await copierPdf(house, sheets, String(piles)))
  const [report] = await scan(house.app, [path])
  if (report === undefined) throw new Error('a file read gives a report')
  return report
}

/** The board approves RAPS and rutiner. */
export async function approveReviewSet({ app }: House, manifest: Manifest, kinds: readonly string[] = ['raps', 'rutiner']): Promise<void> {
  for (const kind of kinds) await approve(app, { code: documentOf(manifest, kind).code, decision: 'Protokoll 7, § 12', by: app.actor(BOARD), on: null })
}

/** Confirms a party's signature on a document that a scan shows. */
export function confirmed({ app }: House, report: ScanReport, code: string, party: string, exemplar: number | null = null, override: string | null = null): Promise<Confirmed> {
  return confirm(app, { scan: report.scan, document: code, party, exemplar, by: app.actor(CLERK), on: null, override })
}

/** Scans both exemplars of each kind in one pile and confirms the parties in turn, in the order of `parties`. */
export async function signedAndConfirmed(house: House, manifest: Manifest, kinds: readonly string[], parties: readonly string[] = ['kund', 'svr']): Promise<ScanReport> {
  const documents = kinds.map((kind) => documentOf(manifest, kind))
  const report = await scanned(house, documents.flatMap((document) => [...sheetsOf(document, 1), ...sheetsOf(document, 2)]))
  for (const party of parties) for (const { code } of documents) await confirmed(house, report, code, party)
  return report
}
