import { fits, likeliest, recognisedAmong, showsContent, type Compared, type Likeness } from '../../signing/recognise-page.js'
import type { Region } from '../../signing/registration/flatten.js'
import type { MatchedPage, ScanReport } from '../../signing/scan-report.js'
import type { CodePlace, Rectangle } from '../../templates/stamp.js'
import type { App } from '../app.js'
import type { ExaminedPage, SheetToExamine } from '../imaging/job.js'
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
/** How far the letters of a code reach beside its symbol. */
const LETTERS_MM = { topRight: 33, bottomLeft: 86 } as const
const QUIET_MM = 3

/**
 * The pages of an upload that show no code but are found to be a certain issued page by what they show: first among those that the documents of the same upload lack in it, then among those that other papers still lack.
 * What is not certain, and what two scanned pages claim, is left for a person, with the pages it may be; so is what fits only papers of which nothing has come: nothing in the upload speaks for those but the page itself.
 */
export async function recognisePages(app: App, scan: string, { matched, unmatched }: { readonly matched: readonly MatchedPage[]; readonly unmatched: ScanReport['unmatched'] }): Promise<Recognised> {
  const open = unmatched.filter(({ reason }) => reason === 'no-code').map(({ sourcePage }) => sourcePage).slice(0, MOST_PAGES)
  if (open.length === 0) return { pages: [], possible: [] }
  const candidates = new PageCandidates(app, scan, matched)
  const near = await recogniseAmong(app, scan, candidates, { sourcePages: open, wanted: candidates.near(), most: MOST_COMPARED })
  const left = open.filter((sourcePage) => !near.some((one) => one.sourcePage === sourcePage && isLike(one)))
  const far = left.length === 0 ? [] : await recogniseAmong(app, scan, candidates, { sourcePages: left, wanted: await candidates.far(), most: MOST_COMPARED })
  const known = [...near.filter(({ sourcePage }) => !left.includes(sourcePage)), ...far]
  const found = await withGuesses(app, scan, candidates, known)
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
    await app.store.write((tx) => keepExaminations(tx, [{ shown, examination }]))
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

function isLike({ seen }: Answer): boolean {
  return seen.some(({ likeness }) => showsContent(likeness))
}

/** The answers, with what pages that no other paper fits may be among those of which nothing has come: for a person to say, however alike. */
async function withGuesses(app: App, scan: string, candidates: PageCandidates, answers: readonly Answer[]): Promise<Answer[]> {
  const open = answers.filter(({ page, seen }) => page === null && !seen.some(({ likeness }) => fits(likeness))).slice(0, MOST_GUESSED)
  if (open.length === 0) return [...answers]
  const guesses = await recogniseAmong(app, scan, candidates, { sourcePages: open.map(({ sourcePage }) => sourcePage), wanted: await candidates.unseen(), most: MOST_GUESSES })
  return answers.map((answer) => ({ ...answer, seen: [...answer.seen, ...(guesses.find(({ sourcePage }) => sourcePage === answer.sourcePage)?.seen ?? [])] }))
}

/** Compares pages with the candidates they resemble, then with everything that may say the same as those they show. */
async function recogniseAmong(app: App, scan: string, candidates: PageCandidates, { sourcePages, wanted, most }: { readonly sourcePages: readonly number[]; readonly wanted: readonly Candidate[]; readonly most: number }): Promise<Answer[]> {
  const first = await compared(app, scan, sourcePages.map((sourcePage) => ({ sourcePage, wanted })), most)
  const rivals: { sourcePage: number; wanted: readonly Candidate[] }[] = []
  const untold = new Set<number>()
  for (const [sourcePage, seen] of first) {
    const alike = new Map<string, Candidate>()
    for (const { page } of seen.filter(({ likeness }) => showsContent(likeness))) {
      const kin = await candidates.alike(page)
      if (kin === null) untold.add(sourcePage)
      for (const one of kin ?? []) if (!seen.some((other) => nameOf(other.page) === nameOf(one))) alike.set(nameOf(one), one)
    }
    if (alike.size > 0) rivals.push({ sourcePage, wanted: [...alike.values()] })
  }
  const second = await compared(app, scan, rivals, Infinity)
  for (const { sourcePage } of rivals) if (!second.has(sourcePage)) untold.add(sourcePage)
  return sourcePages.map((sourcePage) => {
    const seen = [...(first.get(sourcePage) ?? []), ...(second.get(sourcePage) ?? [])]
    const page = untold.has(sourcePage) ? null : recognisedAmong(seen)
    return { sourcePage, seen, page: seen.find((one) => one.page === page) ?? null }
  })
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

function likenessOf({ sameContent, patches, differences }: ExaminedPage, { codePlaces }: SheetToExamine['issued']): Likeness {
  return { sameContent, found: patches.found, differences: differences.map(inMm), codes: codePlaces.map(({ xPt, yPt, sizePt }) => inMm({ xPt, yPt, widthPt: sizePt, heightPt: sizePt })), letters: codePlaces.map(lettersBeside) }
}

/** Counted from the foot of the page, which is the same for all that are held against each other. */
function inMm({ xPt, yPt, widthPt, heightPt }: Rectangle): Region {
  return { leftMm: xPt * MM_PER_POINT, topMm: yPt * MM_PER_POINT, widthMm: widthPt * MM_PER_POINT, heightMm: heightPt * MM_PER_POINT }
}

/** Left of the upper symbol, right of the lower one, as `inMm`. */
function lettersBeside({ corner, xPt, yPt, sizePt }: CodePlace): Region {
  const { leftMm, topMm, widthMm, heightMm } = inMm({ xPt, yPt, widthPt: sizePt, heightPt: sizePt })
  const reachMm = LETTERS_MM[corner] - QUIET_MM
  return { leftMm: corner === 'topRight' ? leftMm - LETTERS_MM[corner] : leftMm + widthMm + QUIET_MM, topMm, widthMm: reachMm, heightMm: corner === 'topRight' ? heightMm : heightMm / 3 }
}

/** How far clockwise the scan must be turned to stand upright: back from where the page's lines of text run. */
function uprightFrom(projection: ExaminedPage['projection']): MatchedPage['rotation'] {
  if (projection === null) return 0
  const [along, , , down] = projection
  const quarters = (Math.round(Math.atan2(down, along) / (Math.PI / 2)) + 4) % 4
  return quarters === 0 ? 0 : quarters === 1 ? 270 : quarters === 2 ? 180 : 90
}
