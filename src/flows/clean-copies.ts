import { createHash } from 'node:crypto'
import { confirmedExemplars, type MemberEvidence } from '../../signing/confirmed-pages.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import { track } from '../../contracts/tracking.js'
import { canonicalJson } from '../../templates/canonical-json.js'
import type { App } from '../app.js'
import { cleanCopyOf, insertCleanCopy, type CleanCopy } from '../storage/clean-copies.js'
import { appendEvents } from '../storage/events.js'
import type { LetterEvidence } from '../storage/letter-evidence.js'
import { scanOf } from '../storage/scans.js'
import { versionOf } from '../storage/versions.js'
import { cleanPdf } from './clean-pages.js'
import { historyOf } from './history.js'
import { customerEvent, SYSTEM } from './new-event.js'

/** The clean copy of every exemplar of the customer whose signatures or pages a person has confirmed, as it was last confirmed; those not made yet are made and kept, bytes first, then row and event. @throws Failure as `cleanPdf` */
export async function keepCleanCopies(app: App, orgnr: string, onCopy: (done: number, total: number) => void = () => undefined): Promise<CleanCopy[]> {
  const { versions, events, kinds } = await historyOf(app, app.store.read, orgnr)
  const called = confirmedExemplars(track(versions, events, kinds))
  const copies: CleanCopy[] = []
  for (const [index, pages] of called.entries()) {
    const [first] = pages
    if (first !== undefined) copies.push(await keepCleanCopy(app, first.member, pages))
    onCopy(index + 1, called.length)
  }
  return copies
}

/** The clean copy of a document made of exactly these pages: the one there is, or a new one. @throws Failure as `cleanPdf` */
export async function keepCleanCopy(app: App, code: string, evidence: readonly MemberEvidence[]): Promise<CleanCopy> {
  const pages: LetterEvidence = evidence.map((part) => ({ ...part, pages: [...part.pages] }))
  const known = await cleanCopyOf(app.store.read, code, pages)
  if (known !== null) return known
  const version = await versionOf(app.store.read, code)
  const [first] = pages
  if (version === null || first === undefined) throw new Error(`no clean copy can be made of ${code}`)
  const subject = `Ren kopia av skannade sidor, exemplar ${first.exemplar}, kod ${spokenCode(code)}`
  const { pdf, askew } = await cleanPdf(app, pages, { title: version.title, subject, issuedAt: await lastReceived(app, pages) })
  const kept = await app.archive.keep(pdf)
  const copy: CleanCopy = { code, exemplar: first.exemplar, pages, ...kept, pageCount: pages.reduce((sum, part) => sum + part.pages.length, 0), askew, madeAt: app.now().toISOString() }
  await recordCopy(app, version.orgnr, copy)
  return copy
}

/** Of two that made the same copy at the same time one is recorded. */
async function recordCopy(app: App, orgnr: string, copy: CleanCopy): Promise<void> {
  await app.store.write(async (tx) => {
    if (!(await insertCleanCopy(tx, copy))) return
    await appendEvents(tx, [customerEvent(SYSTEM, copy.madeAt, orgnr, { type: 'clean-copy-kept', document: copy.code, of: copy.exemplar, sha256: copy.sha256, pagesSha256: pagesSha256Of(copy.pages) })], copy.madeAt)
  })
}

/** What binds a copy's event to the pages that its row names. */
export function pagesSha256Of(pages: LetterEvidence): string {
  return createHash('sha256').update(canonicalJson(pages)).digest('hex')
}

/** When the newest of the scans came: the copy's date, which does not depend on when it is made. */
async function lastReceived(app: App, pages: LetterEvidence): Promise<string> {
  const received: string[] = []
  for (const scan of new Set(pages.flatMap((part) => part.pages.map((page) => page.scan)))) received.push((await scanOf(app.store.read, scan)).receivedAt)
  return received.sort().at(-1) ?? new Date(0).toISOString()
}
