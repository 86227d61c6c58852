import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { MatchedPage } from '../../signing/scan-report.js'
import type { App } from '../app.js'
import { keepESignedFile, type StoredESignedFile } from '../storage/e-signed-files.js'
import type { Scan } from '../storage/scans.js'
import { filesOf } from '../storage/versions.js'

/** No e-signature is without it, and it cannot be packed away. */
const MARK = Buffer.from('/ByteRange', 'latin1')
/** A file begins with one issued file at most; more kinds of pages are a pile. */
const MOST_CANDIDATES = 4

/** Checks the electronic signatures of a scan that is a PDF with any, and keeps what was found. */
export async function findESignatures(app: App, { sha256, mediaType, receivedAt }: Scan, matched: readonly MatchedPage[]): Promise<void> {
  const path = app.archive.pathOf(sha256)
  if (mediaType !== 'application/pdf' || !(await holds(path, MARK))) return
  const issued = await issuedWithin(app, path, matched)
  const found = await app.imaging.eSignatures(path, { anchors: app.trustAnchors, receivedAt: new Date(receivedAt), issuedBytes: issued?.bytes ?? null })
  await app.store.write((tx) => keepESignedFile(tx, sha256, { found, issued: issued === null ? null : { code: issued.code, exemplar: issued.exemplar } }))
}

/** The issued file that this one begins with, byte for byte. */
async function issuedWithin(app: App, path: string, matched: readonly MatchedPage[]): Promise<(NonNullable<StoredESignedFile['issued']> & { readonly bytes: number }) | null> {
  const shown = new Map(matched.map(({ code, exemplar }) => [`${code} ${exemplar}`, { code, exemplar }])).values()
  for (const { code, exemplar } of [...shown].slice(0, MOST_CANDIDATES)) {
    const file = (await filesOf(app.store.read, code)).find((one) => one.mediaType === 'application/pdf' && (one.exemplar ?? 1) === exemplar)
    if (file !== undefined && (await hashOfFirst(path, file.bytes)) === file.sha256) return { code, exemplar, bytes: file.bytes }
  }
  return null
}

async function hashOfFirst(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk)
  return hash.digest('hex')
}

async function holds(path: string, mark: Buffer): Promise<boolean> {
  let before = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    const both = Buffer.concat([before, chunk])
    if (both.includes(mark)) return true
    before = Buffer.from(both.subarray(-mark.length))
  }
  return false
}
