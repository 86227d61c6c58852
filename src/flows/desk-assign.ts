import type { Actor } from '../../contracts/event.js'
import { spokenCode } from '../../contracts/spoken-code.js'
import type { MatchedPage, UnmatchedReason } from '../../signing/scan-report.js'
import { Failure, type Fault } from '../../templates/failure.js'
import { withoutPersonnummer } from '../../templates/plain-text.js'
import type { App } from '../app.js'
import type { ExaminedPage } from '../imaging/job.js'
import { appendEvents } from '../storage/events.js'
import { drawnIn } from '../storage/box-inks.js'
import { insertPlacement } from '../storage/placements.js'
import type { ScanPage } from '../storage/scans.js'
import type { StoredVersion } from '../storage/versions.js'
import { deskScan, pageNow, scannedPage, type DeskScan } from './desk.js'
import { issuedOf, withPicturesKept } from './examine-scan.js'
import { namedVersion } from './history.js'
import { swedishDay } from './new-event.js'
import { refuseEvidence } from './refuse-evidence.js'
import { refusePlaced } from './refuse-placed.js'

/** Which scanned page a person says shows which issued page, and why. */
export interface AssignRequest {
  readonly scan: string
  readonly sourcePage: number
  readonly code: string
  readonly exemplar: number
  readonly page: number
  readonly by: Actor
  readonly reason: string
  /** Why, although the page seems to be another; null when it must not. */
  readonly override: string | null
}

const TURNS = [0, 90, 180, 270] as const

/** What a code that was read says against being overruled; a page without one says nothing. */
const AGAINST: Readonly<Partial<Record<UnmatchedReason, string>>> = {
  'foreign-code': 'Sidan bär en kod som inte är härifrån.',
  'forged-code': 'Sidan bär en kod som inte stämmer med någon utskrift härifrån.',
  'unknown-version': 'Sidan bär en äkta kod för en handling som inte är registrerad här.',
  'superseded-version': 'Sidan bär koden för en handling som är ersatt eller makulerad.',
  draft: 'Sidan bär koden för ett utkast.',
}

/**
 * Records that a person says which issued page a scanned page shows, once it has been examined beside that page; from then on it counts as that page. Gives what has become of the scan's pages.
 * @throws Failure `scan-unknown`, `page-unknown`, `code-unknown`, `call-invalid`, `already-recorded`, `page-doubtful` when the page seems to be another and nobody overrides that, `transition-refused`
 */
export async function assignPage(app: App, request: AssignRequest): Promise<DeskScan> {
  const { scan, page } = await scannedPage(app, request.scan, request.sourcePage)
  const version = await namedVersion(app.store.read, request.code)
  refuseTarget(version, request)
  await refusePlaced(app.store.read, page)
  const target: MatchedPage = { scan: scan.sha256, sourcePage: page.sourcePage, code: version.code, exemplar: request.exemplar, page: request.page, pageCount: version.pageCount, rotation: 0 }
  const doubts = against(page, target)
  if (doubts.length > 0) refuseDoubtful(doubts, request.override)
  const { examined, rotation } = await examinedBeside(app, target)
  doubts.push(...contentDoubts(examined, version, request.page))
  const override = doubts.length === 0 ? null : refuseDoubtful(doubts, request.override)

  const examination = await withPicturesKept(app, examined)
  const drawn = await drawnIn(app.store.read, examination.boxes)
  const now = app.now().toISOString()
  const reason = withoutPersonnummer(request.reason)
  await app.store.write(async (tx) => {
    // Comparing takes seconds, in which the document may have been replaced, and the page read anew and confirmed.
    refuseTarget(await namedVersion(tx, version.code), request)
    const shown = await pageNow(tx, page)
    await refusePlaced(tx, shown)
    await refuseEvidence(tx, shown)
    const sinceThen = against(shown, target)
    if (sinceThen.length > 0) refuseDoubtful(sinceThen, override)
    const said = { type: 'page-assigned' as const, scan: scan.sha256, sourcePage: page.sourcePage, page: request.page, reason, ...(override === null ? {} : { override }) }
    const [recorded] = await appendEvents(tx, [{ actor: request.by, happenedOn: swedishDay(now), orgnr: version.orgnr, code: version.code, exemplar: request.exemplar, event: said }], now)
    if (recorded === undefined) throw new Error('an appended event is given back')
    await insertPlacement(tx, { event: recorded.sequence, scan: scan.sha256, sourcePage: page.sourcePage, assigned: { shown: { ...target, rotation }, examination }, by: request.by.name, on: recorded.happenedOn, reason, override }, drawn)
  })
  return deskScan(app, scan.sha256)
}

