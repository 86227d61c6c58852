import { fits, likeliest, recognisedAmong, showsContent, type Compared, type Likeness } from '../../signing/recognise-page.js'
import type { Region } from '../../signing/registration/flatten.js'
import type { MatchedPage, UnmatchedPage } from '../../signing/scan-report.js'
import type { Rectangle } from '../../templates/stamp.js'
import type { App } from '../app.js'
import type { ExaminedPage, SheetToExamine } from '../imaging/job.js'
import { drawnIn } from '../storage/box-inks.js'
import { keepExaminations } from '../storage/page-examinations.js'
import type { PossiblePage } from '../storage/possible-pages.js'
import { issuedOf, withPicturesKept } from './examine-scan.js'
import { nameOf, PageCandidates, type Candidate } from './page-candidates.js'

/** What the pages of an upload without a code were found to be, as far as that is certain, and what those may be that a person must look at. */
export interface Recognised {
  readonly pages: readonly { readonly shown: MatchedPage; readonly examined: ExaminedPage }[]
  readonly possible: readonly PossiblePage[]
}

type Seen = Compared<Candidate> & { readonly examined: ExaminedPage; readonly rotation: MatchedPage['rotation'] }

/** The rest of an upload of nothing but lost codes is for a person. */
const MOST_PAGES = 60
/** Issued pages compared with each scanned one: from afar hardly two look alike. */
const MOST_COMPARED = 3
/** Each costs seconds, and somebody's own papers in the pile resemble nothing. */
const MOST_GUESSED = 6
/** Several customers' papers say nearly the same, and from afar it is chance which resembles most. */
const MOST_GUESSES = 6
/** Told to a person. */
const MOST_TOLD = 4
const MM_PER_POINT = 25.4 / 72

/**
 * The pages of an upload that show no code but are found to be a certain issued page by what they show: first among those that the documents of the same upload lack in it, then among those of papers that still lack
 * some and of the upload's customers, then among other customers' papers, of which only the letters of its code can tell which it is. What is not certain, and what two scanned pages claim, is left for a person, with
 * the pages it may be.
 */
export async function recognisePages(app: App, scan: string, { matched, unmatched }: { readonly matched: readonly MatchedPage[]; readonly unmatched: readonly Omit<UnmatchedPage, 'scan'>[] }): Promise<Recognised> {
  const open = unmatched.filter(({ reason }) => reason === 'no-code').map(({ sourcePage }) => sourcePage).slice(0, MOST_PAGES)
  if (open.length === 0) return { pages: [], possible: [] }
  const candidates = new PageCandidates(app, scan, matched)
  const none = open.map((sourcePage): Answer => ({ sourcePage, seen: [], page: null }))
  const near = await withMore(app, scan, candidates, { answers: none, wanted: async () => candidates.near(), most: MOST_COMPARED, mostPages: MOST_PAGES })
  const far = await withMore(app, scan, candidates, { answers: near, wanted: () => candidates.far(), most: MOST_COMPARED, mostPages: MOST_PAGES })
  const found = await withMore(app, scan, candidates, { answers: far, wanted: () => candidates.elsewhere(), most: MOST_GUESSES, mostPages: MOST_GUESSED })
  const named = found.filter(({ page }) => page !== null && found.filter((other) => other.page !== null && nameOf(other.page.page) === nameOf(page.page)).length === 1)
  return {
    pages: named.flatMap(({ sourcePage, page }) => (page === null ? [] : [{ shown: shownBy(scan, sourcePage, page), examined: page.examined }])),
    possible: found.filter((one) => !named.includes(one)).flatMap(({ sourcePage, seen }) => likeliest(seen).slice(0, MOST_TOLD).map(({ page }) => ({ scan, sourcePage, code: page.code, exemplar: page.exemplar, page: page.page }))),
  }
}

/** Keeps what the pages recognised show, which was found when they were; the pages must be recorded. */
export async function keepRecognised(app: App, { pages }: Recognised): Promise<void> {
  for (const { shown, examined } of pages) {
    const examination = { ...(await withPicturesKept(app, examined)), knownBy: 'content' as const }
    const drawn = await drawnIn(app.store.read, examination.boxes)
    await app.store.write((tx) => keepExaminations(tx, [{ shown, examination, drawn }]))
  }
}

function shownBy(scan: string, sourcePage: number, { page: { code, exemplar, page, pageCount }, rotation }: Seen): MatchedPage {
  return { scan, sourcePage, code, exemplar, page, pageCount, rotation }
}

interface Answer {
  readonly sourcePage: number
  readonly seen: readonly Seen[]
  /** Which one it is; null when that is not certain. */
  readonly page: Seen | null
}

/** A set of issued pages to try what is still open with, `most` for each, `mostPages` in all. */
interface Round {
  readonly answers: readonly Answer[]
  readonly wanted: () => Promise<readonly Candidate[]>
  readonly most: number
  readonly mostPages: number
}

