import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { assembleScan, type ScannedVersion } from '../../signing/assemble.js'
import { readPageCode } from '../../signing/page-code.js'
import type { MatchedPage, ReadPage, ScanReport, UnmatchedPage } from '../../signing/scan-report.js'
import { Failure } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import { fileFormatOf } from '../imaging/file-format.js'
import { appendEvents } from '../storage/events.js'
import { insertScan, insertUnreadScan, pagesOfExemplar } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { houseEvent, SYSTEM } from './new-event.js'

export interface ScanProgress {
  readonly onPage?: (fileName: string, done: number, total: number) => void
}

const MEDIA_TYPES = { pdf: 'application/pdf', tiff: 'image/tiff', jpeg: 'image/jpeg', png: 'image/png' } as const

/**
 * Keeps each file's bytes first, then reads its pages and says which documents they show. Reports come in the files' order, judged with every page known after all of them.
 * Repeating a file changes nothing. @throws Failure `file-unreadable`, `scan-empty`, `scan-encrypted`, `scan-too-large`, `scan-unreadable`, `disk-full`
 */
export async function scan(app: App, paths: readonly string[], { onPage = () => undefined }: ScanProgress = {}): Promise<ScanReport[]> {
  const reads: { sha256: string; pages: ReadPage[] }[] = []
  for (const path of paths) reads.push(await readScan(app, path, (done, total) => onPage(basename(path), done, total)))
  const reports: ScanReport[] = []
  for (const { sha256, pages } of reads) reports.push((await assemble(app, sha256, pages)).report)
  return reports
}

async function readScan(app: App, path: string, onPage: (done: number, total: number) => void): Promise<{ sha256: string; pages: ReadPage[] }> {
  const kept = await keepScan(app, path)
  const original = app.archive.pathOf(kept.sha256)
  let pages: ReadPage[]
  try {
    pages = await app.imaging.readPages({ path: original }, onPage)
  } catch (error) {
    if (error instanceof Failure) await recordScan(app, path, kept, null)
    throw error
  }

  const { matched, report } = await assemble(app, kept.sha256, pages)
  const unmatched: UnmatchedPage[] = report.unmatched.map((page) => ({ scan: kept.sha256, ...page }))

  await recordScan(app, path, kept, [...matched, ...unmatched])
  return { sha256: kept.sha256, pages }
}

/** A file that could not be read (`pages` null) is recorded too: its bytes are kept and must have a row. */
async function recordScan(app: App, path: string, kept: { sha256: string; bytes: number }, pages: readonly (MatchedPage | UnmatchedPage)[] | null): Promise<void> {
  const now = app.now().toISOString()
  const mediaType = MEDIA_TYPES[fileFormatOf(await headOf(app.archive.pathOf(kept.sha256))) ?? 'pdf']
  const fileName = withoutPersonnummer(basename(path))
  await app.store.write(async (tx) => {
    const received = { sha256: kept.sha256, fileName, bytes: kept.bytes, mediaType, receivedAt: now }
    const isNew = pages === null ? await insertUnreadScan(tx, received) : await insertScan(tx, { ...received, pages: pages.length }, pages)
    if (isNew) await appendEvents(tx, [houseEvent(SYSTEM, now, { type: 'scan-received', scan: kept.sha256, fileName })], now)
  })
}

async function keepScan(app: App, path: string): Promise<{ sha256: string; bytes: number }> {
  let size: number
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new Failure('file-unreadable', `${path} är ingen fil. Ange en skannad PDF, TIFF, JPEG eller PNG.`)
    size = found.size
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('file-unreadable', `Filen ${path} går inte att läsa. Kontrollera sökvägen och behörigheten.`, { cause })
  }
  const limit = app.config.scanMaxBytes
  if (size === 0) throw new Failure('scan-empty', `Filen ${path} är tom. Hämta den från kopiatorn igen, eller skanna om.`)
  if (size > limit) throw new Failure('scan-too-large', `Filen ${path} är ${Math.ceil(size / 1_048_576)} MB; gränsen är ${limit / 1_048_576} MB. Dela upp den, eller skanna med lägre upplösning (200 dpi räcker).`)
  const head = await headOf(path)
  if (fileFormatOf(head) === null) throw new Failure('scan-unreadable', `Filen ${path} är varken PDF, TIFF, JPEG eller PNG. Spara skanningen i något av dem och försök igen.`)
  return app.archive.keepFile(createReadStream(path), limit)
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function assemble(app: App, sha256: string, pages: readonly ReadPage[]): Promise<ReturnType<typeof assembleScan>> {
  const versions = new Map<string, ScannedVersion>()
  const earlier: MatchedPage[] = []
  const seen = new Set<string>()
  for (const text of pages.flatMap((page) => page.codes.map((code) => code.text))) {
    const answer = readPageCode(text, app.pageKeys.keyOf)
    if (!('ok' in answer)) continue
    const { code, exemplar } = answer.ok
    if (seen.has(`${code} ${exemplar}`)) continue
    seen.add(`${code} ${exemplar}`)
    const version = await versionOf(app.store.read, code)
    if (version === null) continue
    versions.set(code, { ...version, superseded: version.supersededBy !== null, cancelled: version.cancelledAt !== null })
    earlier.push(...(await pagesOfExemplar(app.store.read, code, exemplar)))
  }
  return assembleScan({ scan: sha256, pages, earlier, versionOf: (code) => versions.get(code) ?? null, keyOf: app.pageKeys.keyOf })
}