function refuseTarget({ title, code, stage, supersededBy, cancelledAt, exemplars, pageCount }: StoredVersion, { exemplar, page }: AssignRequest): void {
  const about = `${title} (${spokenCode(code)})`
  if (stage === 'draft' || supersededBy !== null || cancelledAt !== null) throw new Failure('transition-refused', `${about} är ${stage === 'draft' ? 'ett utkast' : 'ersatt eller makulerad'} och tar inte emot några sidor. Ange koden för den gällande handlingen.`)
  if (exemplar > exemplars || page > pageCount) throw new Failure('call-invalid', `${about} har ${exemplars === 1 ? '1 exemplar' : `${exemplars} exemplar`} och ${pageCount === 1 ? '1 sida' : `${pageCount} sidor`}. Ange ett exemplar och en sida som finns.`)
}

/** The page examined each way it may lie, for it has no code to say which; the one in which most of the issued page is found counts. */
async function examinedBeside(app: App, target: MatchedPage): Promise<{ readonly examined: ExaminedPage; readonly rotation: MatchedPage['rotation'] }> {
  const issued = await issuedOf(app, target)
  const found: ExaminedPage[] = []
  await app.imaging.examine(app.archive.pathOf(target.scan), TURNS.map((turned) => ({ sourcePage: target.sourcePage, seen: [], turned, issued })), async (examined) => void found.push(examined))
  const [best] = found.map((examined, index) => ({ examined, rotation: TURNS[index] ?? 0 })).toSorted((a, b) => b.examined.patches.found - a.examined.patches.found || b.examined.differences.length - a.examined.differences.length)
  if (best === undefined) throw new Error('a page asked for is examined')
  return best
}

function against(page: ScanPage, target: MatchedPage): Fault[] {
  const path = `sida ${page.sourcePage} i filen`
  if ('reason' in page) {
    const message = AGAINST[page.reason]
    return message === undefined ? [] : [{ path, message }]
  }
  if (page.code === target.code && page.exemplar === target.exemplar && page.page === target.page) throw new Failure('already-recorded', 'Sidan är redan den sidan, enligt sin kod. Inget behöver göras.')
  return [{ path, message: `Sidans kod säger ${spokenCode(page.code)}, exemplar ${page.exemplar}, sida ${page.page}.` }]
}

function contentDoubts({ unreadable, sameContent, sourcePage }: ExaminedPage, { title }: StoredVersion, page: number): Fault[] {
  const path = `sida ${sourcePage} i filen`
  if (unreadable !== null) return [{ path, message: `Sidan går inte att jämföra: ${unreadable}` }]
  return sameContent ? [] : [{ path, message: `Det som står där känns inte igen som sida ${page} av ${title}.` }]
}

function refuseDoubtful(doubts: readonly Fault[], override: string | null): string {
  if (override !== null) return withoutPersonnummer(override)
  throw new Failure('page-doubtful', 'Sidan ser ut att vara en annan än den du anger. Se på den (desk list --out KATALOG). Är du säker, ange varför med --override SKÄL; skälet sparas. Inget är ändrat.', { faults: doubts })
}