/** The answers, with what is still open compared with more pages: those it resembles, then everything that may say the same as those it shows, unless its letters have told which it is. */
async function withMore(app: App, scan: string, candidates: PageCandidates, { answers, wanted, most, mostPages }: Round): Promise<Answer[]> {
  const open = answers.filter(({ page, seen }) => page === null && !seen.some(({ likeness }) => fits(likeness))).slice(0, mostPages)
  if (open.length === 0) return [...answers]
  const tried = await wanted()
  const first = await compared(app, scan, open.map(({ sourcePage, seen }) => ({ sourcePage, wanted: tried.filter((page) => !isAmong(seen, page)) })), most)
  const untold = new Set<number>()
  const rivals: { sourcePage: number; wanted: readonly Candidate[] }[] = []
  for (const [sourcePage, seen] of first) {
    const kin = seen.some(({ likeness }) => likeness.provenByLetters) ? [] : await kinOf(candidates, seen)
    if (kin === null) untold.add(sourcePage)
    else if (kin.length > 0) rivals.push({ sourcePage, wanted: kin })
  }
  const second = await compared(app, scan, rivals, Math.max(0, ...rivals.map((one) => one.wanted.length)))
  for (const { sourcePage } of rivals) if (!second.has(sourcePage)) untold.add(sourcePage)
  return answers.map((answer) => {
    const { sourcePage } = answer
    const seen = [...answer.seen, ...(first.get(sourcePage) ?? []), ...(second.get(sourcePage) ?? [])]
    if (seen.length === answer.seen.length) return answer
    const page = untold.has(sourcePage) ? null : recognisedAmong(seen)
    return { sourcePage, seen, page: seen.find((one) => one.page === page) ?? null }
  })
}

/** What else may say the same as the pages whose content a scanned one shows; null when that is too much to compare. */
async function kinOf(candidates: PageCandidates, seen: readonly Seen[]): Promise<Candidate[] | null> {
  const alike = new Map<string, Candidate>()
  for (const { page } of seen.filter(({ likeness }) => showsContent(likeness))) {
    const kin = await candidates.alike(page)
    if (kin === null) return null
    for (const one of kin) if (!isAmong(seen, one)) alike.set(nameOf(one), one)
  }
  return [...alike.values()]
}

function isAmong(seen: readonly Seen[], page: Candidate): boolean {
  return seen.some((one) => nameOf(one.page) === nameOf(page))
}

async function compared(app: App, scan: string, asked: readonly { readonly sourcePage: number; readonly wanted: readonly Candidate[] }[], most: number): Promise<Map<number, Seen[]>> {
  const issued = new Map<string, { readonly page: Candidate; readonly sheet: SheetToExamine['issued'] }>()
  for (const { wanted } of asked) for (const page of wanted) if (!issued.has(nameOf(page))) issued.set(nameOf(page), { page, sheet: await issuedOf(app, page) })
  const sheets = asked.flatMap(({ sourcePage, wanted }) => (wanted.length === 0 ? [] : [{ sourcePage, candidates: wanted.flatMap((page) => issued.get(nameOf(page))?.sheet ?? []) }]))
  if (sheets.length === 0) return new Map()
  const byPlace = new Map([...issued.values()].map((one) => [placeOf(one.sheet), one]))
  const answers = await app.imaging.recognise(app.archive.pathOf(scan), sheets, most)
  return new Map(answers.map(({ sourcePage, compared: found }) => [sourcePage, found.flatMap((examined): Seen[] => {
    const one = byPlace.get(placeOf(examined.beside))
    return one === undefined ? [] : [{ page: one.page, standing: one.page.standing, likeness: likenessOf(examined, one.sheet), examined, rotation: uprightFrom(examined.projection) }]
  })]))
}

const placeOf = ({ path, page }: { readonly path: string; readonly page: number }): string => `${path} ${page}`

function likenessOf({ sameContent, patches, differences, provenByLetters }: ExaminedPage, { codePlaces }: SheetToExamine['issued']): Likeness {
  return { sameContent, found: patches.found, differences: differences.map(inMm), codes: codePlaces.map(({ xPt, yPt, sizePt }) => inMm({ xPt, yPt, widthPt: sizePt, heightPt: sizePt })), provenByLetters }
}

/** Counted from the foot of the page, which is the same for all that are held against each other. */
function inMm({ xPt, yPt, widthPt, heightPt }: Rectangle): Region {
  return { leftMm: xPt * MM_PER_POINT, topMm: yPt * MM_PER_POINT, widthMm: widthPt * MM_PER_POINT, heightMm: heightPt * MM_PER_POINT }
}

/** How far clockwise the scan must be turned to stand upright: back from where the page's lines of text run. */
function uprightFrom(projection: ExaminedPage['projection']): MatchedPage['rotation'] {
  if (projection === null) return 0
  const [along, , , down] = projection
  const quarters = (Math.round(Math.atan2(down, along) / (Math.PI / 2)) + 4) % 4
  return quarters === 0 ? 0 : quarters === 1 ? 270 : quarters === 2 ? 180 : 90
}
